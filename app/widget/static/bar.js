/** The line on people above the field: the place in the queue, nobody there, closed until when; what can be done about it. */

import { locale, number, word } from "./shared/words.js";

const clock = { hour: "2-digit", minute: "2-digit" };
const dayMs = 86400000;

const startOfDay = (at) => new Date(at).setHours(0, 0, 0, 0);

/** A moment to come, as short as it can be said: the hour, "tomorrow" and the hour, the day of the week, or the date. */
function moment(/** @type {Date} */ at, now = new Date()) {
  const days = Math.round((startOfDay(at) - startOfDay(now)) / dayMs);
  const time = new Intl.DateTimeFormat(locale, clock).format(at);
  if (days === 0) return time;
  if (days === 1) return `${new Intl.RelativeTimeFormat(locale, { numeric: "auto" }).format(1, "day")} ${time}`;
  const date = days < 7 ? { weekday: "long" } : { month: "long", day: "numeric" };
  return `${new Intl.DateTimeFormat(locale, date).format(at)} ${time}`;
}

/** Who waits is told that everyone is busy only where that is so. @param {import("./desk.js").Facts} facts */
function waiting({ queue_position: position, estimate_s: estimateS, people_online: isAnybodyThere, people_free: isAnybodyFree }) {
  const values = { position: position ? number(position) : "", minutes: number(Math.max(1, Math.ceil((estimateS || 0) / 60))) };
  if (isAnybodyThere === false) return word(position ? "nobody" : "nobody_soon", values);
  if (!position) return word("queue_soon");
  const key = isAnybodyFree ? "free" : "queue";
  if (!estimateS) return word(key, values);
  return word(estimateS > 60 ? `${key}_about` : `${key}_about_one`, values);
}

/** @param {import("./desk.js").Facts} facts @returns {{text: string, actions: Record<string, string>}} actions by button, and its words */
export function describe(facts, now = new Date()) {
  const { status, email, open_now: isOpen, opens_at: opensAt } = facts;
  if (status === "pending_manual") return { text: waiting(facts), actions: { leave: word("leave_instead"), cancel: "" } };
  if (status !== "after_hours_email") return { text: "", actions: {} };
  const opens = opensAt ? new Date(opensAt) : null;
  const ask = isOpen || (opens && opens <= now) ? { ask: "" } : {};
  if (email) return { text: word("kept", { email }), actions: { leave: word("leave_more"), ...ask } };
  const closed = opens ? word("closed_until", { when: moment(opens, now) }) : word("closed_open_end");
  return { text: "ask" in ask ? word("waited") : closed, actions: { leave: word("leave"), ...ask } };
}

export class Bar {
  /** @param {HTMLElement} root */
  constructor(root) {
    this.root = root;
    this.line = root.querySelector("p");
    this.complaint = root.querySelector(".error");
    this.buttons = [...root.querySelectorAll("button")];
  }

  /** @param {import("./desk.js").Facts} facts */
  show(facts) {
    const { text, actions } = describe(facts);
    this.root.hidden = !text;
    // The line is read out when it changes, and only then.
    if (this.line.textContent !== text) this.line.textContent = text;
    if (!text) this.complaint.textContent = "";
    for (const button of this.buttons) {
      const says = actions[button.dataset.do];
      button.hidden = says === undefined;
      if (says) button.textContent = says;
    }
  }

  busy(isBusy) {
    this.buttons.forEach((button) => (button.disabled = isBusy));
  }

  /** Go on with what can be done now. */
  focus() {
    if (!this.root.hidden) this.buttons.find((button) => !button.hidden)?.focus();
  }
}
