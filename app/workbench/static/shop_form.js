/** One form of a shop's page: sent without leaving the page, its faults shown beside their fields, nothing typed lost. */

import { callAndStay } from "./api.js";
import { itemsOf } from "./shop_read.js";

const words = JSON.parse(document.getElementById("shop-words").textContent);

/** @param {string} key a key of #shop-words */
export function word(key) {
  return words[key];
}

/** Which field a refusal is about, "" for none. @param {import("./api.js").Problem} problem */
export function fieldOf(problem) {
  return problem.body?.errors?.[0]?.field || "";
}

/** @param {HTMLElement} form */
export function clearFaults(form) {
  for (const fault of form.querySelectorAll(".fault")) fault.remove();
  for (const input of form.querySelectorAll("[aria-invalid]")) {
    input.removeAttribute("aria-invalid");
    input.removeAttribute("aria-describedby");
  }
}

/**
 * Say `text`, and nothing else, beside the field that `name` means, or the nearest one around it: `week.0.1.ends`, `week.0.1`, `week.0`.
 * @param {HTMLElement} form @param {string} name @param {string} text
 * @returns {HTMLElement | null} what the reader should look at; null where the form has no such field
 */
export function showFault(form, name, text) {
  const place = find(form, name);
  if (!place) return null;
  clearFaults(form);
  const fault = document.createElement("p");
  fault.className = "fault";
  fault.id = `${form.id}-fault`;
  fault.textContent = text;
  const input = place.matches("input, textarea") ? place : place.querySelector("[name]") || place.querySelector("input, textarea, button");
  const box = place.matches("input, .period") ? place.closest(".plan") || place.parentElement : place;
  const folded = place.closest("details");
  if (folded) folded.open = true;
  box.append(fault);
  input?.setAttribute("aria-invalid", "true");
  input?.setAttribute("aria-describedby", fault.id);
  return input;
}

/** Of a list that is written in a text field, name every item that was refused, and mark the first. */
function nameItems(input, problem) {
  if (!input || !input.dataset.list) return;
  const items = itemsOf(input);
  const faulty = problem.body.errors.map(({ field }) => items[Number(field.slice(field.lastIndexOf(".") + 1))]).filter(Boolean);
  for (const { line, text } of faulty) {
    const named = document.createElement("b");
    named.textContent = word("line").replace("{n}", String(line)).replace("{text}", () => text);
    input.parentElement.querySelector(".fault").append(named);
  }
  if (faulty.length) input.setSelectionRange(faulty[0].index, faulty[0].index + faulty[0].text.length);
}

function find(form, name) {
  for (let part = name; part; part = part.slice(0, Math.max(0, part.lastIndexOf(".")))) {
    const place = form.querySelector(`[data-field="${CSS.escape(part)}"]`);
    if (place) return place;
  }
  return null;
}

/** What to say about a refusal that belongs to no field. @param {import("./api.js").Problem} problem */
export function say(problem) {
  if (problem.status === 0) return word("lost");
  return problem.status === 401 ? word("signed_out") : problem.detail;
}

/** A form that is kept by one request; `read` makes the body, `saved` gets the answer. */
export class Saved {
  /** @param {HTMLFormElement} form @param {{method: string, path: string, read: () => any, saved?: (answer: any) => void}} how */
  constructor(form, how) {
    this.form = form;
    this.how = how;
    this.result = form.querySelector(".result");
    this.button = form.querySelector("[type=submit]");
    this.isDirty = false;
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.save();
    });
    form.addEventListener("input", () => this.touch());
    addEventListener("beforeunload", (event) => {
      if (this.isDirty) event.preventDefault();
    });
  }

  /** Something is not saved yet. */
  touch() {
    this.isDirty = true;
    this.result.textContent = word("unsaved");
  }

  async save() {
    if (this.button.disabled) return;
    this.button.disabled = true;
    clearFaults(this.form);
    this.result.textContent = word("saving");
    // What is typed while the answer is under way is not saved by it.
    this.isDirty = false;
    try {
      const answer = await callAndStay(this.how.path, { method: this.how.method, body: this.how.read() });
      if (!this.isDirty) this.result.textContent = word("saved");
      this.how.saved?.(answer);
    } catch (problem) {
      this.isDirty = true;
      this.refuse(problem);
    } finally {
      this.button.disabled = false;
    }
  }

  refuse(problem) {
    if (problem.status === undefined) throw problem;
    const field = fieldOf(problem);
    const input = field && showFault(this.form, field, problem.detail);
    this.result.textContent = input ? word("refused") : say(problem);
    if (input) input.focus();
    nameItems(input, problem);
  }
}
