/** Elements, made one by one: no markup is parsed, so that pages with Trusted Types and strict policies take them. */

/** @param {string} tag @param {object} [more] properties @param {...(Node | string)} children @returns {any} */
export function make(tag, more, ...children) {
  const made = Object.assign(document.createElement(tag), more);
  made.append(...children);
  return made;
}

/** A drawing of one piece, 24 pixels wide. @param {string} outline */
export const icon = (outline) => make("i", { style: `clip-path:path("${outline}")` });

/** A root that takes one more style sheet, which no policy of the page forbids. @param {ShadowRoot} root @param {string} text */
export function wear(root, text) {
  const style = new CSSStyleSheet();
  style.replaceSync(text);
  root.adoptedStyleSheets = [...root.adoptedStyleSheets, style];
}
