/** Where the visitor writes: Enter, input methods, growth, the limit and the draft; it sends nothing by itself. */

import { recall, remember } from "./keep.js";
import { number, word } from "./words.js";

const limit = 2000;
const warnFrom = 1800;
const appleEchoMs = 100;

/**
 * Tells the Enter that chooses a candidate from the Enter that sends. Chromium and Firefox mark the former as composing or by
 * key code 229; Safari ends the composition first and reports the key after it (WebKit bug 165004).
 */
class Composition {
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
  /** @param {HTMLFormElement} form @param {string} shop @param {(text: string) => void} onSend */
  constructor(form, shop, onSend) {
    this.field = form.querySelector("textarea");
    this.button = form.querySelector("#send");
    this.count = form.querySelector("#count");
    this.key = `kefu.draft.${shop}`;
    this.onSend = onSend;
    const composition = new Composition(this.field);
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#send();
    });
    this.field.addEventListener("input", () => this.#show());
    this.field.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.shiftKey || event.altKey || composition.owns(event)) return;
      event.preventDefault();
      this.#send();
    });
    // What was typed before this script came is newer than the draft.
    if (!this.field.value) this.field.value = recall("sessionStorage", this.key) || "";
    this.#show();
  }

  /** Put a text back to be changed, before what is being written. @param {string} text */
  takeBack(text) {
    this.field.value = [text, this.field.value].filter(Boolean).join("\n");
    this.#show();
    this.field.focus();
  }

  /** Write on, unless that would bring up a keyboard over the screen. */
  focus() {
    if (matchMedia("(hover: hover)").matches) this.field.focus();
  }

  #send() {
    const text = this.field.value.trim();
    if (this.button.disabled || !text) return;
    this.field.value = "";
    this.#show();
    this.field.focus();
    this.onSend(text);
  }

  #show() {
    const { field, button, count } = this;
    remember("sessionStorage", this.key, field.value || null);
    field.style.height = "auto";
    field.style.height = `${field.scrollHeight + field.offsetHeight - field.clientHeight}px`;
    const used = Array.from(field.value.trim()).length;
    button.disabled = !used || used > limit;
    count.toggleAttribute("data-over", used > limit);
    if (used > limit) count.textContent = word("over", { extra: number(used - limit) });
    else if (used >= warnFrom) count.textContent = word("count", { used: number(used), limit: number(limit) });
    else count.textContent = "";
  }
}
