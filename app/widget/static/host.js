/** The page around the chat, as far as it or the browser tells us; what is asked of that page is embedding.js's business. */

const longest = 2048; // what the server takes of an address

/** What the shop's page says of itself. @type {{page: string, referrer: string} | null} */
let told = null;

/** The window around us where it is of our own site, else null. @returns {Window | null} */
function ownParent() {
  try {
    return window.parent !== window && window.parent.location.origin === location.origin ? window.parent : null;
  } catch {
    return null;
  }
}

/** @param {string} page @param {string} [referrer] where the visitor came from; as before where it is not said */
export function tellPlace(page, referrer = told?.referrer || "") {
  told = { page, referrer };
}

function seen() {
  const page = ownParent() || (window.parent === window ? window : null);
  return {
    // A frame that has loaded itself again (another language) has itself as referrer, and no longer knows the page.
    page: page ? page.location.href : document.referrer.startsWith(location.origin) ? "" : document.referrer,
    referrer: page ? page.document.referrer : "",
  };
}

/** The page the visitor is on, where they came from to it, and their time zone; only what is known. */
export function whereabouts() {
  const known = { ...(told || seen()), time_zone: Intl.DateTimeFormat().resolvedOptions().timeZone };
  return Object.fromEntries(
    Object.entries(known).filter(([, value]) => typeof value === "string" && value && value.length <= longest),
  );
}
