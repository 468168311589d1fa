/** What the agent's stream tells of all sessions: who waits now, who has said something, what is worth a sound. */

import { Problem } from "../api.js";
import { word } from "../shared/words.js";
import { readOwned } from "./calls.js";
import { nowMs } from "./clock.js";
import { visitorName, whyText } from "./row.js";

const freshMs = 60000;

/** @typedef {import("./calls.js").Row} Row */

export class News {
  #waiting = new Set();

  /**
   * @param {{book: import("./book.js").Book, lists: import("./lists.js").Lists, unread: import("./unread.js").Unread,
   *   offers: import("./offers.js").Offers, bell: import("./bell.js").Bell, openName: () => string, onOpenRow: (row: Row) => void}} parts
   */
  constructor(parts) {
    Object.assign(this, parts);
  }

  /** Rows were read: what they say is not news. @param {Row[]} rows */
  learn(rows) {
    for (const row of rows) {
      this.#waiting.add(this.#waitKey(row));
      this.unread.weigh(row, false);
      this.offers.weigh(row);
    }
  }

  /** Offers that were made while nobody listened. */
  async findOffers() {
    try {
      const { sessions } = await readOwned();
      sessions.filter((row) => this.book.isOfferedToMe(row)).forEach((row) => this.take(row));
    } catch (problem) {
      if (!(problem instanceof Problem)) throw problem; // else: the next hello asks again
    }
  }

  /** A frame that concerns the lists: a whole row, or what was said last. @param {Row} data */
  hear(data) {
    if (!("version" in data)) return this.#heard(this.book.hear(data));
    if (!this.#concerns(data)) return this.lists.counts.readSoon();
    this.take(data);
  }

  /** A row as it is now. @param {Row} data @returns {void} */
  take(data) {
    const taken = this.book.take(data);
    if (!taken) return;
    const { row } = taken;
    this.#ringFor(row);
    this.unread.weigh(row, true);
    this.lists.change(row, true);
    if (row.session_name === this.openName()) this.onOpenRow(row);
  }

  #heard(row) {
    if (!row) return;
    this.unread.weigh(row, true);
    if (this.book.isMine(row) && row.last.role === "visitor" && (row.session_name !== this.openName() || document.hidden)) {
      this.bell.ring(`said ${row.session_name} ${row.last.at}`, {
        title: visitorName(row), text: row.last.text, name: row.session_name });
    }
    this.lists.change(row, false);
    if (row.session_name === this.openName()) this.onOpenRow(row);
  }

  /** What is neither in the list, nor waiting, nor this agent's, is only counted. */
  #concerns(row) {
    const { book, lists } = this;
    return Boolean(book.row(row.session_name)) || row.status === "pending_manual" || row.session_name === this.openName() ||
      book.isMine(row) || book.isOfferedToMe(row) || book.belongs(row, lists.list);
  }

  #waitKey(row) {
    return `${row.session_name} ${row.waiting_since}`;
  }

  #ringFor(row) {
    const name = row.session_name;
    if (this.offers.weigh(row)) {
      this.bell.ring(`offer ${name} ${row.offer.ends_at}`, {
        title: word("notify_offer", { name: row.agent?.name || "" }), text: visitorName(row), name });
    }
    if (row.status !== "pending_manual" || this.#waiting.has(this.#waitKey(row))) return;
    this.#waiting.add(this.#waitKey(row));
    if (nowMs() - Date.parse(row.waiting_since) > freshMs) return;
    this.bell.ring(`waits ${this.#waitKey(row)}`, { title: word("notify_waiting"), text: `${visitorName(row)} · ${whyText(row)}`, name });
  }
}
