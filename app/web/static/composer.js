/** Where somebody writes: Enter, input methods, growth, the limit and the draft; it sends nothing by itself. */

import { recall, remember } from "./keep.js";
import { number, word } from "./words.js";

const limit = 2000;
const warnFrom = 1800;
const appleEchoMs = 100;

/**
 * Tells the Enter that chooses a candidate from the Enter that sends. Chromium and Firefox mark the former as composing or by
 * key code 229; Safari ends the composition first and reports the key after it (WebKit bug 165004).
 */
export class Composition {
  #isOpen = false;
  #endedAt = -Infinity;
  #isSameTask = false;

  /** @param {HTMLElement} field */
  constructor(field) {
    field.addEventListener("compositionstart", () => (this.#isOpen = true));
    field.addEventListener("compositionend", (event) => {
      this.#isOpen = false;
      this.#endedAt = event.timeStamp;
      this.#isSameTask = true;
      setTimeout(() => (this.#isSameTask = false));
    });
  }

  /** @param {KeyboardEvent} event */
  owns(event) {
    const isEcho = navigator.vendor.startsWith("Apple") && event.timeStamp - this.#endedAt < appleEchoMs;
    return event.isComposing || event.keyCode === 229 || this.#isOpen || this.#isSameTask || isEcho;
  }
}

export class Composer {
  /**
   * @param {HTMLFormElement} form
   * @param {{key?: string, onSend: (text: string) => void, onKey?: (event: KeyboardEvent) => boolean}} owner `key` is where
   *   the draft is kept ("" for nowhere), `onKey` tells whether it has used the key
   */
  constructor(form, { key = "", onSend, onKey = () => false }) {
    this.form = form;
    this.field = form.querySelector("textarea");
    this.button = form.querySelector('[type="submit"]');
    this.count = form.querySelector("#count");
    this.key = key;
    this.onSend = onSend;
    const composition = new Composition(this.field);
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#send();
    });
    this.field.addEventListener("input", () => this.show());
    this.field.addEventListener("keydown", (event) => {
      if (composition.owns(event) || onKey(event) || event.key !== "Enter" || event.shiftKey || event.altKey) return;
      event.preventDefault();
      this.#send();
    });
    // What was typed before this script came is newer than the draft.
    if (!this.field.value) this.field.value = (key && recall("sessionStorage", key)) || "";
    this.show();
  }

  /** Put a text back to be changed, before what is being written. @param {string} text */
  takeBack(text) {
    this.field.value = [text, this.field.value].filter(Boolean).join("\n");
    this.show();
    this.field.focus();
  }

  /** Put a text where there is none. @param {string} text */
  prefill(text) {
    if (this.field.value.trim()) return;
    this.field.value = text;
    this.show();
  }

  /** Whoever wrote here has left. */
  clear() {
    this.field.value = "";
    this.show();
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
    this.onSend(text);
  }

  /** Show what the field holds: its height, its length, whether it can be sent; and keep it. */
  show() {
    const { field, button, count, key } = this;
    if (key) remember("sessionStorage", key, field.value || null);
    field.style.height = "auto";
    field.style.height = `${field.scrollHeight + field.offsetHeight - field.clientHeight}px`;
    const used = Array.from(field.value.trim()).length;
    button.disabled = !used || used > limit;
    count.toggleAttribute("data-over", used > limit);
    if (used > limit) count.textContent = word("over", { extra: number(used - limit) });
    else count.textContent = used >= warnFrom ? word("count", { used: number(used), limit: number(limit) }) : "";
  }
}
