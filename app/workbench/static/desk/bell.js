/** The sound and the browser's notification for who waits: in one tab of the browser alone, and only if the agent wants it. */

import { recall, remember } from "../shared/keep.js";
import { tell } from "../layout.js";
import { word } from "../shared/words.js";

const muteKey = "kefu.desk.mute";
const rangKey = "kefu.desk.rang";
const lockName = "kefu.desk.bell";
const notes = [[659.25, 0], [880, 0.14]]; // E5, A5
const volume = 0.06;

export class Bell {
  /** Whether this tab rings: where there are no locks (plain HTTP), tabs agree by what they have stored. */
  isOurs = !navigator.locks;
  #audio = null;
  #waiting = new AbortController();

  /** @param {{onOpen: (name: string) => void}} owner */
  constructor(owner) {
    this.owner = owner;
    this.sound = document.getElementById("sound");
    this.asking = document.getElementById("ask-notify");
    this.sound.addEventListener("click", () => {
      remember("localStorage", muteKey, this.isMuted ? null : "1");
      this.#show();
      this.#wake();
      if (!this.isMuted) this.#play();
    });
    this.asking.addEventListener("click", async () => {
      const answer = await Notification.requestPermission();
      if (answer === "denied") tell(word("notify_denied"));
      this.#show();
    });
    window.addEventListener("storage", ({ key }) => key === muteKey && this.#show());
    document.addEventListener("visibilitychange", () => this.#turn());
    // Browsers let a page sound only after the reader has touched it.
    document.addEventListener("pointerdown", () => this.#wake(), { once: true });
    document.addEventListener("keydown", () => this.#wake(), { once: true });
    this.#show();
    this.#request(document.visibilityState === "visible");
  }

  get isMuted() {
    return recall("localStorage", muteKey) === "1";
  }

  #show() {
    this.sound.setAttribute("aria-pressed", String(!this.isMuted));
    this.sound.title = word(this.isMuted ? "sound_off" : "sound_on");
    this.asking.hidden = !("Notification" in window) || Notification.permission !== "default";
  }

  /** The tab that was looked at last rings. */
  #turn() {
    if (document.visibilityState === "visible" && !this.isOurs) this.#request(true);
  }

  async #request(steal) {
    if (!navigator.locks) return;
    this.#waiting.abort();
    const waiting = (this.#waiting = new AbortController());
    const hold = () => {
      this.isOurs = true;
      return new Promise(() => {}); // until another tab takes it, or this one is closed
    };
    try {
      await navigator.locks.request(lockName, steal ? { steal } : { signal: waiting.signal }, hold);
    } catch {
      if (waiting.signal.aborted) return;
      this.isOurs = false; // another tab is being looked at: ring again when that one is closed
      this.#request(false);
    }
  }

  /** Something needs a person. @param {string} key the same for all tabs @param {{title: string, text: string, name: string}} what */
  ring(key, what) {
    if (document.getElementById("my-status")?.value === "offline" || !this.isOurs) return;
    if (recall("localStorage", rangKey) === key) return;
    remember("localStorage", rangKey, key);
    if (!this.isMuted) this.#play();
    if (document.visibilityState === "hidden" || !document.hasFocus()) this.#notify(key, what);
  }

  #wake() {
    if (!window.AudioContext) return;
    this.#audio ||= new AudioContext();
    if (this.#audio.state === "suspended") this.#audio.resume().catch(() => {});
  }

  /** Two soft notes, a third of a second together. */
  #play() {
    const audio = this.#audio;
    if (audio?.state !== "running") return;
    for (const [pitch, after] of notes) {
      const begins = audio.currentTime + after;
      const [tone, gain] = [audio.createOscillator(), audio.createGain()];
      tone.frequency.value = pitch;
      gain.gain.setValueAtTime(0.0001, begins);
      gain.gain.exponentialRampToValueAtTime(volume, begins + 0.02);
      gain.gain.exponentialRampToValueAtTime(0.0001, begins + 0.3);
      tone.connect(gain).connect(audio.destination);
      tone.start(begins);
      tone.stop(begins + 0.32);
    }
  }

  #notify(key, { title, text, name }) {
    if (!("Notification" in window) || Notification.permission !== "granted") return;
    try {
      const shown = new Notification(title, { body: text, tag: key });
      shown.addEventListener("click", () => {
        window.focus();
        shown.close();
        this.owner.onOpen(name);
      });
    } catch {
      this.asking.hidden = true; // phones let only service workers notify
    }
  }
}
