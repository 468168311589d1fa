/** What was said before the messages on screen: read when somebody scrolls there, without moving what they look at. */

import { Problem } from "../api.js";
import { word } from "../shared/words.js";
import { readBefore } from "./calls.js";

const topPx = 80;

export class Older {
  #name = "";
  #hasMore = false;
  #isReading = false;

  /** @param {import("./log.js").Log} log @param {import("../shared/view.js").View} view */
  constructor(log, view) {
    this.log = log;
    this.view = view;
    this.line = document.getElementById("older");
    view.scroller.addEventListener("scroll", () => this.read(), { passive: true });
  }

  /** @param {string} name the session on screen @param {boolean} hasMore whether it has older messages than those shown */
  begin(name, hasMore) {
    this.#name = name;
    this.#hasMore = hasMore;
    this.line.hidden = !hasMore;
  }

  async read() {
    if (!this.#hasMore || this.#isReading || this.view.scroller.scrollTop > topPx || !this.log.oldestId) return;
    this.#isReading = true;
    this.line.textContent = word("older");
    const name = this.#name;
    try {
      const { messages, more } = await readBefore(name, this.log.oldestId);
      if (name !== this.#name) return;
      this.view.changeAbove(() => {
        this.log.prepend(messages);
        this.begin(name, more && messages.length > 0);
      });
    } catch (problem) {
      if (!(problem instanceof Problem)) throw problem; // else: the next scroll asks again
    } finally {
      this.line.textContent = "";
      this.#isReading = false;
    }
  }
}
