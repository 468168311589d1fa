/** Puts the chat page together; every part is a module of its own beside this one. */

import { Answers } from "./answers.js";
import { Chat } from "./chat.js";
import { Composer } from "./composer.js";
import { ownParent } from "./host.js";
import { Log } from "./log.js";
import { Outbox } from "./outbox.js";
import { People } from "./people.js";
import { Session } from "./session.js";
import { Status } from "./status.js";
import { Stream } from "./stream.js";
import { Tabs } from "./tabs.js";
import { View } from "./view.js";

const byId = (/** @type {string} */ id) => document.getElementById(id);
const { shop, lang } = document.documentElement.dataset;

const session = new Session(shop, lang);
const status = new Status(document, { onLive: () => outbox.wake() });
const view = new View(byId("log"), byId("latest"));
const log = new Log(byId("messages"), byId("announcer"));
const answers = new Answers(log, view);
const composer = new Composer(byId("composer"), shop, send);
const outbox = new Outbox({
  session, log, view,
  reopen: () => chat.reread(),
  onEdit: (text) => composer.takeBack(text),
});
const stream = new Stream({
  token: () => session.token,
  lastId: () => chat.lastId,
  onFrame: (frame) => tabs.pass(frame),
  onHeard: () => tabs.beat(),
  onState: (state) => tabs.tell(state),
  onRefused: () => chat.reread(),
});
const tabs = new Tabs({
  stream,
  lastId: () => chat.lastId,
  onFrame: (frame) => chat.apply(frame),
  onConnection: (state) => status.connection(state),
  snapshot: () => chat.snapshot(),
  reread: () => chat.reread(),
});
const people = new People({
  session, log, view, composer,
  chips: byId("chips"),
  onStanding: (data) => chat.apply({ event: "status", id: null, data }),
  reopen: () => chat.reread(),
});
const parts = { chips: byId("chips"), greeting: byId("greeting"), older: byId("older") };
const chat = new Chat({ session, status, view, log, answers, outbox, people, stream, tabs, ...parts });

function send(text) {
  outbox.send(text);
  chat.tidy();
}

byId("log").addEventListener("click", ({ target }) => {
  const chip = target.closest(".chip");
  if (!chip) return;
  send(chip.textContent);
  composer.focus();
});

/** The same page in the other language: other parameters, this shop and the draft stay. */
byId("language").addEventListener("click", (event) => {
  event.preventDefault();
  const url = new URL(location.href);
  // In the frame the address of the shop's page is not known after a reload, so the shop is named.
  url.searchParams.set("shop", shop);
  url.searchParams.set("lang", event.currentTarget.hreflang);
  location.replace(url);
});

// A page of our own (the demo shop) can be told to close the frame.
if (ownParent()) {
  const close = () => window.parent.postMessage({ kefu: "close" }, location.origin);
  byId("close").hidden = false;
  byId("close").addEventListener("click", close);
  window.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !event.defaultPrevented && !event.isComposing && event.keyCode !== 229) close();
  });
}

// On iPhones the keyboard covers the page instead of resizing it.
window.visualViewport?.addEventListener("resize", () => {
  document.documentElement.style.setProperty("--height", `${window.visualViewport.height}px`);
  window.scrollTo(0, 0);
});
window.addEventListener("storage", ({ key }) => key === session.nameKey && chat.follow());
window.addEventListener("pageshow", (event) => event.persisted && chat.resume());

chat.open();
