/** The button on the shop's page, out of reach of the shop's style sheets; what it opens is the chat's. */

import { inkOn, outlines, sheet } from "./looks.js";
import { icon, make, wear } from "./parts.js";

/** WORDS are the loader's texts by language, which the server writes in from its catalogues. */
/* global WORDS */

export class Launcher {
  /** @param {() => void} onClick @param {() => void} onIntent */
  constructor(onClick, onIntent) {
    this.host = make("fiido-kefu");
    this.badge = make("b");
    this.button = make("button", { type: "button", onclick: onClick, onpointerenter: onIntent, onfocus: onIntent });
    this.shadow = this.host.attachShadow({ mode: "open" });
    wear(this.shadow, sheet);
    this.shadow.append(this.button);
    // Beside the body, which scripts that load pages into this one replace; who clears more gets us back.
    this.watch = new MutationObserver(() => this.mount());
    this.watch.observe(document.documentElement, { childList: true });
    this.mount();
  }

  mount() {
    if (!this.host.isConnected) document.documentElement.append(this.host);
  }

  /** @param {ReturnType<import("./settings.js").settle>} settings @param {{isOpen: boolean, unread: number, isLost: boolean}} now */
  show({ lang, isLeft, color, text, sign, x, y, z, isHidden }, { isOpen, unread, isLost }) {
    const words = WORDS[lang];
    const { host, button, badge } = this;
    // The shop's own rules may be about every element, and important: only what stands here outranks them.
    host.style.cssText = `all:initial!important;display:block!important;position:fixed!important;z-index:${z}!important`;
    button.style.cssText =
      `display:${isHidden ? "none" : "flex"};${isLeft ? "left" : "right"}:${x}px;bottom:calc(${y}px + env(safe-area-inset-bottom));` +
      `color:${inkOn(color)};background:#${color}`;
    host.lang = lang;
    const said = isLost ? words.lost : isOpen ? "" : text;
    badge.textContent = unread > 99 ? "99+" : unread;
    badge.hidden = isOpen || !unread;
    button.replaceChildren(sign && !isOpen ? make("span", {}, sign) : icon(isOpen ? outlines.cross : outlines.chat), said, badge);
    button.ariaExpanded = isOpen;
    button.ariaLabel = (said || words.chat) + (unread ? words.news.replace("{n}", unread) : "");
  }

  remove() {
    this.watch.disconnect();
    this.host.remove();
  }
}
