/** Tells the Enter that chooses a candidate of an input method from the Enter that sends; it sends nothing. */

const appleEchoMs = 100;

/**
 * Chromium and Firefox mark the former as composing or by key code 229; Safari ends the composition first and reports the
 * key after it (WebKit bug 165004).
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
