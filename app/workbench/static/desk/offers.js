/** Sessions that colleagues offer this agent: a banner for each, with the time it has left. */

import { word } from "../shared/words.js";
import { nowMs, waitText } from "./clock.js";
import { button, element } from "./element.js";
import { visitorName } from "./row.js";

export class Offers {
  /** @type {Map<string, string>} when each offer ends, by session */
  #open = new Map();

  /** @param {{book: import("./book.js").Book, onAct: (action: string, name: string) => void, onOpen: (name: string) => void}} owner */
  constructor(owner) {
    this.owner = owner;
    this.place = document.getElementById("offers");
  }

  /** A row is known or has changed. @param {import("./calls.js").Row} row @returns {boolean} whether this is a new offer */
  weigh(row) {
    const { session_name: name, offer } = row;
    const isNew = this.owner.book.isOfferedToMe(row) && this.#open.get(name) !== offer.ends_at;
    if (isNew) this.#open.set(name, offer.ends_at);
    else if (!this.owner.book.isOfferedToMe(row)) {
      if (!this.#open.delete(name)) return false;
    } else return false;
    this.#draw();
    return isNew;
  }

  /** A second has gone by. */
  tick() {
    for (const [name, endsAt] of this.#open) {
      const leftS = Math.ceil((Date.parse(endsAt) - nowMs()) / 1000);
      // The server ends it, a little later; until then there is nothing left to count.
      const place = this.place.querySelector(`[data-offer="${CSS.escape(name)}"] .left`);
      if (place) place.textContent = waitText(leftS);
    }
  }

  #draw() {
    this.place.replaceChildren(...[...this.#open.keys()].map((name) => {
      const row = this.owner.book.row(name);
      const item = element("div", "offer");
      item.dataset.offer = name;
      const text = element("p", "", word("offer", { name: row.agent?.name || "", visitor: visitorName(row) }));
      text.append(" ", element("span", "left"));
      item.append(
        text,
        button("quiet", word("look"), () => this.owner.onOpen(name)),
        button("", word("decline"), () => this.owner.onAct("decline", name)),
        button("primary", word("accept"), () => this.owner.onAct("accept", name)),
      );
      return item;
    }));
    this.tick();
  }
}
