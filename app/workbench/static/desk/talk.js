/** The session on screen as the server tells of it: what each frame means, in which order, and what to read again. */

import { Problem } from "../api.js";
import { isLater } from "../shared/stream.js";
import { readSession } from "./calls.js";
import { setClock } from "./clock.js";

const longestWaitMs = 15000;

/** @typedef {import("./calls.js").Message} Message */

export class Talk {
  name = "";
  lastId = "";
  epoch = 0;
  marks = {};
  /** What was said before a takeover of ours: nothing of an older epoch is drawn any more. */
  #floor = 0;
  #held = null;
  #opening = new AbortController();

  /**
   * @param {Record<string, any>} parts log, view, answers, older, about, outbox, signs, book: set by main.js, and
   *   onOpening(name), onOpened(row), onRow(row), onReady(): the rest of the page
   */
  constructor(parts) {
    Object.assign(this, parts);
    this.place = document.getElementById("talk");
  }

  /** Put a session on screen, "" for none. @param {string} name */
  async open(name) {
    if (name === this.name && this.place.dataset.phase === "ready") return;
    this.#opening.abort();
    this.name = name;
    this.#floor = 0;
    this.#held = null;
    this.#clear();
    this.place.dataset.phase = name ? "loading" : "none";
    this.onOpening(name);
    if (name) await this.reread();
    else this.onReady();
  }

  #clear() {
    this.lastId = "";
    this.epoch = 0;
    this.log.clear();
    this.answers.clear();
    this.signs.clear();
  }

  /** Read the session; what the stream says of it meanwhile waits, so that it comes after. */
  async reread() {
    const opening = (this.#opening = new AbortController());
    this.#held = [];
    const opened = await this.#read(opening.signal);
    if (!opened || opening.signal.aborted) return;
    this.#adopt(opened);
    const held = this.#held || [];
    this.#held = null;
    this.onReady();
    held.forEach((frame) => this.apply(frame));
  }

  async #read(signal) {
    for (let failures = 0; !signal.aborted; failures += 1) {
      try {
        return await readSession(this.name, signal);
      } catch (problem) {
        if (!(problem instanceof Problem)) throw problem;
        if (signal.aborted) return null;
        if (problem.status >= 400 && problem.status < 500 && problem.status !== 429) {
          this.place.dataset.phase = "gone";
          document.getElementById("gone").textContent = problem.detail;
          this.#held = null;
          return null;
        }
        await new Promise((resolve) => setTimeout(resolve, Math.min(longestWaitMs, 500 * 2 ** failures)));
      }
    }
    return null;
  }

  #adopt(opened) {
    const { session, messages, more, cursor, notes, read, answer } = opened;
    setClock(opened.server_time);
    const overlaps = messages.some((message) => this.log.find(message.id));
    if (!overlaps) this.#clear();
    if (!overlaps) this.older.begin(this.name, more);
    this.lastId = cursor;
    this.epoch = Math.max(session.epoch, this.#floor);
    this.marks = read;
    const isFirst = this.place.dataset.phase !== "ready";
    this.place.dataset.phase = "ready";
    this.answers.endBefore(this.epoch);
    this.view.change(() => messages.forEach((message) => this.#show(message, !isFirst)), { isMine: isFirst });
    if (answer) this.answers.start(answer.turn_id, session.epoch);
    this.log.markRead(read.visitor);
    this.about.show(opened);
    this.onOpened(session, { isFirst, isVisitorHere: opened.visitor_here });
    this.older.read();
  }

  /** The session is ours by the server's 200: in this very task the AI falls silent. */
  taken({ session, epoch, stopped }) {
    if (session.session_name === this.name) {
      this.#floor = this.epoch = Math.max(epoch, this.epoch);
      this.answers.silence(stopped);
    }
    this.onRow(session);
  }

  /** @param {import("../shared/stream.js").Frame} frame of the session on screen; kept ones have an id and count once */
  apply(frame) {
    const { event, id, data } = frame;
    if (data.session_name !== this.name || !this.name) return;
    if (this.#held) return void this.#held.push(frame);
    if (event === "resync") return void this.#startOver();
    if (event === "hello") return this.#greet(data);
    if (id && !isLater(id, this.lastId)) return;
    if (id) this.lastId = id;
    if (event === "message") return this.#hear(data);
    if (data.epoch < this.epoch) return;
    if (data.epoch > this.epoch) this.epoch = data.epoch;
    if (event === "delta") this.answers.write(data);
    else if (event === "turn") this.#turn(data);
    else if (event === "status") this.answers.endBefore(data.epoch);
    else if (event === "note") this.about.addNote({ ...data, id });
    else if (event === "read") this.#markRead(data);
    else if (event === "typing" || event === "presence") this.signs.hear(event, data);
  }

  #greet({ epoch, read }) {
    this.epoch = Math.max(epoch, this.#floor);
    this.answers.endBefore(this.epoch);
    this.answers.doubt();
    this.marks = { ...this.marks, ...read };
    this.log.markRead(this.marks.visitor);
  }

  /** Our last id is of no use: too old, or of a store that is no more. */
  #startOver() {
    this.#floor = 0;
    this.lastId = "";
    this.reread();
  }

  #turn({ turn_id: turnId, state, epoch }) {
    if (state === "started") this.answers.start(turnId, epoch);
    else this.answers.end(turnId, state);
  }

  #markRead({ by, id }) {
    this.marks[by] = id;
    if (by === "visitor") this.log.markRead(id);
  }

  /** A message is in the log because the server let it in: it is shown whatever the epoch, but the AI's not after our takeover. */
  #hear(/** @type {Message} */ message) {
    this.epoch = Math.max(message.epoch || 0, this.epoch);
    const isLate = message.role === "ai" && message.epoch < this.#floor && !this.log.find(message.id);
    if (isLate) return void this.view.change(() => this.#fold(message), { isNews: false });
    this.view.change(() => this.#show(message, true), { isNews: message.role !== "agent" });
    this.signs.said(message.role);
    if (message.role === "agent") this.log.markRead(this.marks.visitor);
  }

  #fold(message) {
    const bubble = this.answers.take(message.turn_id || "");
    const isDrawn = bubble?.querySelector(".bubble").innerHTML === message.html;
    if (isDrawn) this.log.confirm(message, bubble);
    else this.log.fold(message, bubble);
  }

  #show(/** @type {Message} */ message, isLive) {
    const isKnown = this.log.find(message.id);
    const bubble = message.turn_id && message.role === "ai" ? this.answers.take(message.turn_id) : null;
    const item = this.log.confirm(message, bubble);
    if (message.client_id) this.outbox.forget(message.client_id);
    if (isLive && !isKnown && message.role !== "agent") this.log.announce(message, item);
  }
}
