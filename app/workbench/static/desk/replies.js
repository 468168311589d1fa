/** The dialog in which admins manage canned replies, and others look at them; inserting them is canned.js's business. */

import { Problem } from "../api.js";
import { word } from "../shared/words.js";
import { deleteReply, readReplies, saveReply } from "./calls.js";
import { button, element } from "./element.js";

/** @typedef {import("./calls.js").Reply} Reply */

export class Replies {
  /** @type {Reply[]} */
  #replies = [];
  #id = "";

  /** @param {{isAdmin: boolean, onChange: () => void}} owner */
  constructor(owner) {
    this.owner = owner;
    this.dialog = document.getElementById("replies");
    this.list = this.dialog.querySelector("ul");
    this.form = this.dialog.querySelector("form");
    this.fault = this.dialog.querySelector(".fault");
    document.getElementById("show-replies").addEventListener("click", () => this.open());
    this.dialog.querySelector("[data-close]").addEventListener("click", () => this.dialog.close());
    this.form?.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#save();
    });
    this.form?.querySelector("[data-new]").addEventListener("click", () => this.#edit());
  }

  async open() {
    this.dialog.showModal();
    await this.#try(async () => {
      this.#replies = (await readReplies()).replies;
      this.#draw();
    });
  }

  /** Do it, and show in the dialog what was refused. */
  async #try(work) {
    this.fault.hidden = true;
    try {
      await work();
    } catch (problem) {
      if (!(problem instanceof Problem)) throw problem;
      this.fault.textContent = problem.detail;
      this.fault.hidden = false;
    }
  }

  #draw() {
    const sorted = [...this.#replies].sort((a, b) => a.shortcut.localeCompare(b.shortcut));
    this.list.replaceChildren(...sorted.map((reply) => {
      const item = element("li");
      const texts = element("div", "texts");
      texts.append(element("b", "", `/${reply.shortcut}`));
      for (const lang of ["zh", "en"]) {
        if (!reply[lang]) continue;
        const text = element("p", "", reply[lang]);
        text.lang = lang === "zh" ? "zh-CN" : "en";
        texts.append(text);
      }
      item.append(texts);
      if (this.owner.isAdmin) item.append(button("quiet", word("edit"), () => this.#edit(reply)), this.#remover(reply));
      return item;
    }));
    this.dialog.querySelector(".none").hidden = sorted.length > 0;
  }

  /** Deleting asks once more, in the same place. */
  #remover(reply) {
    const remove = button("quiet", word("delete"), () => {
      if (!remove.hasAttribute("data-sure")) {
        remove.toggleAttribute("data-sure", true);
        remove.textContent = word("really_delete");
        return;
      }
      this.#try(async () => {
        await deleteReply(reply.id);
        this.#replies = this.#replies.filter(({ id }) => id !== reply.id);
        if (this.#id === reply.id) this.#edit();
        this.#draw();
        this.owner.onChange();
      });
    });
    return remove;
  }

  #edit(reply = { id: "", shortcut: "", zh: "", en: "" }) {
    this.#id = reply.id;
    // Fields that are emptied by hand would be shown as forgotten.
    this.form.reset();
    for (const name of ["shortcut", "zh", "en"]) this.form.elements[name].value = reply[name];
    this.form.querySelector("legend").textContent = word(reply.id ? "edit_reply" : "new_reply");
    this.form.elements.shortcut.focus();
  }

  #save() {
    const fields = Object.fromEntries(["shortcut", "zh", "en"].map((name) => [name, this.form.elements[name].value.trim()]));
    return this.#try(async () => {
      const { reply } = await saveReply({ id: this.#id, ...fields });
      this.#replies = [...this.#replies.filter(({ id }) => id !== reply.id), reply];
      this.#draw();
      this.#edit();
      this.owner.onChange();
    });
  }
}
