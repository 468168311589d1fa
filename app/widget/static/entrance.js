/** When the session is opened: once it is wanted, and the visitor has agreed where the shop has them asked; chat.js opens it. */

export class Entrance {
  /** Resolves when the visitor has agreed to whatever has to be agreed to. @type {Promise<void>} */
  agreed = Promise.resolve();
  /** @type {Promise<void> | null} */
  #entering = null;
  #isAsking = false;

  /**
   * @param {string} consent which text has to be agreed to, "" for none
   * @param {{session: import("./session.js").Session, chat: import("./chat.js").Chat,
   *   composer: import("./shared/composer.js").Composer, status: import("./status.js").Status}} owner
   */
  constructor(consent, owner) {
    this.consent = consent;
    this.owner = owner;
  }

  /** Stand before the conversation; the session has its vault. Nothing is said to the server. */
  stand() {
    this.owner.status.phase("idle");
    if (this.consent && this.owner.session.vault.consent !== this.consent) this.agreed = this.#ask();
  }

  /** Whether the session is wanted: it is open, or will be. */
  get isEntered() {
    return Boolean(this.#entering);
  }

  /** Open the session, once. @returns {Promise<void>} resolves when it is open, which it never is without consent */
  enter() {
    return (this.#entering ||= this.#enter());
  }

  /** Go on where the visitor can: in the text to agree to, else in the field. */
  focus() {
    if (this.#isAsking) document.getElementById("consent").focus();
    else this.owner.composer.focus();
  }

  /** What was open is no more; another may be. */
  leave() {
    if (this.#isAsking) return void this.owner.status.phase("consent");
    this.#entering = null;
  }

  async #enter() {
    await this.agreed;
    this.owner.status.phase("loading");
    await this.owner.chat.open();
  }

  async #ask() {
    const { session, composer, status } = this.owner;
    this.#isAsking = composer.field.disabled = true;
    status.phase("consent");
    const card = document.getElementById("consent");
    await new Promise((resolve) => card.querySelector("button").addEventListener("click", resolve, { once: true }));
    card.remove();
    this.#isAsking = false;
    session.vault.agree(this.consent);
    composer.field.disabled = false;
    this.enter();
    composer.focus();
  }
}
