/** What the shop's page asks of the chat; what it is told is news.js's business, and how the two talk bridge.js's. */

import { act, Problem } from "./api.js";
import { met } from "./bridge.js";
import { tellPlace } from "./host.js";
import { News } from "./news.js";
import { HostVault, sessionOf } from "./vault.js";

const themes = ["light", "dark", "auto"];

/** The members of `given` that are texts, numbers, or yes and no. @returns {Record<string, any>} */
function plain(given) {
  const isPlain = ([, value]) => ["string", "number", "boolean"].includes(typeof value);
  return Object.fromEntries(Object.entries(given ?? {}).filter(isPlain));
}

/** What the server takes of a user; null where nobody is named. */
function userOf(given) {
  const { token, id, hash, name, email } = plain(given);
  if (token) return { token };
  return id ? plain({ id, hash, name, email }) : null;
}

/**
 * Wait for the shop's page, and take up the line to it.
 * @param {Record<string, any>} parts of the chat, by embed.js @param {boolean} isPreview
 * @returns {Promise<boolean>} whether there is such a page
 */
export async function embed(parts, isPreview) {
  const meeting = await met;
  if (meeting) new Embedding(meeting.bridge, meeting.hello, parts).begin(isPreview);
  return Boolean(meeting);
}

class Embedding {
  /** Who waits for a message to be kept, by its client id. @type {Map<string, {resolve: Function, reject: Function}>} */
  #waiting = new Map();

  /** @param {import("./bridge.js").Bridge} bridge @param {Record<string, any>} hello @param {Record<string, any>} parts */
  constructor(bridge, hello, parts) {
    const { session, chat } = Object.assign(this, parts);
    const tell = (type, more) => bridge.tell(type, more);
    this.bridge = bridge;
    this.vault = session.vault = new HostVault(hello, tell);
    this.news = new News(session, tell);
    this.news.isShown = chat.isShown = hello.isOpen === true;
    session.said = { user: userOf(hello.user), attributes: plain(hello.attributes) };
    tellPlace(hello.page, hello.referrer);
    chat.news = (what, data) => {
      this.news.hear[what]?.(data);
      if (what === "sent") this.#settle("resolve", data.clientId, { message_id: data.id });
      if (what === "unsent") this.#settle("reject", data.clientId, data.problem);
    };
  }

  begin(isPreview) {
    const theme = ({ theme: asked }) => {
      if (themes.includes(asked)) document.documentElement.dataset.theme = asked;
    };
    this.#showWays();
    this.bridge.serve(isPreview ? { theme, visible() {}, page() {} } : { theme, ...this.#tasks });
    this.bridge.tell("ready", { session: "" });
    if (isPreview) return;
    this.entrance.stand();
    if (this.news.isShown) this.#show();
    else if (this.vault.token) this.entrance.enter();
  }

  /** The ways out of the frame: closing it, and the other language. */
  #showWays() {
    const close = () => this.bridge.tell("close");
    const [button, language] = ["close", "language"].map((id) => document.getElementById(id));
    button.hidden = false;
    button.addEventListener("click", close);
    language.addEventListener("click", () => this.bridge.tell("lang", { lang: language.hreflang }));
    window.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && !event.defaultPrevented && !event.isComposing && event.keyCode !== 229) close();
    });
  }

  /** What the shop's page asks for, by type. */
  #tasks = {
    visible: ({ isOpen }) => {
      this.news.show(isOpen === true);
      this.chat.show(isOpen === true);
      if (isOpen === true) this.#show();
    },
    token: ({ token }) => this.#follow(token),
    page: ({ page }) => tellPlace(page),
    prefill: ({ text }) => {
      if (typeof text === "string") this.composer.prefill(text);
    },
    say: ({ text }) => this.#say(text),
    user: ({ user }) => this.#introduce(userOf(user)),
    logout: () => {
      this.vault.forget();
      this.#leave();
    },
    attributes: ({ attributes }) => this.#describe(plain(attributes)),
    human: async () => {
      await this.entrance.enter();
      return { status: await this.people.request() };
    },
  };

  #show() {
    this.entrance.enter();
    this.entrance.focus();
  }

  async #say(text) {
    if (typeof text !== "string" || !text.trim()) throw new Problem(422, { code: "INVALID_FIELDS" });
    this.entrance.enter();
    await this.entrance.agreed;
    const clientId = this.send(text.trim());
    return new Promise((resolve, reject) => this.#waiting.set(clientId, { resolve, reject }));
  }

  #settle(how, clientId, value) {
    this.#waiting.get(clientId)?.[how](value);
    this.#waiting.delete(clientId);
  }

  /** Another tab of the shop has another session, or none any more: so have we. */
  #follow(token) {
    if (token === null && this.vault.token) this.#leave();
    if (typeof token !== "string" || token === this.vault.token) return;
    this.vault.token = token;
    if (this.session.name && sessionOf(token) !== this.session.name) this.chat.reread();
  }

  /** A claim that nothing proves can wait until the session is opened; what can be checked is, at once. */
  async #introduce(user) {
    const { session, entrance, chat } = this;
    session.said.user = user;
    const { id, name = "", token, hash } = user || {};
    if (!entrance.isEntered && !token && !hash) {
      return { identity: user ? "unverified" : "none", user: user && { id, name, verified: false }, problem: null };
    }
    await entrance.enter();
    // What was on its way already did not say so.
    for (let tries = 0; tries < 2 && !session.isIntroduced; tries += 1) await chat.reread();
    const { identity, problem } = session;
    this.news.refused();
    return { identity, user: session.user, problem };
  }

  async #describe(attributes) {
    const { session, entrance } = this;
    Object.assign(session.said.attributes, attributes);
    if (!entrance.isEntered) return;
    await entrance.enter();
    try {
      await act(session.token, "attributes", { attributes: session.said.attributes });
    } catch (problem) {
      if (!(problem instanceof Problem)) throw problem;
      this.news.hear.error(problem);
    }
  }

  /** The visitor is somebody else from now on, whom nothing is known of. */
  #leave() {
    this.vault.token = null;
    this.chat.leave();
    this.composer.clear();
    this.news.forget();
    this.entrance.leave();
    if (this.news.isShown) this.entrance.enter();
  }
}
