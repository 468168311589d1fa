/** Opens and closes the chat on the demo shop's page: the frame is made on the first click, and only hidden after. */

const chat = document.getElementById("chat");
const launcher = document.getElementById("launcher");
/** @type {HTMLIFrameElement | null} */
let frame = null;

function makeFrame() {
  frame = document.createElement("iframe");
  frame.src = chat.dataset.src;
  frame.title = chat.dataset.title;
  frame.addEventListener("load", focusChat);
  chat.append(frame);
}

/** Into the text field, except where that would bring up a keyboard. */
function focusChat() {
  if (chat.hidden) return;
  frame.focus();
  if (matchMedia("(hover: hover)").matches) frame.contentDocument?.querySelector("#composer textarea")?.focus();
}

function show(isOpen) {
  chat.hidden = !isOpen;
  document.documentElement.toggleAttribute("data-chatting", isOpen);
  launcher.setAttribute("aria-expanded", String(isOpen));
  launcher.setAttribute("aria-label", isOpen ? launcher.dataset.close : launcher.dataset.open);
  if (!isOpen) launcher.focus();
  else if (frame) focusChat();
  else makeFrame(); // which takes the focus once it can hear Escape
}

for (const button of document.querySelectorAll("[data-chat]")) {
  button.addEventListener("click", () => show(button === launcher ? chat.hidden : true));
}
window.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && !chat.hidden) show(false);
});
window.addEventListener("message", (event) => {
  if (event.origin !== location.origin || event.source !== frame?.contentWindow) return;
  if (event.data?.kefu === "close") show(false);
});
// On iPhones the keyboard covers the page instead of resizing it.
window.visualViewport?.addEventListener("resize", () => {
  chat.style.setProperty("--height", `${window.visualViewport.height}px`);
});
