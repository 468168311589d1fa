/** What the shop wishes of the chat: read from its page, tidied, and merged; nothing is drawn or fetched here. */

const groups = /^(launcher|offset|proactive|attributes|user)([A-Z].*)$/;

/**
 * The own properties of what may be an object: scripts of the shop may have put anything into prototypes.
 * @param {unknown} given @returns {Record<string, any>}
 */
export const own = (given) => ({ __proto__: null, ...given });

/** The settings in `data-*` attributes: `data-launcher-text` is `launcher.text`. @param {DOMStringMap} [dataset] */
export function ofTag(dataset) {
  const found = own();
  for (const [name, value] of Object.entries(own(dataset))) {
    const [, group, rest] = groups.exec(name) || [];
    if (group) (found[group] ||= own())[rest[0].toLowerCase() + rest.slice(1)] = value;
    else found[name] = value;
  }
  return found;
}

/** What was known and what is new: of a group only what is named changes, but a user is another one. */
export function merge(known, given) {
  const merged = own({ ...known, ...given });
  for (const name of ["launcher", "offset", "proactive", "attributes"]) merged[name] = own({ ...own(known)[name], ...merged[name] });
  return merged;
}

const number = (value, usual) => (value >= 0 ? +value : usual);

/** How the launcher is to be, by what the shop gave; what cannot be is as usual. */
export function settle(given) {
  const { launcher, offset, proactive, color, hideLauncher } = given;
  // As asked for, else as the page says of itself, else as the browser is set.
  const said = [given.lang, document.documentElement.lang, navigator.language].find((one) => /^(zh|en)/i.test(one));
  const lang = /^z/i.test(said) ? "zh" : "en";
  /** One text, or one for each language as `textZh` and `textEn`. */
  const wording = (group, name) => group[name + (lang === "zh" ? "Zh" : "En")] ?? group[name] ?? "";
  const [, digits] = /^#?((?:[\da-f]{3}){1,2})$/i.exec(color) || [, "0f766e"];
  return {
    given,
    lang,
    server: /^https?:\/\/[^/]+/.exec(given.serverUrl)?.[0],
    shop: given.shop || "",
    color: digits[3] ? digits : digits.replace(/./g, "$&$&"),
    isLeft: given.position === "bottom-left",
    text: wording(launcher, "text"),
    sign: launcher.icon,
    x: number(offset.x, 20),
    y: number(offset.y, 20),
    z: number(given.zIndex, 2147483000),
    isHidden: /^(true)?$/.test(hideLauncher ?? 0),
    after: number(proactive.after, 0),
    pages: proactive.pages || "*",
    teaser: wording(proactive, "message"),
    welcome: wording(given, "welcomeMessage"),
  };
}
