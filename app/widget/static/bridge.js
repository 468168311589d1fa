/** The one line to the page around us: who may take it up, what is asked on it and replied; nothing about the chat. */

const space = "fiido-kefu";
const version = 1;
const patienceMs = 4000;

/** @typedef {{type: string, id?: number, [name: string]: any}} Said */

/** Whether an origin is the one that `pattern` names, or one of them: `https://*.shop.example` stands for at least one label. */
export function covers(pattern, origin) {
  const [head, tail] = pattern.split("*.");
  if (tail === undefined) return pattern === origin;
  return origin.startsWith(head) && origin.endsWith(`.${tail}`) && origin.length > head.length + tail.length + 1;
}

/** What is wrong, as the page around us is told it. @param {any} error */
function told({ code, detail, status }) {
  return { code: code || "FAILED", detail: detail || "", status: status || 0 };
}

export class Bridge {
  /** @param {MessagePort} port */
  constructor(port) {
    this.port = port;
  }

  /** @param {string} type @param {object} [more] */
  tell(type, more = {}) {
    this.port.postMessage({ type, ...more });
  }

  /**
   * Do what is asked from now on, and what has been asked so far; what has an id gets a reply, even if that is a refusal.
   * @param {Record<string, (said: Said) => any>} tasks by type
   */
  serve(tasks) {
    this.port.onmessage = ({ data }) => this.#do(tasks, data);
  }

  async #do(tasks, said) {
    const isKnown = typeof said?.type === "string" && Object.hasOwn(tasks, said.type);
    const reply = (more) => Number.isInteger(said?.id) && this.tell("reply", { id: said.id, ...more });
    if (!isKnown) return void reply({ error: told({ code: "UNKNOWN_REQUEST" }) });
    try {
      reply({ value: await tasks[said.type](said) });
    } catch (error) {
      if (!error.code) console.error(error);
      reply({ error: told(error) });
    }
  }
}

/**
 * The first good hello: from the window right above, of an origin that may speak to us, in our words and with a line.
 * @param {string} origins separated by spaces; our own may always
 * @returns {Promise<{bridge: Bridge, hello: Said} | null>} null where nobody greets in time
 */
function meet(origins) {
  const patterns = [location.origin, ...origins.split(" ").filter(Boolean)];
  return new Promise((resolve) => {
    const settle = (/** @type {any} */ met) => {
      window.removeEventListener("message", hear);
      clearTimeout(timer);
      resolve(met);
    };
    const hear = ({ source, origin, data, ports }) => {
      if (source !== window.parent || !patterns.some((pattern) => covers(pattern, origin))) return;
      if (data?.ns !== space || data.v !== version || data.type !== "hello" || !ports[0]) return;
      settle({ bridge: new Bridge(ports[0]), hello: data });
    };
    const timer = setTimeout(settle, window.parent === window ? 0 : patienceMs, null);
    window.addEventListener("message", hear);
  });
}

// The page around us speaks once, when this page has loaded: by then somebody must be listening.
export const met = meet(document.documentElement.dataset.origins || "");
