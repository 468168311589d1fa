/** What the policy says about a sentence, as the try-it box shows it; it judges nothing. */

/** @typedef {{rule: string, severity: "high" | "low", evidence: string}} Decision */

export class Verdict {
  /** @param {HTMLElement} place @param {Record<string, string>} words */
  constructor(place, words) {
    this.place = place;
    this.words = words;
  }

  /** @param {{decision: Decision | null, leads_to: string | null, fails: number}} answer @param {boolean} counts whether an answer was judged too */
  show({ decision, leads_to: leadsTo, fails }, counts) {
    const said = decision && !["vip", "fail_loop"].includes(decision.rule) ? decision.evidence : "";
    this.set(".headline", decision ? this.words[`rule_${decision.rule}`] : this.words.none);
    this.set("mark", said);
    this.set(".soon", decision ? this.words[decision.severity] : "");
    this.set(".leads", decision ? this.words[leadsTo] : counts ? this.words.fails.replace("{n}", fails) : "");
    this.place.dataset.kind = decision ? decision.severity : "none";
    this.place.hidden = false;
  }

  /** @param {string} sentence why nothing could be judged */
  complain(sentence) {
    this.set(".headline", sentence);
    for (const part of ["mark", ".soon", ".leads"]) this.set(part, "");
    this.place.dataset.kind = "fault";
    this.place.hidden = false;
  }

  clear() {
    this.place.hidden = true;
  }

  set(part, text) {
    const element = this.place.querySelector(part);
    element.textContent = text;
    element.hidden = !text;
  }
}
