/** What a verified person has talked about with the shop: a list to choose from; what is chosen is opened by chat.js. */

import { Problem, readConversations } from "./api.js";
import { element } from "./bubble.js";
import { shortTime, word } from "./shared/words.js";

const standings = { closed: "has_ended", manual_live: "has_person", pending_manual: "has_queue" };

/** One conversation as a button. @param {import("./api.js").Conversation} conversation */
function build({ session_name: name, status, created_at: createdAt, last, is_current: isCurrent }) {
  const text = !last ? word("says_nothing") : last.role === "visitor" ? word("said_by_you", { text: last.text }) : last.text;
  const about = [shortTime(new Date(last?.at || createdAt)), standings[status] && word(standings[status]), isCurrent && word("this_one")];
  const button = element("button");
  button.type = "button";
  button.dataset.name = name;
  if (isCurrent) button.setAttribute("aria-current", "true");
  button.append(element("span", "said", text), element("span", "about", about.filter(Boolean).join(" · ")));
  const item = element("li");
  item.append(button);
  return item;
}

export class Conversations {
  #isBusy = false;

  /** @param {HTMLElement} root @param {import("./desk.js").Desk} desk */
  constructor(root, desk) {
    this.root = root;
    this.desk = desk;
    this.list = root.querySelector("ul");
    this.none = root.querySelector("[data-for=none]");
    this.complaint = root.querySelector(".error");
    this.list.addEventListener("click", ({ target }) => this.#choose(target.closest("button")));
  }

  /** The card is opened: read what there is now. */
  begin() {
    this.#try(async () => {
      const { session } = this.desk.owner;
      const { token } = session;
      const { conversations } = await readConversations(token);
      // They were somebody's who has left meanwhile.
      if (token !== session.token) return;
      this.list.replaceChildren(...conversations.map(build));
      this.none.hidden = conversations.some((one) => !one.is_current);
    });
  }

  /** The person has left. */
  forget() {
    this.list.replaceChildren();
  }

  #choose(button) {
    if (!button) return;
    if (button.hasAttribute("aria-current")) this.desk.close(true);
    else this.#try(async () => {
      await this.desk.owner.onChange(button.dataset.name);
      this.desk.close(true);
    });
  }

  async #try(task) {
    if (this.#isBusy) return;
    this.#isBusy = true;
    this.complaint.textContent = "";
    this.root.toggleAttribute("data-busy", true);
    try {
      await task();
    } catch (problem) {
      if (!(problem instanceof Problem)) throw problem;
      this.complaint.textContent = problem.detail || word("not_done");
    } finally {
      this.#isBusy = false;
      this.root.toggleAttribute("data-busy", false);
    }
  }
}
