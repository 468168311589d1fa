/** One message as an element; where it stands among the others is log.js's business. */

import { fullTime, shortTime, word } from "./shared/words.js";

const shortCell = 16; // characters

/** @param {string} tag @param {string} [className] @param {string} [text] */
export function element(tag, className = "", text = "") {
  const made = document.createElement(tag);
  if (className) made.className = className;
  if (text) made.textContent = text;
  return made;
}

/** @param {import("./api.js").Agent | undefined} agent */
export function agentName(agent) {
  return agent?.name || word("agent");
}

/** What stands in a face for a name. */
export function initialOf(name) {
  return ([...name][0] || "").toUpperCase();
}

/** An empty bubble. @param {string} role @param {Date} at */
export function buildBubble(role, at, speaker = "") {
  const item = element("li", "message");
  item.dataset.role = role;
  const time = element("time", "at", shortTime(at));
  time.dateTime = at.toISOString();
  const bubble = element("div", "bubble");
  bubble.title = fullTime(at);
  const name = element("span", role === "visitor" ? "name unseen" : "name", speaker);
  if (role === "agent") name.dataset.initial = initialOf(speaker);
  item.append(name, bubble, time);
  return item;
}

/** Who a message is from, in words. @param {import("./api.js").Message} message */
export function speakerOf({ role, agent }) {
  if (role === "visitor") return word("you");
  if (role === "agent") return agentName(agent);
  return role === "ai" ? word("ai") : "";
}

/** Fill a bubble with a finished message; what already looks the same is not touched. */
export function fillBubble(item, /** @type {import("./api.js").Message} */ message) {
  const bubble = item.querySelector(".bubble");
  item.dataset.id = message.id;
  if (message.code) item.dataset.code = message.code;
  item.dataset.state = message.role === "visitor" ? "sent" : "done";
  const isPlain = !message.html || !/<\w/.test(message.html);
  item.toggleAttribute("data-plain", isPlain);
  if (!message.html) bubble.textContent = message.text;
  else if (renderedHtml(bubble) !== message.html) bubble.innerHTML = message.html;
  markShort(bubble);
  note(item, message.stopped ? word("stopped") : "");
}

/** Remove an element and all that follows it in its parent. */
function removeFrom(child) {
  while (child.nextSibling) child.nextSibling.remove();
  child.remove();
}

/** Replace the rendered blocks from `block` on; those before it are not touched. */
export function replaceBlocks(item, block, html) {
  const bubble = item.querySelector(".bubble");
  const from = bubble.children[block];
  if (from) removeFrom(from);
  bubble.insertAdjacentHTML("beforeend", html);
  markShort(bubble);
}

/** What the server has rendered in a bubble, without our own marks. */
function renderedHtml(bubble) {
  const copy = bubble.cloneNode(true);
  copy.querySelectorAll("td").forEach((cell) => cell.removeAttribute("class"));
  return copy.innerHTML;
}

/** "17.5 kg" is not broken in two where a table is wide; no style can tell it from a sentence. */
function markShort(bubble) {
  for (const cell of bubble.querySelectorAll("td")) cell.classList.toggle("short", cell.textContent.length <= shortCell);
}

/** The small line under a bubble, with the buttons that go with it; an empty text removes it. */
export function note(item, text, ...buttons) {
  item.querySelector(".note")?.remove();
  if (!text) return;
  const line = element("p", "note", text);
  const actions = element("span", "actions");
  actions.append(...buttons);
  line.append(actions);
  item.append(line);
}
