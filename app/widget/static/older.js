/** What was said before what is on screen, read when the reader comes to the top; and the greeting, where there is no more. */

import { Problem, readBefore } from "./api.js";

const topPx = 80;

export class Older {
  #hasMore = false;
  #isReading = false;

  /**
   * @param {HTMLElement} line says that more is loading @param {HTMLElement} greeting stands where the conversation begins
   * @param {{session: import("./session.js").Session, log: import("./log.js").Log, view: import("./shared/view.js").View}} owner
   */
  constructor(line, greeting, owner) {
    this.line = line;
    this.greeting = greeting;
    this.owner = owner;
    owner.view.scroller.addEventListener("scroll", () => this.read(), { passive: true });
  }

  /** A conversation was opened. @param {boolean} hasMore whether there is more of it than came with it */
  begin(hasMore) {
    this.#hasMore = hasMore;
    this.#show();
  }

  /** Read on, if the reader is at the top and there is more. */
  async read() {
    const { session, log, view } = this.owner;
    const { token } = session;
    if (!this.#hasMore || this.#isReading || view.scroller.scrollTop > topPx) return;
    this.#isReading = true;
    this.line.toggleAttribute("data-busy", true);
    try {
      const { messages, more } = await readBefore(token, log.oldestId);
      // Another conversation may have come on screen meanwhile.
      if (token !== session.token) return;
      this.#hasMore = more && messages.length > 0;
      view.changeAbove(() => {
        log.prepend(messages);
        this.#show();
      });
    } catch (problem) {
      if (!(problem instanceof Problem)) throw problem; // else: the next scroll asks again
    } finally {
      this.line.toggleAttribute("data-busy", false);
      this.#isReading = false;
    }
  }

  /** Before the greeting can stand where the conversation begins, the line that says "loading" keeps its place. */
  #show() {
    this.greeting.hidden = this.#hasMore;
    this.line.hidden = !this.#hasMore;
  }
}
