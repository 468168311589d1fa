/** Whose conversation this is: its token, who the visitor says to be, and how it is opened again; not what is said in it. */

import { openSession, Problem } from "./api.js";

const longestWaitMs = 30000;

/** @typedef {import("./vault.js").Vault} Vault @typedef {{id: string, name: string, verified: boolean}} User */

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
  /** @type {Vault} set before the session is opened */
  vault = null;
  /** @type {string | null} */
  token = null;
  name = "";
  /** @type {User | null} who the visitor is, by the server's word */
  user = null;
  identity = "none";
  /** Why the server would not know the user. @type {string | null} */
  problem = null;
  /** What the shop's page says of the visitor. @type {{user: object | null, attributes: Record<string, any>}} */
  said = { user: null, attributes: {} };
  /** The last that the server was told of the user, and in which session. @type {{user: object | null, name: string}} */
  #told = { user: null, name: "" };
  /** Counts the visitors who have left: what was asked for before is none of the next one's business. */
  #departures = 0;

  /** @param {string} shop @param {string} lang "zh" or "en" */
  constructor(shop, lang) {
    this.shop = shop;
    this.lang = lang;
  }

  /** Whether the session on screen is no longer the one that this browser's tabs go on with. */
  get isSuperseded() {
    return this.vault.isSuperseded(this.name);
  }

  /** Whether the server knows what the shop's page says of the user. */
  get isIntroduced() {
    return this.#told.user === this.said.user && this.#told.name === this.name;
  }

  /**
   * Open or resume; a token that the server refuses is dropped for the one another tab has since got, or a new session.
   * @param {string} [name] another session of the same verified person
   * @returns {Promise<import("./api.js").State | null>} null where the visitor has left meanwhile; raises Problem
   */
  async open(name = "") {
    const departures = this.#departures;
    const known = this.vault.token;
    // Seven tabs opened at once must not become seven sessions.
    const state = known
      ? await this.#resume(known, name)
      : await alone(`kefu.token.${this.shop}`, () => this.#resume(this.vault.token, name));
    if (departures !== this.#departures) return null;
    this.token = state.token;
    this.name = state.session_name;
    this.user = state.user ?? null;
    this.identity = state.identity ?? "none";
    this.problem = state.identity_problem ?? null;
    this.#told.name = this.name;
    this.vault.keep(state.token, this.name);
    return state;
  }

  /**
   * Open, however long that takes.
   * @param {import("./status.js").Status} status says how it goes @param {(problem: Problem) => void} onRefused
   * @returns {Promise<import("./api.js").State | null>} null where the visitor has left meanwhile
   */
  async insist(status, onRefused) {
    const departures = this.#departures;
    for (let failures = 0; departures === this.#departures; failures += 1) {
      try {
        return await this.open();
      } catch (problem) {
        if (!(problem instanceof Problem)) throw problem;
        if (departures !== this.#departures) break;
        const isFinal = problem.status >= 400 && problem.status < 500 && !problem.isPassing;
        if (isFinal) onRefused(problem);
        if (isFinal) await status.trouble(problem.detail);
        else await status.pause(Math.max(problem.retryAfterMs, Math.min(longestWaitMs, 500 * 2 ** failures)));
      }
    }
    return null;
  }

  /** All of it is over: whoever comes next is somebody else. */
  leave() {
    this.#departures += 1;
    this.token = this.user = null;
    this.name = "";
    this.identity = "none";
    this.said = { user: null, attributes: {} };
    this.#told = { user: null, name: "" };
  }

  async #resume(token, name) {
    try {
      return await this.#post(token, name ? { session_name: name } : {});
    } catch (problem) {
      const isTheTokens = problem instanceof Problem && [400, 401, 404, 410, 422].includes(problem.status);
      if (!token || name || !isTheTokens) throw problem;
      const stored = this.vault.token;
      if (stored === token) this.vault.drop();
      return this.#post(stored === token ? null : stored, {});
    }
  }

  async #post(token, more) {
    const { said, vault, shop, lang } = this;
    const { user } = said;
    // Who is known by signature is not asked again in the same session: what proved it may have expired since.
    const isKnown = token && this.isIntroduced && this.identity === "verified";
    const told = {
      ...(user && !isKnown ? { user } : {}),
      ...(Object.keys(said.attributes).length ? { attributes: said.attributes } : {}),
      ...(vault.consent ? { consent: vault.consent } : {}),
      ...(token ? { token } : {}),
    };
    const state = await openSession({ shop, lang, ...vault.request, ...told, ...more });
    this.#told.user = user;
    return state;
  }
}
