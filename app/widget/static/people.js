/** What this page has been told of people, and where to ask for one; all that is drawn of it is fetched when first needed. */

import { word } from "./shared/words.js";

const lasting = new Set(["opened", "hello", "status", "queue"]);
const known = ["status", "agent", "queue_position", "estimate_s", "people_online", "people_free", "open_now", "opens_at", "email", "rating",
  "read"];

/** Whether what is told has to do with people at all. */
function concerns(event, { status, role, messages = [] }) {
  const isSaid = [...messages, ...(event === "message" ? [{ role }] : [])].some((one) => one.role === "agent");
  return isSaid || (status && status !== "bot_active") || messages.some(({ code }) => code === "released");
}

export class People {
  /** @type {import("./desk.js").Facts} */
  facts = { status: "bot_active", agent: null };
  #name = "";
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
    if (event === "opened" && data.session_name !== this.#name) this.facts.isReleased = this.facts.endedBy = undefined;
    if (event === "opened") this.#name = data.session_name;
    if (lasting.has(event)) this.#learn(data);
    if (event === "opened") this.ask.disabled = this.more.disabled = false;
    if (this.#desk) return void this.#desk.hear(event, data);
    if (!this.#fetching && !concerns(event, data)) return;
    this.#meanwhile.push([event, data]);
    // What cannot be fetched now is fetched when people are spoken of again.
    this.#fetch().then(() => this.#catchUp(), () => {});
  }

  /** The visitor has left: what was known was about them. */
  leave() {
    for (const name of Object.keys(this.facts)) delete this.facts[name];
    Object.assign(this.facts, { status: "bot_active", agent: null });
    this.ask.disabled = this.more.disabled = true;
    this.refusal.textContent = "";
    this.#meanwhile = [];
    this.#name = "";
    this.#desk?.leave();
  }

  /** Ask for a person as the button does, for a page that wants it; raises Problem. @returns {Promise<string>} the session's state */
  async request() {
    const desk = await this.#fetch();
    this.#catchUp();
    return desk.request("escalate");
  }

  #learn(data) {
    if (data.status && data.status !== this.facts.status) this.facts.queue_position = this.facts.estimate_s = null;
    for (const name of known) if (data[name] !== undefined) this.facts[name] = data[name];
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
    if (!this.#desk) return;
    this.#catchUp();
    await task(this.#desk);
  }

  /** Fetch what draws people, once; after a failure it can be tried again. */
  #fetch() {
    this.#fetching ||= import("./desk.js").then(({ openDesk }) => openDesk(this)).then(
      (desk) => (this.#desk = desk),
      (error) => {
        this.#fetching = null;
        throw error;
      },
    );
    return this.#fetching;
  }

  #catchUp() {
    for (const [event, data] of this.#meanwhile.splice(0)) this.#desk.hear(event, data);
    this.#desk.hear("hello", this.facts);
  }
}
