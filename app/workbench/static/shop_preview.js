/** The drawn shop: it starts the chat as a shop's page does, in the state that an admin wants to see. */

const { state, loader } = JSON.parse(document.getElementById("config").textContent);
const { proactive, ...rest } = loader;

// Every look is a first visit: nothing is known of others on this address, such as the demo shop's, and nothing is kept.
Storage.prototype.getItem = () => null;
Storage.prototype.setItem = () => {};

// A chat that opens takes the focus; here that would take it from the field in which the admin is writing.
HTMLElement.prototype.focus = () => {};

window.FiidoKefu.init({ ...rest, serverUrl: location.origin, ...(state === "proactive" ? { proactive } : {}) });
if (state === "open") window.FiidoKefu.open();
