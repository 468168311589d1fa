/** What the desk asks of the server, by name; how it is asked, and what a refusal is, api.js knows. */

import { call } from "../api.js";

/**
 * @typedef {{id: string, name: string}} Named
 * @typedef {{session_name: string, shop: string, status: string, epoch: number, version: number, lang: string,
 *   agent: Named | null, reason: string, severity: string, rule: string, evidence: string, waiting_since: string | null,
 *   at_head: boolean, offer: (Named & {ends_at: string}) | null, offline_at: string | null, next_shift_since: string | null, email: string, rating: number,
 *   tags: string[], context: Record<string, string>, unanswered: number,
 *   user: {id: string, name: string, email: string, verified: ""|"hash"|"jwt", attributes: Record<string, string|number|boolean>} | null,
 *   attributes: Record<string, string|number|boolean>,
 *   last: {role: string, text: string, at: string, by: Named | null} | null, created_at: string, asked_at?: string | null}} Row
 * @typedef {{id: string, client_id?: string, role: "visitor"|"ai"|"agent"|"system", text: string, html: string, at: string,
 *   agent?: Named, turn_id?: string, stopped?: boolean, epoch?: number}} Message
 * @typedef {{id: string, at: string, author: Named | null, text: string, rating?: number,
 *   decision?: {rule: string, reason: string, severity: string, evidence: string}}} Note
 * @typedef {{session: Row, messages: Message[], more: boolean, cursor: string, notes: Note[],
 *   read: {visitor?: string, agent?: string}, visitor_here: boolean, answer: {turn_id: string, text: string} | null,
 *   server_time: string}} Opened
 * @typedef {{id: string, name: string, status: string, online: boolean, load: number, max_sessions: number}} Colleague
 * @typedef {{id: string, shortcut: string, zh: string, en: string}} Reply
 */

// System messages hold times; the server says them in this zone.
const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
export const readerHeaders = zone ? { "Time-Zone": zone } : {};

const of = (name, what = "") => `/api/sessions/${encodeURIComponent(name)}${what}`;
const post = (name, what, body = {}) => call(of(name, `/${what}`), { method: "POST", body, headers: readerHeaders });

/** @param {{list: string, q?: string, cursor?: number, limit?: number}} asked
 *  @returns {Promise<{sessions: Row[], next: number | null, counts: Record<string, number>, server_time: string}>} */
export function readList({ list, q = "", cursor = 0, limit = 50 }) {
  return call(`/api/sessions?${new URLSearchParams({ list, q, cursor: String(cursor), limit: String(limit) })}`);
}

/** The sessions that people own, as far as one page goes. @returns {Promise<{sessions: Row[]}>} */
export function readOwned() {
  return call("/api/sessions?status=manual_live&limit=100");
}

/** @returns {Promise<Opened>} */
export function readSession(name, signal) {
  return call(of(name), { signal, headers: readerHeaders });
}

/** @returns {Promise<{messages: Message[], more: boolean}>} */
export function readBefore(name, id) {
  return call(of(name, `/messages?before=${encodeURIComponent(id)}&limit=50`), { headers: readerHeaders });
}

/** @returns {Promise<{summary: string | null}>} */
export function readSummary(name, signal) {
  return call(of(name, "/summary"), { signal });
}

/** @returns {Promise<{me: string, colleagues: Colleague[]}>} */
export function readColleagues() {
  return call("/api/agent/colleagues");
}

/** @returns {Promise<{session: Row, epoch: number, stopped: Message | null}>} */
export const takeOver = (name) => post(name, "takeover");
/** @returns {Promise<{session: Row, epoch: number, stopped: Message | null}>} */
export const close = (name) => post(name, "close");
/** @returns {Promise<{session: Row}>} */
export const transfer = (name, to) => post(name, "transfer", { to });
/** @returns {Promise<{session: Row}>} */
export const accept = (name) => post(name, "transfer/accept");
/** @returns {Promise<{session: Row}>} */
export const decline = (name) => post(name, "transfer/decline");
/** @returns {Promise<{session: Row}>} */
export const release = (name) => post(name, "release");
/** @returns {Promise<{session: Row}>} */
export const escalate = (name) => post(name, "escalate");
/** @returns {Promise<{message_id: string}>} */
export const say = (name, message, clientId) => post(name, "messages", { message, client_id: clientId });
/** @returns {Promise<{note_id: string}>} */
export const addNote = (name, text) => post(name, "notes", { text });
/** @returns {Promise<{session: Row}>} */
export const setTags = (name, tags) => post(name, "tags", { tags });
export const tellTyping = (name) => post(name, "typing");
export const tellRead = (name, id) => post(name, "read", { id });

/** @returns {Promise<{replies: Reply[]}>} */
export const readReplies = () => call("/api/agent/replies");
/** @param {Omit<Reply, "id"> & {id?: string}} reply @returns {Promise<{reply: Reply}>} */
export function saveReply({ id, ...body }) {
  if (!id) return call("/api/admin/replies", { method: "POST", body });
  return call(`/api/admin/replies/${encodeURIComponent(id)}`, { method: "PUT", body });
}
export const deleteReply = (id) => call(`/api/admin/replies/${encodeURIComponent(id)}`, { method: "DELETE" });
