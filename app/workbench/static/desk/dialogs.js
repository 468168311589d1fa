/** The dialogs that ask before something is done: to which colleague, and whether one is sure. */

import { word } from "../shared/words.js";
import { element } from "./element.js";

document.addEventListener("click", ({ target }) => target.closest("[data-cancel]")?.closest("dialog").close());

/** Show a dialog. @param {HTMLDialogElement} dialog @returns {Promise<string>} the value of the button that closed it, "" for none */
function ask(dialog) {
  dialog.returnValue = "";
  dialog.showModal();
  return new Promise((resolve) => dialog.addEventListener("close", () => resolve(dialog.returnValue), { once: true }));
}

/** @param {string} what the dialog's id without `sure-` @returns {Promise<boolean>} */
export async function askSure(what) {
  return (await ask(document.getElementById(`sure-${what}`))) === "yes";
}

/** A choice of those colleagues who are there; the others are shown, and why they cannot be asked. */
function buildChoice({ id, name, status, online, load, max_sessions: most }) {
  const isFree = online && load < most;
  const label = element("label", "choice");
  const radio = element("input");
  Object.assign(radio, { type: "radio", name: "to", value: id, disabled: !isFree, required: true });
  const state = !online ? word(status === "busy" ? "busy" : "away_from_desk") : load >= most ? word("full") : word("online");
  const dot = element("span", "state", state);
  dot.dataset.status = online ? (isFree ? "online" : "busy") : "offline";
  label.append(radio, element("span", "name", name), dot, element("span", "load", `${load}/${most}`));
  return label;
}

/** In the note Enter begins a line; with Ctrl or Cmd it offers. @param {KeyboardEvent} event @param {HTMLButtonElement} offer */
function offerByKeys(event, offer) {
  if (event.key !== "Enter" || event.isComposing || !(event.ctrlKey || event.metaKey)) return;
  event.preventDefault();
  offer.click();
}

/** @param {import("./team.js").Team} team @returns {Promise<{to: string, note: string} | null>} */
export async function askColleague(team) {
  const dialog = document.getElementById("transfer");
  const places = dialog.querySelector(".choices");
  const field = dialog.querySelector("textarea");
  const draw = () => {
    const hadFocus = places.contains(document.activeElement);
    const chosen = dialog.querySelector("input:checked")?.value;
    const others = team.colleagues.filter(({ id }) => id !== team.me);
    const free = ({ online, load, max_sessions: most }) => Number(online && load < most);
    others.sort((a, b) => free(b) - free(a) || a.load - b.load || a.name.localeCompare(b.name));
    places.replaceChildren(...others.map(buildChoice));
    const again = places.querySelector(`input[value="${CSS.escape(chosen || "")}"]:enabled`) || places.querySelector("input:enabled");
    if (again) again.checked = true;
    if (again && hadFocus) again.focus();
    dialog.querySelector(".nobody-free").hidden = Boolean(again);
    dialog.querySelector('[value="yes"]').disabled = !again;
  };
  draw();
  field.value = "";
  field.onkeydown = (event) => offerByKeys(event, dialog.querySelector('[value="yes"]'));
  team.onChange = draw;
  const answer = await ask(dialog);
  team.onChange = () => {};
  const to = dialog.querySelector("input:checked")?.value;
  return answer === "yes" && to ? { to, note: field.value.trim() } : null;
}
