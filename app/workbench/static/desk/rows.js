/** The lines of the list on screen: filled, ordered, and held still while somebody is about to click one. */

import { buildRow, fillRow } from "./row.js";

const heldMs = 2500;

export class Rows {
  /** @type {string[]} the sessions of the list, in the order of the screen */
  names;
  #heldUntil = 0;
  /** What each line was filled with. */
  #filled = new WeakMap();
  #timer = 0;

  /**
   * @param {HTMLElement} scroller
   * @param {{book: import("./book.js").Book, unread: import("./unread.js").Unread, shops: Record<string, string>,
   *   openName: () => string, list: () => string, onDrawn: (count: number) => void}} owner
   */
  constructor(scroller, owner) {
    this.owner = owner;
    this.place = scroller.querySelector("ol");
    this.names = [...this.place.children].map((item) => item.dataset.name);
    for (const kind of ["pointermove", "pointerdown", "wheel"]) {
      scroller.addEventListener(kind, () => this.#hold(), { passive: true });
    }
  }

  #hold() {
    if (this.place.childElementCount) this.#heldUntil = Date.now() + heldMs;
  }

  clear() {
    this.#heldUntil = 0; // nothing is left that somebody might be about to click
    this.names = [];
    this.place.replaceChildren();
  }

  /** @param {string} name @returns {HTMLElement | null} */
  find(name) {
    return this.place.querySelector(`[data-name="${CSS.escape(name)}"]`);
  }

  /** The session before or after the open one, of those still in the list. @param {1 | -1} step */
  neighbour(step) {
    const names = [...this.place.children].filter((item) => !item.hasAttribute("data-gone")).map((item) => item.dataset.name);
    const at = names.indexOf(this.owner.openName());
    if (at < 0) return names[step > 0 ? 0 : names.length - 1];
    return names[at + step];
  }

  /** Let one line say what is known now. @param {string} name */
  refresh(name) {
    const item = this.find(name);
    if (item) this.#fill(item);
  }

  /** Draw as soon as nobody is about to click. */
  drawSoon() {
    clearTimeout(this.#timer);
    const waitMs = this.#heldUntil - Date.now();
    if (waitMs <= 0) this.draw();
    else this.#timer = setTimeout(() => this.drawSoon(), waitMs);
  }

  /** Take out who has left, and put everybody in order. */
  draw() {
    clearTimeout(this.#timer);
    const { book, list, onDrawn } = this.owner;
    const order = book.order(list());
    const rows = this.names.map((name) => book.row(name)).filter((row) => row && book.belongs(row, list()));
    if (order) rows.sort(order);
    this.names = rows.map((row) => row.session_name);
    const stay = new Set(this.names);
    for (const item of [...this.place.children]) if (!stay.has(item.dataset.name)) item.remove();
    const known = new Map([...this.place.children].map((item) => [item.dataset.name, item]));
    this.names.forEach((name, at) => {
      const item = known.get(name) || buildRow(name);
      this.#fill(item);
      if (this.place.children[at] !== item) this.#put(item, at);
    });
    onDrawn(rows.length);
  }

  #fill(item) {
    const { book, unread, shops, openName, list } = this.owner;
    const name = item.dataset.name;
    const row = book.row(name);
    if (!row) return;
    const [count, isOpen, isGone] = [unread.count(name), name === openName(), !book.belongs(row, list())];
    // A list of a thousand is drawn whenever one line changes: the others are left alone.
    const before = this.#filled.get(item);
    if (before && before[0] === row && before[1] === count && before[2] === isOpen && before[3] === isGone) return;
    this.#filled.set(item, [row, count, isOpen, isGone]);
    const [isMine, isOffered] = [book.isMine(row), book.isOfferedToMe(row)];
    fillRow(item, row, { unread: count, isOpen, isGone, shops, me: book.me, isMine, isOffered });
  }

  /** Moving a line in the document would take the keyboard's focus away from it. */
  #put(item, at) {
    const focused = item.contains(document.activeElement) ? document.activeElement : null;
    this.place.insertBefore(item, this.place.children[at] || null);
    focused?.focus({ preventScroll: true });
  }
}
