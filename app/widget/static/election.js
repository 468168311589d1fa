/** Which of one browser's tabs reads the stream: by Web Locks, or by talking it out; what a leader does is tabs.js's business. */

const listenMs = 200;
const objectMs = 200;

/** @typedef {{isLeader: boolean, start: () => void, hear: (said: {kind: string, from: string}) => void,
 *   takeOver: () => void, stop: () => void}} Election */

/**
 * The browser keeps the queue: a waiting tab leads as soon as the leader's page is gone.
 * @implements {Election}
 */
export class LockElection {
  isLeader = false;
  #abort = null;
  #release = () => {};

  /** @param {string} name @param {{onLead: () => void, onYield: () => void, onDenied: () => void}} owner */
  constructor(name, owner) {
    this.name = name;
    this.owner = owner;
  }

  start() {
    this.#request(false);
  }

  hear() {}

  /** Take the lock from a leader that has fallen silent; it hears of it as a refused promise, when it wakes. */
  takeOver() {
    this.#abort?.abort();
    this.#request(true);
  }

  stop() {
    this.isLeader = false;
    this.#abort?.abort();
    this.#release();
  }

  async #request(steal) {
    const abort = (this.#abort = new AbortController());
    let isHeld = false;
    const hold = () => {
      if (this.#abort !== abort || abort.signal.aborted) return undefined;
      isHeld = this.isLeader = true;
      this.owner.onLead();
      return new Promise((resolve) => (this.#release = resolve));
    };
    try {
      await navigator.locks.request(this.name, steal ? { steal } : { signal: abort.signal }, hold);
    } catch {
      if (abort.signal.aborted) return;
      if (!isHeld) return this.owner.onDenied();
      this.isLeader = false;
      this.owner.onYield();
      this.#request(false);
    }
  }
}

/**
 * Without locks: listen for a leader, claim, wait for objections. Of two claims or two leaders the smaller id stays.
 * @implements {Election}
 */
export class ChannelElection {
  isLeader = false;
  #timer = 0;
  #isClaiming = false;

  /** @param {string} id @param {(kind: string) => void} post @param {{onLead: () => void, onYield: () => void}} owner */
  constructor(id, post, owner) {
    this.id = id;
    this.post = post;
    this.owner = owner;
  }

  start() {
    this.post("who");
    this.#after(listenMs + Math.random() * listenMs, () => this.takeOver());
  }

  takeOver() {
    this.#isClaiming = true;
    this.post("claim");
    this.#after(objectMs, () => this.#lead());
  }

  hear({ kind, from }) {
    if (kind === "leave" && !this.isLeader) this.#after(Math.random() * listenMs, () => this.takeOver());
    else if (kind === "who" || kind === "claim") this.#answer(kind, from);
    else if (kind === "beat" || kind === "frame") this.#yieldTo(from);
  }

  stop() {
    clearTimeout(this.#timer);
    this.isLeader = this.#isClaiming = false;
  }

  #answer(kind, from) {
    if (this.isLeader) this.post("beat");
    else if (kind === "claim" && this.#isClaiming && this.id < from) this.post("claim");
    else if (kind === "claim") this.#standBack();
  }

  #yieldTo(from) {
    if (!this.isLeader) return this.#standBack();
    if (this.id < from) return this.post("beat");
    this.isLeader = false;
    this.owner.onYield();
  }

  #standBack() {
    clearTimeout(this.#timer);
    this.#isClaiming = false;
  }

  #lead() {
    this.#isClaiming = false;
    this.isLeader = true;
    this.owner.onLead();
  }

  #after(ms, task) {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(task, ms);
  }
}
