/** What was sent and the server has not yet taken: one after another, honest about each, never lost; bubbles are its owner's. */

import { randomId, recall, remember } from "./keep.js";
import { word } from "./words.js";

const firstWaitMs = 600;
const longestWaitMs = 15000;
const lateMs = 60000; // from then on it is said that this takes long
const tokens = 3; // how many are tried before it is said that the server takes none

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
// Nobody answered, or a proxy did in the server's place.
const isPassing = ({ status }) => [0, 408, 429, 502, 503, 504].includes(status);
const isRefusal = ({ status }) => status === 401 || status === 404;

/**
 * @typedef {{name?: string, clientId: string, text: string, at: string, since: number, state: "sending" | "late" | "failed",
 *   detail: string}} Entry survives a reload; `name` is its session's where one page has many, `since` when this page was asked
 *   to send it (ms), `detail` why it was refused
 * @typedef {{text: string, act: () => void}} Choice a button under a bubble
 */

export class Outbox {
  /** @type {Entry[]} */
  #entries;
  #isOpen = false;
  /** Each session has its own line: one that is stuck holds up no other. @type {Map<string | undefined, Promise<void>>} */
  #lines = new Map();
  /** The last try of each. @type {WeakMap<Entry, Promise<any>>} */
  #tries = new WeakMap();
  /** Comes true when there is reason to think that the server can be reached. @type {Promise<boolean>} */
  #hope;
  #fulfil;

  /**
   * @param {{key: string, view: import("./view.js").View, onEdit: (text: string) => void,
   *   log: {findSent: (clientId: string) => HTMLElement | null, addLoose: (entry: Entry) => HTMLElement,
   *     remark: (item: HTMLElement, text: string, choices?: Choice[], role?: string) => void, remove: (item: HTMLElement) => void},
   *   post: (entry: Entry) => Promise<{message_id: string}>, onRefused?: () => Promise<void>,
   *   isShown?: (entry: Entry) => boolean, onSent?: (entry: Entry, id: string) => void,
   *   onFailed?: (entry: Entry, problem: any) => void}} owner `post` raises the server's no, with its `status`; `onRefused` gets
   *   a new token, or throws; `isShown` tells whether the entry's session is on screen
   */
  constructor(owner) {
    this.owner = { isShown: () => true, onSent: () => {}, onFailed: () => {}, ...owner };
    this.#entries = JSON.parse(recall("sessionStorage", owner.key) || "[]");
    this.#hopeAgain();
    window.addEventListener("online", () => this.wake());
  }

  /** @param {string} text @param {string} [name] of the session, where one page has many @returns {string} its client id */
  send(text, name) {
    const entry = { name, clientId: randomId(), text, at: new Date().toISOString(), since: 0, state: "sending", detail: "" };
    this.#entries.push(entry);
    this.#deliver(entry);
    return entry.clientId;
  }

  /** Sending may begin: what an earlier page has left goes on, then what was said since; what had failed waits for its writer. */
  open() {
    this.#isOpen = true;
    for (const entry of this.#entries) entry.state === "failed" ? this.#change(entry) : this.#deliver(entry);
  }

  /** A session has come on screen: show what is on its way in it, and what has failed. @param {string} name */
  show(name) {
    this.#entries.filter((entry) => entry.name === name).forEach((entry) => this.#draw(entry));
  }

  /** Try now what waits: the stream is live again, or somebody wants to know. */
  wake() {
    this.#fulfil(true);
    this.#hopeAgain();
  }

  /** The server has it, or it is wanted no more: the next in its line may go. @param {string} clientId @param {string} [id] the message's */
  forget(clientId, id = "") {
    const gone = this.#entries.find((entry) => entry.clientId === clientId);
    if (!gone) return;
    this.#entries = this.#entries.filter((entry) => entry !== gone);
    this.#store();
    this.wake();
    if (id) this.owner.onSent(gone, id);
  }

  /** Whoever wrote it has left: nothing of it is sent any more, or shown. */
  clear() {
    this.#isOpen = false;
    this.#entries.splice(0).forEach((entry) => this.#remove(entry));
    this.#store();
  }

  #store() {
    remember("sessionStorage", this.owner.key, this.#entries.length ? JSON.stringify(this.#entries) : null);
  }

  #hopeAgain() {
    this.#hope = new Promise((resolve) => (this.#fulfil = resolve));
  }

  /** The entry's bubble, where its session is on screen. */
  #item(entry) {
    const { isShown, log } = this.owner;
    return isShown(entry) ? log.findSent(entry.clientId) || log.addLoose(entry) : null;
  }

  /** Show how it stands; what shows just that already is not touched, for the sake of who is about to press its button. */
  #draw(entry) {
    const { log } = this.owner;
    const item = this.#item(entry);
    if (!item || item.dataset.state === entry.state) return;
    item.dataset.state = entry.state;
    const now = { text: word("try_now"), act: () => this.wake() };
    const again = { text: word("retry"), act: () => this.#deliver(entry) };
    const edit = { text: word("edit"), act: () => this.#takeBack(entry) };
    if (entry.state === "sending") log.remark(item, "");
    else if (entry.state === "late") log.remark(item, word("late"), [now, edit], "status");
    else log.remark(item, entry.detail || word("unsent"), [again, edit], "alert");
  }

  #change(entry) {
    this.owner.view.change(() => this.#draw(entry), { isNews: false });
  }

  /** Show as on its way, and wait for its turn: what was said first is sent first. */
  #deliver(entry) {
    const since = Date.now();
    Object.assign(entry, { since, state: "sending" });
    this.#store();
    this.owner.view.change(() => this.#draw(entry), { isMine: this.owner.isShown(entry) });
    setTimeout(() => this.#sayLate(entry, since), lateMs);
    if (!this.#isOpen) return;
    const before = this.#lines.get(entry.name) || Promise.resolve();
    this.#lines.set(entry.name, before.then(() => this.#attempt(entry)).catch((problem) => this.#settle(entry, problem)));
  }

  /** It was to be sent at `since`, and should have been long ago. */
  #sayLate(entry, since) {
    if (!this.#entries.includes(entry) || entry.state !== "sending" || entry.since !== since) return;
    entry.state = "late";
    this.#change(entry);
  }

  /** Try until the server has it, refuses it, or nobody wants it sent any more; its client id makes of many tries one message. */
  async #attempt(entry) {
    const { post, onRefused } = this.owner;
    for (let failures = 0, refusals = 0; this.#entries.includes(entry); failures += 1) {
      const hope = this.#hope;
      try {
        const saying = post(entry);
        this.#tries.set(entry, saying);
        const { message_id: id } = await saying;
        return this.#sent(entry, id);
      } catch (problem) {
        if (onRefused && isRefusal(problem) && (refusals += 1) < tokens) await onRefused();
        else if (!isPassing(problem)) throw problem;
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
    if (item) this.owner.log.remark(item, "");
    if (item) Object.assign(item.dataset, { state: "sent", id: item.dataset.id || id });
    this.forget(entry.clientId, id);
  }

  #settle(entry, problem) {
    if (problem.status === undefined) console.error(problem); // no answer of the server's: our fault
    // Its echo on the stream may have come although the answer to our request did not.
    if (!this.#entries.includes(entry)) return;
    entry.state = "failed";
    entry.detail = problem.detail || "";
    this.#store();
    this.#change(entry);
    this.owner.onFailed(entry, problem);
  }

  /** Into the field again, unless the try that goes on just now gets through: nothing is said twice. */
  async #takeBack(entry) {
    await this.#tries.get(entry)?.catch(() => {}); // how it failed is told where it was tried
    if (!this.#entries.includes(entry)) return;
    this.#remove(entry);
    this.forget(entry.clientId);
    this.owner.onEdit(entry.text);
  }

  #remove(entry) {
    const item = this.#item(entry);
    if (item) this.owner.log.remove(item);
    this.owner.onFailed(entry, { code: "TAKEN_BACK" });
  }
}
