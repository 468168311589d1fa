/** When to ask for events piece by piece, since something on the way holds streams back, and when to try a stream again. */

const retryMs = 30000;
const longestRetryMs = 300000;

/**
 * How long to wait for the first word: of a stream, of a poll that answers at once, and of one that waits 15 s for news. What
 * is slow, be it the server or the way, has more time with the second, so that it is not taken for what holds streams back.
 */
const patienceMs = { "": 5000, 0: 15000, 1: 30000 };

/** Whether the stream begins by itself, and not only when it ends: with its hello, and without it nothing counts. */
async function begins({ path, headers }, signal) {
  const response = await fetch(path, { headers, signal, cache: "no-store" });
  if (!response.ok) return false;
  const reader = response.body.getReader();
  const decoder = new TextDecoder();
  let said = "";
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    said += decoder.decode(part.value, { stream: true });
    if (said.includes("event: hello\n")) return true;
  }
  return false;
}

export class Polling {
  /** What to ask for next. @type {"" | "0" | "1"} a stream, a poll that answers at once, a poll that waits for news */
  next = "";
  /** Whether a poll was answered where the stream was not: only then it is the stream's fault. */
  #isProven = false;
  #retryMs = retryMs;
  #retryAt = 0;
  #abort = new AbortController();

  get patienceMs() {
    return patienceMs[this.next];
  }

  /** Whether a stream should be tried beside the polls. */
  get isDue() {
    return this.next === "1" && Date.now() >= this.#retryAt;
  }

  /** A stream stayed mute. */
  begin() {
    this.next = "0";
    this.#isProven = false;
    this.#retryAt = Date.now() + this.#retryMs;
  }

  /** A poll has ended. @param {boolean} isGreeted whether it was answered */
  hear(isGreeted) {
    if (isGreeted) this.#isProven = true;
    // Who comes back after a break wants to know at once that they are back; polls that are not answered either mend nothing.
    this.next = isGreeted ? "1" : this.#isProven ? "0" : "";
  }

  /** The page asks for something else from now on, or has slept: the first answer is to come at once. */
  restart() {
    if (this.next) this.next = "0";
  }

  /** A stream was heard long after its hello: the next one that stays mute is an accident until it is shown to be none. */
  trust() {
    this.#retryMs = retryMs;
  }

  /** The network may be another one. */
  hope() {
    this.#retryAt = 0;
  }

  stop() {
    this.#abort.abort();
  }

  /** Try a stream beside the polls, less often each time. @returns {Promise<boolean>} whether it can be changed over to */
  async tryStream(request) {
    const abort = (this.#abort = new AbortController());
    const timer = setTimeout(() => abort.abort(), patienceMs[""]);
    this.#retryAt = Infinity;
    const isFine = await begins(request, abort.signal).catch(() => false);
    clearTimeout(timer);
    abort.abort();
    this.#retryAt = Date.now() + this.#retryMs;
    this.#retryMs = Math.min(longestRetryMs, this.#retryMs * 2);
    if (isFine) this.next = "";
    return isFine;
  }
}
