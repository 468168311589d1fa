/** The messages on screen, each once and in the server's order; what is not confirmed yet stands loose at the end. */

import { isLater } from "../shared/stream.js";
import { word } from "../shared/words.js";
import { buildBubble, fillBubble, note, replaceBlocks, speakerOf } from "./bubble.js";
import { button, element } from "./element.js";

const gapMs = 600000;
const announcedMs = 15000;

/** @typedef {import("./calls.js").Message} Message */

export class Log {
  /**
   * @param {HTMLElement} list @param {HTMLElement} announcer a live region read out to those who listen
   * @param {import("./calls.js").Named} me
   */
  constructor(list, announcer, me) {
    this.list = list;
    this.announcer = announcer;
    this.me = me;
  }

  /** @returns {HTMLElement | null} the message with this id */
  find(id) {
    return this.#by("id", id);
  }

  /** @returns {HTMLElement | null} our message sent under this idempotency key */
  findSent(clientId) {
    return this.#by("client", clientId);
  }

  #by(key, value) {
    return this.list.querySelector(`[data-${key}="${CSS.escape(value)}"]`);
  }

  get oldestId() {
    return this.list.querySelector("[data-id]")?.dataset.id ?? "";
  }

  /** The newest message that the server has confirmed. */
  get newestId() {
    const items = this.list.querySelectorAll("[data-id]:not([data-loose])");
    return items[items.length - 1]?.dataset.id ?? "";
  }

  /** Add a message where its id wants it, or confirm the bubble that already shows it. @param {Message} message */
  confirm(message, bubble = null) {
    const shown = this.find(message.id) || (message.client_id && this.findSent(message.client_id)) || bubble;
    const item = shown || buildBubble(message);
    const isNew = !shown || item.hasAttribute("data-loose") || !item.dataset.id;
    delete item.dataset.loose;
    fillBubble(item, message);
    if (isNew) this.place(item);
    return item;
  }

  /** A message of the AI from before the takeover that comes after it: kept from sight until somebody asks for it. */
  fold(/** @type {Message} */ message, bubble = null) {
    const item = this.confirm({ ...message, html: bubble ? bubble.querySelector(".bubble").innerHTML : "", text: "" }, bubble);
    note(item, word(bubble ? "went_on" : "said_before"), button("link", word("show"), () => fillBubble(item, message)));
    return item;
  }

  /** Put a bubble after all that are older, and before the loose ones. */
  place(item) {
    const { id } = item.dataset;
    let next = this.list.querySelector("[data-loose]");
    for (let last = next ? next.previousElementSibling : this.list.lastElementChild; last; last = last.previousElementSibling) {
      if (last === item) continue;
      if (!id || (last.dataset.id && !isLater(last.dataset.id, id))) break;
      next = last;
    }
    const stands = item.parentNode && item.nextElementSibling === next;
    if (!stands) this.list.insertBefore(item, next === item ? item.nextElementSibling : next);
    this.#group(item);
    this.#group(item.nextElementSibling);
  }

  /** Our own words, on their way. @param {import("../shared/outbox.js").Entry} entry */
  addLoose({ text, clientId, at }) {
    const item = buildBubble({ role: "agent", at, agent: this.me });
    item.querySelector(".bubble").textContent = text;
    item.dataset.client = clientId;
    item.toggleAttribute("data-plain", true);
    item.toggleAttribute("data-loose", true);
    this.list.append(item);
    this.#group(item);
    return item;
  }

  /** The bubble of an answer in the making; it stands nowhere yet. */
  buildAnswer() {
    return buildBubble({ role: "ai", at: new Date().toISOString() });
  }

  /** Show more of an answer in the making. @param {HTMLElement} item @param {number} block from which on @param {string} html */
  replaceBlocks(item, block, html) {
    replaceBlocks(item, block, html);
  }

  /** Say under a bubble how it stands, and what can be done. @param {import("../shared/outbox.js").Choice[]} choices */
  remark(item, text, choices = [], role = "") {
    note(item, text, ...choices.map((choice) => button("link", choice.text, choice.act)));
    if (role) item.querySelector(".remark").setAttribute("role", role);
  }

  /** @param {Message[]} messages older than all that are shown */
  prepend(messages) {
    const first = this.list.firstElementChild;
    for (const message of messages.filter((one) => !this.find(one.id))) {
      const item = buildBubble(message);
      fillBubble(item, message);
      this.list.insertBefore(item, first);
      this.#group(item);
    }
    this.#group(first);
  }

  remove(item) {
    const next = item.nextElementSibling;
    item.remove();
    this.#group(next);
  }

  clear() {
    this.list.replaceChildren();
  }

  /** Show up to where the visitor has read what people wrote. @param {string | undefined} id */
  markRead(id) {
    this.list.querySelector("[data-read]")?.removeAttribute("data-read");
    if (!id) return;
    const said = [...this.list.querySelectorAll('[data-role="agent"][data-id]:not([data-loose])')];
    const last = said.reverse().find((item) => !isLater(item.dataset.id, id));
    last?.setAttribute("data-read", word("read"));
  }

  /** Have a finished message read out, once. */
  announce(/** @type {Message} */ message, item) {
    const text = item.querySelector(".bubble").textContent.trim();
    const name = speakerOf(message);
    const line = element("p", "", name ? word("said", { name, text }) : text);
    this.announcer.append(line);
    setTimeout(() => line.remove(), announcedMs);
  }

  /** Show the time after a gap, and the name where the speaker changes. */
  #group(item) {
    if (!item) return;
    const before = item.previousElementSibling;
    const [at, last] = [item, before].map((one) => one && Date.parse(one.querySelector("time").dateTime));
    const isSame = before?.dataset.role === item.dataset.role && at - last < gapMs &&
      before.querySelector(".name").textContent === item.querySelector(".name").textContent;
    item.toggleAttribute("data-joined", isSame);
  }
}
