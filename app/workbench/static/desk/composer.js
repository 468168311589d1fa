/** Where the agent writes: Enter, input methods, growth, the limit, and a draft for each session; it sends nothing by itself. */

import { Composition } from "../shared/composition.js";
import { recall, remember } from "../shared/keep.js";
import { number, word } from "../shared/words.js";

const limit = 2000;
const warnFrom = 1800;

const draftKey = (name) => `kefu.desk.draft.${name}`;

export class Composer {
  #name = "";

  /**
   * @param {HTMLFormElement} form
   * @param {{onSend: (name: string, text: string) => void, onType: (name: string) => void,
   *   onKey: (event: KeyboardEvent) => boolean}} owner `onKey` tells whether it has used the key (canned replies)
   */
  constructor(form, owner) {
    this.form = form;
    this.field = form.querySelector("textarea");
    this.button = form.querySelector('[type="submit"]');
    this.count = form.querySelector(".count-line");
    this.owner = owner;
    this.composition = new Composition(this.field);
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#send();
    });
    this.field.addEventListener("input", () => {
      this.show();
      if (this.field.value.trim()) owner.onType(this.#name);
    });
    this.field.addEventListener("keydown", (event) => {
      if (this.composition.owns(event) || owner.onKey(event)) return;
      if (event.key === "Escape") this.field.blur();
      if (event.key !== "Enter" || event.shiftKey || event.altKey) return;
      event.preventDefault();
      this.#send();
    });
  }

  /** Write in another session; what was begun there comes back. @param {string} name "" for none */
  turnTo(name) {
    this.#name = name;
    this.field.value = (name && recall("sessionStorage", draftKey(name))) || "";
    this.show();
  }

  /** Whether the agent may write here. @param {boolean} isOpen */
  allow(isOpen) {
    const wasHidden = this.form.hidden;
    this.form.hidden = !isOpen;
    if (wasHidden && isOpen) this.show();
  }

  /** Put a text back to be changed, before what is being written. @param {string} text */
  takeBack(text) {
    this.write([text, this.field.value].filter(Boolean).join("\n"));
  }

  /** Let the field hold `text`, with the caret at `caret`, as if it had been typed. */
  write(text, caret = text.length) {
    this.field.value = text;
    this.show();
    this.field.focus();
    this.field.setSelectionRange(caret, caret);
  }

  /** Write on, unless that would bring up a keyboard over the screen. */
  focus() {
    if (!this.form.hidden && matchMedia("(hover: hover)").matches) this.field.focus();
  }

  #send() {
    const text = this.field.value.trim();
    if (this.button.disabled || !text) return;
    this.field.value = "";
    this.show();
    this.field.focus();
    this.owner.onSend(this.#name, text);
  }

  /** Show what the field holds: its height, its length, whether it can be sent; and keep it. */
  show() {
    const { field, button, count } = this;
    if (this.#name) remember("sessionStorage", draftKey(this.#name), field.value || null);
    field.style.height = "auto";
    field.style.height = `${field.scrollHeight + field.offsetHeight - field.clientHeight}px`;
    const used = Array.from(field.value.trim()).length;
    button.disabled = !used || used > limit;
    count.toggleAttribute("data-over", used > limit);
    if (used > limit) count.textContent = word("over", { extra: number(used - limit) });
    else count.textContent = used >= warnFrom ? word("count", { used: number(used), limit: number(limit) }) : "";
  }
}
