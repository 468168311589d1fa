/**
 * The chat as the shop's page knows it before anybody shows interest: the launcher, what is kept for later, two small rules.
 * Its methods are the public ones; its fields are for the rest of the loader (chat.js), which is fetched at the first interest.
 */

import { emit, off, on } from "./events.js";
import { recall, remember } from "./keep.js";
import { Launcher } from "./launcher.js";
import { merge, settle } from "./settings.js";

/** CHAT is the path of the rest, by its content. */
/* global CHAT */

export class Kefu {
  now = { isOpen: false, unread: 0 };
  launcher = null;
  emit = emit;
  on = on;
  off = off;
  #chat = null;
  #again = "";
  #timer = 0;
  #begin;
  ready = new Promise((resolve) => (this.#begin = resolve));

  /** @param {object} given what the shop wishes */
  constructor(given) {
    this.settings = settle(merge(given));
  }

  /** Begin, or change what is given. */
  init(given) {
    this.update(given);
    if (!this.settings.server) emit("error", { code: "NO_SERVER" });
    else if (!this.launcher) this.#mount();
    return this.ready;
  }

  update(given) {
    this.settings = settle(merge(this.settings.given, given));
    this.turn();
    return this.ready;
  }

  destroy() {
    this.close();
    this.#tell("remove");
    this.launcher?.remove();
    this.#chat = this.launcher = null;
    this.settings = settle(merge({ serverUrl: this.settings.server }));
    off();
  }

  open() {
    if (this.isOpen()) return;
    this.now = { ...this.now, isOpen: true, isLost: false };
    this.turn();
    this.ask("prepare");
    emit("open");
  }

  close() {
    if (!this.isOpen()) return;
    this.now.isOpen = false;
    this.turn();
    emit("close");
  }

  toggle() {
    return this.isOpen() ? this.close() : this.open();
  }

  show() {
    return this.update({ hideLauncher: false });
  }

  hide() {
    this.close();
    return this.update({ hideLauncher: true });
  }

  isOpen() {
    return this.now.isOpen;
  }

  setUser(user) {
    this.update({ user });
    return this.#tell("setUser");
  }

  logout() {
    this.settings.given.attributes = {};
    this.update({ user: null });
    this.token = null;
    this.news(0);
    return this.#tell("logout");
  }

  setAttributes(attributes) {
    return this.update({ attributes });
  }

  setLocale(lang) {
    return this.update({ lang });
  }

  setTheme(theme) {
    return this.update({ theme });
  }

  once(name, callback) {
    return on(name, callback, true);
  }

  /** Whatever only the chat itself can do, for which it is fetched. @param {string} name @param {any} [said] @returns {Promise<any>} */
  ask(name, said) {
    // A browser may remember that a module could not be fetched: another try has another address.
    this.#chat ||= this.ready.then(() => import(this.settings.server + CHAT + this.#again)).then(({ Chat }) => new Chat(this));
    const done = this.#chat.then((chat) => chat[name](said), (error) => this.#lose(error));
    // Who does not look at the outcome must not find an error in the console of their shop.
    done.catch(() => {});
    return done;
  }

  /** Show how things stand. */
  turn() {
    this.launcher?.show(this.settings, this.now);
    this.#tell("turn");
  }

  /** @param {number} unread */
  news(unread) {
    if (unread === this.now.unread) return;
    this.now.unread = unread;
    this.turn();
    emit("unread:change", { count: unread });
  }

  get token() {
    return recall(`token.${this.settings.shop}`);
  }

  set token(token) {
    remember(`token.${this.settings.shop}`, token);
  }

  #mount() {
    this.launcher = new Launcher(() => this.toggle(), () => this.ask("prepare"));
    const arm = () => setTimeout(() => this.#arm());
    window.navigation?.addEventListener("currententrychange", arm);
    arm();
    this.turn();
    this.#check();
    this.#begin();
    emit("ready");
  }

  /** The same, where the chat has been fetched; who has not been is told everything when it is. */
  #tell(name) {
    return this.#chat ? this.ask(name) : Promise.resolve();
  }

  #lose(error) {
    // Who left before the chat came has lost nothing.
    if (!this.launcher) throw error;
    this.#chat = null;
    this.#again += "?";
    this.now = { ...this.now, isOpen: false, isLost: true };
    this.turn();
    emit("error", { code: "UNREACHABLE" });
    throw error;
  }

  /** Offer help after a while to who has not been here, on the pages of the rule, in which * stands for anything. */
  #arm() {
    clearTimeout(this.#timer);
    const { after, pages, teaser } = this.settings;
    const isOne = new RegExp(`^${pages.replace(/[^\w*]/g, "\\$&").replaceAll("*", ".*")}$`).test(location.pathname + location.search);
    const isWanted = this.launcher && after && teaser && isOne && !this.token && !recall("quiet");
    if (isWanted) this.#timer = setTimeout(() => this.ask("tease"), after * 1000);
    this.#tell("page");
  }

  /** Who has spoken before may have an answer: the one request that needs no interest. */
  async #check() {
    if (!this.token) return;
    try {
      const answer = await fetch(`${this.settings.server}/api/chat/unread`, { headers: { Authorization: `Bearer ${this.token}` } });
      const { unread, status } = await answer.json();
      this.news(unread || 0);
      // Who waits for a person, or talks with one, goes on hearing of it on the shop's next page.
      if (status === "pending_manual" || status === "manual_live") this.ask("prepare");
    } catch {
      // The server is away, or the page's policy forbids to ask: then there is no badge.
    }
  }
}
