/** The page around the chat, as far as the browser tells us of it; what is asked of that page is embed.js's business. */

const longest = 2048; // what the server takes of an address

/** The window around us where it is of our own site (the demo shop), else null. @returns {Window | null} */
export function ownParent() {
  try {
    return window.parent !== window && window.parent.location.origin === location.origin ? window.parent : null;
  } catch {
    return null;
  }
}

/** The page the visitor is on, where they came from to it, and their time zone; only what is known. */
export function whereabouts() {
  const page = ownParent() || (window.parent === window ? window : null);
  const known = {
    // A frame that has loaded itself again (another language) has itself as referrer, and no longer knows the page.
    page: page ? page.location.href : document.referrer.startsWith(location.origin) ? "" : document.referrer,
    referrer: page ? page.document.referrer : "",
    time_zone: Intl.DateTimeFormat().resolvedOptions().timeZone,
  };
  return Object.fromEntries(Object.entries(known).filter(([, value]) => value && value.length <= longest));
}
