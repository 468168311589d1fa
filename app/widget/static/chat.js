/** The conversation as this page knows it: what each event means, in which order, and what to read again; no pixels. */

import { element } from "./bubble.js";
import { isLater } from "./shared/stream.js";

/** @typedef {import("./api.js").Message} Message */

export class Chat {
  lastId = "";
  epoch = 0;
  #held = null;
  #rereading = null;
  #isStarted = false;
  isShown = true;
  /** Hears what is new here; embedding.js tells the shop's page of it. @type {(what: string, data: any) => void} */
  news = () => {};

  /** @param {Record<string, any>} parts session, log, view, older, answers, outbox, status, people, stream, tabs, by embed.js */
  constructor(parts) {
    Object.assign(this, parts);
  }

  /** Open the session, however long that takes. @returns {Promise<boolean>} whether what can be said of it is on screen */
  async open() {
    const state = await this.session.insist(this.status, (problem) => this.news("error", problem));
    if (state) this.#adopt(state);
    return Boolean(state);
  }

  /** Read the session again; what the stream says meanwhile waits, so that it comes after. */
  reread() {
    return (this.#rereading ||= this.#readAgain());
  }

  async #readAgain() {
    this.#held = [];
    if (!(await this.open())) return;
    const held = this.#held;
    this.#held = this.#rereading = null;
    held.forEach((frame) => this.apply(frame));
  }

  /** Another conversation of the same person takes this one's place; raises Problem. @param {string} name the session's */
  async change(name) {
    const state = await this.session.open(name);
    if (state) this.#adopt(state);
  }

  /** The page is on screen, or hidden by the one around it. @param {boolean} isShown */
  show(isShown) {
    this.isShown = isShown;
    this.people.hear("shown", {});
  }

  /** The visitor has left: nothing of them stays here, and whoever comes next begins anew. */
  leave() {
    this.tabs.stop();
    this.session.leave();
    this.outbox.clear();
    this.log.clear();
    this.answers.clear();
    this.people.leave();
    this.status.leave();
    Object.assign(this, { lastId: "", name: "", epoch: 0 });
    this.#held = this.#rereading = null;
    this.#isStarted = false;
    this.tidy();
  }

  /** Another tab has opened a session: if nothing was said in ours, go on in that one. */
  follow() {
    if (this.session.isSuperseded && this.log.isEmpty) this.reread();
  }

  /** Back from the browser's cache of pages. */
  resume() {
    this.#isStarted = false;
    return this.reread();
  }

  /** @param {import("./shared/stream.js").Frame} frame from our own stream or another tab's; kept ones have an id and count once */
  apply(frame) {
    if (this.#held) return void this.#held.push(frame);
    const { event, id, data } = frame;
    if (event === "resync") return void this.#startOver();
    // Who comes late with a greeting, or with what a tab has to be told, must not undo what is known.
    if (event === "hello" && data.epoch < this.epoch) return void this.#doubt();
    if (frame.since && isLater(this.lastId, frame.since)) return;
    if (id && event !== "hello") {
      if (!isLater(id, this.lastId)) return;
      this.lastId = id;
    }
    // A kept message is in the log because the server let it in: it is shown even when read after a change of speaker.
    if (data.epoch < this.epoch && !(event === "message" && id)) return;
    if (data.epoch > this.epoch) this.epoch = data.epoch;
    if (event === "delta") return void this.answers.write(data);
    if (event === "turn") return void this.#turn(data);
    if (event === "message") this.view.change(() => this.#show(data, true), { isNews: data.role !== "visitor" });
    if (event === "hello" || event === "status") this.#change(data);
    if (event === "hello") this.answers.doubt();
    if (event === "read") this.news(event, data);
    this.people.hear(event, data);
  }

  /** What a tab that joins now has to be told; it carries no id, and is dropped where more is known. */
  snapshot() {
    const { status } = document.documentElement.dataset;
    const told = { event: "status", id: null, since: this.lastId, data: { status, agent: this.agent, epoch: this.epoch } };
    return [told, ...this.answers.snapshot()];
  }

  /** The visitor has written: suggestions have had their time. */
  tidy() {
    this.chips.replaceChildren();
    this.older.greeting.toggleAttribute("data-done", !this.log.isEmpty);
  }

  #adopt(state) {
    const isFirst = !this.name;
    const isOther = !isFirst && this.name !== state.session_name;
    const overlaps = state.messages.some((message) => this.log.find(message.id));
    if (isOther || (!overlaps && state.messages.length)) {
      this.log.clear();
      this.answers.clear();
    }
    this.epoch = Math.max(isOther ? 0 : this.epoch, state.epoch || 0);
    if (isFirst || isOther || !overlaps) this.older.begin(state.more);
    this.lastId = state.cursor;
    if (isFirst || isOther) this.news("opened", state);
    this.#change(state);
    // What was there when the session was opened is history, and no news.
    this.view.change(() => state.messages.forEach((message) => this.#show(message, !isFirst && !isOther)));
    this.people.hear("opened", state);
    if (isFirst) this.outbox.open();
    this.name = state.session_name;
    if (this.#isStarted && !isOther) this.tabs.rebase();
    else this.tabs.start(this.name);
    this.#isStarted = true;
    this.older.read();
  }

  /** Our last id is of no use: too old, or of a store that is no more. */
  async #startOver() {
    await this.#doubt();
    this.stream.restart();
  }

  /** What we know may be of a store that is no more: only the server can tell. */
  #doubt() {
    this.epoch = 0;
    return this.reread();
  }

  #change({ status, agent, epoch }) {
    this.agent = agent;
    if (epoch) this.answers.endBefore(epoch);
    this.view.change(() => this.status.session(status, agent), { isNews: false });
    this.news("status", { status, agent });
  }

  #turn({ turn_id: turnId, state, epoch }) {
    if (state === "started") this.answers.start(turnId, epoch);
    else this.answers.end(turnId, state);
  }

  #show(/** @type {Message} */ message, isLive) {
    const isKnown = this.log.find(message.id);
    const bubble = message.turn_id && message.role === "ai" ? this.answers.take(message.turn_id) : null;
    const item = this.log.confirm(message, bubble);
    if (message.client_id) this.outbox.forget(message.client_id, message.id);
    if (isKnown) return;
    this.tidy();
    this.chips.append(...(message.suggestions || []).map((text) => {
      const chip = element("button", "chip", text);
      chip.type = "button";
      return chip;
    }));
    if (!isLive || message.role === "visitor") return;
    this.log.announce(message, item);
    this.news("message", message);
  }
}
