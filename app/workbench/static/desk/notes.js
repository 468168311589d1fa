/** Writing notes and tags: for colleagues only; how notes look is about.js's business. */

import { tell } from "../layout.js";
import { Problem } from "../api.js";
import { Composition } from "../shared/composer.js";
import { recall, remember } from "../shared/keep.js";
import { word } from "../shared/words.js";
import { addNote, setTags } from "./calls.js";
import { button, element, renew } from "./element.js";

const tagLimit = 20;
const draftKey = (name) => `kefu.desk.note.${name}`;

/** Do it, and say so if it is refused. @returns {Promise<boolean>} whether it was done */
async function done(work) {
  try {
    await work();
    return true;
  } catch (problem) {
    if (!(problem instanceof Problem)) throw problem;
    tell(problem.detail, "fault");
    return false;
  }
}

export class Notes {
  #name = "";

  constructor() {
    this.form = document.getElementById("note-form");
    this.field = this.form.querySelector("textarea");
    const composition = new Composition(this.field);
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#send();
    });
    this.field.addEventListener("input", () => remember("sessionStorage", draftKey(this.#name), this.field.value || null));
    this.field.addEventListener("keydown", (event) => {
      if (event.key === "Escape") this.field.blur();
      if (event.key !== "Enter" || event.shiftKey || composition.owns(event)) return;
      event.preventDefault();
      this.#send();
    });
  }

  /** @param {string} name of the session to write about */
  turnTo(name) {
    this.#name = name;
    this.field.value = recall("sessionStorage", draftKey(name)) || "";
  }

  async #send() {
    const [name, text] = [this.#name, this.field.value.trim()];
    const submit = this.form.querySelector("button");
    if (!text || submit.disabled) return;
    submit.disabled = true;
    const isKept = await done(() => addNote(name, text));
    submit.disabled = false;
    if (!isKept) return;
    remember("sessionStorage", draftKey(name), null);
    if (name === this.#name && this.field.value.trim() === text) this.field.value = "";
  }
}

export class Tags {
  #row = null;

  /** @param {(row: import("./calls.js").Row) => void} onRow */
  constructor(onRow) {
    this.onRow = onRow;
    this.place = document.getElementById("tags");
    this.form = document.getElementById("tag-form");
    this.field = this.form.querySelector("input");
    const composition = new Composition(this.field);
    this.field.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && composition.owns(event)) event.preventDefault();
      if (event.key === "Escape") this.field.blur();
    });
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      const tag = this.field.value.trim().replace(/\s+/g, " ");
      if (!tag || !this.#row) return;
      this.field.value = "";
      this.#set([...this.#row.tags, tag]);
    });
  }

  /** @param {import("./calls.js").Row} row */
  show(row) {
    this.#row = row;
    this.form.hidden = row.tags.length >= tagLimit;
    renew(this.place, [row.session_name, row.tags], () => row.tags.map((tag) => {
      const item = element("li", "tag", tag);
      const remove = button("icon", "×", () => this.#set(this.#row.tags.filter((one) => one !== tag)));
      remove.setAttribute("aria-label", word("remove_tag", { tag }));
      item.append(remove);
      return item;
    }));
  }

  async #set(tags) {
    const name = this.#row.session_name;
    const answer = { session: null };
    if (await done(async () => Object.assign(answer, await setTags(name, [...new Set(tags)])))) this.onRow(answer.session);
  }
}
