/** A shop's appearance: one form, kept whole; while it is filled in, the preview and the snippets follow it. */

import { callAndStay } from "./api.js";
import { Colour } from "./shop_colour.js";
import { clearFaults, fieldOf, Saved, showFault } from "./shop_form.js";
import { Preview } from "./shop_stage.js";
import { readForm } from "./shop_read.js";
import "./copy.js";

const patienceMs = 350;
const firstWordS = 30;
const path = `/api/admin/shops/${document.querySelector("[data-shop]").dataset.shop}/appearance`;
const form = document.getElementById("appearance");
const words = JSON.parse(document.getElementById("appearance-words").textContent);
const speaks = document.getElementById("speaks");
const after = document.getElementById("proactive.after_s");
const pageLang = document.getElementById("page-lang");
const sheet = document.querySelector(".dressing");
const turn = document.getElementById("turn");
const preview = new Preview(document.getElementById("preview"), readForm(form));

function read() {
  const found = readForm(form);
  if (!speaks.checked) found.proactive.after_s = 0;
  return found;
}

/** What stands in the form, while a first word that is half written is not said yet: to judge it, there is time on saving. */
function readDraft() {
  const found = read();
  if (!Object.values(found.proactive.message).every((text) => text.trim())) found.proactive.after_s = 0;
  return found;
}

let checks = 0;

/** Ask for the lines that embed the chat as it stands in the form; only the latest answer counts. */
async function check() {
  const mine = (checks += 1);
  const draft = readDraft();
  try {
    const { snippets } = await callAndStay(`${path}/check?page_lang=${pageLang.value}`, { method: "POST", body: draft });
    if (mine !== checks) return;
    clearFaults(form);
    for (const [id, text] of Object.entries(snippets)) document.getElementById(id).textContent = text;
    preview.show(draft);
  } catch (problem) {
    if (problem.status === undefined) throw problem;
    if (mine !== checks) return;
    clearFaults(form);
    // What cannot be asked just now is asked at the next change; saving says what is wrong.
    if (fieldOf(problem)) showFault(form, fieldOf(problem), problem.detail);
  }
}

let timer = 0;

function checkSoon() {
  clearTimeout(timer);
  timer = setTimeout(check, patienceMs);
}

/** What saving says of the form stays: no check that is under way may say anything after it. */
function hushChecks() {
  clearTimeout(timer);
  checks += 1;
}

function saved({ looks }) {
  colour.set(looks.color);
  check();
}

function showFirstWord() {
  document.getElementById("first-word").hidden = !speaks.checked;
  if (speaks.checked && Number(after.value) < 1) after.value = firstWordS;
}

/** On a narrow screen the form and the preview take turns. */
function show(what) {
  sheet.dataset.shows = what;
  turn.textContent = what === "form" ? turn.dataset.preview : turn.dataset.form;
}

const colour = new Colour({
  field: document.getElementById("looks.color"),
  picker: document.getElementById("picker"),
  sample: document.getElementById("contrast"),
  words,
});
new Saved(form, { method: "PUT", path, read, saved });
form.addEventListener("submit", hushChecks);
speaks.addEventListener("change", showFirstWord);
form.addEventListener("input", checkSoon);
form.addEventListener("focusin", ({ target }) => preview.look(target.name || ""));
pageLang.addEventListener("change", check);
turn.addEventListener("click", () => show(sheet.dataset.shows === "form" ? "preview" : "form"));
