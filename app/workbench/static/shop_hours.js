/** The editor of opening hours: rows of days and periods on the page, read as the JSON that the server takes; it judges nothing. */

const dayMs = 86400000;
const daysAtOnce = 31;

/** @param {string} id a template's id */
function made(id) {
  return document.getElementById(id).content.firstElementChild.cloneNode(true);
}

/** A time as the server reads it, where it can be guessed: 9, 930 and 9:30 are times too. @param {string} text */
export function tidyTime(text) {
  const plain = text.normalize("NFKC").trim();
  const found = /^(\d{1,2})(?:[:.h]?([0-5]\d))?$/.exec(plain);
  return found ? `${found[1].padStart(2, "0")}:${found[2] || "00"}` : plain;
}

/** One day's periods; every field is named as the server names it. @param {HTMLElement} day @param {string} name */
function readPlan(day, name) {
  return [...day.querySelectorAll(".period")].map((period, number) => {
    period.dataset.field = `${name}.${number}`;
    const times = {};
    for (const part of ["starts", "ends"]) {
      const input = period.querySelector(`.${part}`);
      input.dataset.field = `${name}.${number}.${part}`;
      times[part] = tidyTime(input.value);
    }
    return times;
  });
}

/** The hours as they stand on the page. @param {HTMLElement} form */
export function readHours(form) {
  const days = {};
  for (const day of form.querySelectorAll("#days .day")) {
    const date = day.querySelector(".date").value;
    day.dataset.field = `days.${date}`;
    // A date that stands there twice is sent once, with the periods of both.
    days[date] = [...(days[date] || []), ...readPlan(day, `days.${date}`)];
  }
  return {
    time_zone: form.querySelector("#time_zone").value.trim(),
    week: [...form.querySelectorAll("#week .day")].map((day, number) => readPlan(day, `week.${number}`)),
    days,
  };
}

/** Whether something is still to be filled in, so that there is nothing to judge yet. @param {HTMLElement} form */
export function isUnfinished(form) {
  return [...form.querySelectorAll(".starts, .ends, .date, #time_zone")].some((input) => !input.value.trim());
}

/** Show which periods run on to the next day. @param {HTMLElement} form */
export function markNights(form) {
  for (const period of form.querySelectorAll(".period")) {
    const [starts, ends] = ["starts", "ends"].map((part) => tidyTime(period.querySelector(`.${part}`).value));
    period.querySelector(".overnight").hidden = !starts || !ends || ends > starts;
  }
}

function addPeriod(day) {
  const period = made("period");
  day.querySelector(".shut").before(period);
  return period;
}

function copyMonday(form) {
  const [monday, ...others] = form.querySelectorAll("#week .day");
  for (const day of others) {
    for (const period of day.querySelectorAll(".period")) period.remove();
    for (const period of monday.querySelectorAll(".period")) {
      const copy = addPeriod(day);
      for (const part of [".starts", ".ends"]) copy.querySelector(part).value = tidyTime(period.querySelector(part).value);
    }
  }
}

/** The dates from `first` to `last`, both ISO; none where that is not a span of at most `daysAtOnce` days. */
export function datesBetween(first, last) {
  const [from, to] = [Date.parse(first), Date.parse(last || first)];
  if (!(from <= to && to - from < daysAtOnce * dayMs)) return [];
  return Array.from({ length: (to - from) / dayMs + 1 }, (_, day) => new Date(from + day * dayMs).toISOString().slice(0, 10));
}

function addDays(form, { isOpen }) {
  const list = form.querySelector("#days");
  const dates = datesBetween(form.querySelector("#first").value, form.querySelector("#last").value);
  const known = new Map([...list.children].map((day) => [day.querySelector(".date")?.value, day]));
  for (const date of dates) {
    const day = known.get(date) || made("special");
    for (const period of day.querySelectorAll(".period")) period.remove();
    day.querySelector(".date").value = date;
    if (isOpen) Object.assign(addPeriod(day).querySelector(".starts"), { value: "09:00" }).parentElement.querySelector(".ends").value = "18:00";
    if (!known.has(date)) list.insertBefore(day, [...list.children].find((one) => one.querySelector(".date")?.value > date) || null);
  }
  return dates.length > 0;
}

/**
 * Make the buttons work. @param {HTMLElement} form
 * @param {{changed: () => void, noSpan: () => void}} tell `changed` after every change, `noSpan` for dates that are none
 */
export function edit(form, { changed, noSpan }) {
  const acts = {
    "add-period": (button) => addPeriod(button.closest(".day")).querySelector(".starts").focus(),
    "remove-period": (button) => leave(button, ".period"),
    "remove-day": (button) => leave(button, ".day"),
    copy: () => copyMonday(form),
    "add-holiday": () => addDays(form, { isOpen: false }),
    "add-workday": () => addDays(form, { isOpen: true }),
  };
  form.addEventListener("click", (event) => {
    const button = event.target.closest("[data-do]");
    if (!button) return;
    if (acts[button.dataset.do](button) === false) return noSpan();
    markNights(form);
    changed();
  });
  form.addEventListener("change", (event) => {
    if (event.target.matches(".starts, .ends")) event.target.value = tidyTime(event.target.value);
    markNights(form);
    changed();
  });
  markNights(form);
}

/** Remove the row around `button` and leave the keyboard's focus near it. */
function leave(button, row) {
  const gone = button.closest(row);
  const near = gone.parentElement.querySelector("[data-do=add-period]") || document.querySelector("[data-do=add-holiday]");
  gone.remove();
  near.focus();
}
