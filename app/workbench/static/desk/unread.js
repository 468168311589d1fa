/** What this agent has not seen yet: by session, kept for all tabs of the browser, counted in the tab's title. */

import { recall, remember } from "../shared/keep.js";

const key = "kefu.desk.seen";
const kept = 500;

export class Unread {
  /** @type {Map<string, number>} messages since the session was last seen, by session */
  #counts = new Map();
  #title = document.title;

  /** @param {{isSeen: (name: string) => boolean, concerns: (row: import("./calls.js").Row) => boolean, onChange: (name: string) => void}} owner */
  constructor(owner) {
    this.owner = owner;
    window.addEventListener("storage", (event) => {
      if (event.key !== key) return;
      const seen = this.#seen();
      for (const name of [...this.#counts.keys()]) if (seen[name] >= (this.#lastAt.get(name) || "")) this.#forget(name);
    });
  }

  #lastAt = new Map();

  #seen() {
    try {
      return JSON.parse(recall("localStorage", key) || "{}");
    } catch {
      return {};
    }
  }

  count(name) {
    return this.#counts.get(name) || 0;
  }

  get size() {
    return this.#counts.size;
  }

  /** A row was read or has changed. @param {import("./calls.js").Row} row @param {boolean} isNews it has just happened */
  weigh(row, isNews) {
    const { session_name: name, last } = row;
    const isOpen = last?.role === "visitor" && this.owner.concerns(row);
    if (!isOpen || (this.#seen()[name] || "") >= last.at) {
      if (!isOpen) this.#forget(name);
      return;
    }
    if (this.owner.isSeen(name)) return this.see(row);
    if (this.#lastAt.get(name) === last.at) return;
    this.#lastAt.set(name, last.at);
    this.#counts.set(name, isNews ? this.count(name) + 1 : Math.max(1, this.count(name)));
    this.owner.onChange(name);
  }

  /** The agent has the session before their eyes. @param {import("./calls.js").Row} row */
  see({ session_name: name, last }) {
    if (last) {
      const seen = { ...this.#seen(), [name]: last.at };
      const newest = Object.entries(seen).sort(([, a], [, b]) => (a < b ? 1 : -1)).slice(0, kept);
      remember("localStorage", key, JSON.stringify(Object.fromEntries(newest)));
    }
    this.#forget(name);
  }

  #forget(name) {
    if (this.#counts.delete(name)) this.owner.onChange(name);
  }

  /** Show how many sessions need this agent. @param {number} waiting */
  showTitle(waiting) {
    const total = waiting + this.size;
    document.title = total ? `(${total > 99 ? "99+" : total}) ${this.#title}` : this.#title;
  }
}
