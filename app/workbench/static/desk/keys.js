/** Keyboard shortcuts, where nobody is typing; the sheet that lists them is in the page. */

/** Whether keys belong to what has the focus. @param {EventTarget} target */
function isWriting(target) {
  return target.closest?.("input, textarea, select, [contenteditable], dialog[open]") !== null;
}

/**
 * @param {{step: (by: 1 | -1) => void, act: (action: string) => void, may: (action: string) => boolean, show: (list: string) => void,
 *   find: () => void, write: () => void, canned: () => void, note: () => void, leave: () => void}} desk
 */
export function startKeys(desk) {
  const sheet = document.getElementById("keys");
  const lists = [...document.querySelectorAll("#tabs [data-list]")].map((tab) => tab.dataset.list);
  document.getElementById("show-keys").addEventListener("click", () => sheet.showModal());
  const acts = { t: "takeover", a: "accept", d: "decline", x: "transfer", r: "release", c: "close", e: "escalate" };
  const ways = {
    j: () => desk.step(1),
    k: () => desk.step(-1),
    f: desk.find,
    m: desk.write,
    "/": desk.canned,
    n: desk.note,
    Escape: desk.leave,
    "?": () => sheet.showModal(),
  };
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (isWriting(event.target)) return;
    const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    const list = lists[Number(key) - 1];
    const act = acts[key];
    if (!list && !ways[key] && !(act && desk.may(act))) return;
    event.preventDefault();
    if (list) desk.show(list);
    else if (ways[key]) ways[key]();
    else desk.act(act);
  });
}
