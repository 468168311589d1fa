/** The right column: the visitor, why a person was asked for, the AI's summary, rating, and notes; tags.js has the tags. */

import { Problem } from "../api.js";
import { fullTime, shortTime, word } from "../shared/words.js";
import { readSummary } from "./calls.js";
import { element, renew } from "./element.js";
import { whyText } from "./row.js";
import { VisitorFacts } from "./visitor.js";

const byId = (/** @type {string} */ id) => document.getElementById(id);

/** @typedef {import("./calls.js").Note} Note */

export class About {
  /** @type {Map<string, Note>} */
  #notes = new Map();
  #summary = new AbortController();
  #row = null;

  /** @param {{onNotes: (count: number) => void}} owner */
  constructor(owner) {
    this.owner = owner;
    this.facts = new VisitorFacts();
  }

  /** A session was read. @param {import("./calls.js").Opened} opened */
  show({ session, notes }) {
    this.#notes.clear();
    notes.forEach((note) => this.#notes.set(note.id, note));
    this.#drawNotes();
    this.#askSummary(session);
  }

  /** @param {import("./calls.js").Row} row @param {boolean} isHere */
  showRow(row, isHere) {
    this.#row = row;
    this.facts.show(row, isHere);
    this.#drawWhy();
    byId("rating").hidden = !row.rating;
    byId("stars").textContent = "★".repeat(row.rating) + "☆".repeat(5 - row.rating);
    byId("stars").setAttribute("aria-label", word("stars", { score: String(row.rating) }));
  }

  /** @param {Note} note */
  addNote(note) {
    this.#notes.set(note.id, note);
    this.#drawNotes();
    this.#drawWhy();
  }

  #all() {
    return [...this.#notes.values()];
  }

  #drawNotes() {
    const written = this.#all().filter((note) => note.author);
    byId("notes").replaceChildren(...written.map(({ author, at, text }) => {
      const item = element("li");
      const head = element("p", "note-head", `${author.name} · `);
      const time = element("time", "", shortTime(new Date(at)));
      Object.assign(time, { dateTime: at, title: fullTime(new Date(at)) });
      head.append(time);
      item.append(head, element("p", "note-text", text));
      return item;
    }));
    const rated = this.#all().filter((note) => note.rating);
    byId("rating-comment").textContent = rated.length ? rated[rated.length - 1].text : "";
    this.owner.onNotes(written.length);
  }

  /** Every decision that a person is needed, the newest first; where none is kept, what the row says. */
  #drawWhy() {
    const decisions = this.#all().filter((note) => note.decision).map((note) => ({ ...note.decision, at: note.at })).reverse();
    if (!decisions.length && this.#row?.severity) decisions.push({ ...this.#row, at: this.#row.waiting_since || "" });
    byId("why").hidden = !decisions.length;
    renew(byId("decisions"), decisions.map(({ rule, at, evidence }) => [rule, at, evidence]), () => decisions.map((decision) => {
      const item = element("li");
      const head = element("p", "", "");
      const severity = element("span", "severity", word(`severity_${decision.severity}`));
      severity.dataset.severity = decision.severity;
      head.append(severity, element("b", "", whyText(decision)));
      item.append(head);
      if (decision.evidence && decision.rule !== "fail_loop") item.append(element("q", "", decision.evidence));
      if (decision.at) item.append(element("p", "small", shortTime(new Date(decision.at))));
      return item;
    }));
  }

  /** What was tried so far, where the AI can say; asked for only where a person may need it. */
  async #askSummary(row) {
    this.#summary.abort();
    const asking = (this.#summary = new AbortController());
    byId("summary").hidden = true;
    if (!["pending_manual", "manual_live", "after_hours_email"].includes(row.status)) return;
    try {
      const { summary } = await readSummary(row.session_name, asking.signal);
      if (asking.signal.aborted || !summary) return;
      byId("summary-text").textContent = summary;
      byId("summary").hidden = false;
    } catch (problem) {
      if (!(problem instanceof Problem)) throw problem; // else: a summary is a help, not a need
    }
  }
}
