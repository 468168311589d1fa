/** What the agent has sent and the server has not yet taken: one after another, honest about each, never lost. */

import { Problem } from "../api.js";
import { randomId, recall, remember } from "../shared/keep.js";
import { word } from "../shared/words.js";
import { note } from "./bubble.js";
import { say } from "./calls.js";
import { button } from "./element.js";

const key = "kefu.desk.outbox";
const attempts = 4;
const pauseMs = 800;

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const isPassing = ({ status }) => [0, 408, 429, 502, 503, 504].includes(status);

/** @typedef {{name: string, clientId: string, text: string, at: string, isFailed: boolean, detail: string}} Entry survives a reload */

export class Outbox {
  /** @type {Entry[]} */
  #entries = JSON.parse(recall("sessionStorage", key) || "[]");
  /** Each session has its own line: one that is stuck holds up no other. @type {Map<string, Promise<void>>} */
  #lines = new Map();

  /**
   * @param {{log: import("./log.js").Log, view: import("../shared/view.js").View, openName: () => string,
   *   me: import("./calls.js").Named, onEdit: (text: string) => void}} owner
   */
  constructor(owner) {
    this.owner = owner;
  }

  /** After a reload: what was on its way goes on. */
  resume() {
    for (const entry of this.#entries) if (!entry.isFailed) this.#deliver(entry);
  }

  /** @param {string} name @param {string} text */
  send(name, text) {
    const entry = { name, clientId: randomId(), text, at: new Date().toISOString(), isFailed: false, detail: "" };
    this.#entries.push(entry);
    this.#deliver(entry);
  }

  /** A session is on screen: show what is on its way in it, and what has failed. @param {string} name */
  show(name) {
    for (const entry of this.#entries) if (entry.name === name) this.#draw(entry);
  }

  /** The server has it. @param {string} clientId */
  forget(clientId) {
    this.#entries = this.#entries.filter((entry) => entry.clientId !== clientId);
    this.#store();
  }

  #store() {
    remember("sessionStorage", key, this.#entries.length ? JSON.stringify(this.#entries) : null);
  }

  /** The entry's bubble, where its session is on screen. */
  #item({ name, clientId, text, at }) {
    if (name !== this.owner.openName()) return null;
    return this.owner.log.findSent(clientId) || this.owner.log.addLoose(text, clientId, at, this.owner.me);
  }

  #draw(entry) {
    const item = this.#item(entry);
    if (!item) return;
    item.dataset.state = entry.isFailed ? "failed" : "sending";
    if (!entry.isFailed) return note(item, "");
    note(item, entry.detail || word("unsent"),
      button("link", word("retry"), () => this.#deliver(entry)), button("link", word("edit"), () => this.#takeBack(entry)));
    item.querySelector(".remark").setAttribute("role", "alert");
  }

  #deliver(entry) {
    entry.isFailed = false;
    this.#store();
    this.owner.view.change(() => this.#draw(entry), { isMine: entry.name === this.owner.openName() });
    const before = this.#lines.get(entry.name) || Promise.resolve();
    this.#lines.set(entry.name, before.then(() => this.#attempt(entry)).catch((problem) => this.#settle(entry, problem)));
  }

  async #attempt(entry) {
    for (let left = attempts - 1; ; left -= 1) {
      try {
        const { message_id: id } = await say(entry.name, entry.text, entry.clientId);
        return this.#sent(entry, id);
      } catch (problem) {
        if (!(problem instanceof Problem) || !left || !isPassing(problem)) throw problem;
        await pause(Math.max(problem.retryAfterMs, pauseMs * (attempts - left)));
      }
    }
  }

  #sent(entry, id) {
    const item = this.#item(entry);
    if (item) {
      item.dataset.state = "sent";
      item.dataset.id ||= id;
    }
    this.forget(entry.clientId);
  }

  #settle(entry, problem) {
    if (!(problem instanceof Problem)) console.error(problem);
    // Its echo on the stream may have come although the answer to our request did not.
    if (!this.#entries.includes(entry)) return;
    entry.isFailed = true;
    entry.detail = problem.detail || "";
    this.#store();
    this.owner.view.change(() => this.#draw(entry), { isNews: false });
  }

  #takeBack(entry) {
    const item = this.#item(entry);
    if (item) this.owner.log.remove(item);
    this.forget(entry.clientId);
    this.owner.onEdit(entry.text);
  }
}
