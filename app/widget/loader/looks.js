/** How the launcher looks: its style sheet, the outlines of its icons, and ink that can be read; no element lives here. */

export const outlines = {
  chat: "M5 4h14a3 3 0 0 1 3 3v8a3 3 0 0 1-3 3h-7l-6 5v-5H5a3 3 0 0 1-3-3V7a3 3 0 0 1 3-3z",
  cross: "M6 4.500l6 6 6-6L19.500 6l-6 6 6 6-1.500 1.500-6-6-6 6L4.500 18l6-6-6-6z",
};

/** White where it reaches WCAG AA on the colour of six hexadecimal digits, else black, which then does. */
export function inkOn(digits) {
  // Near black WCAG's curve is a line; without it the light is a thousandth too much, which the border leaves room for.
  const [red, green, blue] = [0, 2, 4].map((at) => ((parseInt(digits.slice(at, at + 2), 16) / 255 + 0.055) / 1.055) ** 2.4);
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue > 0.182 ? "#000" : "#fff";
}

/** Icons are cut out of the ink: that needs no markup, and no picture that a page's policy could forbid. */
export const sheet = [
  "button{position:fixed;align-items:center;gap:8px;min-width:56px;height:56px;padding:0 16px;border:0;border-radius:28px;cursor:pointer",
  "font:14px system-ui,sans-serif;box-shadow:0 4px 16px #0004;forced-color-adjust:none}:focus-visible{outline:2px solid",
  "outline-offset:-6px}span{font-size:24px}i{width:24px;height:24px;background:currentColor}b{position:absolute;top:-4px;right:-4px;padding:0 6px;border-radius:10px",
  "font:12px/20px system-ui;color:#fff;background:#b3261e}",
].join(";");
