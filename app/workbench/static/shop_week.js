/** The page of a shop's opening hours: one form, kept whole, and the line that says how the shop stands by it. */

import { callAndStay } from "./api.js";
import { clearFaults, fieldOf, Saved, say, showFault, word } from "./shop_form.js";
import { edit, isUnfinished, readHours } from "./shop_hours.js";

const path = `/api/admin/shops/${document.querySelector("[data-shop]").dataset.shop}/hours`;
const hours = document.getElementById("hours");
const says = document.getElementById("says");

/** @param {{open_now: boolean, says: string}} answer */
function showStanding(answer) {
  says.textContent = answer.says;
  says.classList.toggle("open", answer.open_now);
}

let checks = 0;

/** Ask what the hours on the page would mean now; only the latest answer counts. */
async function check() {
  const mine = (checks += 1);
  if (isUnfinished(hours)) return;
  try {
    const answer = await callAndStay(`${path}/check`, { method: "POST", body: readHours(hours) });
    if (mine !== checks) return;
    clearFaults(hours);
    showStanding(answer);
  } catch (problem) {
    if (mine !== checks) return;
    clearFaults(hours);
    const field = fieldOf(problem);
    if (!field || !showFault(hours, field, problem.detail)) says.textContent = say(problem);
  }
}

// What saving says of the form stays: no check that is under way may say anything after it.
hours.addEventListener("submit", () => (checks += 1));
const kept = new Saved(hours, { method: "PUT", path, read: () => readHours(hours), saved: showStanding });
edit(hours, {
  changed() {
    kept.touch();
    check();
  },
  noSpan() {
    clearFaults(hours);
    showFault(hours, "adding", word("from_after_to"));
  },
});
