/** A shop's policy: one form, saved whole, and the box that tries a sentence on what stands in it. */

import { callAndStay } from "./api.js";
import { clearFaults, fieldOf, Saved, say, showFault } from "./shop_form.js";
import { Verdict } from "./policy_verdict.js";

const patienceMs = 300;
const path = `/api/admin/shops/${document.querySelector("[data-shop]").dataset.shop}/policy`;
const usual = JSON.parse(document.getElementById("policy-usual").textContent);
const words = JSON.parse(document.getElementById("policy-words").textContent);
const limit = JSON.parse(document.getElementById("policy-limit").textContent);
const form = document.getElementById("policy");
const box = document.getElementById("try");
const verdict = new Verdict(document.getElementById("verdict"), words);

/** @param {string} name a field of the policy, which is the id of its control */
function control(name) {
  return document.getElementById(name);
}

/** @param {string} name @returns {boolean | number | string | string[]} what the page says of it */
function readField(name) {
  const input = control(name);
  if (input.type === "checkbox") return input.checked;
  if (input.type === "number") return Math.round(Number(input.value));
  if (input.tagName === "SELECT") return input.value;
  const lines = input.value.split("\n").map((line) => line.trim());
  return [...new Set(lines.filter(Boolean))];
}

/** @param {string} name @param {boolean | number | string | string[]} value */
function writeField(name, value) {
  const input = control(name);
  if (input.type === "checkbox") input.checked = value;
  else input.value = Array.isArray(value) ? value.join("\n") : value;
}

function isUsual(name) {
  return String(readField(name)) === String(usual[name]);
}

/** The policy as it stands on the page: what is as it comes need not be sent. */
function readPolicy() {
  return Object.fromEntries(Object.keys(usual).filter((name) => !isUsual(name)).map((name) => [name, readField(name)]));
}

function showCounts() {
  for (const count of form.querySelectorAll(".count")) {
    const { length } = readField(count.dataset.of);
    count.textContent = words.count.replace("{n}", length).replace("{limit}", limit);
    count.classList.toggle("over", length > limit);
  }
  for (const button of form.querySelectorAll("[data-usual]")) button.hidden = isUsual(button.dataset.usual);
}

function readTry() {
  const tried = { text: control("text").value, policy: readPolicy(), is_vip: control("is_vip").checked };
  if (!box.querySelector("details").open) return tried;
  return { ...tried, answer: control("answer").value, fails: Math.max(0, Math.round(Number(control("fails").value))) };
}

let timer = 0;
let tries = 0;

/** Ask what would happen; only the latest answer counts, and nothing is asked while nothing is written. */
async function judge() {
  const mine = (tries += 1);
  const tried = readTry();
  if (!tried.text.trim() && !tried.is_vip && tried.answer === undefined) return verdict.clear();
  try {
    const answer = await callAndStay(`${path}/try`, { method: "POST", body: tried });
    if (mine !== tries) return;
    clearFaults(form);
    verdict.show(answer, tried.answer !== undefined);
  } catch (problem) {
    if (problem.status === undefined) throw problem;
    if (mine !== tries) return;
    const field = fieldOf(problem).replace(/^policy\./, "");
    clearFaults(form);
    if (field) showFault(form, field, problem.detail);
    verdict.complain(say(problem));
  }
}

function judgeSoon() {
  clearTimeout(timer);
  timer = setTimeout(judge, patienceMs);
}

function changed() {
  showCounts();
  judgeSoon();
}

const kept = new Saved(form, { method: "PUT", path, read: readPolicy });
form.addEventListener("input", changed);
form.addEventListener("click", ({ target }) => {
  const names = target.id === "reset" ? Object.keys(usual) : [target.dataset.usual].filter(Boolean);
  if (!names.length) return;
  for (const name of names) writeField(name, usual[name]);
  kept.touch();
  changed();
});
box.addEventListener("input", judgeSoon);
box.addEventListener("toggle", judgeSoon, true);
box.addEventListener("submit", (event) => event.preventDefault());
showCounts();
