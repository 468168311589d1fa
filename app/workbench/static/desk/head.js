/** The head of the conversation: who the visitor is, how things stand, and what this agent may do about it. */

import { word } from "../shared/words.js";
import { visitorName } from "./row.js";

const byId = (/** @type {string} */ id) => document.getElementById(id);

/** @typedef {import("./calls.js").Row} Row */

/** What may be done with a session, by its state and whose it is. @param {Row} row @param {{isMine: boolean, isOffered: boolean}} whose */
export function allowed(row, { isMine, isOffered }) {
  if (isMine) return row.offer ? ["recall", "release", "close"] : ["transfer", "release", "close"];
  if (row.status === "manual_live") return isOffered ? ["accept", "decline"] : [];
  if (row.status === "closed") return ["takeover"];
  return row.status === "pending_manual" ? ["takeover", "close"] : ["takeover", "escalate", "close"];
}

export class Head {
  #may = [];

  /** @param {{book: import("./book.js").Book, shops: Record<string, string>, onAct: (action: string) => void}} owner */
  constructor(owner) {
    this.owner = owner;
    this.actions = byId("actions");
    document.addEventListener("click", (event) => {
      const action = event.target.closest("[data-act]")?.dataset.act;
      if (action && this.may(action)) owner.onAct(action);
    });
  }

  /** @param {string} action */
  may(action) {
    return this.#may.includes(action);
  }

  /** @param {Row} row @param {boolean} isHere whether the visitor's page is open */
  show(row, isHere) {
    const { book, shops } = this.owner;
    const [isMine, isOffered] = [book.isMine(row), book.isOfferedToMe(row)];
    this.#may = allowed(row, { isMine, isOffered });
    const place = byId("talk");
    place.dataset.status = row.status;
    place.toggleAttribute("data-mine", isMine);
    byId("talk-name").textContent = visitorName(row);
    byId("talk-here").textContent = word(isHere ? "here" : "away");
    byId("talk-here").toggleAttribute("data-here", isHere);
    byId("talk-status").textContent = this.#standing(row, isMine);
    byId("talk-shop").textContent = shops[row.shop] || row.shop;
    for (const button of document.querySelectorAll("[data-act]")) button.hidden = !this.may(button.dataset.act);
    byId("mailed").textContent = isMine && row.email ? word("mailed", { email: row.email }) : "";
    byId("bar").hidden = isMine;
    byId("bar-text").textContent = this.#hint(row, isOffered);
  }

  #standing(row, isMine) {
    const name = row.agent?.name || "";
    if (isMine) return row.offer ? word("offering", { name: row.offer.name }) : word("status_mine");
    return word(`status_${row.status}`, { name });
  }

  /** What stands where one would write, while one may not. */
  #hint(row, isOffered) {
    if (isOffered) return word("hint_offered", { name: row.agent?.name || "" });
    return word(`hint_${row.status}`, { name: row.agent?.name || "" });
  }

  /** Something is under way: nothing is asked twice. @param {boolean} isBusy */
  setBusy(isBusy) {
    document.querySelectorAll("[data-act]").forEach((button) => (button.disabled = isBusy));
  }
}
