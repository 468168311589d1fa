/** The panel and the teaser on the shop's page, and how the panel covers a phone; what is in its frame is the server's. */

import { outlines } from "./looks.js";
import { panelSheet } from "./panel_looks.js";
import { icon, make, wear } from "./parts.js";

const phone = matchMedia("(max-width: 480px), (max-height: 480px)");
const dark = matchMedia("(prefers-color-scheme: dark)");

export class Panel {
  #lock = null;
  #fit = () => this.#cover();

  /** @param {import("./launcher.js").Launcher} launcher @param {{close: () => void, retry: () => void, open: () => void, quiet: () => void}} owner */
  constructor(launcher, owner) {
    this.launcher = launcher;
    this.offer = make("button", { id: "say", type: "button", onclick: owner.open });
    this.hush = make("button", { id: "hush", type: "button", onclick: owner.quiet }, icon(outlines.cross));
    this.teaser = make("div", { id: "teaser", hidden: true }, this.offer, this.hush);
    this.complaint = make("span");
    this.again = make("button", { type: "button", onclick: owner.retry });
    this.note = make("div", { id: "note", role: "alert", hidden: true }, this.complaint, this.again);
    this.element = make("div", { id: "panel", tabIndex: -1 }, make("span", { id: "wait" }), this.note);
    this.room = make("div", { id: "room" }, this.teaser, this.element);
    wear(launcher.shadow, panelSheet);
    launcher.shadow.append(this.room);
    launcher.shadow.addEventListener("keydown", ({ key }) => key === "Escape" && owner.close());
    visualViewport?.addEventListener("resize", this.#fit);
    visualViewport?.addEventListener("scroll", this.#fit);
  }

  /** @param {ReturnType<import("./settings.js").settle>} settings @param {Record<string, string>} words */
  dress({ given, lang, isLeft, x, y, teaser }, words) {
    const lengths = { x: `${x}px`, y: `${y}px`, left: isLeft ? `${x}px` : "auto", right: isLeft ? "auto" : `${x}px` };
    for (const [name, value] of Object.entries(lengths)) this.room.style.setProperty(`--${name}`, value);
    const isDark = given.theme === "dark" || (given.theme !== "light" && dark.matches);
    this.room.classList.toggle("dark", isDark);
    this.room.lang = lang;
    this.offer.textContent = teaser;
    this.hush.ariaLabel = this.hush.title = words.dismiss;
    this.complaint.textContent = words.unreachable;
    this.again.textContent = words.retry;
  }

  show(isOpen) {
    if (isOpen) this.teaser.hidden = true;
    this.room.classList.toggle("open", isOpen);
    this.#cover();
  }

  /** Whether the frame has said that it can be seen, or has failed to. */
  stands({ isReady = false, isFailed = false }) {
    this.element.classList.toggle("ready", isReady);
    this.note.hidden = !isFailed;
  }

  remove() {
    this.show(false);
    visualViewport?.removeEventListener("resize", this.#fit);
    visualViewport?.removeEventListener("scroll", this.#fit);
    this.room.remove();
  }

  /** On a phone the chat covers what can be seen, also above a keyboard; the page below stays where it is. */
  #cover() {
    const { style } = document.documentElement;
    const covers = phone.matches && this.room.classList.contains("open");
    if (covers && this.#lock === null) {
      this.#lock = style.overflow;
      style.overflow = "hidden";
    } else if (!covers && this.#lock !== null) {
      style.overflow = this.#lock;
      this.#lock = null;
    }
    this.launcher.button.style.visibility = covers ? "hidden" : "";
    if (!covers || !visualViewport) return;
    this.room.style.setProperty("--height", `${visualViewport.height}px`);
    this.room.style.setProperty("--top", `${visualViewport.offsetTop}px`);
  }
}
