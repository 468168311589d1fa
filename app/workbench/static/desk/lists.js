/** The left column: which of the lists is read, how far, and what belongs into it; rows.js draws it. */

import { Problem } from "../api.js";
import { word } from "../shared/words.js";
import { readList } from "./calls.js";
import { setClock } from "./clock.js";
import { Counts } from "./counts.js";
import { searchedOf } from "./person.js";
import { Rows } from "./rows.js";

const nearPx = 600;
const typedMs = 250;
const overlap = 20; // who has left the list since has moved the others forward

export class Lists {
  #query = "";
  /** Where the list goes on; null where that was all. @type {number | null} */
  #next = null;
  #readings = 0;
  #isReadingMore = false;

  /**
   * @param {{book: import("./book.js").Book, unread: import("./unread.js").Unread, shops: Record<string, string>,
   *   openName: () => string, onCounts: (counts: Record<string, number>) => void,
   *   onRows: (rows: import("./calls.js").Row[]) => void}} owner
   */
  constructor(owner) {
    this.owner = owner;
    this.nav = document.getElementById("tabs");
    this.scroller = document.getElementById("queue");
    this.filter = document.getElementById("filter");
    this.list = this.nav.querySelector("[aria-current]").dataset.list;
    this.counts = new Counts(this.nav, owner.onCounts);
    this.rows = new Rows(this.scroller, { ...owner, list: () => this.list, onDrawn: (count) => this.#sayEmpty(count) });
    this.nav.addEventListener("click", (event) => {
      const tab = event.target.closest("[data-list]");
      if (!tab || event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      this.show(tab.dataset.list);
    });
    let timer = 0;
    this.filter.addEventListener("input", () => {
      clearTimeout(timer);
      timer = setTimeout(() => this.read(), typedMs);
    });
    this.scroller.addEventListener("scroll", () => this.#readMore(), { passive: true });
  }

  /** Another of the lists. @param {string} list */
  show(list) {
    if (list === this.list) return;
    this.list = list;
    this.rows.clear();
    this.scroller.scrollTop = 0;
    if (list === "mine") this.#showKnown();
    for (const tab of this.nav.querySelectorAll("[data-list]")) {
      if (tab.dataset.list === list) tab.setAttribute("aria-current", "true");
      else tab.removeAttribute("aria-current");
    }
    const there = new URL(location.href);
    there.searchParams.set("list", list);
    history.replaceState(history.state, "", there);
    this.read();
  }

  /** One's own sessions are known already: who has just taken one over sees it stand there at once. */
  #showKnown() {
    this.rows.names = this.owner.book.all().filter((row) => this.#fits(row)).map((row) => row.session_name);
    this.rows.draw();
  }

  /** Read the list from its beginning, and one's own sessions beside it. */
  async read() {
    const reading = (this.#readings += 1);
    this.#query = this.filter.value.trim();
    this.scroller.setAttribute("aria-busy", "true");
    try {
      const [page, mine] = await Promise.all([
        readList({ list: this.list, q: this.#query }),
        this.list === "mine" && !this.#query ? null : readList({ list: "mine" }),
      ]);
      if (reading !== this.#readings) return;
      setClock(page.server_time);
      this.#learn([...page.sessions, ...(mine ? mine.sessions : [])]);
      this.rows.names = page.sessions.map((row) => row.session_name);
      this.#next = page.next;
      this.counts.set(page.counts);
      this.rows.drawSoon();
    } catch (problem) {
      if (!(problem instanceof Problem)) throw problem; // else: the next hello reads again
    } finally {
      if (reading === this.#readings) this.scroller.removeAttribute("aria-busy");
    }
    this.#readMore();
  }

  async #readMore() {
    const { scrollHeight, scrollTop, clientHeight } = this.scroller;
    if (this.#next === null || this.#isReadingMore || scrollHeight - scrollTop - clientHeight > nearPx) return;
    this.#isReadingMore = true;
    const reading = this.#readings;
    try {
      const page = await readList({ list: this.list, q: this.#query, cursor: Math.max(0, this.#next - overlap) });
      if (reading !== this.#readings) return;
      this.#learn(page.sessions);
      const known = new Set(this.rows.names);
      this.rows.names.push(...page.sessions.map((row) => row.session_name).filter((name) => !known.has(name)));
      this.#next = page.next;
      this.rows.drawSoon();
    } catch (problem) {
      if (!(problem instanceof Problem)) throw problem; // else: the next scroll asks again
    } finally {
      this.#isReadingMore = false;
    }
  }

  #learn(rows) {
    rows.forEach((row) => this.owner.book.take(row));
    this.owner.onRows(rows.map((row) => this.owner.book.row(row.session_name)));
  }

  /** A row has changed: the book knows it already. @param {import("./calls.js").Row} row @param {boolean} isWhole */
  change(row, isWhole) {
    const name = row.session_name;
    const isNew = isWhole && !this.rows.names.includes(name);
    if (isNew && this.owner.book.belongs(row, this.list) && this.#fits(row) && this.#isWithin(row)) this.rows.names.unshift(name);
    if (isWhole) this.counts.readSoon();
    this.rows.refresh(name);
    this.rows.drawSoon();
  }

  #fits(row) {
    const shown = [row.last?.text, row.session_name, ...searchedOf(row), ...row.tags];
    return !this.#query || shown.some((part) => part?.toLowerCase().includes(this.#query.toLowerCase()));
  }

  /** Whether the row stands before the end of what was read: what comes after is read when somebody scrolls there. */
  #isWithin(row) {
    const order = this.owner.book.order(this.list);
    const last = this.owner.book.row(this.rows.names[this.rows.names.length - 1]);
    return this.#next === null || !order || !last || order(row, last) < 0;
  }

  #sayEmpty(count) {
    const line = document.getElementById("nobody");
    line.hidden = count > 0;
    line.textContent = word(this.#query ? "nothing_found" : `nobody_${this.list}`);
  }
}
