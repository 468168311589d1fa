/** The form for an offline message: a draft that survives a reload, sent once; the queue is the bar's business. */

import { Form } from "./form.js";
import { randomId, recall, remember } from "./shared/keep.js";
import { number, word } from "./shared/words.js";

const limit = 2000;

export class OfflineForm {
  #clientId = "";
  #tried = "";

  /** @param {HTMLFormElement} root @param {import("./desk.js").Desk} desk */
  constructor(root, desk) {
    this.desk = desk;
    this.key = `kefu.offline.${desk.owner.session.shop}`;
    this.message = root.elements.namedItem("message");
    this.email = root.elements.namedItem("email");
    const draft = JSON.parse(recall("sessionStorage", this.key) || "{}");
    this.message.value = draft.message || "";
    this.email.value = draft.email || "";
    root.addEventListener("input", () => this.#keep());
    this.form = new Form(root, {
      check: (values) => this.#check(values),
      send: (values) => this.#send(values),
      onDone: (standing) => this.#done(standing),
    });
  }

  /** A person is there: what was written so far goes where they can be told it. */
  handOver() {
    const text = this.message.value.trim();
    this.desk.close();
    if (!text) return;
    this.message.value = "";
    this.#keep();
    this.desk.owner.composer.takeBack(text);
  }

  /** Whoever wrote here has left; the fields are empty again. */
  forget() {
    this.#tried = "";
    this.#keep();
  }

  #check({ message }) {
    const extra = Array.from(message).length - limit;
    return { message: !message ? word("message_missing") : extra > 0 ? word("over", { extra: number(extra) }) : "" };
  }

  #send(values) {
    // The same words again are a second try of the same message; other words are another message.
    const what = JSON.stringify(values);
    if (what !== this.#tried) this.#clientId = randomId();
    this.#tried = what;
    return this.desk.act("offline-message", { ...values, client_id: this.#clientId });
  }

  #done(standing) {
    this.desk.facts.email = this.email.value.trim();
    this.message.value = this.#tried = "";
    this.#keep();
    this.desk.close(true);
    this.desk.stand(standing);
  }

  #keep() {
    const draft = { message: this.message.value, email: this.email.value };
    remember("sessionStorage", this.key, draft.message || draft.email ? JSON.stringify(draft) : null);
  }
}
