/** One stream for all tabs of a browser that show one session: the leader reads it and tells the others; no frame is judged here. */

import { ChannelElection, LockElection } from "./election.js";
import { randomId } from "./shared/keep.js";
import { isLater } from "./shared/stream.js";

const beatMs = 5000;
const silenceMs = 20000;
const probeMs = 4000;
const rejoinMs = 1000;
const ringSize = 200;

/**
 * Why nothing is missed: a tab listens on the channel before it tells the leader the last id it has (join). The leader answers
 * from the ring of the kept frames it has passed on, or, where that does not reach back so far, asks the tab to read the
 * session again; whatever comes later is already being listened to. Every beat and frame says how far the leader had come, so
 * a tab that was asleep or suspended notices what it slept through, and joins again. Why nothing is doubled: ids only ever go
 * up (chat.js).
 */
export class Tabs {
  #id = randomId();
  #isOn = false;
  #channel = null;
  /** @type {import("./election.js").Election | null} */
  #election = null;
  #leader = "";
  #heardAt = 0;
  #beatAt = 0;
  #timer = 0;
  #joinedAt = 0;
  #ring = [];
  #ringFrom = "";
  #reach = "";

  /**
   * @param {{stream: import("./shared/stream.js").Stream, lastId: () => string, onFrame: (frame: object) => void,
   *   onConnection: (state: string) => void, snapshot: () => object[], reread: () => void}} owner
   */
  constructor(owner) {
    this.owner = owner;
    window.addEventListener("pagehide", () => this.stop());
    document.addEventListener("visibilitychange", () => this.#turn());
  }

  get isLeader() {
    return !this.#channel || Boolean(this.#election?.isLeader);
  }

  /** @param {string} name the session's public name: tabs of another session are none of ours */
  start(name) {
    this.stop();
    this.#isOn = true;
    try {
      this.#channel = new BroadcastChannel(`kefu.${name}`);
      this.#channel.onmessage = ({ data }) => this.#hear(data);
    } catch {
      return this.#turn(); // denied everything: each visible tab for itself
    }
    this.#election = navigator.locks ? new LockElection(`kefu.${name}`, this.#duties()) : this.#talk();
    this.#election.start();
    this.#timer = setInterval(() => this.#tick(), beatMs);
    this.#probe();
  }

  stop() {
    if (this.isLeader) this.#post("leave");
    this.#isOn = false;
    clearInterval(this.#timer);
    this.#election?.stop();
    this.#channel?.close();
    this.#election = this.#channel = null;
    this.#leader = "";
    this.owner.stream.stop();
  }

  /** The session was read again: what came before is behind us all. */
  rebase() {
    this.#ring = [];
    this.#ringFrom = this.#reach = this.owner.lastId();
  }

  /** A frame from our own stream. */
  pass(frame) {
    this.#post("frame", { frame });
    if (frame.id && frame.event !== "hello" && frame.event !== "resync") {
      this.#reach = frame.id;
      this.#ring.push(frame);
      if (this.#ring.length > ringSize) this.#ringFrom = this.#ring.shift().id;
    }
    this.owner.onFrame(frame);
  }

  /** The line has been heard, be it a comment: timers of hidden tabs are slowed to a minute, network is not. */
  beat() {
    if (Date.now() - this.#beatAt < 1000) return;
    this.#beatAt = Date.now();
    this.#post("beat");
  }

  /** The connection changed. @param {string} state */
  tell(state) {
    this.#post("beat");
    this.owner.onConnection(state);
  }

  #post(kind, more = {}) {
    this.#channel?.postMessage({ kind, from: this.#id, reach: this.#reach, connection: this.owner.stream.state, ...more });
  }

  #duties() {
    return {
      onLead: () => this.#lead(),
      onYield: () => this.owner.stream.stop(),
      onDenied: () => {
        this.#election = this.#talk();
        this.#election.start();
      },
    };
  }

  #talk() {
    return new ChannelElection(this.#id, (kind) => this.#post(kind), this.#duties());
  }

  #lead() {
    this.#leader = this.#id;
    this.rebase();
    this.owner.stream.start();
    this.#post("beat");
  }

  #hear(said) {
    this.#election.hear(said);
    if (this.#election.isLeader) {
      if (said.kind === "join") this.#welcome(said);
      return;
    }
    if (said.kind === "state" && said.to === this.#id) this.#catchUp(said);
    if (said.kind !== "beat" && said.kind !== "frame") return;
    this.#heardAt = Date.now();
    this.owner.onConnection(said.connection);
    const isBehind = isLater(said.reach, this.owner.lastId());
    if (said.from !== this.#leader || (isBehind && Date.now() - this.#joinedAt > rejoinMs)) this.#join(said.from);
    if (said.kind === "frame" && !isBehind) this.owner.onFrame(said.frame);
  }

  #join(leader) {
    this.#leader = leader;
    this.#joinedAt = Date.now();
    this.#post("join", { since: this.owner.lastId() });
  }

  #welcome({ from, since }) {
    const isCovered = since === this.#ringFrom || isLater(since, this.#ringFrom);
    const kept = isCovered ? this.#ring.filter((frame) => isLater(frame.id, since)) : [];
    this.#post("state", { to: from, isCovered, frames: [...kept, ...this.owner.snapshot()] });
  }

  #catchUp({ from, isCovered, frames, connection }) {
    this.#heardAt = Date.now();
    this.#leader = from;
    this.owner.onConnection(connection);
    if (!isCovered) this.owner.reread();
    frames.forEach((frame) => this.owner.onFrame(frame));
  }

  #tick() {
    if (this.#election.isLeader) this.#post("beat");
    else if (this.#leader && Date.now() - this.#heardAt > silenceMs + Math.random() * beatMs) this.#election.takeOver();
  }

  /** Ask the leader where we stand; a sleeping one (a frozen tab on a phone) does not answer, and is relieved. */
  #probe() {
    const askedAt = Date.now();
    const election = this.#election;
    this.#join("");
    setTimeout(() => {
      if (this.#election !== election || election.isLeader || this.#heardAt >= askedAt) return;
      election.takeOver();
    }, probeMs);
  }

  /** The tab was shown or hidden. */
  #turn() {
    if (!this.#isOn) return;
    const isVisible = document.visibilityState === "visible";
    if (this.#election) {
      if (isVisible && !this.#election.isLeader) this.#probe();
    } else if (isVisible) this.owner.stream.start();
    else this.owner.stream.stop();
  }
}
