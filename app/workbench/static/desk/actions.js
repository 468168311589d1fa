/** What an agent does with the session on screen: asked for, waited for, and said when it is refused. */

import { Problem } from "../api.js";
import { tell } from "../layout.js";
import { word } from "../shared/words.js";
import * as calls from "./calls.js";
import { askColleague, askSure } from "./dialogs.js";

export class Actions {
  #isBusy = false;

  /**
   * @param {{talk: import("./talk.js").Talk, book: import("./book.js").Book, head: import("./head.js").Head,
   *   composer: import("./composer.js").Composer, team: import("./team.js").Team, lists: import("./lists.js").Lists,
   *   open: (name: string) => void}} parts
   */
  constructor(parts) {
    Object.assign(this, parts);
  }

  /** @param {string} action one of head.js's @param {string} [name] of the session, by default the one on screen */
  async act(action, name = this.talk.name) {
    if (!name || this.#isBusy) return;
    this.#isBusy = true;
    this.head.setBusy(true);
    try {
      await this[action](name);
    } catch (problem) {
      if (!(problem instanceof Problem)) throw problem;
      tell(problem.detail, "fault");
      // Somebody was quicker: the page shows how things stand now.
      if (problem.status === 409 && name === this.talk.name) this.talk.reread();
    } finally {
      this.#isBusy = false;
      this.head.setBusy(false);
    }
  }

  async takeover(name) {
    this.#own(await calls.takeOver(name));
  }

  /** The session is this agent's now: it stands among theirs, and where it is on screen, they may write. */
  #own(taken) {
    this.talk.taken(taken);
    this.lists.show("mine");
    if (taken.session.session_name === this.talk.name) this.composer.focus();
  }

  async close(name) {
    if (await askSure("close")) this.talk.taken(await calls.close(name));
  }

  async release(name) {
    this.#know(await calls.release(name));
    tell(word("done_release"));
  }

  async escalate(name) {
    this.#know(await calls.escalate(name));
  }

  async accept(name) {
    const { session } = await calls.accept(name);
    this.#own({ session, epoch: session.epoch, stopped: null });
    this.open(name); // where it was accepted from the banner, another may be on screen
  }

  async decline(name) {
    this.#know(await calls.decline(name));
  }

  async recall(name) {
    this.#know(await calls.decline(name));
  }

  /** A colleague is chosen; what they should know is noted first, so that they find it when they look. */
  async transfer(name) {
    await this.team.read();
    const chosen = await askColleague(this.team);
    if (!chosen) return;
    if (chosen.note) await calls.addNote(name, chosen.note);
    const { session } = await calls.transfer(name, chosen.to);
    this.#know({ session });
    tell(word("done_offer", { name: session.offer?.name || "" }));
  }

  #know({ session }) {
    this.talk.onRow(session);
  }
}
