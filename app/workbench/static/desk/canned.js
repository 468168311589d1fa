/** Canned replies in the composer: a slash opens them, typing filters, Enter or Tab inserts; they are managed in replies.js. */

import { Problem } from "../api.js";
import { word } from "../shared/words.js";
import { fillBlanks } from "./blanks.js";
import { readReplies } from "./calls.js";
import { element } from "./element.js";

const shown = 8;
const staleMs = 60000;
// A slash at the start of a word; Chinese input methods type the other two on the same key.
const trigger = /(?:^|\s)[/\uff0f\u3001]([^\s/\uff0f\u3001]*)$/;

/** @typedef {import("./calls.js").Reply} Reply */

/** The reply in the visitor's language, or in the other where it has none. @param {Reply} reply @param {string} lang */
export function replyText(reply, lang) {
  return (lang === "zh" ? reply.zh || reply.en : reply.en || reply.zh) || "";
}

/** Those that a few letters mean: by shortcut first, then by what they say. @param {Reply[]} replies */
export function findReplies(replies, query, lang) {
  const wanted = query.toLowerCase();
  const rank = (reply) => {
    const shortcut = reply.shortcut.toLowerCase();
    if (shortcut.startsWith(wanted)) return 0;
    if (shortcut.includes(wanted)) return 1;
    return replyText(reply, lang).toLowerCase().includes(wanted) ? 2 : 3;
  };
  return replies.map((reply) => ({ reply, at: rank(reply) })).filter(({ at }) => at < 3)
    .sort((a, b) => a.at - b.at || a.reply.shortcut.localeCompare(b.reply.shortcut)).slice(0, shown).map(({ reply }) => reply);
}

export class Canned {
  /** @type {Reply[]} */
  #replies = [];
  /** @type {Reply[]} */
  #found = [];
  #at = 0;
  #readAt = 0;
  #fault = "";

  /**
   * @param {import("./composer.js").Composer} composer
   * @param {{lang: () => string, values: () => Record<string, string>}} owner `values` fill what stands in braces
   */
  constructor(composer, owner) {
    this.composer = composer;
    this.owner = owner;
    this.list = document.getElementById("canned");
    const { field } = composer;
    for (const kind of ["input", "click", "keyup"]) field.addEventListener(kind, (event) => this.#look(event));
    field.addEventListener("blur", () => setTimeout(() => this.hide(), 150));
    document.getElementById("begin-canned").addEventListener("click", () => (this.isOpen ? this.hide() : this.begin()));
    this.list.addEventListener("pointerdown", (event) => event.preventDefault());
    this.list.addEventListener("click", (event) => {
      const option = event.target.closest("[role=option]");
      if (option) this.#insert(this.#found[Number(option.dataset.at)]);
    });
  }

  get isOpen() {
    return !this.list.hidden;
  }

  /** Open the list as if a slash had been typed. */
  begin() {
    const { field } = this.composer;
    const before = field.value.slice(0, field.selectionStart);
    const text = before && !/\s$/.test(before) ? `${before} /` : `${before}/`;
    this.composer.write(text + field.value.slice(field.selectionStart), text.length);
    this.#look();
  }

  /** @param {KeyboardEvent} event @returns {boolean} whether the key was meant for the list */
  onKey(event) {
    if (!this.isOpen) return false;
    if (event.key === "Escape") this.hide();
    // A slash with nothing to choose from is no message: the list closes first.
    else if (!this.#found.length && event.key === "Enter" && !event.shiftKey) this.hide();
    else if (!this.#found.length) return false;
    else if (event.key === "ArrowDown" || event.key === "ArrowUp") this.#move(event.key === "ArrowDown" ? 1 : -1);
    else if ((event.key === "Enter" && !event.shiftKey) || event.key === "Tab") this.#insert(this.#found[this.#at]);
    else return false;
    event.preventDefault();
    event.stopPropagation();
    return true;
  }

  hide() {
    this.list.hidden = true;
    this.composer.field.removeAttribute("aria-activedescendant");
  }

  /** Forget what was read: somebody has changed it. */
  expire() {
    this.#readAt = 0;
  }

  async #look(event) {
    if (["ArrowDown", "ArrowUp", "Enter", "Escape", "Tab"].includes(event?.key)) return;
    const { field } = this.composer;
    if (!trigger.test(field.value.slice(0, field.selectionStart))) return this.hide();
    await this.#read();
    const query = trigger.exec(field.value.slice(0, field.selectionStart))?.[1];
    if (query === undefined) return this.hide();
    this.#found = findReplies(this.#replies, query, this.owner.lang());
    this.#at = 0;
    if (query && !this.#found.length) return this.hide();
    this.#draw();
  }

  async #read() {
    if (Date.now() - this.#readAt < staleMs) return;
    try {
      this.#replies = (await readReplies()).replies;
      this.#readAt = Date.now();
      this.#fault = "";
    } catch (problem) {
      if (!(problem instanceof Problem)) throw problem;
      this.#fault = problem.detail; // the next letter asks again
    }
  }

  #draw() {
    const lang = this.owner.lang();
    this.list.replaceChildren(...this.#found.map((reply, at) => {
      const option = element("li");
      option.id = `canned-${at}`;
      option.dataset.at = String(at);
      option.setAttribute("role", "option");
      const other = lang === "zh" ? "en" : "zh";
      const text = element("span", "", this.#fill(reply));
      text.lang = (reply[lang] ? lang : other) === "zh" ? "zh-CN" : "en";
      option.append(element("b", "", `/${reply.shortcut}`), text);
      if (!reply[lang]) option.append(this.#tag(other));
      return option;
    }));
    if (!this.#found.length) this.list.append(element("li", "small", this.#fault || word("no_replies")));
    this.list.hidden = false;
    this.#mark();
  }

  /** Says that a reply is not in the visitor's language but in `lang`. */
  #tag(lang) {
    const tag = element("small", "tongue", word(`short_${lang}`));
    tag.title = word(`only_${lang}`);
    return tag;
  }

  #fill(reply) {
    return fillBlanks(replyText(reply, this.owner.lang()), this.owner.values());
  }

  #move(step) {
    this.#at = (this.#at + step + this.#found.length) % this.#found.length;
    this.#mark();
  }

  #mark() {
    for (const option of this.list.querySelectorAll("[role=option]")) {
      option.setAttribute("aria-selected", String(Number(option.dataset.at) === this.#at));
    }
    const option = this.list.querySelector('[aria-selected="true"]');
    option?.scrollIntoView({ block: "nearest" });
    if (option) this.composer.field.setAttribute("aria-activedescendant", option.id);
  }

  #insert(reply) {
    const { field } = this.composer;
    const text = this.#fill(reply);
    const before = field.value.slice(0, field.selectionStart).replace(trigger, (found) => (/^\s/.test(found) ? found[0] : ""));
    this.hide();
    this.composer.write(before + text + field.value.slice(field.selectionStart), before.length + text.length);
  }
}
