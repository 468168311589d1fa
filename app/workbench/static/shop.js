/** One shop's page: two forms, each saved on its own, and the line that says how the shop stands by its hours. */

import { callAndStay } from "./api.js";
import { clearFaults, fieldOf, Saved, say, showFault, word } from "./shop_form.js";
import { edit, isUnfinished, readHours } from "./shop_hours.js";

const path = `/api/admin/shops/${document.querySelector("[data-shop]").dataset.shop}`;
const times = ["wait_limit_s", "mail_wait_s", "agent_gone_s", "offer_s"];
const settings = document.getElementById("settings");
const hours = document.getElementById("hours");
const says = document.getElementById("says");
const minutes = new Intl.NumberFormat(document.documentElement.lang, { style: "unit", unit: "minute", maximumFractionDigits: 1 });

/** @param {string} id */
function value(id) {
  return document.getElementById(id).value;
}

function readSettings() {
  const service = Object.fromEntries(times.map((name) => [name, Math.round(Number(value(name)))]));
  const emails = value("service.team_emails").split(/[\s,;\uff0c\uff1b]+/).filter(Boolean);
  return {
    names: { zh: value("names.zh"), en: value("names.en") },
    service: { ...service, keeps_company: document.getElementById("keeps_company").checked, team_emails: emails },
  };
}

function showMinutes() {
  for (const name of times) {
    const seconds = Number(value(name));
    settings.querySelector(`output[for="${name}"]`).value = seconds > 60 ? `= ${minutes.format(seconds / 60)}` : "";
  }
}

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
    const answer = await callAndStay(`${path}/hours/check`, { method: "POST", body: readHours(hours) });
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

new Saved(settings, { method: "PUT", path, read: readSettings });
const kept = new Saved(hours, { method: "PUT", path: `${path}/hours`, read: () => readHours(hours), saved: showStanding });
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
settings.addEventListener("input", showMinutes);
showMinutes();
