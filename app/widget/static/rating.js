/** How the visitor found it: 1 to 5 and a comment, asked for once at the end, changed at any time. */

import { Form } from "./form.js";
import { recall, remember } from "./shared/keep.js";

export class Rating {
  #begun = "";

  /** @param {HTMLFormElement} root @param {import("./desk.js").Desk} desk */
  constructor(root, desk) {
    this.desk = desk;
    this.root = root;
    root.addEventListener("change", () => this.#show());
    new Form(root, {
      send: ({ score, comment }) => desk.act("rating", { score: Number(score), comment }),
      onDone: () => this.#done(),
    });
  }

  /** Whether there is something to rate, and time for it. */
  get isPossible() {
    const { facts, owner } = this.desk;
    const isOver = facts.status === "closed" || (facts.status === "bot_active" && facts.isReleased);
    return isOver && Boolean(owner.log.list.querySelector("[data-role=ai], [data-role=agent]"));
  }

  /** Whether to ask, once. */
  get isDue() {
    return this.isPossible && !this.desk.facts.rating && recall("sessionStorage", this.#key) !== this.#occasion;
  }

  /** Ask anew: what was said of another time is not said of this one. */
  begin() {
    if (this.#begun === this.#occasion) return;
    this.#begun = this.#occasion;
    this.root.reset();
    this.#show();
  }

  /** The visitor has put a card away: if it was ours, it does not come back by itself. */
  dismiss(card) {
    if (card === "rating" || card === "thanks") remember("sessionStorage", this.#key, this.#occasion);
  }

  get #key() {
    return `kefu.unrated.${this.desk.owner.session.name}`;
  }

  get #occasion() {
    return this.desk.facts.endedBy || "end";
  }

  #done() {
    this.desk.facts.rating = Number(this.root.elements.namedItem("score").value);
    this.desk.owner.onRated(this.desk.facts.rating);
    this.desk.open("thanks");
  }

  /** The stars up to the chosen one, its word, and where to say more. */
  #show() {
    const chosen = this.root.querySelector("input:checked");
    const score = Number(chosen?.value || 0);
    this.root.querySelectorAll(".stars label").forEach((star, at) => star.toggleAttribute("data-on", at < score));
    this.root.querySelector("output").textContent = chosen?.getAttribute("aria-label") || "";
    this.root.querySelector(".field").hidden = this.root.querySelector("[type=submit]").hidden = !chosen;
  }
}
