/** Draws what people have to do with the conversation, and asks for what the visitor wants of them; fetched by people.js. */

import { act, Problem } from "./api.js";
import { Bar } from "./bar.js";
import { Conversations } from "./conversations.js";
import { Form } from "./form.js";
import { Marks } from "./marks.js";
import { Menu } from "./menu.js";
import { learnFrom } from "./notices.js";
import { OfflineForm } from "./offline.js";
import { fetchParts, fetchStyle } from "./parts.js";
import { Rating } from "./rating.js";
import { word } from "./shared/words.js";

/** @typedef {{status: string, agent: import("./api.js").Agent, queue_position?: number | null, estimate_s?: number | null,
 *   people_online?: boolean, people_free?: boolean, open_now?: boolean, opens_at?: string | null, email?: string, rating?: number,
 *   read?: {visitor?: string, agent?: string}, isReleased?: boolean, endedBy?: string}} Facts */

/** Fetch the rest, and draw what has been heard so far; raises TypeError where it cannot be fetched. */
export async function openDesk(/** @type {import("./people.js").People} */ people) {
  const [parts] = await Promise.all([fetchParts(), fetchStyle()]);
  return new Desk(people, parts);
}

class Desk {
  /** Which card is open, "" for none. */
  card = "";

  /** @param {import("./people.js").People} people @param {DocumentFragment} parts the elements, not yet in the page */
  constructor(people, parts) {
    this.people = people;
    this.facts = people.facts;
    this.owner = people.owner;
    const part = (id) => parts.querySelector(`#${id}`);
    this.section = part("people");
    this.bar = new Bar(part("bar"));
    this.offline = new OfflineForm(part("offline"), this);
    this.rating = new Rating(part("rating"), this);
    this.conversations = new Conversations(part("conversations"), this);
    this.cards = Object.fromEntries([...this.section.querySelectorAll(".card")].map((card) => [card.id, card]));
    new Form(part("transcript"), { send: (values) => this.act("transcript", values), onDone: () => this.close() });
    // What has ended closes its card by itself.
    new Form(part("ending"), { send: () => this.request("end"), onDone: () => {} });
    this.menu = new Menu(part("menu"), people.more, this);
    this.marks = new Marks(part("typing"), this);
    document.querySelector("header").append(this.menu.root);
    this.owner.chips.before(this.marks.typing);
    document.getElementById("asking").before(this.section);
    this.section.addEventListener("click", ({ target }) => this.do(target.closest("[data-do]")?.dataset.do));
    this.section.addEventListener("keydown", (event) => this.#leave(event));
  }

  /** The visitor has left: their cards, and what they have written in them, go too. */
  leave() {
    Object.values(this.cards).forEach((card) => card.reset?.());
    this.offline.forget();
    this.conversations.forget();
    this.card = "";
    this.marks.forget();
    this.#draw();
  }

  /** @param {string} event @param {any} data what people.js has heard */
  hear(event, data) {
    if (event === "opened") {
      const { people_online, open_now, opens_at, email } = data;
      data.messages.forEach((message) => learnFrom(message, this.facts));
      // How things stood when something was said is not how they stand now.
      Object.assign(this.facts, { people_online, open_now, opens_at, email });
    }
    if (event === "message") learnFrom(data, this.facts);
    // Who asks for a person anew will have something new to rate.
    if (data.status && data.status !== "bot_active" && data.status !== "closed") this.facts.rating = 0;
    if (data.status === "manual_live") Object.assign(this.facts, { people_online: true, isReleased: false });
    this.marks.hear(event, data);
    this.#turn();
  }

  /** What a button says it does. @param {string | undefined} what */
  do(what) {
    const tasks = {
      ask: () => this.ask(),
      cancel: () => this.#try(() => this.request("cancel"), () => this.owner.composer.focus()),
      leave: () => this.open("offline"),
      transcript: () => this.open("transcript"),
      rate: () => this.open("rating"),
      change: () => this.open("rating"),
      earlier: () => this.open("conversations"),
      end: () => this.open("ending"),
      close: () => this.close(true),
    };
    return tasks[what]?.();
  }

  /** Ask for a person. */
  ask() {
    return this.#try(() => this.request("escalate"), () => this.bar.focus());
  }

  /** @param {string} card its id @param {boolean} isAsked whether the visitor wants it, and goes on in it */
  open(card, isAsked = true) {
    this.card = card;
    if (card === "rating") this.rating.begin();
    if (card === "conversations") this.conversations.begin();
    this.#draw();
    if (isAsked) this.cards[card].querySelector("input:checked, textarea, input, [type=submit], [tabindex]")?.focus();
  }

  /** @param {boolean} isAsked whether the visitor has put it away */
  close(isAsked = false) {
    const had = this.cards[this.card]?.contains(document.activeElement);
    if (isAsked) this.rating.dismiss(this.card);
    this.card = "";
    this.#draw();
    if (had || isAsked) this.owner.composer.focus();
  }

  /** POST, with a new token where ours is of no use any more. @returns {Promise<any>} raises Problem */
  async act(action, body) {
    const { session, reopen } = this.owner;
    try {
      return await act(session.token, action, body);
    } catch (problem) {
      if (!(problem instanceof Problem) || !problem.isRefusal) throw problem;
      await reopen();
      return act(session.token, action, body);
    }
  }

  /** The server has said how the session stands: the stream says it too, perhaps later. */
  stand({ status, epoch, ...more }) {
    // Who has taken the session is on the stream only.
    if (status && status !== "manual_live") this.owner.onStanding({ status, epoch, agent: null });
    Object.assign(this.facts, more);
    if (more.opens_at) this.facts.open_now = false;
    this.#turn();
  }

  /** Escalate, cancel or end, and stand as the server then says; raises Problem. @returns {Promise<string>} the session's state */
  async request(action) {
    const standing = await this.act(action);
    this.stand(standing);
    return standing.status;
  }

  /** Do what has no form to complain in. */
  async #try(task, onDone) {
    const { refusal, ask } = this.people;
    const wait = (isBusy) => {
      ask.disabled = isBusy;
      this.bar.busy(isBusy);
    };
    refusal.textContent = this.bar.complaint.textContent = "";
    wait(true);
    try {
      await task();
    } catch (problem) {
      if (!(problem instanceof Problem)) throw problem;
      const line = this.bar.root.hidden ? refusal : this.bar.complaint;
      line.textContent = problem.detail || word("not_done");
      return;
    } finally {
      wait(false);
    }
    // What is disabled takes no focus.
    onDone();
  }

  /** Things are different now: a card may have had its time, and another may be due. */
  #turn() {
    const { status } = this.facts;
    if (this.card === "offline" && status === "manual_live") this.offline.handOver();
    if (this.card === "ending" && status === "closed") this.close();
    if ((this.card === "rating" || this.card === "thanks") && !this.rating.isPossible) this.close();
    if (!this.card && this.rating.isDue) this.open("rating", false);
    if (this.card === "rating") this.rating.begin();
    this.#draw();
  }

  #draw() {
    const { view } = this.owner;
    view.change(() => {
      this.bar.show(this.facts);
      Object.values(this.cards).forEach((card) => (card.hidden = card.id !== this.card));
      this.section.toggleAttribute("data-card", Boolean(this.card));
      this.section.hidden = !this.card && this.bar.root.hidden;
    }, { isNews: false });
    this.menu.draw();
  }

  #leave(event) {
    if (event.key !== "Escape" || !this.card || event.isComposing || event.keyCode === 229) return;
    event.preventDefault();
    this.close(true);
  }
}
