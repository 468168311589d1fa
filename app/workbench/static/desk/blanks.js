/** What stands in braces in a canned reply, filled in; a blank for which nothing is known leaves no trace of itself. */

const comma = "[,\\uff0c\\u3001]";
const atStart = new RegExp(`^\\{(\\w+)\\}\\s*${comma}?\\s*(\\S)`, "gmu");
const anywhere = new RegExp(`(${comma}?[^\\S\\n]*)\\{(\\w+)\\}`, "gu");
const endsThere = /^(?:\p{P}|[^\S\n]*(?:\n|$))/u;

/**
 * "Hello, {visitor}!" is "Hello, Ann!", and "Hello!" where there is no name; what is in no braces of ours stays as it is.
 * @param {string} text
 * @param {Record<string, string>} values "" for what is not known
 */
export function fillBlanks(text, values) {
  const isOurs = (name) => Object.hasOwn(values, name);
  const isUnknown = (name) => isOurs(name) && !values[name];
  const begun = text.replace(atStart, (whole, name, next) => (isUnknown(name) ? next.toUpperCase() : whole));
  return begun.replace(anywhere, (whole, before, name, at) => {
    if (!isOurs(name)) return whole;
    if (values[name]) return before + values[name];
    return endsThere.test(begun.slice(at + whole.length)) ? "" : before.trimEnd();
  });
}
