/** What a browser remembers for us, guarded: where storage is denied, memory stands in. It never holds what was said to others. */

const memory = new Map();

/**
 * @param {"localStorage" | "sessionStorage"} area shared by all tabs, or this tab's own
 * @param {string} key
 * @returns {string | null}
 */
export function recall(area, key) {
  try {
    return window[area].getItem(key) ?? memory.get(area + key) ?? null;
  } catch {
    return memory.get(area + key) ?? null;
  }
}

/** @param {"localStorage" | "sessionStorage"} area @param {string} key @param {string | null} value null forgets it */
export function remember(area, key, value) {
  if (value === null) memory.delete(area + key);
  else memory.set(area + key, value);
  try {
    if (value === null) window[area].removeItem(key);
    else window[area].setItem(key, value);
  } catch {
    // A cross-site frame may be denied storage (Chromium): the copy in memory lasts as long as the page.
  }
}

/** Random, unguessable enough for idempotency keys; crypto.randomUUID does not exist over plain HTTP. */
export function randomId() {
  return Array.from(crypto.getRandomValues(new Uint8Array(12)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
