/** One event stream, kept alive: reading, silence, waiting and reconnecting; what the frames mean is its owner's business. */

import { Polling } from "./polling.js";

const silenceMs = 45000;
const staleMs = 20000; // the server says something every 15 s: more than this after a sleep, and the line is dead
const healthyMs = 10000;
const paceMs = 300;
const firstWaitMs = 500;
const longestWaitMs = 30000;

/** Retry-After in milliseconds, from seconds or a date; 0 if absent. @param {Headers} headers */
export function retryAfterMs(headers) {
  const value = headers.get("Retry-After");
  if (!value) return 0;
  return Math.max(0, Number(value) * 1000 || Date.parse(value) - Date.now() || 0);
}

/** @typedef {{event: string, id: string | null, data: any}} Frame */

/** Whether an event id ("ms-seq") comes after another, as the server let them in; an absent one is before all. */
export function isLater(id, than) {
  if (!than) return true;
  const [a, b] = [id, than].map((one) => /(\d+)(?:-(\d+))?$/.exec(one));
  if (!a || !b) return id !== than;
  return Number(a[1]) - Number(b[1]) > 0 || (a[1] === b[1] && Number(a[2] || 0) > Number(b[2] || 0));
}

/** Cut a text/event-stream into frames. @param {(frame: Frame) => void} onFrame */
export function frameReader(onFrame) {
  let rest = "";
  let fields = {};
  function take(line) {
    if (line === "") {
      if (fields.event || fields.data !== undefined) {
        onFrame({ event: fields.event || "message", id: fields.id ?? null, data: JSON.parse(fields.data || "{}") });
      }
      fields = {};
      return;
    }
    const [, name, value] = /^([^:]*):? ?([^]*)$/.exec(line);
    fields[name] = name === "data" && fields.data !== undefined ? `${fields.data}\n${value}` : value;
  }
  return (/** @type {string} */ text) => {
    const lines = (rest + text).split(/\r?\n/);
    rest = lines.pop();
    lines.forEach(take);
  };
}

export class Stream {
  #run = null;
  #abort = null;
  #wake = () => {};
  #heardAt = 0;
  #polling = new Polling();

  /**
   * @param {{request: () => {path: string, headers: Record<string, string>}, onFrame: (frame: Frame) => void,
   *   onHeard: () => void, onState: (state: string) => void, onRefused: (status: number) => Promise<void>}} owner
   *   `request` says what to ask for next; `onRefused` mends what the server has refused, or throws
   */
  constructor(owner) {
    this.owner = owner;
    this.state = "connecting";
    window.addEventListener("online", () => {
      this.#polling.hope();
      this.#wake();
    });
    window.addEventListener("offline", () => this.#abort?.abort());
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState !== "visible") return;
      if (Date.now() - this.#heardAt > staleMs) this.#abort?.abort();
      this.#wake();
    });
  }

  start() {
    if (this.#run) return;
    this.#run = {};
    this.#polling.restart();
    this.#say("connecting");
    this.#keepReading(this.#run);
  }

  stop() {
    this.#run = null;
    this.#abort?.abort();
    this.#polling.stop();
    this.#wake();
  }

  /** Leave the connection and take it up again as `request` then says, at once. */
  restart() {
    if (!this.#run) return;
    this.stop();
    this.start();
  }

  #say(state) {
    this.state = state;
    this.owner.onState(state);
  }

  async #keepReading(run) {
    let failures = 0;
    while (this.#run === run) {
      const beganAt = Date.now();
      const poll = this.#polling.next;
      if (this.#polling.isDue) this.#tryStream(run);
      const end = await this.#readOnce(run, poll);
      if (this.#run !== run) return;
      const tookMs = Date.now() - beganAt;
      if (poll) this.#polling.hear(end.isGreeted);
      else if (end.isMute) {
        this.#polling.begin();
        continue;
      }
      if (tookMs > healthyMs || (poll && end.isGreeted && (end.hasNews || poll === "0"))) failures = 0;
      // The first goodbye is followed at once; a server that says nothing but goodbye is not hammered.
      const soonMs = poll ? paceMs - tookMs : 0;
      let waitMs = end.isBye && !failures ? soonMs : Math.min(longestWaitMs, firstWaitMs * 2 ** failures);
      failures += 1;
      if (!end.isBye) this.#say(navigator.onLine ? "reconnecting" : "offline");
      if (end.refusal && (await this.owner.onRefused(end.refusal).then(() => true, () => false)) && failures < 3) waitMs = 0;
      const isWoken = await this.#pause(Math.max(end.waitMs, waitMs * (0.5 + Math.random() / 2)), !end.waitMs);
      if (isWoken) failures = 0;
    }
  }

  /** Polls go on until a stream has begun beside them; then one takes over from the last id: nothing is left out or repeated. */
  async #tryStream(run) {
    const isFine = await this.#polling.tryStream(this.owner.request());
    if (!isFine || this.#run !== run) return;
    const abort = this.#abort;
    this.#keepReading((this.#run = {}));
    abort.abort();
  }

  /** Wait, and tell whether the network or the reader came back before; a wait the server asked for is kept in full. */
  #pause(ms, mayWake) {
    return new Promise((resolve) => {
      const timer = setTimeout(() => resolve(false), ms);
      this.#wake = () => {
        if (!mayWake && this.#run) return;
        clearTimeout(timer);
        resolve(true);
      };
    });
  }

  async #readOnce(run, poll) {
    const abort = (this.#abort = new AbortController());
    const end = { isBye: false, isGreeted: false, isMute: false, hasNews: false, refusal: 0, waitMs: 0 };
    const beganAt = (this.#heardAt = Date.now());
    let timer = 0;
    const wait = (ms) => {
      clearTimeout(timer);
      timer = setTimeout(() => {
        // Held back from the first word on, or from the second: what is cut later was a stream that worked.
        end.isMute = this.#heardAt - beganAt < healthyMs;
        abort.abort();
      }, ms);
    };
    const frames = frameReader((frame) => {
      if (this.#run !== run) return;
      if (frame.event === "bye") end.isBye = true;
      else if (frame.event === "hello") end.isGreeted = true;
      else end.hasNews = true;
      if (frame.event === "hello" && !(poll && this.state === "live")) this.#say("live");
      if (frame.event !== "bye") this.owner.onFrame(frame);
    });
    try {
      wait(this.#polling.patienceMs);
      const { path, headers } = this.owner.request();
      const address = poll ? `${path}${path.includes("?") ? "&" : "?"}poll=${poll}` : path;
      const asked = { Accept: "text/event-stream", "Accept-Language": document.documentElement.lang, ...headers };
      const response = await fetch(address, { headers: asked, signal: abort.signal, cache: "no-store" });
      end.refusal = response.status === 401 || response.status === 404 ? response.status : 0;
      end.waitMs = retryAfterMs(response.headers);
      if (!response.ok) return end;
      const reader = response.body.getReader();
      const decoder = new TextDecoder();
      for (let part = await reader.read(); !part.done && !end.isBye; part = await reader.read()) {
        this.#heardAt = Date.now();
        this.owner.onHeard();
        frames(decoder.decode(part.value, { stream: true }));
        if (end.isGreeted) wait(silenceMs);
        if (!poll && this.#heardAt - beganAt > healthyMs) this.#polling.trust();
      }
    } catch (error) {
      // Cut, aborted or unreachable is the everyday end of a stream; anything else is our fault and must be seen.
      if (error.name !== "AbortError" && error.name !== "TypeError" && error.name !== "NetworkError") console.error(error);
    } finally {
      clearTimeout(timer);
      abort.abort();
    }
    return end;
  }
}
