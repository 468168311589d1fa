/** How many sessions each list has: shown on the tabs, asked for anew when something has moved; which they are, lists.js knows. */

import { Problem } from "../api.js";
import { number } from "../shared/words.js";
import { readList } from "./calls.js";

const soonMs = 300;
const everyMs = 4000;

export class Counts {
  /** @type {Record<string, number>} */
  now = {};
  #timer = 0;
  #countedAt = 0;

  /** @param {HTMLElement} nav @param {(counts: Record<string, number>) => void} onChange */
  constructor(nav, onChange) {
    this.nav = nav;
    this.onChange = onChange;
  }

  /** @param {Record<string, number>} counts as the server has just said */
  set(counts) {
    this.now = counts;
    this.#countedAt = Date.now();
    for (const [list, count] of Object.entries(counts)) {
      const place = this.nav.querySelector(`[data-list="${list}"] .count`);
      if (place) place.textContent = number(count);
      place?.toggleAttribute("data-some", count > 0);
    }
    this.onChange(counts);
  }

  /** Ask soon, and not too often; at once where the agent has done it themselves. */
  readSoon({ isUrgent = false } = {}) {
    if (isUrgent) clearTimeout(this.#timer);
    else if (this.#timer) return;
    this.#timer = setTimeout(() => this.#read(), isUrgent ? 0 : Math.max(soonMs, this.#countedAt + everyMs - Date.now()));
  }

  async #read() {
    try {
      this.set((await readList({ list: "mine", limit: 1 })).counts);
    } catch (problem) {
      if (!(problem instanceof Problem)) throw problem; // else: the next change asks again
    } finally {
      this.#timer = 0;
    }
  }
}
