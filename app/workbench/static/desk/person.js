/** Who the visitor is to the shop: the person, how sure that is, and what else is known; signed or merely said. */

import { word } from "../shared/words.js";
import { element, renew } from "./element.js";

/** @typedef {import("./calls.js").Row} Row */

/** Whether the shop has signed that this visitor is dear to it. @param {Row} row */
export const isSignedVip = (row) => row.user?.attributes.vip === true;

/** The visitor's name as it is known best; "" for none. @param {Row} row */
export const nameOf = (row) => row.user?.name || row.context.name || "";

/** What the agents' search looks at. @param {Row} row */
export const searchedOf = (row) => [row.user?.id, row.user?.name, row.user?.email, row.context.name, row.email];

/** How sure it is who this is: the key of its word, whose explanation has the same key and "_why". @param {Row} row */
function proofOf(row) {
  if (row.user) return { jwt: "verified", hash: "verified_id" }[row.user.verified] || "unverified_id";
  return row.context.name ? "unverified" : row.email ? "unverified_email" : "anonymous";
}

/** A mark that says how sure it is; it explains itself when it is pointed at. @param {Row} row */
export function proofMark(row) {
  const proof = proofOf(row);
  const marks = element("span", "proofs");
  const mark = element("span", "proof", word(proof));
  mark.dataset.proof = row.user ? row.user.verified || "none" : "";
  mark.title = word(`${proof}_why`);
  marks.append(mark);
  if (isSignedVip(row)) {
    const vip = element("span", "proof", "VIP");
    Object.assign(vip, { title: word("vip_why") }).dataset.proof = "vip";
    marks.append(" ", vip);
  }
  return marks;
}

/** In one order, whichever way they came. */
const sorted = (attributes) => Object.entries(attributes).sort(([one], [other]) => (one < other ? -1 : 1));
const shown = (value) => (typeof value === "boolean" ? word(value ? "yes" : "no") : String(value));

/** Attributes by their names; those that the shop has signed stand first and are marked. @param {Row} row */
export function drawAttributes(row) {
  const place = document.getElementById("attributes");
  const signed = sorted(row.user?.attributes || {}).map((pair) => [...pair, true]);
  const said = sorted(row.attributes).map((pair) => [...pair, false]);
  const all = [...signed, ...said];
  document.getElementById("known").hidden = !all.length;
  renew(place, all, () => all.flatMap(([name, value, isSigned]) => {
    const detail = element("dd", "", shown(value));
    detail.title = word(isSigned ? "signed_why" : "said_why");
    if (isSigned) {
      const tick = element("span", "proof", "✓");
      tick.dataset.proof = "jwt";
      tick.setAttribute("role", "img");
      tick.setAttribute("aria-label", word("verified"));
      detail.append(" ", tick);
    }
    return [element("dt", "", name), detail];
  }));
}
