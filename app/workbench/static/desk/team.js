/** The colleagues: who is there, who has room, how much this agent has to do. */

import { Problem } from "../api.js";
import { word } from "../shared/words.js";
import { readColleagues } from "./calls.js";

const soonMs = 400;

export class Team {
  /** @type {import("./calls.js").Colleague[]} */
  colleagues = [];
  onChange = () => {};
  #timer = 0;
  #mine = 0;

  /** @param {string} me the agent's id @param {number} most how many sessions the agent may own */
  constructor(me, most) {
    this.me = me;
    this.most = most;
    this.place = document.getElementById("capacity");
  }

  /** Somebody came, went or changed: read again, once for many. */
  readSoon() {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.read(), soonMs + Math.random() * soonMs);
  }

  async read() {
    try {
      this.colleagues = (await readColleagues()).colleagues;
      this.most = this.colleagues.find(({ id }) => id === this.me)?.max_sessions ?? this.most;
      this.show(this.#mine);
      this.onChange();
    } catch (problem) {
      if (!(problem instanceof Problem)) throw problem; // else: the next change asks again
    }
  }

  /** How many sessions this agent owns, of how many. @param {number} mine */
  show(mine) {
    this.#mine = mine;
    this.place.textContent = `${mine}/${this.most}`;
    this.place.title = word("capacity", { mine: String(mine), most: String(this.most) });
    this.place.toggleAttribute("data-full", mine >= this.most);
    const others = this.colleagues.filter(({ online, id }) => online && id !== this.me).map(({ name }) => name);
    const line = document.getElementById("colleagues");
    line.textContent = others.length ? word("colleagues", { count: String(others.length) }) : "";
    line.title = others.length ? word("colleagues_online", { names: others.join(", ") }) : word("colleagues_none");
  }
}
