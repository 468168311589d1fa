/** Passing signs of life in the session on screen: who is typing, whether the visitor is there, how far we have read. */

import { word } from "../shared/words.js";
import { tellRead, tellTyping } from "./calls.js";

const typingMs = 6000;
const tellEveryMs = 3000;
const readAfterMs = 600;

export class Signs {
  #timers = new Map();
  #names = new Map();
  #toldAt = 0;
  #reading = 0;
  #readTo = "";

  /** @param {{me: string, onPresence: (isHere: boolean) => void}} owner */
  constructor(owner) {
    this.owner = owner;
    this.line = document.getElementById("typing");
  }

  clear() {
    this.#timers.forEach((timer) => clearTimeout(timer));
    this.#timers.clear();
    this.#names.clear();
    clearTimeout(this.#reading);
    this.#toldAt = 0;
    this.#readTo = "";
    this.#show();
  }

  /** @param {"typing"|"presence"} event @param {any} data */
  hear(event, data) {
    if (event === "presence") return this.owner.onPresence(Boolean(data.visitor));
    const { by, agent } = data;
    if (by === "agent" && agent.id === this.owner.me) return;
    const who = by === "visitor" ? by : agent.id;
    this.#names.set(who, by === "visitor" ? word("visitor_typing") : word("agent_typing", { name: agent.name }));
    clearTimeout(this.#timers.get(who));
    this.#timers.set(who, setTimeout(() => this.#stop(who), typingMs));
    this.#show();
  }

  /** Who has said something types no more. @param {string} role */
  said(role) {
    for (const who of [...this.#names.keys()]) if ((who === "visitor") === (role === "visitor")) this.#stop(who);
  }

  #stop(who) {
    clearTimeout(this.#timers.get(who));
    this.#names.delete(who);
    this.#show();
  }

  #show() {
    const text = [...this.#names.values()].join(" · ");
    if (this.line.textContent !== text) this.line.textContent = text;
  }

  /** We are typing: tell it now and then; nobody minds if it does not arrive. @param {string} name */
  type(name) {
    if (Date.now() - this.#toldAt < tellEveryMs) return;
    this.#toldAt = Date.now();
    tellTyping(name).catch(() => {});
  }

  /** We have the session before our eyes up to that message. @param {string} name @param {string} id */
  read(name, id) {
    if (!id || id === this.#readTo) return;
    this.#readTo = id;
    clearTimeout(this.#reading);
    this.#reading = setTimeout(() => tellRead(name, id).catch(() => (this.#readTo = "")), readAfterMs);
  }
}
