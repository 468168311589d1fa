/** What this page has been told of people, and where to ask for one; all that is drawn of it is fetched when first needed. */

import { learn, word } from "./words.js";

const lasting = new Set(["opened", "hello", "status", "queue"]);
const facts = ["status", "agent", "queue_position", "estimate_s", "people_online", "open_now", "opens_at", "email", "rating", "read"];

/** @typedef {{status: string, agent: import("./api.js").Agent, queue_position?: number | null, estimate_s?: number | null,
 *   people_online?: boolean, open_now?: boolean, opens_at?: string | null, email?: string, rating?: number,
 *   read?: {visitor?: string, agent?: string}, isReleased?: boolean, endedBy?: string}} Facts */

/** Whether what is told has to do with people at all. */
function concerns(event, { status, role, messages = [] }) {
  const isSaid = [...messages, ...(event === "message" ? [{ role }] : [])].some((one) => one.role === "agent");
  return isSaid || (status && status !== "bot_active") || messages.some(({ code }) => code === "released");
}

/** Resolves when the style sheet is there: nothing is drawn before. */
function fetchStyle() {
  const link = document.createElement("link");
  link.rel = "stylesheet";
  link.href = new URL("people.css", import.meta.url);
  return new Promise((resolve, reject) => {
    link.onload = resolve;
    link.onerror = () => {
      link.remove();
      reject(new TypeError("people.css"));
    };
    document.head.append(link);
  });
}

/** The elements and words that belong to it. @returns {Promise<DocumentFragment>} */
async function fetchParts() {
  const response = await fetch(`/embed/people?lang=${document.documentElement.dataset.lang}`);
  if (!response.ok) throw new TypeError(`status ${response.status}`);
  const template = document.createElement("template");
  template.innerHTML = await response.text();
  const words = template.content.querySelector("script");
  learn(JSON.parse(words.textContent));
  words.remove();
  return template.content;
}

export class People {
  /** @type {Facts} */
  facts = { status: "bot_active", agent: null };
  #desk = null;
  #fetching = null;
  #meanwhile = [];

  /** @param {Record<string, any>} owner session, log, view, composer, chips, onStanding, reopen: set by embed.js */
  constructor(owner) {
    this.owner = owner;
    this.ask = document.getElementById("ask");
    this.more = document.getElementById("more");
    this.refusal = document.getElementById("refusal");
    this.ask.addEventListener("click", () => this.#use((desk) => desk.ask()));
    this.more.addEventListener("click", () => this.#use((desk) => desk.menu.toggle()));
  }

  /** @param {string} event of the stream, or "opened" with the session as it was read @param {any} data */
  hear(event, data) {
    if (lasting.has(event)) this.#learn(data);
    if (event === "opened") this.ask.disabled = this.more.disabled = false;
    if (this.#desk) return void this.#desk.hear(event, data);
    if (!this.#fetching && !concerns(event, data)) return;
    this.#meanwhile.push([event, data]);
    // What cannot be fetched now is fetched when people are spoken of again.
    this.#fetch().catch(() => {});
  }

  #learn(data) {
    if (data.status && data.status !== this.facts.status) this.facts.queue_position = this.facts.estimate_s = null;
    for (const name of facts) if (data[name] !== undefined) this.facts[name] = data[name];
  }

  async #use(task) {
    this.refusal.textContent = "";
    this.ask.disabled = this.more.disabled = true;
    try {
      await this.#fetch();
    } catch {
      this.refusal.textContent = word("closed_door");
    } finally {
      this.ask.disabled = this.more.disabled = false;
    }
    if (this.#desk) await task(this.#desk);
  }

  /** Fetch what draws people, once; after a failure it can be tried again. */
  #fetch() {
    this.#fetching ||= Promise.all([import("./desk.js"), fetchParts(), fetchStyle()]).then(
      ([{ Desk }, parts]) => {
        this.#desk = new Desk(this, parts);
        this.#meanwhile.forEach(([event, data]) => this.#desk.hear(event, data));
        this.#meanwhile = [];
        this.#desk.hear("hello", this.facts);
      },
      (error) => {
        this.#fetching = null;
        throw error;
      },
    );
    return this.#fetching;
  }
}
