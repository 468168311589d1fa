/** The page's address and, on a phone, which of its three columns is on screen; what is in them is not its business. */

const desk = document.getElementById("desk");

/** The session that the address names, "" for none. */
export function nameInAddress() {
  return decodeURIComponent(/^\/agent\/sessions\/([^/]+)/.exec(location.pathname)?.[1] || "");
}

export class Route {
  /** @param {{onOpen: (name: string) => void}} owner the address names another session now */
  constructor(owner) {
    this.owner = owner;
    window.addEventListener("popstate", () => {
      this.#turn();
      owner.onOpen(nameInAddress());
    });
    document.addEventListener("click", (event) => {
      const go = event.target.closest("[data-go]")?.dataset.go;
      if (go === "back") this.back();
      else if (go === "about") this.about(!this.isAbout);
    });
    this.#turn();
  }

  get isAbout() {
    return desk.dataset.view === "about";
  }

  /** Say in the address which session is on screen. @param {string} name */
  name(name) {
    if (name === nameInAddress()) return this.#turn();
    const there = new URL(location.href);
    there.pathname = name ? `/agent/sessions/${name}` : "/agent";
    // From session to session the way back leads to the lists, not through all of them.
    const isDeeper = name && !nameInAddress();
    history[isDeeper ? "pushState" : "replaceState"]({ isDeeper: isDeeper || Boolean(history.state?.isDeeper) }, "", there);
    this.#turn();
  }

  /** Show the right column, where it has no place of its own, or leave it. @param {boolean} isShown */
  about(isShown) {
    desk.dataset.view = isShown ? "about" : "talk";
    document.getElementById(isShown ? "about" : "talk").focus({ preventScroll: true });
  }

  /** One column back. */
  back() {
    if (this.isAbout) this.about(false);
    else if (history.state?.isDeeper) history.back();
    else {
      this.name("");
      this.owner.onOpen("");
    }
  }

  #turn() {
    desk.dataset.view = nameInAddress() ? "talk" : "lists";
  }
}
