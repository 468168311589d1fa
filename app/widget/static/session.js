/** Whose conversation this is: the token, where it is kept, and how it is opened again; not what is said in it. */

import { openSession, Problem } from "./api.js";
import { recall, remember } from "./keep.js";

/** Run a task alone among this browser's tabs, or just run it where locks are denied or missing (plain HTTP). */
async function alone(name, task) {
  let isBegun = false;
  try {
    return await navigator.locks.request(name, () => {
      isBegun = true;
      return task();
    });
  } catch (error) {
    if (isBegun) throw error;
    return task();
  }
}

export class Session {
  /** @param {string} shop @param {string} lang "zh" or "en" */
  constructor(shop, lang) {
    this.shop = shop;
    this.lang = lang;
    this.key = `kefu.token.${shop}`;
    this.nameKey = `kefu.session.${shop}`;
    /** @type {string | null} */
    this.token = null;
    this.name = "";
  }

  /**
   * Whether another tab has opened another session in the same moment. Locks cannot prevent that: they are missing over plain
   * HTTP, and in Chromium what one process stores may reach another after the lock does. The one stored last is everybody's.
   */
  get isSuperseded() {
    const stored = recall("localStorage", this.nameKey);
    return Boolean(this.name && stored) && stored !== this.name;
  }

  /**
   * Open or resume; a token that the server refuses is dropped for the one another tab has since got, or a new session.
   * @returns {Promise<import("./api.js").State>}
   */
  async open() {
    const known = recall("localStorage", this.key);
    // Seven tabs opened at once must not become seven sessions.
    const state = known
      ? await this.#resume(known)
      : await alone(this.key, () => this.#resume(recall("localStorage", this.key)));
    this.token = state.token;
    this.name = state.session_name;
    remember("localStorage", this.nameKey, this.name);
    return state;
  }

  async #resume(token) {
    let state;
    try {
      state = await openSession(this.shop, this.lang, token);
    } catch (problem) {
      const isTheTokens = problem instanceof Problem && [400, 401, 404, 410, 422].includes(problem.status);
      if (!token || !isTheTokens) throw problem;
      const stored = recall("localStorage", this.key);
      if (stored === token) remember("localStorage", this.key, null);
      state = await openSession(this.shop, this.lang, stored === token ? null : stored);
    }
    remember("localStorage", this.key, state.token);
    return state;
  }
}
