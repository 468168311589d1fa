/** The head of every page of the workbench: language, status, menu, signing out; and the notice at the foot. */

import { call, callAndStay, Problem } from "./api.js";

const notice = document.getElementById("notice");
const noticeMs = 6000;
let hiding = 0;

/** Show one sentence for a moment. @param {string} text @param {"fault"|"done"} [kind] */
export function tell(text, kind = "done") {
  clearTimeout(hiding);
  notice.textContent = text;
  notice.dataset.kind = kind;
  notice.hidden = false;
  hiding = setTimeout(() => (notice.hidden = true), noticeMs);
}

/** What was said is over: something else is being done. */
export function hush() {
  clearTimeout(hiding);
  notice.hidden = true;
}

/** Do something, and say so if it fails. @template T @param {() => Promise<T>} work @returns {Promise<T | undefined>} */
export async function attempt(work) {
  hush();
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    tell(error.detail, "fault");
    return undefined;
  }
}

/**
 * Send a form's work, and show in the form what was refused.
 * @param {HTMLFormElement} form @param {() => Promise<void>} work @param {(problem: Problem) => void} [refuse] shows it otherwise
 */
export async function submitting(form, work, refuse) {
  const fault = form.querySelector(".fault");
  const buttons = form.querySelectorAll("button");
  const show = ({ detail }) => {
    fault.textContent = detail;
    fault.hidden = false;
  };
  hush();
  fault.hidden = true;
  buttons.forEach((button) => (button.disabled = true));
  try {
    await work();
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    (refuse || show)(error);
  } finally {
    buttons.forEach((button) => (button.disabled = false));
  }
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-reveal]");
  if (!button) return;
  const field = button.parentElement.querySelector("input");
  const isHidden = field.type === "password";
  field.type = isHidden ? "text" : "password";
  button.textContent = isHidden ? button.dataset.hide : button.dataset.show;
});

const head = document.getElementById("top");
if (head) {
  const status = document.getElementById("my-status");
  const language = document.getElementById("language");
  const toggle = document.getElementById("menu-toggle");

  // The page stays where it is, whatever it keeps in its address.
  const there = new URL(location.href);
  there.searchParams.set("lang", language.dataset.lang);
  language.href = there.href;
  language.addEventListener("click", async (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    const saved = await attempt(() => call("/api/agent/profile", { method: "PATCH", body: { lang: language.dataset.lang } }));
    if (!saved) return;
    // The desk changes the address as one goes.
    const here = new URL(location.href);
    here.searchParams.delete("lang");
    if (here.href === location.href) location.reload();
    else location.replace(here.href);
  });

  const showStatus = (value) => {
    status.value = value;
    status.parentElement.dataset.status = value;
  };
  status.addEventListener("change", async () => {
    const before = status.parentElement.dataset.status;
    const saved = await attempt(() => call("/api/agent/profile", { method: "PATCH", body: { status: status.value } }));
    showStatus(saved ? saved.status : before);
  });
  // It may have been changed in another tab meanwhile.
  document.addEventListener("visibilitychange", async () => {
    if (document.hidden) return;
    try {
      showStatus((await callAndStay("/api/agent/profile")).status);
    } catch (problem) {
      if (!(problem instanceof Problem)) throw problem; // else: what is done next says what is wrong
    }
  });

  document.getElementById("sign-out").addEventListener("click", async () => {
    const left = await attempt(() => call("/api/agent/logout", { method: "POST" }));
    if (left) location.assign(`/agent/sign-in?lang=${document.documentElement.lang.slice(0, 2)}`);
  });

  const open = (isOpen) => {
    toggle.setAttribute("aria-expanded", String(isOpen));
    head.toggleAttribute("data-open", isOpen);
  };
  toggle.addEventListener("click", () => open(!head.hasAttribute("data-open")));
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !head.hasAttribute("data-open")) return;
    open(false);
    toggle.focus();
  });
  document.addEventListener("click", (event) => {
    if (!head.contains(event.target)) open(false);
  });
} else {
  // In front of the door: the other language keeps what the address holds, the secret behind # included.
  const language = document.getElementById("language");
  if (language) {
    const there = new URL(location.href);
    there.searchParams.set("lang", language.getAttribute("hreflang"));
    language.href = there.href;
  }
}
