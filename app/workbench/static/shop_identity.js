/** A shop's secret: asked for when it is wanted, shown only when that is asked for, and renewed when it is certain. */

import { callAndStay } from "./api.js";
import { copy } from "./copy.js";
import { attempt, tell } from "./layout.js";

const path = `/api/admin/shops/${document.querySelector("[data-shop]").dataset.shop}/identity`;
const { renewed } = JSON.parse(document.getElementById("identity-words").textContent);
const field = document.getElementById("secret");
const toggle = document.getElementById("show");
const sure = document.getElementById("sure");

/** @returns {Promise<string | undefined>} undefined where it could not be had, which has been said then */
async function secret() {
  if (!field.value) field.value = (await attempt(() => callAndStay(path)))?.secret || "";
  return field.value || undefined;
}

function reveal(isShown) {
  field.type = isShown ? "text" : "password";
  toggle.textContent = isShown ? toggle.dataset.hide : toggle.dataset.show;
}

toggle.addEventListener("click", async () => {
  const isShown = field.type === "text";
  if (isShown || (await secret())) reveal(!isShown);
});
document.getElementById("copy").addEventListener("click", async () => {
  const text = await secret();
  if (text) await copy(text);
});
document.getElementById("renew").addEventListener("click", () => sure.showModal());
sure.querySelector("[data-do=close]").addEventListener("click", () => sure.close());
sure.querySelector("[data-do=renew]").addEventListener("click", async () => {
  const made = await attempt(() => callAndStay(`${path}/renew`, { method: "POST" }));
  sure.close();
  if (!made) return;
  field.value = made.secret;
  reveal(true);
  tell(renewed);
});
