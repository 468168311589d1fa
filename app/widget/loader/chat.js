/** What the loader becomes once somebody shows interest: the panel with its frame, and everything that is said between both. */

import { Frame } from "./frame.js";
import { recall, remember } from "./keep.js";
import { Panel } from "./panel.js";

/** WORDS are the texts by language, which the server writes in from its catalogues. */
/* global WORDS */

/** Only what can be said to a frame: texts, numbers, yes and no. */
function plain(given, to = (value) => value) {
  const pairs = Object.entries({ ...given }).filter(([, value]) => ["string", "number", "boolean"].includes(typeof value));
  return Object.fromEntries(pairs.map(([name, value]) => [name, to(value)]));
}

export class Chat {
  #kefu;
  #panel;
  #frame = null;
  #query = "";
  #token = null;
  #said = { isOpen: false, theme: undefined, attributes: "{}", where: "" };
  #from = null;
  #isReady = false;

  /** @param {import("./kefu.js").Kefu} kefu */
  constructor(kefu) {
    this.#kefu = kefu;
    this.#panel = new Panel(kefu.launcher, {
      close: () => kefu.close(),
      open: () => kefu.open(),
      retry: () => this.#load(),
      quiet: () => {
        remember("quiet", "1");
        this.page();
      },
    });
    window.addEventListener("storage", this.#follow);
    this.turn();
  }

  /** Make what has changed true: looks, language, open or closed. */
  turn() {
    const { settings, now } = this.#kefu;
    this.#panel.dress(settings, WORDS[settings.lang]);
    const where = settings.server + settings.shop;
    if (this.#frame && this.#said.where !== where) this.#drop();
    this.#said.where = where;
    if (this.#frame && this.#query !== this.#ask()) this.#load();
    this.#tellChanges(settings.given);
    this.#panel.show(now.isOpen);
    if (now.isOpen !== this.#said.isOpen) this.#openOrClose(now.isOpen);
  }

  /** Make the frame, unless it is there. */
  prepare() {
    if (this.#frame || !this.#kefu.launcher) return;
    const { settings } = this.#kefu;
    this.#frame = new Frame(settings.server, {
      hello: () => this.#hello(),
      hear: (said) => this.#hear(said),
      failed: () => {
        this.#panel.stands({ isFailed: true });
        this.#kefu.emit("error", { code: "UNREACHABLE", detail: WORDS[settings.lang].unreachable });
      },
    });
    // With its address first: an empty frame would be loaded, and greeted, before it.
    this.#load();
    this.#panel.element.prepend(this.#frame.element);
  }

  /** Offer help, once, without a frame. */
  tease() {
    this.#panel.teaser.hidden = this.#kefu.isOpen();
  }

  /** The shop's page has another address: an offer was for the one before. */
  page() {
    this.#panel.teaser.hidden = true;
    this.#frame?.post({ type: "page", page: location.href });
  }

  sendMessage(text) {
    return this.#request({ type: "say", text: String(text) });
  }

  prefill(text) {
    this.prepare();
    this.#frame.post({ type: "prefill", text: String(text) });
  }

  requestHuman() {
    return this.#request({ type: "human" });
  }

  setUser() {
    return this.#frame?.ask({ type: "user", user: this.#user });
  }

  logout() {
    this.#token = null;
    return this.#frame?.ask({ type: "logout" });
  }

  remove() {
    window.removeEventListener("storage", this.#follow);
    this.#drop();
    this.#panel.remove();
  }

  get #user() {
    const { user } = this.#kefu.settings.given;
    return user ? plain(user, String) : null;
  }

  get #attributes() {
    return plain(this.#kefu.settings.given.attributes);
  }

  /**
   * Another tab has stored a token. What is stored by now counts: two tabs that open at once must not swap theirs. Where it
   * is none somebody has signed out, and nobody is to be signed in again from here.
   */
  #follow = ({ key }) => {
    const { settings, token } = this.#kefu;
    if (key !== `fiido-kefu.token.${settings.shop}`) return;
    if (!token) settings.given.user = null;
    this.#frame?.post({ type: "token", token });
  };

  #request(said) {
    this.prepare();
    return this.#frame.ask(said);
  }

  #drop() {
    this.#frame?.close();
    this.#frame = null;
    this.#token = null;
  }

  #load() {
    const { settings } = this.#kefu;
    this.#query = this.#ask();
    this.#isReady = false;
    this.#panel.stands({});
    this.#frame.element.title = WORDS[settings.lang].title;
    const query = new URLSearchParams(this.#query);
    if (settings.given.theme) query.set("theme", settings.given.theme);
    this.#frame.load(query);
  }

  /** What the frame is asked for: only what the shop's page says itself. The theme changes without loading it anew. */
  #ask() {
    const { given, shop, lang, welcome } = this.#kefu.settings;
    const asked = { shop, lang, color: given.color, welcome, preview: given.preview ? "1" : "", sdk: "1" };
    return String(new URLSearchParams(Object.entries(asked).filter(([, value]) => value)));
  }

  /** What the frame learns without being loaded anew, where it is not what it was. */
  #tellChanges({ theme }) {
    const attributes = JSON.stringify(this.#attributes);
    if (theme !== this.#said.theme) this.#frame?.post({ type: "theme", theme: theme || "auto" });
    if (attributes !== this.#said.attributes) this.#frame?.post({ type: "attributes", attributes: this.#attributes });
    Object.assign(this.#said, { theme, attributes });
  }

  #openOrClose(isOpen) {
    const { launcher } = this.#panel;
    const isHere = document.activeElement === launcher.host;
    this.#said.isOpen = isOpen;
    if (isOpen) this.#from = isHere ? launcher.button : document.activeElement;
    if (isOpen) this.#focus();
    this.#frame?.post({ type: "visible", isOpen });
    if (!isOpen && isHere) (this.#from?.isConnected && this.#from !== document.body ? this.#from : launcher.button).focus();
  }

  /** The frame can be seen. */
  #show() {
    this.#isReady = true;
    this.#panel.stands({ isReady: true });
    if (!this.#kefu.isOpen()) return;
    this.#focus();
    // What it was told before it could take the keyboard.
    this.#frame.post({ type: "visible", isOpen: true });
  }

  /** The keyboard goes to the panel, and into a frame that hears it, unless the visitor has gone on to something else. */
  #focus() {
    const { activeElement: active } = document;
    if (![this.#from, this.#panel.launcher.host, document.body].includes(active)) return;
    (this.#isReady ? this.#frame : this.#panel).element.focus();
  }

  #hello() {
    const { shop } = this.#kefu.settings;
    return {
      token: this.#kefu.token || this.#token,
      isOpen: this.#kefu.isOpen(),
      page: location.href,
      referrer: document.referrer,
      user: this.#user,
      attributes: this.#attributes,
      consent: recall(`consent.${shop}`) || "",
    };
  }

  #hear({ type, ...said }) {
    const kefu = this.#kefu;
    if (type === "ready" || type === "refused") this.#show();
    if (type === "refused") this.#complain(said.origin);
    if (type === "token") kefu.token = this.#token = said.token;
    if (type === "consent") remember(`consent.${kefu.settings.shop}`, said.consent);
    if (type === "close") kefu.close();
    if (type === "unread") kefu.news(said.count);
    if (type === "event") kefu.emit(said.name, said.detail);
    if (type === "lang") this.#speak(said.lang);
  }

  #complain(origin) {
    const detail = `Fiido Kefu: add ${origin} to the allowed origins of this shop.`;
    console.warn(detail);
    this.#kefu.emit("error", { code: "ORIGIN_NOT_ALLOWED", detail });
  }

  /** The visitor has chosen the language inside: the frame loads itself anew, and must not be loaded twice. */
  #speak(lang) {
    this.#query = this.#query.replace(/lang=\w+/, `lang=${lang}`);
    this.#kefu.setLocale(lang);
  }
}
