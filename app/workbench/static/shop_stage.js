/** The preview: a drawn shop in a frame, loaded anew for every change, and swapped in only when it can be seen. */

const widths = { desktop: [960, 680], phone: [375, 667] };

/** Of a draft what is seen in `lang`: an address has room for no more. */
function inOne({ looks, texts, proactive }, lang) {
  const one = (said) => ({ [lang]: said[lang] });
  return { looks, texts: { welcome: one(texts.welcome), consent: one(texts.consent) }, proactive: { message: one(proactive.message) } };
}

export class Preview {
  /** @param {HTMLElement} section with the choices of how to look, and the stage @param {object} draft what is shown at first */
  constructor(section, draft) {
    this.section = section;
    this.views = section.querySelector(".views");
    this.stage = section.querySelector(".stage");
    this.draft = draft;
    this.frame = null;
    this.coming = null;
    if (matchMedia("(prefers-color-scheme: dark)").matches) this.views.elements.scheme.value = "dark";
    if (matchMedia("(max-width: 640px)").matches) this.views.elements.width.value = "phone";
    this.views.addEventListener("change", ({ target }) => (target.name === "width" ? this.fit() : this.load()));
    new ResizeObserver(() => this.fit()).observe(section);
    this.fit();
    this.load();
  }

  /** @param {object} draft as it would be put to the shop's appearance */
  show(draft) {
    this.draft = draft;
    this.load();
  }

  /** Show what the field of that name changes: who writes the first word wants to see it. @param {string} name */
  look(name) {
    const { state } = this.views.elements;
    const wanted = name.startsWith("proactive.") ? "proactive" : name.startsWith("texts.") ? "open" : "";
    if (!wanted || state.value === wanted) return;
    state.value = wanted;
    this.load();
  }

  load() {
    const { state, lang, scheme } = this.views.elements;
    const draft = JSON.stringify(inOne(this.draft, lang.value));
    const asked = { state: state.value, lang: lang.value, scheme: scheme.value, draft };
    const frame = document.createElement("iframe");
    frame.title = this.stage.dataset.title;
    frame.src = `${this.stage.dataset.src}?${new URLSearchParams(asked)}`;
    frame.addEventListener("load", () => frame === this.coming && this.swap());
    this.coming?.remove();
    this.coming = frame;
    this.stage.append(frame);
  }

  swap() {
    this.frame?.remove();
    this.frame = this.coming;
    this.coming = null;
    this.frame.className = "seen";
  }

  /** The page is as wide as it would be, and drawn as small as there is room for. */
  fit() {
    const [width, height] = widths[this.views.elements.width.value];
    const scale = Math.min(1, (this.section.clientWidth - 2) / width);
    this.stage.dataset.width = this.views.elements.width.value;
    for (const [name, value] of Object.entries({ width, height })) this.stage.style.setProperty(`--${name}`, `${value}px`);
    this.stage.style.setProperty("--scale", String(scale));
  }
}
