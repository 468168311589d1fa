/** The admins' list of agents: who is there; make, change, deactivate, and give a link for a new password. */

import { call, callAndStay, layoutWord, Problem } from "./api.js";
import { submitting, tell } from "./layout.js";

/** @type {HTMLDialogElement} */
const dialog = document.getElementById("agent");
const list = document.querySelector("tbody");
const states = JSON.parse(list.dataset.states);
const everyMs = 5000;
const invitation = document.getElementById("invitation");
const sure = document.getElementById("sure");
const form = dialog.querySelector("form");
const title = document.getElementById("agent-title");
const plain = { name: "", username: "", role: "agent", lang: document.documentElement.lang.slice(0, 2), max_sessions: 5, shops: [] };
/** @type {import("./api.js").Agent | null} */
let edited = null;

/** @param {import("./api.js").Agent | null} agent whom to edit, null for a new one */
function open(agent) {
  edited = agent;
  title.textContent = agent ? title.dataset.edit : title.dataset.new;
  for (const [name, value] of Object.entries(agent || plain)) {
    const field = form.elements.namedItem(name);
    if (field) field.value = Array.isArray(value) ? value.join(", ") : value;
  }
  form.elements.username.disabled = Boolean(agent);
  for (const [name, isShown] of Object.entries({
    deactivate: agent?.active, activate: agent && !agent.active, reset: agent?.active,
  })) button(dialog, name).hidden = !isShown;
  form.querySelector(".fault").hidden = true;
  dialog.showModal();
}

function button(within, name) {
  return within.querySelector(`[data-do="${name}"]`);
}

function values() {
  const { name, username, role, lang, max_sessions, shops } = Object.fromEntries(new FormData(form));
  const rest = { name, role, lang, max_sessions: Number(max_sessions), shops: shops.split(/[\s,]+/).filter(Boolean) };
  return edited ? rest : { ...rest, username };
}

/** Put a name into a sentence of the template. */
function named(within, name) {
  const heading = within.querySelector("h2");
  heading.dataset.words ||= heading.textContent;
  heading.textContent = heading.dataset.words.replace("{name}", () => name);
}

function invite({ agent, link }) {
  dialog.close();
  named(invitation, agent.name);
  invitation.querySelector("input").value = link;
  invitation.querySelector(".username").textContent = agent.username;
  invitation.showModal();
}

/** Who is there changes by itself, while the page is looked at. */
async function showStandings() {
  if (document.hidden) return;
  try {
    for (const { id, standing } of (await callAndStay("/api/admin/agents")).agents) {
      const state = list.querySelector(`[data-id="${id}"] .state`);
      if (!state || state.dataset.status === standing) continue;
      state.dataset.status = standing;
      state.textContent = states[standing];
    }
  } catch (problem) {
    if (!(problem instanceof Problem)) throw problem; // else: the next round asks again
    if (problem.status === 401) clearInterval(rounds);
  }
}

function change(body) {
  return submitting(form, async () => {
    await call(`/api/admin/agents/${edited.id}`, { method: "PATCH", body });
    location.reload();
  });
}

document.getElementById("new-agent").addEventListener("click", () => open(null));
list.addEventListener("click", (event) => {
  if (event.target.closest("[data-do=edit]")) open(JSON.parse(event.target.closest("tr").dataset.agent));
});
form.addEventListener("submit", (event) => {
  event.preventDefault();
  if (edited) change(values());
  else submitting(form, async () => invite(await call("/api/admin/agents", { method: "POST", body: values() })));
});
button(dialog, "activate").addEventListener("click", () => change({ active: true }));
button(dialog, "deactivate").addEventListener("click", () => {
  named(sure, edited.name);
  sure.showModal();
});
button(sure, "deactivate").addEventListener("click", () => {
  sure.close();
  change({ active: false });
});
button(dialog, "reset").addEventListener("click", () => {
  submitting(form, async () => invite(await call(`/api/admin/agents/${edited.id}/reset`, { method: "POST" })));
});
button(invitation, "copy").addEventListener("click", async () => {
  const field = invitation.querySelector("input");
  field.select();
  // Over plain HTTP there is no clipboard but the selection's.
  if (navigator.clipboard) await navigator.clipboard.writeText(field.value);
  else document.execCommand("copy");
  tell(layoutWord("copied"));
});
for (const one of [dialog, invitation, sure]) button(one, "close").addEventListener("click", () => one.close());
invitation.addEventListener("close", () => location.reload());
const rounds = setInterval(showStandings, everyMs);
document.addEventListener("visibilitychange", showStandings);
