/** One shop's settings: one form, kept whole; what stands beside its fields while they are filled in. */

import { Saved } from "./shop_form.js";
import { itemsOf, readForm } from "./shop_read.js";

const path = `/api/admin/shops/${document.querySelector("[data-shop]").dataset.shop}`;
const settings = document.getElementById("settings");
const origins = document.getElementById("origins");
const nowhere = document.getElementById("nowhere");
const minutes = new Intl.NumberFormat(document.documentElement.lang, { style: "unit", unit: "minute", maximumFractionDigits: 1 });

function showMinutes() {
  for (const output of settings.querySelectorAll("output.minutes")) {
    const seconds = Number(document.getElementById(output.htmlFor.value).value);
    output.value = seconds > 60 ? `= ${minutes.format(seconds / 60)}` : "";
  }
}

function show() {
  showMinutes();
  nowhere.hidden = Boolean(nowhere.dataset.others || itemsOf(origins).length);
}

/** Addresses are kept as browsers write them, so they are shown so too. */
function saved({ origins: kept }) {
  if (kept) origins.value = kept.join("\n");
}

new Saved(settings, { method: "PUT", path, read: () => readForm(settings), saved });
settings.addEventListener("input", show);
show();
