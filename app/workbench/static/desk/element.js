/** Elements made by hand, where a template would say less. */

/** @param {string} tag @param {string} [className] @param {string} [text] @returns {HTMLElement} */
export function element(tag, className = "", text = "") {
  const made = document.createElement(tag);
  if (className) made.className = className;
  if (text) made.textContent = text;
  return made;
}

/** @param {string} className @param {string} text @param {() => void} onClick @returns {HTMLButtonElement} */
export function button(className, text, onClick) {
  const made = element("button", className, text);
  made.type = "button";
  made.addEventListener("click", onClick);
  return made;
}

/** A link to another site, of which nobody is told where it was clicked; text where it is no address. @param {string} address */
export function outsideLink(address) {
  if (!/^https?:\/\//i.test(address)) return element("span", "", address);
  const made = element("a", "", address.replace(/^https?:\/\/(www\.)?/i, "").replace(/\/$/, ""));
  Object.assign(made, { href: address, target: "_blank", rel: "noopener noreferrer nofollow", title: address });
  return made;
}

const drawn = new WeakMap();

/** Draw a place anew, unless it already shows just this. @param {HTMLElement} place @param {any} what @param {() => Node[]} build */
export function renew(place, what, build) {
  const key = JSON.stringify(what);
  if (drawn.get(place) === key) return;
  drawn.set(place, key);
  place.replaceChildren(...build());
}
