/** What belongs to people beside the scripts, fetched when it is needed: elements, words and looks; it puts nothing in its place. */

import { learn } from "./shared/words.js";

/** Resolves when the style sheet is there: nothing is drawn before. */
export function fetchStyle() {
  const link = document.createElement("link");
  link.rel = "stylesheet";
  link.href = new URL("people.css", import.meta.url);
  return new Promise((resolve, reject) => {
    link.onload = resolve;
    link.onerror = () => {
      link.remove();
      reject(new TypeError("people.css"));
    };
    document.head.append(link);
  });
}

/** The elements and words that belong to it. @returns {Promise<DocumentFragment>} */
export async function fetchParts() {
  const response = await fetch(`/embed/people?lang=${document.documentElement.dataset.lang}`);
  if (!response.ok) throw new TypeError(`status ${response.status}`);
  const template = document.createElement("template");
  template.innerHTML = await response.text();
  const words = template.content.querySelector("script");
  learn(JSON.parse(words.textContent));
  words.remove();
  return template.content;
}
