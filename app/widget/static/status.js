/** The page's head and its one honest line: who speaks, whether we are connected, and what is the matter if we are not. */

import { agentName, initialOf } from "./bubble.js";
import { word } from "./shared/words.js";

const quietMs = 1000;

export class Status {
  #said = "bot_active";
  #agent = null;
  #timer = 0;

  /** @param {Document} page @param {{onLive: () => void}} owner */
  constructor(page, owner) {
    this.owner = owner;
    this.root = page.documentElement;
    this.line = page.getElementById("status");
    this.face = page.querySelector("#face span");
    this.banner = page.getElementById("banner");
    this.panel = page.getElementById("trouble");
  }

  /** @param {"idle" | "consent" | "loading" | "ready" | "refused"} phase how far the page has come; idle: nobody has asked yet */
  phase(phase) {
    this.root.dataset.phase = phase;
    this.#show();
  }

  /** @param {string} status the session's state @param {import("./api.js").Agent} [agent] */
  session(status, agent = null) {
    this.#said = status;
    this.#agent = agent;
    this.root.dataset.phase = "ready";
    this.root.dataset.status = status;
    this.#face(status === "manual_live" ? agentName(agent) : "");
    this.#show();
  }

  /** The visitor has left, and with them whoever talked with them. */
  leave() {
    this.session("bot_active");
    this.phase("idle");
  }

  /** Who has the word; whoever is new slides in, since a new element begins its animation anew. */
  #face(name) {
    if (this.face.title === name) return;
    const face = this.face.cloneNode();
    face.title = name;
    face.textContent = initialOf(name);
    this.face.replaceWith(face);
    this.face = face;
  }

  /** A short break is nobody's concern; a longer one is said. @param {string} state connecting, live, reconnecting, offline */
  connection(state) {
    if (state === this.root.dataset.connection) return;
    this.root.dataset.connection = state;
    if (state === "live") this.owner.onLive();
    this.#show();
    clearTimeout(this.#timer);
    const isLost = state === "offline" || state === "reconnecting";
    if (!isLost) this.banner.textContent = "";
    else if (!this.banner.textContent) {
      this.#timer = setTimeout(() => (this.banner.textContent = word("lost")), state === "offline" ? 0 : quietMs);
    }
  }

  /** The server will not let us in: say what it said, and wait for the visitor. @param {string} detail @returns {Promise<void>} */
  trouble(detail) {
    this.banner.textContent = "";
    this.phase("refused");
    this.panel.querySelector("p").textContent = detail || word("closed_door");
    return new Promise((resolve) => {
      this.panel.querySelector("button").onclick = () => {
        this.phase("loading");
        resolve();
      };
    });
  }

  /** The server cannot be reached: say so, and wait about that long, or until the network is back. @param {number} ms */
  pause(ms) {
    this.connection(navigator.onLine ? "reconnecting" : "offline");
    return new Promise((resolve) => {
      setTimeout(resolve, ms * (0.5 + Math.random() / 2));
      window.addEventListener("online", resolve, { once: true });
    });
  }

  #show() {
    const { phase, connection } = this.root.dataset;
    const isLive = connection === "live";
    const isBefore = phase === "idle" || phase === "consent";
    const key = isBefore ? "ai" : phase === "refused" ? phase : !isLive ? connection : phase === "ready" ? this.#said : "connecting";
    this.line.textContent = word(key, { name: agentName(this.#agent) });
  }
}
