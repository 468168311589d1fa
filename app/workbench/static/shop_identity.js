/** A shop's secrets: asked for when they are wanted, shown only when that is asked for, and renewed when it is certain. */

import { callAndStay } from "./api.js";
import { copy } from "./copy.js";
import { attempt, tell } from "./layout.js";

const path = `/api/admin/shops/${document.querySelector("[data-shop]").dataset.shop}/identity`;
const { renewed } = JSON.parse(document.getElementById("identity-words").textContent);
const rows = [...document.querySelectorAll("[data-secret]")];
const sure = document.getElementById("sure");

const fieldOf = (row) => row.querySelector("input");

/** @param {Record<string, string>} secrets by the names of the rows */
function keep(secrets) {
  for (const row of rows) fieldOf(row).value = secrets[row.dataset.secret];
}

/** @returns {Promise<string | undefined>} undefined where it could not be had, which has been said then */
async function secretOf(row) {
  if (!fieldOf(row).value) {
    const secrets = await attempt(() => callAndStay(path));
    if (secrets) keep(secrets);
  }
  return fieldOf(row).value || undefined;
}

function reveal(row, isShown) {
  const toggle = row.querySelector("[data-do=show]");
  fieldOf(row).type = isShown ? "text" : "password";
  toggle.textContent = isShown ? toggle.dataset.hide : toggle.dataset.show;
}

for (const row of rows) {
  row.querySelector("[data-do=show]").addEventListener("click", async () => {
    const isShown = fieldOf(row).type === "text";
    if (isShown || (await secretOf(row))) reveal(row, !isShown);
  });
  row.querySelector("[data-do=copy]").addEventListener("click", async () => {
    const text = await secretOf(row);
    if (text) await copy(text);
  });
}
document.getElementById("renew").addEventListener("click", () => sure.showModal());
sure.querySelector("[data-do=close]").addEventListener("click", () => sure.close());
sure.querySelector("[data-do=renew]").addEventListener("click", async () => {
  const made = await attempt(() => callAndStay(`${path}/renew`, { method: "POST" }));
  sure.close();
  if (!made) return;
  keep(made);
  reveal(rows[0], true);
  tell(renewed);
});
