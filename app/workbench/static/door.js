/** The forms in front of the door: sign in, set up, set a password. A login that only needs renewing passes by itself. */

import { callOnce, layoutWord, Problem, refresh } from "./api.js";
import { submitting } from "./layout.js";

const form = document.getElementById("door");
const isByLink = "link" in form.dataset;
const link = location.hash.slice(1);

/** Go on to where one wanted to be, if this browser keeps the keys it was given; else that would lead back here. */
async function enter() {
  try {
    await callOnce("/api/agent/profile");
  } catch (error) {
    if (error.status === 401) throw new Problem(401, { detail: layoutWord("no_cookies") });
    throw error;
  }
  location.replace(form.dataset.next + (isByLink ? "" : location.hash));
}

function values() {
  const given = Object.fromEntries(new FormData(form));
  if (isByLink) given.link = link;
  if (form.dataset.lang) given.lang = form.dataset.lang;
  return given;
}

/** Look at the link before anything is typed: whose it is, and whether it is still good. */
async function check() {
  if (!link) throw new Problem(410, { detail: layoutWord("no_link") });
  const { username, is_new: isNew } = await callOnce(`${form.dataset.action}/check`, { method: "POST", body: { link } });
  if (!username) return;
  document.getElementById("username").value = username;
  document.getElementById("signs-out").hidden = isNew;
}

/** Say why it goes no further; where the link is no longer good, nothing can be filled in. @param {Problem} problem */
function refuse(problem) {
  const fault = form.querySelector(".fault");
  const isOver = isByLink && problem.status === 410;
  fault.textContent = (isOver && link && form.dataset.refused) || problem.detail;
  fault.hidden = false;
  if (!isOver) return;
  for (const part of form.querySelectorAll(".lead, .field, .primary")) part.hidden = true;
  form.querySelector(".button").hidden = false;
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  submitting(form, async () => {
    await callOnce(form.dataset.action, { method: "POST", body: values() });
    await enter();
  }, refuse);
});

if (isByLink) {
  addEventListener("hashchange", () => location.reload()); // the whole link was put into the address of half of it
  form.setAttribute("aria-busy", "true");
  check()
    .catch((problem) => {
      if (!(problem instanceof Problem)) throw problem;
      refuse(problem);
    })
    .finally(() => form.removeAttribute("aria-busy"));
}

if ("refresh" in form.dataset) {
  // Most who come here were signed in a moment ago: they see no form, or so briefly that it does not matter.
  form.setAttribute("aria-busy", "true");
  refresh()
    .then((isOn) => isOn && enter())
    .catch(() => false)
    .finally(() => {
      form.removeAttribute("aria-busy");
      form.elements.username.focus();
    });
}
