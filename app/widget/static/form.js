/** A form that is sent once, keeps what was typed, and says beside each field what is wrong; what it asks is its owner's. */

import { Problem } from "./api.js";
import { word } from "./shared/words.js";

const address = /^[^\s@]+@[^\s@.]+(\.[^\s@.]+)+$/;

/** What is wrong with an e-mail address, "" for nothing; the server looks closer. @param {string} email */
function faultOf(email) {
  if (!email) return word("email_missing");
  return address.test(email) ? "" : word("email_wrong");
}

export class Form {
  #isBusy = false;

  /**
   * @param {HTMLFormElement} root
   * @param {{check?: (values: Record<string, string>) => Record<string, string>, onDone: (answer: any) => void,
   *   send: (values: Record<string, string>) => Promise<any>}} owner check says what is wrong, by field; send raises Problem
   */
  constructor(root, owner) {
    this.root = root;
    this.owner = owner;
    root.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#submit();
    });
    root.addEventListener("input", ({ target }) => this.#complain(target.name, ""));
  }

  /** What is in the fields. @returns {Record<string, string>} */
  get values() {
    return Object.fromEntries([...new FormData(this.root)].map(([name, value]) => [name, String(value).trim()]));
  }

  async #submit() {
    if (this.#isBusy) return;
    const { values } = this;
    const faults = { ...(this.owner.check?.(values) || {}), ...("email" in values ? { email: faultOf(values.email) } : {}) };
    if (this.#show(faults)) return;
    this.#isBusy = true;
    this.root.toggleAttribute("data-busy", true);
    try {
      this.owner.onDone(await this.owner.send(values));
    } catch (problem) {
      if (!(problem instanceof Problem)) throw problem;
      const field = problem.fields.find((name) => this.root.elements.namedItem(name)) || "all";
      this.#show({ [field]: problem.detail || word("not_done") });
    } finally {
      this.#isBusy = false;
      this.root.toggleAttribute("data-busy", false);
    }
  }

  /** Show what is wrong, and go to the first of it. @returns {boolean} whether anything is */
  #show(faults) {
    const names = ["all", ...[...this.root.elements].map(({ name }) => name).filter(Boolean)];
    names.forEach((name) => this.#complain(name, faults[name] || ""));
    const first = names.find((name) => faults[name]);
    if (first && first !== "all") this.root.elements.namedItem(first).focus();
    return Boolean(first);
  }

  #complain(name, text) {
    const field = this.root.elements.namedItem(name);
    const line = this.root.querySelector(name === "all" ? "[data-for=all]" : `#${CSS.escape(field?.id || "-")}-error`);
    if (!line || line.textContent === text) return;
    line.textContent = text;
    if (text) field?.setAttribute("aria-invalid", "true");
    else field?.removeAttribute("aria-invalid");
  }
}
