/** What the visitor has sent and the server has not yet taken: one after another, honest about each, never lost. */

import { Problem, say } from "./api.js";
import { element, note } from "./bubble.js";
import { randomId, recall, remember } from "./keep.js";
import { word } from "./words.js";

const firstWaitMs = 600;
const longestWaitMs = 15000;
const lateMs = 60000; // from then on it is said that this takes long
const tokens = 3; // how many are tried before it is said that the server takes none

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

function button(className, text, onClick) {
  const made = element("button", className, text);
  made.type = "button";
  made.addEventListener("click", onClick);
  return made;
}

/** @typedef {{clientId: string, text: string, at: string, since: number, state: "sending" | "late" | "failed",
 *   detail: string}} Entry survives a reload; `since` is when this page was asked to send it (ms), `detail` why it was refused */

export class Outbox {
  /** @type {Entry[]} */
  #entries;
  #line = Promise.resolve();
  #isOpen = false;
  /** The last try of each. @type {WeakMap<Entry, Promise<any>>} */
  #tries = new WeakMap();
  /** Comes true when there is reason to think that the server can be reached. @type {Promise<boolean>} */
  #hope;
  #fulfil;

  /**
   * @param {{session: import("./session.js").Session, log: import("./log.js").Log, view: import("./view.js").View,
   *   reopen: () => Promise<void>, onEdit: (text: string) => void}} owner
   */
  constructor(owner) {
    this.owner = owner;
    this.key = `kefu.outbox.${owner.session.shop}`;
    this.#entries = JSON.parse(recall("sessionStorage", this.key) || "[]");
    this.#hopeAgain();
    window.addEventListener("online", () => this.wake());
  }

  /** @param {string} text */
  send(text) {
    const entry = { clientId: randomId(), text, at: new Date().toISOString(), since: 0, state: "sending", detail: "" };
    this.#entries.push(entry);
    this.#deliver(entry);
  }

  /** The session is open: what an earlier page has left goes on, then what was said since; what had failed waits for the visitor. */
  open() {
    this.#isOpen = true;
    for (const entry of this.#entries) {
      if (entry.state !== "failed") this.#deliver(entry);
      else this.#change(entry);
    }
  }

  /** Try now what waits: the stream is live again, or somebody wants to know. */
  wake() {
    this.#fulfil(true);
    this.#hopeAgain();
  }

  /** The server has it, or it is wanted no more: the next may go. @param {string} clientId */
  forget(clientId) {
    if (!this.#entries.some((entry) => entry.clientId === clientId)) return;
    this.#entries = this.#entries.filter((entry) => entry.clientId !== clientId);
    this.#store();
    this.wake();
  }

  #store() {
    remember("sessionStorage", this.key, this.#entries.length ? JSON.stringify(this.#entries) : null);
  }

  #hopeAgain() {
    this.#hope = new Promise((resolve) => (this.#fulfil = resolve));
  }

  #item({ clientId, text, at }) {
    return this.owner.log.findSent(clientId) || this.owner.log.addLoose(text, clientId, new Date(at));
  }

  /** Show how it stands; what shows just that already is not touched, for the sake of who is about to press its button. */
  #draw(entry) {
    const item = this.#item(entry);
    if (item.dataset.state === entry.state) return;
    item.dataset.state = entry.state;
    if (entry.state === "sending") return note(item, "");
    const edit = button("edit", word("edit"), () => this.#takeBack(entry));
    if (entry.state === "late") note(item, word("late"), button("retry", word("try_now"), () => this.wake()), edit);
    else note(item, entry.detail || word("unsent"), button("retry", word("retry"), () => this.#deliver(entry)), edit);
    item.querySelector(".note").setAttribute("role", entry.state === "late" ? "status" : "alert");
  }

  #change(entry) {
    this.owner.view.change(() => this.#draw(entry), { isNews: false });
  }

  /** Show as on its way, and wait for its turn: what was said first is sent first. */
  #deliver(entry) {
    const since = Date.now();
    Object.assign(entry, { since, state: "sending" });
    this.#store();
    this.owner.view.change(() => this.#draw(entry), { isMine: true });
    setTimeout(() => this.#sayLate(entry, since), lateMs);
    if (this.#isOpen) this.#line = this.#line.then(() => this.#attempt(entry)).catch((problem) => this.#settle(entry, problem));
  }

  /** It was to be sent at `since`, and should have been long ago. */
  #sayLate(entry, since) {
    if (!this.#entries.includes(entry) || entry.state !== "sending" || entry.since !== since) return;
    entry.state = "late";
    this.#change(entry);
  }

  /** Try until the server has it, refuses it, or nobody wants it sent any more; its client id makes of many tries one message. */
  async #attempt(entry) {
    const { session, reopen } = this.owner;
    for (let failures = 0, refusals = 0; this.#entries.includes(entry); failures += 1) {
      const hope = this.#hope;
      try {
        const saying = say(session.token, entry.text, entry.clientId);
        this.#tries.set(entry, saying);
        const { message_id: id } = await saying;
        return this.#sent(entry, id);
      } catch (problem) {
        if (!(problem instanceof Problem)) throw problem;
        if (problem.isRefusal && (refusals += 1) < tokens) await reopen();
        else if (!problem.isPassing) throw problem;
        else {
          const waitMs = Math.min(longestWaitMs, firstWaitMs * 2 ** failures) * (0.5 + Math.random() / 2);
          if (problem.retryAfterMs) await pause(problem.retryAfterMs); // a wait the server asked for is kept in full
          if (await Promise.race([hope, pause(waitMs)])) failures = -1; // begin anew
        }
      }
    }
  }

  #sent(entry, id) {
    if (!this.#entries.includes(entry)) return;
    const item = this.#item(entry);
    item.dataset.state = "sent";
    item.dataset.id ||= id;
    note(item, "");
    this.forget(entry.clientId);
  }

  #settle(entry, problem) {
    if (!(problem instanceof Problem)) console.error(problem);
    // Its echo on the stream may have come although the answer to our request did not.
    if (!this.#entries.includes(entry)) return;
    entry.state = "failed";
    entry.detail = problem.detail || "";
    this.#store();
    this.#change(entry);
  }

  /** Into the field again, unless the try that goes on just now gets through: nothing is said twice. */
  async #takeBack(entry) {
    await this.#tries.get(entry)?.catch(() => {}); // how it failed is told where it was tried
    if (!this.#entries.includes(entry)) return;
    this.owner.log.remove(this.#item(entry));
    this.forget(entry.clientId);
    this.owner.onEdit(entry.text);
  }
}
