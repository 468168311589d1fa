/** One message as an element, as an agent sees it; where it stands among the others is log.js's business. */

import { fullTime, shortTime, word } from "../shared/words.js";
import { element } from "./element.js";

/** @typedef {import("./calls.js").Message} Message */

const desk = document.getElementById("desk");

/** Who a message is from, in words. @param {{role: string, agent?: import("./calls.js").Named}} message */
export function speakerOf({ role, agent }) {
  if (role === "visitor") return word("visitor");
  if (role === "ai") return word("ai");
  return role === "agent" ? agent?.name || word("agent") : "";
}

/** An empty bubble. @param {{role: string, at: string, agent?: import("./calls.js").Named}} message */
export function buildBubble({ role, at, agent }) {
  const item = element("li", "message");
  item.dataset.role = role;
  item.toggleAttribute("data-mine", role === "agent" && agent?.id === desk.dataset.me);
  const time = element("time", "at", shortTime(new Date(at)));
  Object.assign(time, { dateTime: at, title: fullTime(new Date(at)) });
  const head = element("p", "said-by");
  head.append(element("span", "name", speakerOf({ role, agent })), time);
  item.append(head, element("div", "bubble"));
  return item;
}

/** Fill a bubble with a finished message; what already looks the same is not touched. @param {Message} message */
export function fillBubble(item, message) {
  const bubble = item.querySelector(".bubble");
  item.dataset.id = message.id;
  item.dataset.state = "done";
  item.toggleAttribute("data-plain", !message.html || !/<\w/.test(message.html));
  if (!message.html) bubble.textContent = message.text;
  else if (bubble.innerHTML !== message.html) bubble.innerHTML = message.html;
  note(item, message.stopped ? word("stopped") : "");
}

/** Replace the rendered blocks from `block` on; those before it are not touched. */
export function replaceBlocks(item, block, html) {
  const bubble = item.querySelector(".bubble");
  while (bubble.children[block]) bubble.lastChild.remove();
  bubble.insertAdjacentHTML("beforeend", html);
}

/** The small line under a bubble, with the buttons that go with it; an empty text removes it. */
export function note(item, text, ...buttons) {
  item.querySelector(".remark")?.remove();
  if (!text) return;
  const line = element("p", "remark", text);
  line.append(...buttons);
  item.append(line);
}
