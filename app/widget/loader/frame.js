/** The chat's frame and the private line to it; what is said on that line is kefu.js's business. */

import { make } from "./parts.js";

const loadMs = 20000;
const answerMs = 3000;

/** Why something was not done: `code` is stable, `detail` can be shown. */
export function refusal({ code, detail, status }) {
  return Object.assign(new Error(detail || code), { code, detail, status });
}

export class Frame {
  #server;
  #owner;
  #port = null;
  #timer = 0;
  #asked = new Map();
  #count = 0;
  #early = [];

  /**
   * @param {string} server the only origin that is ever spoken to
   * @param {{hello: () => object, hear: (said: any) => void, failed: () => void}} owner
   */
  constructor(server, owner) {
    this.#server = server;
    this.#owner = owner;
    this.element = make("iframe", { allow: "clipboard-write", referrerPolicy: "strict-origin" });
    this.element.addEventListener("load", () => this.#greet());
  }

  /** @param {URLSearchParams} query */
  load(query) {
    this.element.src = `${this.#server}/embed?${query}`;
    this.#wait(loadMs);
  }

  /** Say something; before the frame has answered it is kept for then. */
  post(said) {
    if (this.#port) this.#port.postMessage(said);
    else this.#early.push(said);
  }

  /** Say something and get what is replied; raises a refusal. @returns {Promise<any>} */
  ask(said) {
    const id = (this.#count += 1);
    const replied = new Promise((resolve, reject) => this.#asked.set(id, { resolve, reject }));
    // Who does not look at the outcome must not find an error in the console of their shop.
    replied.catch(() => {});
    this.post({ ...said, id });
    return replied;
  }

  close() {
    clearTimeout(this.#timer);
    this.#fall("CLOSED");
    this.element.remove();
  }

  #wait(ms) {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#fall("FRAME_UNREACHABLE");
      this.#owner.failed();
    }, ms);
  }

  /** Whatever was asked and not answered is refused. */
  #fall(code) {
    this.#port?.close();
    this.#port = null;
    this.#early = [];
    for (const { reject } of this.#asked.values()) reject(refusal({ code }));
    this.#asked.clear();
  }

  /** Every page that loads in the frame gets one line of its own; only a page of the server's can take it. */
  #greet() {
    if (this.#port) this.#fall("FRAME_RELOADED");
    const line = new MessageChannel();
    line.port1.addEventListener("message", ({ data }) => this.#hear(line.port1, data));
    line.port1.start();
    this.#wait(answerMs);
    const hello = { ns: "fiido-kefu", v: 1, type: "hello", ...this.#owner.hello() };
    this.element.contentWindow.postMessage(hello, this.#server, [line.port2]);
  }

  #hear(port, said) {
    if (said.type === "ready" || said.type === "refused") {
      clearTimeout(this.#timer);
      this.#port = port;
      for (const one of this.#early.splice(0)) port.postMessage(one);
    }
    if (said.type !== "reply") return void this.#owner.hear(said);
    const asked = this.#asked.get(said.id);
    this.#asked.delete(said.id);
    if (said.error) asked?.reject(refusal(said.error));
    else asked?.resolve(said.value);
  }
}
