/** Where the reader looks: follows the end only for a reader who is there, and otherwise says that there is news. */

const nearPx = 48;

export class View {
  #isFollowing = true;
  #height = 0;

  /** @param {HTMLElement} scroller @param {HTMLElement} pill the "new messages" button */
  constructor(scroller, pill) {
    this.scroller = scroller;
    this.pill = pill;
    scroller.addEventListener("scroll", () => this.#look(), { passive: true });
    pill.addEventListener("click", () => this.toEnd());
    new ResizeObserver(() => {
      this.#height = scroller.clientHeight;
      if (this.#isFollowing) this.toEnd();
    }).observe(scroller);
  }

  /** Change what is at the end. @param {() => void} task @param {{isMine?: boolean, isNews?: boolean}} [why] */
  change(task, { isMine = false, isNews = true } = {}) {
    task();
    if (isMine || this.#isFollowing) this.toEnd();
    else if (isNews) this.pill.hidden = false;
  }

  /** Change what is above: the line being read stays where it is. @param {() => void} task */
  changeAbove(task) {
    const below = this.scroller.scrollHeight - this.scroller.scrollTop;
    task();
    this.scroller.scrollTop = this.scroller.scrollHeight - below;
  }

  toEnd() {
    this.scroller.scrollTop = this.scroller.scrollHeight;
    this.#isFollowing = true;
    this.pill.hidden = true;
  }

  #look() {
    const { scrollHeight, scrollTop, clientHeight } = this.scroller;
    // What has moved because there is less room was not moved by the reader; the observer is told after this.
    if (clientHeight !== this.#height) return;
    this.#isFollowing = scrollHeight - scrollTop - clientHeight < nearPx;
    if (this.#isFollowing) this.pill.hidden = true;
  }
}
