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

form.addEventListener("submit", (event) => {
  event.preventDefault();
  submitting(form, async () => {
    if (isByLink && !link) throw new Problem(410, { detail: layoutWord("no_link") });
    await callOnce(form.dataset.action, { method: "POST", body: values() });
    await enter();
  });
});

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
