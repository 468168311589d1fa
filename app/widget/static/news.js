/** What the shop's page is told of: what was said, sent and changed, and how much the visitor has not seen; it asks for nothing. */

import { markRead, Problem } from "./api.js";
import { isLater } from "./shared/stream.js";

/** @typedef {{status: string, agent: import("./api.js").Agent}} Standing */

const asked = ["pending_manual", "after_hours_email"];
const withPeople = ["pending_manual", "manual_live"];

const agentOf = (/** @type {Standing} */ { status, agent }) => (status === "manual_live" ? agent : null);

/** @param {Standing} before @param {Standing} now @returns {[string, object][]} names of events, and their details */
function changes(before, now) {
  const [was, is] = [before.status, now.status];
  const [left, joined] = [agentOf(before), agentOf(now)];
  const found = [];
  if (was !== is) found.push(["status:change", { status: is, previous: was }]);
  if (asked.includes(is) && (was === "bot_active" || was === "closed")) found.push(["handoff:requested", { status: is }]);
  if (left && left.id !== joined?.id) found.push(["agent:left", { agent: left }]);
  if (joined && joined.id !== left?.id) found.push(["agent:joined", { agent: joined }]);
  if (is === "bot_active" && withPeople.includes(was)) found.push(["ai:resumed", {}]);
  return found;
}

export class News {
  isShown = false;
  /** How things stood when they were last told. @type {Standing | null} */
  #standing = null;
  #count = 0;
  /** The last that an AI or an agent said, the last of those on screen, and the last that the server knows to be read. */
  #last = "";
  #seen = "";
  #told = "";
  /** The user whose proof was last told to be none. @type {object | null} */
  #refused = null;

  /** @param {import("./session.js").Session} session @param {(type: string, more: object) => void} tell */
  constructor(session, tell) {
    this.session = session;
    this.tell = tell;
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "visible") this.#look();
      else this.#mark();
    });
    window.addEventListener("pagehide", () => this.#mark());
  }

  /** @param {string} name @param {object} detail */
  event(name, detail) {
    this.tell("event", { name, detail });
  }

  /** The frame is on screen, or no longer. @param {boolean} isShown */
  show(isShown) {
    this.isShown = isShown;
    if (isShown) this.#setCount(0);
    this.#look();
    this.#mark();
  }

  /** What the server does not take as a proof is told once, however often the session is opened with it. */
  refused() {
    const { problem, said } = this.session;
    if (!problem || this.#refused === said.user) return;
    this.#refused = said.user;
    this.event("error", { code: problem, detail: "" });
  }

  /** The visitor has left: what is to come is about somebody else. */
  forget() {
    this.#standing = null;
    this.#last = this.#seen = this.#told = "";
    this.#setCount(0);
  }

  /** What chat.js has news of, and what it means here. @type {Record<string, (data: any) => void>} */
  hear = {
    opened: ({ messages, unread = 0, read = {} }) => {
      const said = messages.filter(({ role }) => role === "ai" || role === "agent");
      this.#standing = null;
      this.#last = said[said.length - 1]?.id || "";
      this.#seen = this.#told = read.visitor || "";
      this.#setCount(this.isShown ? 0 : unread);
      this.#look();
      this.refused();
    },
    status: (now) => {
      if (this.#standing) for (const [name, detail] of changes(this.#standing, now)) this.event(name, detail);
      this.#standing = now;
    },
    message: ({ id, role, text, agent }) => {
      if (role !== "ai" && role !== "agent") return;
      this.event("message:received", { id, role, text, ...(agent ? { agent } : {}) });
      this.#last = id;
      if (!this.isShown) this.#setCount(this.#count + 1);
      this.#look();
    },
    // Another tab has shown everything up to there.
    read: ({ by, id }) => {
      if (by !== "visitor") return;
      this.#told = id;
      if (!isLater(this.#last, id)) this.#setCount(0);
    },
    sent: ({ id, text }) => this.event("message:sent", { id, text }),
    unsent: ({ problem }) => problem instanceof Problem && this.hear.error(problem),
    rating: (score) => this.event("rating", { score }),
    error: ({ code, detail }) => this.event("error", { code, detail }),
  };

  #setCount(count) {
    if (count === this.#count) return;
    this.#count = count;
    this.tell("unread", { count });
  }

  #look() {
    if (this.isShown && document.visibilityState === "visible") this.#seen = this.#last;
  }

  /** A few times a visit, not with every message: when the frame comes and goes, and when the page does. */
  #mark() {
    const { token } = this.session;
    if (!token || !this.#seen || !isLater(this.#seen, this.#told)) return;
    this.#told = this.#seen;
    markRead(token, this.#seen).catch((problem) => {
      if (!(problem instanceof Problem)) throw problem; // else: the next sign says as much
    });
  }
}
