/** The conversation as this page knows it: what each event means, in which order, and what to read again; no pixels. */

import { Problem, readBefore } from "./api.js";
import { element } from "./bubble.js";
import { isLater } from "./tabs.js";

const topPx = 80;
const guessedMore = 20; // messages in an opened session from which on there may be older ones
const longestWaitMs = 30000;

/** @typedef {import("./api.js").Message} Message */

export class Chat {
  lastId = "";
  epoch = 0;
  #held = null;
  #rereading = null;
  #isStarted = false;
  #hasMore = false;
  #isReadingOlder = false;

  /** @param {Record<string, any>} parts session, log, view, answers, outbox, status, people, stream, tabs, by embed.js */
  constructor(parts) {
    Object.assign(this, parts);
    this.view.scroller.addEventListener("scroll", () => this.#readOlder(), { passive: true });
  }

  /** Open the session, however long that takes; then everything that can be said of it is on screen. */
  async open() {
    for (let failures = 0; ; failures += 1) {
      try {
        const state = await this.session.open();
        return this.#adopt(state);
      } catch (problem) {
        if (!(problem instanceof Problem)) throw problem;
        const isFinal = problem.status >= 400 && problem.status < 500 && !problem.isPassing;
        if (isFinal) await this.status.trouble(problem.detail);
        else await this.#wait(Math.max(problem.retryAfterMs, Math.min(longestWaitMs, 500 * 2 ** failures)));
      }
    }
  }

  /** Read the session again; what the stream says meanwhile waits, so that it comes after. */
  reread() {
    return (this.#rereading ||= this.#readAgain());
  }

  async #readAgain() {
    this.#held = [];
    await this.open();
    const held = this.#held;
    this.#held = this.#rereading = null;
    held.forEach((frame) => this.apply(frame));
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

  /** @param {import("./stream.js").Frame} frame from our own stream or another tab's; kept ones have an id and count once */
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
    this.greeting.toggleAttribute("data-done", !this.log.isEmpty);
  }

  #adopt(state) {
    const isOther = this.name && this.name !== state.session_name;
    const overlaps = state.messages.some((message) => this.log.find(message.id));
    if (isOther || (!overlaps && state.messages.length)) {
      this.log.clear();
      this.answers.clear();
    }
    if (isOther) this.epoch = 0;
    this.epoch = Math.max(this.epoch, state.epoch || 0);
    const isFirst = !this.name;
    if (isFirst || isOther || !overlaps) this.#hasMore = state.more ?? state.messages.length >= guessedMore;
    this.#showBeginning();
    this.lastId = state.cursor;
    this.#change(state);
    this.view.change(() => state.messages.forEach((message) => this.#show(message, !isFirst)));
    this.people.hear("opened", state);
    if (isFirst) this.outbox.open();
    this.name = state.session_name;
    if (this.#isStarted && !isOther) this.tabs.rebase();
    else this.tabs.start(this.name);
    this.#isStarted = true;
    this.#readOlder();
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
  }

  #turn({ turn_id: turnId, state, epoch }) {
    if (state === "started") this.answers.start(turnId, epoch);
    else this.answers.end(turnId, state);
  }

  #show(/** @type {Message} */ message, isLive) {
    const isKnown = this.log.find(message.id);
    const bubble = message.turn_id && message.role === "ai" ? this.answers.take(message.turn_id) : null;
    const item = this.log.confirm(message, bubble);
    if (message.client_id) this.outbox.forget(message.client_id);
    if (isKnown) return;
    this.tidy();
    this.chips.append(...(message.suggestions || []).map((text) => {
      const chip = element("button", "chip", text);
      chip.type = "button";
      return chip;
    }));
    if (isLive && message.role !== "visitor") this.log.announce(message, item);
  }

  async #readOlder() {
    if (!this.#hasMore || this.#isReadingOlder || this.view.scroller.scrollTop > topPx) return;
    this.#isReadingOlder = true;
    this.older.toggleAttribute("data-busy", true);
    try {
      const { messages, more } = await readBefore(this.session.token, this.log.oldestId);
      this.#hasMore = more && messages.length > 0;
      this.view.changeAbove(() => {
        this.log.prepend(messages);
        this.#showBeginning();
      });
    } catch (problem) {
      if (!(problem instanceof Problem)) throw problem; // else: the next scroll asks again
    } finally {
      this.older.toggleAttribute("data-busy", false);
      this.#isReadingOlder = false;
    }
  }

  /** The greeting stands where the conversation begins; before that the line that says "loading" keeps its place. */
  #showBeginning() {
    this.greeting.hidden = this.#hasMore;
    this.older.hidden = !this.#hasMore;
  }

  #wait(ms) {
    this.status.connection(navigator.onLine ? "reconnecting" : "offline");
    return new Promise((resolve) => {
      setTimeout(resolve, ms * (0.5 + Math.random() / 2));
      window.addEventListener("online", resolve, { once: true });
    });
  }
}
