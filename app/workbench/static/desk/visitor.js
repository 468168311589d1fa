/** The visitor as an agent sees them: where they are, by what, in which language, and what time it is there. */

import { fullTime, word } from "../shared/words.js";
import { nowMs } from "./clock.js";
import { element, outsideLink, renew } from "./element.js";
import { drawAttributes, nameOf, proofMark } from "./person.js";

const systems = [[/iPad/, "iPad"], [/iPhone/, "iPhone"], [/Android/, "Android"], [/Windows/, "Windows"], [/CrOS/, "ChromeOS"],
  [/Mac OS X|Macintosh/, "macOS"], [/Linux/, "Linux"]];
const browsers = [[/MicroMessenger\/([\d.]+)/, "WeChat"], [/Edg\w*\/(\d+)/, "Edge"], [/OPR\/(\d+)/, "Opera"],
  [/SamsungBrowser\/(\d+)/, "Samsung Internet"], [/Firefox\/(\d+)/, "Firefox"], [/(?:Chrome|CriOS)\/(\d+)/, "Chrome"],
  [/Version\/(\d+)[\d.]* .*Safari/, "Safari"]];

/** A browser's name for itself, as people call it. @param {string} device a User-Agent */
export function deviceName(device) {
  const found = (names) => names.find(([pattern]) => pattern.test(device));
  const [system, browser] = [found(systems), found(browsers)];
  const version = browser && browser[0].exec(device)[1];
  const parts = [browser && `${browser[1]} ${version}`, system && system[1]].filter(Boolean);
  return parts.join(" · ") || device.slice(0, 60);
}

/** What time it is there, and how far that is from here. @param {string} zone an IANA name */
function localTime(zone) {
  const lang = document.documentElement.lang;
  return new Intl.DateTimeFormat(lang, { timeZone: zone, weekday: "short", hour: "2-digit", minute: "2-digit", hourCycle: "h23" }).format(nowMs());
}

export class VisitorFacts {
  #zone = "";

  constructor() {
    this.place = document.getElementById("facts");
  }

  /** @param {import("./calls.js").Row} row @param {boolean} isHere */
  show(row, isHere) {
    const { context } = row;
    this.#zone = context.time_zone || "";
    const { id = "", email = "" } = row.user || {};
    const facts = [
      ["identity", proofMark(row)],
      ["customer", id],
      ["presence", word(isHere ? "here" : "away")],
      ["name", nameOf(row)],
      ["email", email && this.#mailLink(email)],
      [email ? "left_email" : "email", row.email && row.email !== email && this.#mailLink(row.email)],
      ["page", context.page && outsideLink(context.page)],
      ["referrer", context.referrer && outsideLink(context.referrer)],
      ["language", word(`lang_${row.lang}`)],
      ["device", context.device && this.#device(context.device)],
      ["local_time", this.#zone && element("span", "local-time")],
      ["began", fullTime(new Date(row.created_at))],
    ];
    drawAttributes(row);
    renew(this.place, [context, row.user, row.email, row.lang, isHere], () => facts.filter(([, value]) => value).flatMap(([key, value]) => {
      const detail = element("dd");
      detail.append(value);
      return [element("dt", "", word(`fact_${key}`)), detail];
    }));
    this.tick();
  }

  /** The minute may have changed. */
  tick() {
    const place = this.place.querySelector(".local-time");
    if (!place || !this.#zone) return;
    const text = localTime(this.#zone);
    if (place.textContent === text) return;
    place.textContent = text;
    place.title = this.#zone;
  }

  #mailLink(email) {
    const link = element("a", "", email);
    link.href = `mailto:${encodeURIComponent(email).replace("%40", "@")}`;
    return link;
  }

  #device(device) {
    const made = element("span", "", deviceName(device));
    made.title = device;
    return made;
  }
}
