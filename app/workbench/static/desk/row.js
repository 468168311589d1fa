/** One line of the lists as an element; the template `#row` has its shape, which the server fills in the same way. */

import { shortTime, word } from "../shared/words.js";
import { waitsSince } from "./book.js";
import { showWait } from "./clock.js";
import { isSignedVip, nameOf } from "./person.js";

/** @typedef {import("./calls.js").Row} Row */

/** Who the visitor is, as far as anybody knows. @param {Row} row */
export function visitorName(row) {
  return nameOf(row) || row.user?.email || row.email || word("visitor_n", { n: row.session_name.replace(/[\W_]/g, "").slice(-4) });
}

/** Why a person was asked for, in words. @param {{rule: string, reason: string}} why */
export function whyText({ rule, reason }) {
  return word(`rule_${rule}`, {}, "") || word(`reason_${reason}`, {}, "") || rule;
}

/** Who said the last thing, whoever owns the session since. @param {Row} row @param {string} me the agent's id */
function lastSpeaker({ last }, me) {
  if (last?.role === "ai") return word("ai_short");
  if (last?.role === "agent") return last.by?.id === me ? word("you") : last.by?.name || word("agent");
  return "";
}

function set(item, part, text) {
  const place = item.querySelector(`[data-part="${part}"]`);
  if (place.textContent !== text) place.textContent = text;
  place.hidden = !text;
}

/** @returns {HTMLElement} an empty line */
export function buildRow(name) {
  const item = document.getElementById("row").content.firstElementChild.cloneNode(true);
  item.dataset.name = name;
  return item;
}

/**
 * Let the line say what the row says; what is the same is not touched.
 * @param {HTMLElement} item @param {Row} row
 * @param {{unread: number, isOpen: boolean, isGone: boolean, shops: Record<string, string>, me: string,
 *   isMine: boolean, isOffered: boolean}} how
 */
export function fillRow(item, row, { unread, isOpen, isGone, shops, me, isMine, isOffered }) {
  const link = item.querySelector("a");
  link.href = `/agent/sessions/${row.session_name}`;
  if (isOpen) link.setAttribute("aria-current", "true");
  else link.removeAttribute("aria-current");
  const since = waitsSince(row);
  item.dataset.status = row.status;
  item.dataset.severity = row.status === "closed" ? "" : row.severity;
  item.toggleAttribute("data-gone", isGone);
  item.toggleAttribute("data-unread", unread > 0);
  set(item, "who", visitorName(row));
  showWait(item.querySelector('[data-part="wait"]'), since);
  item.querySelector('[data-part="wait"]').hidden = !since;
  const time = item.querySelector("time");
  time.hidden = Boolean(since) || !row.last;
  if (row.last) Object.assign(time, { dateTime: row.last.at, textContent: shortTime(new Date(row.last.at)) });
  set(item, "speaker", lastSpeaker(row, me));
  set(item, "last", row.last ? row.last.text : "");
  set(item, "unread", unread > 1 ? String(unread) : "");
  set(item, "new", unread > 0 ? word("unread") : "");
  const isAsked = row.severity && row.status !== "closed";
  set(item, "severity", isAsked ? word(row.at_head ? "severity_head" : `severity_${row.severity}`) : "");
  set(item, "why", isOffered ? word("offered_by", { name: row.agent?.name || "" }) : isAsked ? whyText(row) : "");
  set(item, "agent", row.agent && !isMine ? row.agent.name : "");
  set(item, "shop", Object.keys(shops).length > 1 ? shops[row.shop] || row.shop : "");
  set(item, "tags", [...(isSignedVip(row) ? ["VIP"] : []), ...row.tags.filter((tag) => !isSignedVip(row) || tag.toLowerCase() !== "vip")].join(" · "));
}
