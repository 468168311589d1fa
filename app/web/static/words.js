/** The words, numbers and times a person sees, in the page's language; it holds no text of its own (the template does). */

const table = JSON.parse(document.getElementById("words").textContent);
const base = document.documentElement.lang;
// Days and clocks read as the server writes them (LOCALES in app/web/i18n.py), whatever the browser's region.
export const locale = base === "en" ? "en-GB" : base;
const clock = { hour: "2-digit", minute: "2-digit" };
const dayMs = 86400000;

/**
 * @param {string} key a key of the #words island
 * @param {Record<string, string>} [values] what stands in the braces
 * @param {string} [otherwise] what to say where there is no such key
 */
export function word(key, values = {}, otherwise = key) {
  return (table[key] ?? otherwise).replace(/\{(\w+)\}/g, (_, name) => values[name]);
}

/** Words that came after the page. @param {Record<string, string>} more */
export function learn(more) {
  Object.assign(table, more);
}

/** @param {number} value */
export function number(value) {
  return new Intl.NumberFormat(base).format(value);
}

/** The full date and time. @param {Date} at */
export function fullTime(at) {
  return new Intl.DateTimeFormat(locale, { dateStyle: "long", timeStyle: "short" }).format(at);
}

/** As short as it can be said today: the hour, "yesterday" and the hour, or the date. @param {Date} at */
export function shortTime(at, now = new Date()) {
  const days = Math.round((new Date(now).setHours(0, 0, 0, 0) - new Date(at).setHours(0, 0, 0, 0)) / dayMs);
  const time = new Intl.DateTimeFormat(locale, clock).format(at);
  if (days === 0) return time;
  if (days === 1) return `${new Intl.RelativeTimeFormat(locale, { numeric: "auto" }).format(-1, "day")} ${time}`;
  const year = at.getFullYear() === now.getFullYear() ? {} : { year: "numeric" };
  return new Intl.DateTimeFormat(locale, { ...year, month: "short", day: "numeric", ...clock }).format(at);
}
