/** What the shop's page remembers for the chat, once there is something; where storage is denied that is nothing. */

const prefix = "fiido-kefu.";

/** @param {string} key @returns {string | null} */
export function recall(key) {
  try {
    return localStorage.getItem(prefix + key);
  } catch {
    return null;
  }
}

/** @param {string} key @param {string | null} value null forgets it */
export function remember(key, value) {
  try {
    if (value === null) localStorage.removeItem(prefix + key);
    else localStorage.setItem(prefix + key, value);
  } catch {
    // Denied or full: whoever needs it longer than this page has nowhere to keep it.
  }
}
