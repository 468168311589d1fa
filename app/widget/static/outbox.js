/** What the visitor has sent and the server has not yet taken: one after another, honest about each, never lost. */

import { Problem, say } from "./api.js";
import { element, note } from "./bubble.js";
import { randomId, recall, remember } from "./keep.js";
import { word } from "./words.js";

const readyMs = 10000;
const attempts = 3;
const pauseMs = 600;

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** @typedef {{clientId: string, text: string, at: string, isFailed: boolean}} Entry what survives a reload */

export class Outbox {
  /** @type {Entry[]} */
  #entries;
  /** @type {Entry[]} what an earlier page has left */
  #left;
  #line = Promise.resolve();

  /**
   * @param {{session: import("./session.js").Session, log: import("./log.js").Log, view: import("./view.js").View,
   *   ready: () => Promise<void>, reopen: () => Promise<void>, onEdit: (text: string) => void}} owner
   */
  constructor(owner) {
    this.owner = owner;
    this.key = `kefu.outbox.${owner.session.shop}`;
    this.#left = JSON.parse(recall("sessionStorage", this.key) || "[]");
    this.#entries = [...this.#left];
  }

  /** @param {string} text */
  send(text) {
    this.#entries.push({ clientId: randomId(), text, at: new Date().toISOString(), isFailed: false });
    this.#deliver(this.#entries[this.#entries.length - 1]);
  }

  /** After a reload: what was on its way goes on, what had failed waits for the visitor. */
  restore() {
    for (const entry of this.#left.filter((one) => this.#entries.includes(one))) {
      if (entry.isFailed) this.#fail(entry, new Problem(0, {}));
      else this.#deliver(entry);
    }
  }

  /** The server has it. @param {string} clientId */
  forget(clientId) {
    this.#entries = this.#entries.filter((entry) => entry.clientId !== clientId);
    this.#store();
  }

  #store() {
    remember("sessionStorage", this.key, this.#entries.length ? JSON.stringify(this.#entries) : null);
  }

  #item({ clientId, text, at }) {
    return this.owner.log.findSent(clientId) || this.owner.log.addLoose(text, clientId, new Date(at));
  }

  /** Show as on its way, and wait for its turn: what was said first is sent first. */
  #deliver(entry) {
    entry.isFailed = false;
    this.#store();
    this.owner.view.change(() => {
      const item = this.#item(entry);
      item.dataset.state = "sending";
      note(item, "");
    }, { isMine: true });
    this.#line = this.#line.then(() => this.#attempt(entry)).catch((problem) => this.#settle(entry, problem));
  }

  async #attempt(entry) {
    const { session, ready, reopen } = this.owner;
    for (let left = attempts - 1; ; left -= 1) {
      try {
        await Promise.race([ready(), pause(readyMs).then(() => Promise.reject(new Problem(0, {})))]);
        const { message_id: id } = await say(session.token, entry.text, entry.clientId);
        return this.#sent(entry, id);
      } catch (problem) {
        if (!(problem instanceof Problem) || !left) throw problem;
        if (problem.isRefusal) await reopen();
        else if (problem.isPassing && navigator.onLine) await pause(Math.max(problem.retryAfterMs, pauseMs * (attempts - left)));
        else throw problem;
      }
    }
  }

  #sent(entry, id) {
    const item = this.#item(entry);
    item.dataset.state = "sent";
    item.dataset.id ||= id;
    this.forget(entry.clientId);
  }

  #settle(entry, problem) {
    if (!(problem instanceof Problem)) console.error(problem);
    // Its echo on the stream may have come although the answer to our request did not.
    if (this.#item(entry).dataset.id) this.forget(entry.clientId);
    else this.#fail(entry, problem);
  }

  #fail(entry, problem) {
    entry.isFailed = true;
    this.#store();
    const item = this.#item(entry);
    const retry = element("button", "retry", word("retry"));
    const edit = element("button", "edit", word("edit"));
    retry.type = edit.type = "button";
    retry.addEventListener("click", () => this.#deliver(entry));
    edit.addEventListener("click", () => this.#takeBack(entry));
    retry.disabled = problem.retryAfterMs > 0;
    setTimeout(() => (retry.disabled = false), problem.retryAfterMs);
    this.owner.view.change(() => {
      item.dataset.state = "failed";
      note(item, problem.detail || word("unsent"), retry, edit);
      item.querySelector(".note").setAttribute("role", "alert");
    }, { isNews: false });
  }

  #takeBack(entry) {
    this.owner.log.remove(this.#item(entry));
    this.forget(entry.clientId);
    this.owner.onEdit(entry.text);
  }
}
