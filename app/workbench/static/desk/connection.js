/** Whether the page hears the server: a short break is nobody's concern, a longer one is said. */

import { word } from "../shared/words.js";

const quietMs = 1500;

export class Connection {
  #timer = 0;

  /** @param {{onLive: () => void}} owner */
  constructor(owner) {
    this.owner = owner;
    this.line = document.getElementById("lost");
  }

  /** @param {string} state connecting, live, reconnecting or offline */
  show(state) {
    document.getElementById("desk").dataset.connection = state;
    if (state === "live") this.owner.onLive();
    const isLost = state === "reconnecting" || state === "offline";
    if (isLost && this.#timer) return;
    clearTimeout(this.#timer);
    this.#timer = 0;
    if (!isLost) this.line.hidden = true;
    else {
      this.#timer = setTimeout(() => {
        this.line.textContent = word("lost");
        this.line.hidden = false;
      }, quietMs);
    }
  }
}
