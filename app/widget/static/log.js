/** The messages on screen, each once and in the server's order; what is not confirmed yet stands loose at the end. */

import { buildBubble, element, fillBubble, note, replaceBlocks, speakerOf } from "./bubble.js";
import { word } from "./shared/words.js";

const gapMs = 600000;
const announcedMs = 15000;

/** @typedef {import("./api.js").Message} Message */

export class Log {
  /** @param {HTMLElement} list @param {HTMLElement} announcer a live region read out to those who listen */
  constructor(list, announcer) {
    this.list = list;
    this.announcer = announcer;
    list.addEventListener("click", ({ target }) => {
      if (target.closest("a, button") || String(getSelection())) return;
      target.closest(".message")?.toggleAttribute("data-open");
    });
  }

  /** @returns {HTMLElement | null} the message with this id */
  find(id) {
    return this.#by("id", id);
  }

  /** @returns {HTMLElement | null} the visitor's message sent under this idempotency key */
  findSent(clientId) {
    return this.#by("client", clientId);
  }

  get isEmpty() {
    return !this.list.firstElementChild;
  }

  get oldestId() {
    return this.list.querySelector("[data-id]")?.dataset.id ?? "";
  }

  /** Add a confirmed message at the end, or confirm the bubble that already shows it. */
  confirm(/** @type {Message} */ message, item = null) {
    const shown = this.find(message.id) || (message.client_id && this.findSent(message.client_id)) || item;
    const made = shown || buildBubble(message.role, new Date(message.at), speakerOf(message));
    const isNew = !shown || shown.hasAttribute("data-loose");
    delete made.dataset.loose;
    fillBubble(made, message);
    if (isNew) this.place(made);
    return made;
  }

  /** Put a bubble after all confirmed ones and before the loose ones. */
  place(item) {
    const next = item.nextElementSibling;
    const loose = this.list.querySelector("[data-loose]");
    if (!item.parentNode || loose || next) this.list.insertBefore(item, loose);
    this.#group(item);
    this.#group(item.nextElementSibling);
  }

  /** The visitor's words, on their way. @param {import("./shared/outbox.js").Entry} entry */
  addLoose({ text, clientId, at }) {
    const item = buildBubble("visitor", new Date(at), word("you"));
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
    return buildBubble("ai", new Date(), word("ai"));
  }

  /** Show more of an answer in the making. @param {HTMLElement} item @param {number} block from which on @param {string} html */
  replaceBlocks(item, block, html) {
    replaceBlocks(item, block, html);
  }

  /** Say under a bubble how it stands, and what can be done. @param {import("./shared/outbox.js").Choice[]} choices */
  remark(item, text, choices = [], role = "") {
    note(item, text, ...choices.map((choice) => {
      const button = element("button", "", choice.text);
      button.type = "button";
      button.addEventListener("click", choice.act);
      return button;
    }));
    if (role) item.querySelector(".note").setAttribute("role", role);
  }

  /** @param {Message[]} messages older than all that are shown */
  prepend(messages) {
    const fresh = messages.filter((message) => !this.find(message.id));
    const first = this.list.firstElementChild;
    for (const message of fresh) {
      const item = buildBubble(message.role, new Date(message.at), speakerOf(message));
      fillBubble(item, message);
      this.list.insertBefore(item, first);
      this.#group(item);
    }
    this.#group(first);
    return fresh.length;
  }

  remove(item) {
    const next = item.nextElementSibling;
    item.remove();
    this.#group(next);
  }

  /** Take away what the server has confirmed; what is on its way stays. */
  clear() {
    this.list.querySelectorAll(".message:not([data-loose])").forEach((item) => item.remove());
  }

  /** Have a finished message read out, once. */
  announce(/** @type {Message} */ message, item) {
    const name = speakerOf(message);
    const text = item.querySelector(".bubble").textContent.trim();
    const line = element("p", "", name ? word("said", { name, text }) : text);
    this.announcer.append(line);
    setTimeout(() => line.remove(), announcedMs);
  }

  #by(key, value) {
    return this.list.querySelector(`[data-${key}="${CSS.escape(value)}"]`);
  }

  /** Show the time after a gap, and the name where the speaker changes. */
  #group(item) {
    if (!item) return;
    const before = item.previousElementSibling;
    const [at, last] = [item, before].map((one) => one && Date.parse(one.querySelector("time").dateTime));
    const hasGap = !before || at - last > gapMs;
    const isSame = before?.dataset.role === item.dataset.role &&
      before.querySelector(".name").textContent === item.querySelector(".name").textContent;
    item.toggleAttribute("data-gap", hasGap);
    item.toggleAttribute("data-joined", isSame && !hasGap);
  }
}
