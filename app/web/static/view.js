/** Where the reader looks: follows the end only for a reader who is there, and otherwise says that there is news. */

const nearPx = 48;

export class View {
  #isFollowing = true;
  /** How high the scroller and what is in it were when last looked at. */
  #heights = "";

  /** @param {HTMLElement} scroller @param {HTMLElement} pill the "new messages" button */
  constructor(scroller, pill) {
    this.scroller = scroller;
    this.pill = pill;
    scroller.addEventListener("scroll", () => this.#look(), { passive: true });
    pill.addEventListener("click", () => this.toEnd());
    // Marks, fonts and pictures come after the words: they change the height of what is in the scroller, with no change() of ours.
    const observer = new ResizeObserver(() => {
      this.#heights = this.#measure();
      if (this.#isFollowing) this.toEnd();
      else this.#look();
    });
    [scroller, ...scroller.children].forEach((part) => observer.observe(part));
  }

  #measure() {
    return `${this.scroller.clientHeight} ${this.scroller.scrollHeight}`;
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
    this.#heights = this.#measure();
    this.#isFollowing = true;
    this.pill.hidden = true;
  }

  #look() {
    const { scrollHeight, scrollTop, clientHeight } = this.scroller;
    const before = this.#heights;
    this.#heights = this.#measure();
    // What has moved because there is less room, or more in it, was not moved by the reader; the observer is told after this.
    if (before !== this.#heights) return;
    this.#isFollowing = scrollHeight - scrollTop - clientHeight < nearPx;
    if (this.#isFollowing) this.pill.hidden = true;
  }
}
