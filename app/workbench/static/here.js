/** Pages other than the desk: while one is open its agent is there, and it says how many visitors wait; the desk has a stream of its own. */

import { callAndStay, Problem, refresh } from "./api.js";
import { Stream } from "./shared/stream.js";

const lockName = "kefu.workbench.here";
const quietTabMs = 15000;
const soonMs = 300;
const everyMs = 4000;

/** Of the hidden tabs one stays, so that who has turned to another program is still there; without locks (plain HTTP) all do. */
let stays = !navigator.locks;
const place = document.getElementById("waiting");
const title = document.title;
let countedAt = 0;
let timer = 0;

const stream = new Stream({
  request: () => ({ path: "/api/agent/events", headers: {} }),
  onFrame: ({ event }) => ["hello", "queue"].includes(event) && countSoon(),
  onHeard: () => {},
  onState: () => {},
  // Whose login is over keeps the page, with all that is typed on it: what they do next leads to the door, or says so.
  onRefused: async () => {
    if (!(await refresh())) stream.stop();
  },
});

/** Ask soon, and not too often; of a hidden page the title is still read. */
function countSoon() {
  if (timer) return;
  timer = setTimeout(count, Math.max(soonMs, countedAt + everyMs - Date.now()));
}

/** Who waits: everybody in the queue, the agent's own visitors who spoke last, and whom colleagues offer them. */
async function count() {
  countedAt = Date.now();
  try {
    const [{ counts, sessions }, live] = await Promise.all([
      callAndStay("/api/sessions?list=mine"),
      callAndStay("/api/sessions?list=colleagues"),
    ]);
    const offered = live.sessions.filter(({ offer }) => offer?.id === place.dataset.me);
    show(counts.waiting + sessions.filter(({ last }) => last?.role === "visitor").length + offered.length);
  } catch (problem) {
    if (!(problem instanceof Problem)) throw problem; // else: the next change asks again
  } finally {
    timer = 0;
  }
}

/** @param {number} waiting */
function show(waiting) {
  const words = place.dataset.words.replace("{n}", String(waiting));
  place.querySelector(".count").textContent = String(waiting);
  place.querySelector(".unseen").textContent = words;
  place.title = words;
  place.hidden = !waiting;
  document.title = waiting ? `(${waiting}) ${title}` : title;
}

navigator.locks?.request(lockName, () => {
  stays = true;
  stream.start();
  return new Promise(() => {}); // until this tab is closed; then another one stays
});
setInterval(() => document.hidden && !stays && stream.stop(), quietTabMs);
document.addEventListener("visibilitychange", () => {
  if (document.hidden) return;
  stream.start();
  countSoon();
});
stream.start();
