/** A shop's colour as it is typed or picked, and the ink that can be read on it; the rule is the server's `colour`. */

const inks = { white: "#ffffff", dark: "#111418", black: "#000000" };
const readable = 4.5;

/** `text` as #rrggbb, "" where it is no colour. @param {string} text */
export function colourOf(text) {
  const digits = /^#?([\da-f]{3}|[\da-f]{6})$/i.exec(text.trim())?.[1].toLowerCase();
  if (!digits) return "";
  return `#${digits.length === 3 ? [...digits].map((one) => one + one).join("") : digits}`;
}

/** As WCAG 2.2 defines it, 1 to 21; both as #rrggbb. */
export function contrast(one, other) {
  const [light, dark] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return (light + 0.05) / (dark + 0.05);
}

/** The ink on `colour`, and its contrast there. @returns {{name: "white" | "black", ink: string, ratio: number}} */
export function inkOn(colour) {
  const ratioOf = (ink) => contrast(colour, ink);
  if (ratioOf(inks.white) >= readable && ratioOf(inks.white) >= ratioOf(inks.dark)) return of("white", inks.white, colour);
  const ink = ratioOf(inks.dark) >= readable ? inks.dark : inks.black;
  return of("black", ink, colour);
}

function of(name, ink, colour) {
  return { name, ink, ratio: contrast(colour, ink) };
}

function luminance(colour) {
  const [red, green, blue] = [1, 3, 5].map((at) => {
    const share = parseInt(colour.slice(at, at + 2), 16) / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/** The hexadecimal field, the picker beside it, and the sample of both. */
export class Colour {
  /** @param {{field: HTMLInputElement, picker: HTMLInputElement, sample: HTMLOutputElement, words: Record<string, string>}} parts */
  constructor(parts) {
    Object.assign(this, parts);
    this.picker.addEventListener("input", () => {
      this.field.value = this.picker.value;
      this.field.dispatchEvent(new Event("input", { bubbles: true }));
    });
    this.field.addEventListener("input", () => this.show());
    this.show();
  }

  /** @param {string} colour as it is kept */
  set(colour) {
    this.field.value = colour;
    this.show();
  }

  show() {
    const colour = colourOf(this.field.value || this.field.placeholder);
    if (!colour) return void (this.sample.value = "");
    const { name, ratio } = inkOn(colour);
    this.picker.value = colour;
    const said = new Intl.NumberFormat(document.documentElement.lang, { maximumFractionDigits: 1 }).format(ratio);
    this.sample.value = this.words.contrast.replace("{ink}", this.words[name]).replace("{ratio}", said);
  }
}
