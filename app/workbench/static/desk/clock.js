/** The server's time, and how long somebody has been waiting, said and kept ticking. */

import { word } from "../shared/words.js";

const dayS = 86400;
let aheadMs = 0;

/** Learn how far the server's clock is from ours. @param {string} serverTime ISO 8601 */
export function setClock(serverTime) {
  aheadMs = Date.parse(serverTime) - Date.now();
}

/** The server's time in ms. */
export function nowMs() {
  return Date.now() + aheadMs;
}

/** How long, as short as it can be read at a glance: 2:05, then 1 h 02, then 3 d. @param {number} seconds */
export function waitText(seconds) {
  const s = Math.max(0, Math.floor(seconds));
  const two = (value) => String(value).padStart(2, "0");
  if (s < 3600) return `${Math.floor(s / 60)}:${two(s % 60)}`;
  if (s < dayS) return word("hours", { h: String(Math.floor(s / 3600)), m: two(Math.floor((s % 3600) / 60)) });
  return word("days", { d: String(Math.floor(s / dayS)) });
}

/** Write the wait since `since` into `place`, from now on once a second; an absent one empties it. */
export function showWait(place, since) {
  if (since) place.dataset.since = since;
  else delete place.dataset.since;
  const text = since ? waitText((nowMs() - Date.parse(since)) / 1000) : "";
  if (place.textContent !== text) place.textContent = text;
}

/** Keep all waits on the page ticking, and what else goes by the clock. @param {() => void} [also] */
export function startTicking(also = () => {}) {
  const tick = () => {
    if (document.visibilityState === "hidden") return;
    document.querySelectorAll("[data-since]").forEach((place) => showWait(place, place.dataset.since));
    also();
  };
  setInterval(tick, 1000);
  document.addEventListener("visibilitychange", tick);
}
