/** What is known of sessions: the newest row of each, to which list it belongs, and who comes before whom; no pixels. */

/** @typedef {import("./calls.js").Row} Row */

/** @param {Row} row @returns {string} when the visitor began to wait for a person's answer, "" where nobody is waited for */
export function waitsSince(row) {
  if (row.status === "pending_manual") return row.waiting_since || "";
  if (row.status === "manual_live") return row.asked_at || "";
  return row.next_shift_since || "";
}

const rank = (row) => (row.at_head ? 0 : row.severity === "high" ? 1 : 2);
const byWait = (a, b) => rank(a) - rank(b) || waitsSince(a).localeCompare(waitsSince(b));
/** Who is asked to take a session over comes first, then who waits for an answer; who does not, stands still by age. */
const byNeed = (a, b) => Number(!waitsSince(a)) - Number(!waitsSince(b)) ||
  (waitsSince(a) ? byWait(a, b) : a.created_at.localeCompare(b.created_at));
const byOffline = (a, b) => (a.next_shift_since || "").localeCompare(b.next_shift_since || "");

export class Book {
  /** @type {Map<string, Row>} */
  #rows = new Map();

  /** @param {string} me the agent's id */
  constructor(me) {
    this.me = me;
  }

  /** @returns {Row | undefined} */
  row(name) {
    return this.#rows.get(name);
  }

  /** @returns {Row[]} */
  all() {
    return [...this.#rows.values()];
  }

  /** Learn a row, unless a newer one is known. @param {Row} row @returns {{row: Row, before?: Row} | null} */
  take(row) {
    const before = this.#rows.get(row.session_name);
    if (before && before.version > row.version) return null;
    const isLaterSaid = before?.last && (!row.last || before.last.at > row.last.at);
    const last = isLaterSaid ? before.last : row.last;
    const taken = { ...row, last, asked_at: this.#askedAt(last, before) };
    this.#rows.set(row.session_name, taken);
    return { row: taken, before };
  }

  /** Somebody said something. @param {{session_name: string, last: Row["last"]}} said @returns {Row | null} */
  hear({ session_name: name, last }) {
    const before = this.#rows.get(name);
    if (!before || (before.last && before.last.at > last.at)) return null;
    const row = { ...before, last, asked_at: this.#askedAt(last, before) };
    this.#rows.set(name, row);
    return row;
  }

  /** Since when the visitor waits for an answer to what they said last. */
  #askedAt(last, before) {
    if (last?.role !== "visitor") return null;
    return (before?.last?.role === "visitor" && before.asked_at) || last.at;
  }

  isMine(row) {
    return row.status === "manual_live" && row.agent?.id === this.me;
  }

  isOfferedToMe(row) {
    return row.offer?.id === this.me;
  }

  /** @param {Row} row @param {string} list waiting, mine, colleagues, ai, offline or closed */
  belongs(row, list) {
    if (list === "mine") return this.isMine(row);
    if (list === "colleagues") return row.status === "manual_live" && !this.isMine(row);
    if (list === "offline") return Boolean(row.next_shift_since);
    return row.status === { waiting: "pending_manual", ai: "bot_active", closed: "closed" }[list];
  }

  /** How a list is ordered; null where what is new simply comes first. @param {string} list */
  order(list) {
    return { waiting: byWait, mine: byNeed, offline: byOffline }[list] || null;
  }
}
