/** Where the agent writes: the shared field with a draft for each session, and the keys of the desk; it sends nothing by itself. */

import { Composer as Field } from "../shared/composer.js";
import { recall } from "../shared/keep.js";

const draftKey = (name) => `kefu.desk.draft.${name}`;

export class Composer extends Field {
  #name = "";

  /**
   * @param {HTMLFormElement} form
   * @param {{onSend: (name: string, text: string) => void, onType: (name: string) => void,
   *   onKey: (event: KeyboardEvent) => boolean}} owner `onKey` tells whether it has used the key (canned replies)
   */
  constructor(form, { onSend, onType, onKey }) {
    super(form, {
      onSend: (text) => onSend(this.#name, text),
      onKey: (event) => {
        if (onKey(event)) return true;
        if (event.key === "Escape") this.field.blur();
        return false;
      },
    });
    this.field.addEventListener("input", () => this.field.value.trim() && onType(this.#name));
  }

  /** Write in another session; what was begun there comes back. @param {string} name "" for none */
  turnTo(name) {
    this.#name = name;
    this.key = name && draftKey(name);
    this.field.value = (name && recall("sessionStorage", this.key)) || "";
    this.show();
  }

  /** Whether the agent may write here. @param {boolean} isOpen */
  allow(isOpen) {
    const wasHidden = this.form.hidden;
    this.form.hidden = !isOpen;
    if (wasHidden && isOpen) this.show();
  }

  /** Let the field hold `text`, with the caret at `caret`, as if it had been typed. */
  write(text, caret = text.length) {
    this.field.value = text;
    this.show();
    this.field.focus();
    this.field.setSelectionRange(caret, caret);
  }
}
