/** The menu behind the dots: opened, walked through and left by mouse, finger or keyboard; what it does is desk.js's. */

export class Menu {
  /** @param {HTMLElement} root @param {HTMLButtonElement} opener @param {import("./desk.js").Desk} desk */
  constructor(root, opener, desk) {
    this.root = root;
    this.opener = opener;
    this.desk = desk;
    this.items = [...root.querySelectorAll("[role=menuitem]")];
    opener.setAttribute("aria-controls", root.id);
    root.addEventListener("click", ({ target }) => this.#choose(target.closest("[role=menuitem]")));
    root.addEventListener("keydown", (event) => this.#walk(event));
    root.addEventListener("focusout", ({ relatedTarget }) => {
      if (relatedTarget !== opener && !root.contains(relatedTarget)) this.#close();
    });
    document.addEventListener("pointerdown", ({ target }) => {
      if (!root.contains(target) && !opener.contains(target)) this.#close();
    });
  }

  toggle() {
    if (!this.root.hidden) return this.#close();
    this.draw();
    this.root.hidden = false;
    this.opener.setAttribute("aria-expanded", "true");
    this.#shown[0].focus();
  }

  get #shown() {
    return this.items.filter((item) => !item.hidden);
  }

  /** What makes no sense now is greyed, not hidden: places in a menu are learnt. */
  draw() {
    const { facts, rating, owner } = this.desk;
    const isPossible = {
      ask: facts.status !== "pending_manual" && facts.status !== "manual_live",
      transcript: !owner.log.isEmpty,
      rate: rating.isPossible,
      earlier: owner.session.user?.verified === true,
      end: facts.status !== "closed" && !owner.log.isEmpty,
    };
    for (const item of this.items) {
      item.setAttribute("aria-disabled", String(!isPossible[item.dataset.do]));
      // What only somebody known by signature can ever have is not there for others at all.
      if (item.dataset.do === "earlier") item.hidden = !isPossible.earlier;
    }
  }

  #close() {
    this.root.hidden = true;
    this.opener.setAttribute("aria-expanded", "false");
  }

  #choose(item) {
    if (!item || item.getAttribute("aria-disabled") === "true") return;
    this.opener.focus();
    this.#close();
    this.desk.do(item.dataset.do);
  }

  #walk(event) {
    const items = this.#shown;
    const at = items.indexOf(document.activeElement);
    const count = items.length;
    const to = { ArrowDown: at + 1, ArrowUp: at + count - 1, Home: 0, End: count - 1 }[event.key];
    if (to !== undefined) items[to % count].focus();
    else if (event.key === "Escape") {
      this.opener.focus();
      this.#close();
    } else return;
    event.preventDefault();
  }
}
