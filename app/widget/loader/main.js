/** Begins the loader: one global that can be called with a name, used as an object, or made; and the calls made before. */

import { Kefu } from "./kefu.js";
import { merge, ofTag } from "./settings.js";

const methods =
  "init update destroy open close toggle show hide isOpen sendMessage prefill requestHuman setUser logout setAttributes setLocale setTheme on once off";
// Only a script has a text: an image in a review, named so, must not say where we come from.
const { src, dataset } = document.currentScript?.text?.at ? document.currentScript : {};
const given = merge({ serverUrl: src, ...ofTag(dataset) }, window.FiidoKefuConfig);
const isWanted = `${given.autoInit}` !== "false";
const before = window.FiidoKefu;

function begin() {
  const kefu = new Kefu(given);

  /** `FiidoKefu("open")`, or `new FiidoKefu()`, which is the same chat. */
  function FiidoKefu(name, ...rest) {
    return new.target ? void (name && kefu.init(name)) : FiidoKefu[name](...rest);
  }
  for (const name of methods.split(" ")) {
    FiidoKefu[name] = FiidoKefu.prototype[name] = (...rest) => (kefu[name] ? kefu[name](...rest) : kefu.ask(name, ...rest));
  }
  FiidoKefu.ready = FiidoKefu.prototype.ready = kefu.ready;
  window.FiidoKefu = FiidoKefu;
  // After the page's other scripts have had their turn, so that an init of their own is the first.
  const start = () => {
    // One by one: a call that is none must not take the others with it. First: who waits for `ready` must hear of it.
    for (const call of before?.q || []) setTimeout(() => FiidoKefu(...call));
    if (isWanted) setTimeout(() => kefu.init());
  };
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else setTimeout(start);
}

// A page loaded into this one may include us again, perhaps with other settings.
if (!before?.ready?.then) begin();
else if (isWanted) before.init(given);
