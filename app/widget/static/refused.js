/** The page for sites that may not embed the chat: it tells the loader so, and hands the owner the address to copy. */

const { origin } = document.documentElement.dataset;

window.addEventListener("message", ({ source, data, ports }) => {
  if (source !== window.parent || data?.ns !== "fiido-kefu" || data.v !== 1 || data.type !== "hello") return;
  ports[0]?.postMessage({ type: "refused", origin });
});

const field = document.getElementById("origin");
field.addEventListener("focus", () => field.select());
