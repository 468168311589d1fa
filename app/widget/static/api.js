/** The visitor's calls to the server and its refusals; the event stream is shared/stream.js. */

import { whereabouts } from "./host.js";
import { retryAfterMs } from "./shared/stream.js";

/**
 * @typedef {{id: string, client_id?: string, role: "visitor"|"ai"|"agent"|"system", text: string, html: string, at: string,
 *   agent?: Agent, turn_id?: string, suggestions?: string[], stopped?: boolean, epoch?: number, code?: string,
 *   params?: Record<string, string>}} Message
 * @typedef {{id: string, name: string} | null} Agent
 * @typedef {{token: string, session_name: string, status: string, agent: Agent, messages: Message[], cursor: string,
 *   open_now: boolean, more?: boolean, user?: {id: string, name: string, verified: boolean} | null, unread?: number,
 *   identity?: "none"|"unverified"|"verified"|"refused", identity_problem?: string | null}} State
 */

const patienceMs = 15000;

/** The server said no (status, code, detail to show), or could not be reached (status 0). */
export class Problem extends Error {
  /** @param {number} status @param {{code?: string, detail?: string, retry_after?: number}} body */
  constructor(status, body, retryAfterMs = 0) {
    super(body.code || `status ${status}`);
    this.status = status;
    this.code = body.code || "";
    /** @type {string[]} the fields that were not as they should be */
    this.fields = (body.errors || []).map(({ field }) => field);
    this.detail = body.detail || "";
    this.retryAfterMs = retryAfterMs || (body.retry_after || 0) * 1000;
  }

  /** Nobody answered, or a proxy did in the server's place: the same request may well work in a moment. */
  get isPassing() {
    return [0, 408, 429, 502, 503, 504].includes(this.status);
  }

  /** The token is of no use any more. */
  get isRefusal() {
    return this.status === 401 || this.status === 404;
  }
}

/** What every request says of its reader: the language, and the zone that times are put into words for. */
export function readerHeaders() {
  const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
  return { "Accept-Language": document.documentElement.lang, ...(timeZone ? { "Time-Zone": timeZone } : {}) };
}

/** @returns {Promise<any>} the JSON body; raises Problem */
async function call(path, { method = "GET", token = null, body = undefined, keepalive = false } = {}) {
  const abort = new AbortController();
  const timer = setTimeout(() => abort.abort(), patienceMs);
  const headers = { Accept: "application/json", ...readerHeaders() };
  if (token) headers.Authorization = `Bearer ${token}`;
  if (body) headers["Content-Type"] = "application/json";
  try {
    const response = await fetch(path, { method, headers, body: body && JSON.stringify(body), signal: abort.signal, keepalive });
    const answer = await response.json().catch(() => ({}));
    if (!response.ok) throw new Problem(response.status, answer, retryAfterMs(response.headers));
    return answer;
  } catch (error) {
    throw error instanceof Problem ? error : new Problem(0, {});
  } finally {
    clearTimeout(timer);
  }
}

/** @returns {Promise<State>} */
export function openSession(body) {
  return call("/api/chat/session", { method: "POST", body: { ...whereabouts(), ...body } });
}

/** Do what `action` names: escalate, cancel, offline-message, rating, typing... @returns {Promise<any>} */
export function act(token, action, body = {}) {
  return call(`/api/chat/${action}`, { method: "POST", token, body });
}

/** What the event stream asks for: all that came after `lastId`. */
export function eventsAfter(token, lastId) {
  const headers = { ...readerHeaders(), Authorization: `Bearer ${token}` };
  if (lastId) headers["Last-Event-ID"] = lastId;
  return { path: "/api/chat/events", headers };
}

/** @returns {Promise<{message_id: string, turn_id?: string}>} */
export function say(token, message, clientId) {
  return call("/api/chat", { method: "POST", token, body: { message, client_id: clientId } });
}

/** Say how far the visitor has read, even from a page that is being left. @param {string} id the last message */
export function markRead(token, id) {
  return call("/api/chat/read", { method: "POST", token, body: { id }, keepalive: true });
}

/**
 * @typedef {{session_name: string, status: string, created_at: string, last: {role: string, text: string, at: string} | null,
 *   is_current: boolean}} Conversation
 */

/** All conversations of the same verified person, newest first. @returns {Promise<{conversations: Conversation[]}>} */
export function readConversations(token) {
  return call("/api/chat/conversations", { token });
}

/** @returns {Promise<{messages: Message[], more: boolean}>} */
export function readBefore(token, id, limit = 30) {
  return call(`/api/chat/messages?before=${encodeURIComponent(id)}&limit=${limit}`, { token });
}
