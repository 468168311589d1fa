/** What a form holds, as the JSON that the server takes: a control named `looks.color` is the member `color` of `looks`. */

/** The items of a list that is written in a text field, and where each stands. `data-list` is `lines` or `words`. */
export function itemsOf(area) {
  const item = area.dataset.list === "lines" ? /[^\n]+/g : /[^\s,;\uff0c\uff1b]+/g;
  return [...area.value.matchAll(item)]
    .map(({ 0: text, index }) => ({ text: text.trim(), index, line: area.value.slice(0, index).split("\n").length }))
    .filter(({ text }) => text);
}

function valueOf(control) {
  if (control.type === "checkbox") return control.checked;
  // A number that is missing is sent as one that is too small, so that the answer says what it may be.
  if (control.type === "number") return control.value === "" ? -1 : Math.round(Number(control.value));
  if (control.dataset.list) return itemsOf(control).map(({ text }) => text);
  return control.value;
}

/** @param {HTMLFormElement} form */
export function readForm(form) {
  const found = {};
  for (const control of form.elements) {
    if (!control.name || (control.type === "radio" && !control.checked)) continue;
    const path = control.name.split(".");
    const last = path.pop();
    let place = found;
    for (const part of path) place = place[part] ||= {};
    place[last] = valueOf(control);
  }
  return found;
}
