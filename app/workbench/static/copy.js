/** Copying what a page shows: by the clipboard, or over plain HTTP, which has none, by the selection. */

import { layoutWord } from "./api.js";
import { tell } from "./layout.js";

/** Copy `text`, and say that it was done. @param {string} text */
export async function copy(text) {
  if (navigator.clipboard) await navigator.clipboard.writeText(text);
  else copyBySelection(text);
  tell(layoutWord("copied"));
}

function copyBySelection(text) {
  const area = Object.assign(document.createElement("textarea"), { value: text, readOnly: true });
  const before = document.activeElement;
  document.body.append(area);
  area.select();
  document.execCommand("copy");
  area.remove();
  before?.focus();
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-copy]");
  if (button) copy(document.getElementById(button.dataset.copy).textContent);
});
