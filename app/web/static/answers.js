/** The AI's answers in the making: dots, then text as it comes; a finished message takes the same bubble over. */

import { word } from "./words.js";

const dotsAfterMs = 300;
const lostAfterMs = 3000;

/** @typedef {{item: HTMLElement | null, text: string, epoch: number, timer: number, isOver: boolean, isSure: boolean}} Answer */

const over = () => ({ item: null, text: "", epoch: 0, timer: 0, isOver: true, isSure: true });

export class Answers {
  /** @type {Map<string, Answer>} */
  #answers = new Map();

  /**
   * @param {{buildAnswer: () => HTMLElement, replaceBlocks: (item: HTMLElement, block: number, html: string) => void,
   *   confirm: (message: object, item: HTMLElement | null) => HTMLElement, remark: (item: HTMLElement, text: string) => void,
   *   place: (item: HTMLElement) => void, remove: (item: HTMLElement) => void}} log
   * @param {import("./view.js").View} view
   */
  constructor(log, view) {
    this.log = log;
    this.view = view;
  }

  /** A turn has begun: say so by dots if the first word takes its time. */
  start(turnId, epoch = 0) {
    const known = this.#answers.get(turnId);
    if (known) return void (known.isSure = true);
    const answer = { ...over(), epoch, isOver: false };
    answer.timer = setTimeout(() => this.#showDots(turnId, answer), dotsAfterMs);
    this.#answers.set(turnId, answer);
  }

  /** Replace the text from `offset` and the blocks from `block` on; a piece that does not join on is left to the next one. */
  write({ turn_id: turnId, epoch, offset, text, block = 0, html = "" }) {
    this.start(turnId, epoch);
    const answer = this.#answers.get(turnId);
    const blocks = answer.item && answer.text ? answer.item.querySelector(".bubble").children.length : 0;
    if (answer.isOver || offset > answer.text.length || block > blocks) return;
    this.view.change(() => {
      const item = this.#show(turnId, answer);
      if (!answer.text) item.querySelector(".bubble").textContent = "";
      item.dataset.state = "streaming";
      this.log.replaceBlocks(item, block, html);
    });
    answer.text = answer.text.slice(0, offset) + text;
  }

  /** The answer is complete: hand over its bubble, if there is one. @returns {HTMLElement | null} */
  take(turnId) {
    const answer = this.#answers.get(turnId);
    this.#answers.set(turnId, over());
    if (!answer) return null;
    clearTimeout(answer.timer);
    if (answer.item && !answer.text) answer.item.querySelector(".bubble").textContent = "";
    return answer.item;
  }

  /** The turn is over: what was shown stays, as stopped if it was; dots go. @param {"finished"|"stopped"|"failed"} state */
  end(turnId, state) {
    const answer = this.#answers.get(turnId);
    if (!answer || answer.isOver) return;
    answer.isOver = true;
    clearTimeout(answer.timer);
    if (answer.item && !answer.text) this.#hideDots(answer);
    else if (answer.item) {
      answer.item.dataset.state = "done";
      if (state !== "finished") this.view.change(() => this.log.remark(answer.item, word("stopped")), { isNews: false });
    }
  }

  /** Another has the word: nothing of an older epoch goes on. */
  endBefore(epoch) {
    for (const [turnId, answer] of this.#answers) if (answer.epoch < epoch) this.end(turnId, "stopped");
  }

  /** The word was taken from the AI: `stopped` is what was kept of its answer; what was drawn of a finished one stays. */
  silence(stopped) {
    for (const [turnId, answer] of this.#answers) if (turnId !== stopped?.turn_id) this.end(turnId, "finished");
    if (stopped) this.view.change(() => this.log.confirm(stopped, this.take(stopped.turn_id)));
  }

  /** The stream is new: dots that it does not speak of again are gone. */
  doubt() {
    const open = [...this.#answers.values()].filter((answer) => !answer.isOver);
    open.forEach((answer) => (answer.isSure = false));
    setTimeout(() => {
      for (const answer of open) if (!answer.isSure && !answer.text && answer.item) this.#hideDots(answer);
    }, lostAfterMs);
  }

  clear() {
    this.#answers.forEach((answer) => clearTimeout(answer.timer));
    this.#answers.clear();
  }

  /** What a tab that joins now has to be told. */
  snapshot() {
    return [...this.#answers].filter(([, answer]) => !answer.isOver).flatMap(([turn_id, { text, epoch, item }]) => [
      { event: "turn", id: null, data: { turn_id, epoch, state: "started" } },
      ...(text ? [{ event: "delta", id: null, data: {
        turn_id, epoch, offset: 0, text, block: 0, html: item.querySelector(".bubble").innerHTML } }] : []),
    ]);
  }

  #show(turnId, answer) {
    clearTimeout(answer.timer);
    if (!answer.item) {
      answer.item = this.log.buildAnswer();
      answer.item.dataset.turn = turnId;
      this.log.place(answer.item);
    }
    return answer.item;
  }

  #showDots(turnId, answer) {
    this.view.change(() => {
      const dots = document.createElement("span");
      dots.className = "dots";
      dots.setAttribute("role", "img");
      dots.setAttribute("aria-label", word("ai_typing"));
      for (let count = 0; count < 3; count += 1) dots.append(document.createElement("i"));
      const item = this.#show(turnId, answer);
      item.dataset.state = "typing";
      item.querySelector(".bubble").append(dots);
    }, { isNews: false });
  }

  #hideDots(answer) {
    this.view.change(() => this.log.remove(answer.item), { isNews: false });
    answer.item = null;
  }
}
