/** The workbench's calls to the server: JSON, in the page's language; an expired login is renewed, or leads to the door. */

/** @typedef {{id: string, username: string, name: string, role: "agent"|"admin", lang: "zh"|"en",
 *   status: "online"|"busy"|"offline", max_sessions: number, shops: string[], active: boolean}} Agent */

const patienceMs = 15000;
const words = JSON.parse(document.getElementById("layout-words").textContent);
const refreshPath = "/api/agent/refresh";
/** @type {Promise<boolean> | null} One refresh for all calls that find the login expired. */
let refreshing = null;

/** The server said no (status, code, detail to show), or could not be reached (status 0). */
export class Problem extends Error {
  /** @param {number} status @param {{code?: string, detail?: string, retry_after?: number}} body */
  constructor(status, body) {
    super(body.code || `status ${status}`);
    this.status = status;
    this.code = body.code || "";
    this.body = body;
    this.detail = body.detail || (status === 0 ? words.offline : words.failed);
    this.retryAfterMs = (body.retry_after || 0) * 1000;
  }
}

/** A sentence of the layout. @param {string} key */
export function layoutWord(key) {
  return words[key];
}

/** @returns {Promise<Response>} raises Problem where nobody answers */
async function send(path, { method = "GET", body = undefined, signal = undefined, headers = {} } = {}) {
  const abort = new AbortController();
  const timer = setTimeout(() => abort.abort(), patienceMs);
  signal?.addEventListener("abort", () => abort.abort());
  const all = { Accept: "application/json", "Accept-Language": document.documentElement.lang, ...headers };
  if (method !== "GET") all["Content-Type"] = "application/json";
  try {
    const sent = method === "GET" ? undefined : JSON.stringify(body || {});
    return await fetch(path, { method, headers: all, body: sent, signal: abort.signal, credentials: "same-origin" });
  } catch {
    throw new Problem(0, {});
  } finally {
    clearTimeout(timer);
  }
}

async function read(response) {
  const answer = await response.json().catch(() => ({}));
  if (!response.ok) throw new Problem(response.status, answer);
  return answer;
}

/** Whether the login goes on, with new cookies. Raises Problem where that cannot be told. @returns {Promise<boolean>} */
export function refresh() {
  refreshing ||= send(refreshPath, { method: "POST" })
    .then((response) => {
      if (response.status >= 500) throw new Problem(response.status, {});
      return response.ok;
    })
    .finally(() => (refreshing = null));
  return refreshing;
}

/** Ask without minding whether one is signed in. @returns {Promise<any>} the JSON body; raises Problem */
export async function callOnce(path, options) {
  return read(await send(path, options));
}

/**
 * Ask as the agent who is signed in; where that is over, the page is left for the door, and comes back to here.
 * @param {string} path
 * @param {{method?: string, body?: object, signal?: AbortSignal, headers?: Record<string, string>}} [options]
 * @returns {Promise<any>} the JSON body; raises Problem
 */
export async function call(path, options) {
  const response = await send(path, options);
  if (response.status !== 401) return read(response);
  if (await refresh()) return read(await send(path, options));
  leaveForDoor();
  throw new Problem(401, await response.json().catch(() => ({})));
}

/**
 * Ask as the agent who is signed in; where that is over, the page stays, with all that is typed on it.
 * @param {string} path @param {{method?: string, body?: object}} [options] @returns {Promise<any>} raises Problem
 */
export async function callAndStay(path, options) {
  const response = await send(path, options);
  return read(response.status === 401 && (await refresh()) ? await send(path, options) : response);
}

/** Go to the sign-in page, to come back to this one. */
export function leaveForDoor() {
  const here = location.pathname + location.search;
  location.assign(`/agent/sign-in?next=${encodeURIComponent(here)}&lang=${document.documentElement.lang.slice(0, 2)}${location.hash}`);
}
