/** Who is typing, and how far each side has read: passing signs between the visitor and a person, sent and shown. */

import { Problem } from "./api.js";
import { agentName, element } from "./bubble.js";
import { isLater } from "./shared/stream.js";
import { word } from "./shared/words.js";

const typingEveryMs = 3000;
const typingLastsMs = 6000;

export class Marks {
  #typedAt = 0;
  #timer = 0;
  #seen = null;
  #isOnScreen = false;

  /** @param {HTMLElement} typing @param {import("./desk.js").Desk} desk */
  constructor(typing, desk) {
    this.typing = typing;
    this.desk = desk;
    this.list = desk.owner.log.list;
    this.mark = element("span", "mark", word("read"));
    this.observer = new IntersectionObserver((entries) => {
      this.#isOnScreen = entries[entries.length - 1].isIntersecting;
      this.#tellRead();
    }, { root: desk.owner.view.scroller });
    document.addEventListener("visibilitychange", () => this.#tellRead());
    desk.owner.composer.field.addEventListener("input", () => this.#tellTyping());
  }

  hear(event, data) {
    const { facts } = this.desk;
    if (event === "shown") this.#tellRead();
    if (event === "read" && isLater(data.id, facts.read?.[data.by])) facts.read = { ...facts.read, [data.by]: data.id };
    if (event === "typing" && data.by === "agent" && facts.status === "manual_live") this.#showTyping(data.agent);
    else if (data.status || data.role === "agent") this.#hideTyping();
    this.#showRead();
    this.#watch();
  }

  /** The conversation that these signs were of is gone. */
  forget() {
    this.observer.disconnect();
    this.#seen = null;
    this.#hideTyping();
    this.mark.remove();
  }

  #showTyping(agent) {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#hideTyping(), typingLastsMs);
    if (!this.typing.hidden) return;
    this.desk.owner.view.change(() => {
      this.typing.hidden = false;
      this.typing.firstElementChild.textContent = word("is_typing", { name: agentName(agent || this.desk.facts.agent) });
    }, { isNews: false });
  }

  #hideTyping() {
    clearTimeout(this.#timer);
    this.typing.hidden = true;
    this.typing.firstElementChild.textContent = "";
  }

  /** "Read" stands under the last of the visitor's messages that a person has read. */
  #showRead() {
    const upTo = this.desk.facts.read?.agent;
    if (!upTo) return this.mark.remove();
    const mine = [...this.list.querySelectorAll("[data-role=visitor][data-id]")];
    const last = mine.reverse().find(({ dataset }) => !isLater(dataset.id, upTo));
    if (!last) this.mark.remove();
    else if (this.mark.parentNode !== last) this.desk.owner.view.change(() => last.append(this.mark), { isNews: false });
  }

  /** Notice when the last that a person said comes on screen. */
  #watch() {
    const said = this.list.querySelectorAll("[data-role=agent][data-id]");
    const last = said[said.length - 1];
    if (!last || last === this.#seen) return;
    this.observer.disconnect();
    this.#isOnScreen = false;
    this.#seen = last;
    this.observer.observe(last);
  }

  #tellRead() {
    const { facts, owner } = this.desk;
    const id = this.#seen?.dataset.id;
    if (!id || !this.#isOnScreen || !owner.isShown() || document.visibilityState !== "visible" || !isLater(id, facts.read?.visitor)) return;
    facts.read = { ...facts.read, visitor: id };
    this.#tell("read", { id });
  }

  #tellTyping() {
    const { facts, owner } = this.desk;
    const isDue = Date.now() - this.#typedAt >= typingEveryMs;
    if (facts.status !== "manual_live" || !isDue || !owner.composer.field.value.trim()) return;
    this.#typedAt = Date.now();
    this.#tell("typing");
  }

  async #tell(action, body) {
    try {
      await this.desk.act(action, body);
    } catch (problem) {
      if (!(problem instanceof Problem)) throw problem; // else: the next sign says as much
    }
  }
}
