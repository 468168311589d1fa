/** Puts the chat page together; every part is a module of its own beside this one. */

import { eventsAfter, say } from "./api.js";
import { Chat } from "./chat.js";
import { Entrance } from "./entrance.js";
import { Log } from "./log.js";
import { Older } from "./older.js";
import { People } from "./people.js";
import { Session } from "./session.js";
import { Answers } from "./shared/answers.js";
import { Composer } from "./shared/composer.js";
import { Outbox } from "./shared/outbox.js";
import { Stream } from "./shared/stream.js";
import { View } from "./shared/view.js";
import { Status } from "./status.js";
import { Tabs } from "./tabs.js";
import { OwnVault } from "./vault.js";

const byId = (/** @type {string} */ id) => document.getElementById(id);
const { shop, lang, sdk, preview, consent = "" } = document.documentElement.dataset;

const session = new Session(shop, lang);
const status = new Status(document, { onLive: () => outbox.wake() });
const view = new View(byId("log"), byId("latest"));
const log = new Log(byId("messages"), byId("announcer"));
const answers = new Answers(log, view);
const composer = new Composer(byId("composer"), { key: `kefu.draft.${shop}`, onSend: send });
const outbox = new Outbox({
  key: `kefu.outbox.${shop}`,
  log, view,
  post: ({ text, clientId }) => say(session.token, text, clientId),
  onRefused: () => chat.reread(),
  onEdit: (text) => composer.takeBack(text),
  onSent: ({ clientId, text }, id) => chat.news("sent", { clientId, text, id }),
  onFailed: ({ clientId }, problem) => chat.news("unsent", { clientId, problem }),
});
const stream = new Stream({
  request: () => eventsAfter(session.token, chat.lastId),
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
  isShown: () => chat.isShown,
  onRated: (score) => chat.news("rating", score),
  onChange: (name) => chat.change(name),
});
const older = new Older(byId("older"), byId("greeting"), { session, log, view });
const chat = new Chat({ session, status, view, log, older, answers, outbox, people, stream, tabs, chips: byId("chips") });
const entrance = new Entrance(consent, { session, chat, composer, status });

/** @param {string} text @returns {string} the name under which it is on its way */
function send(text) {
  const clientId = outbox.send(text);
  chat.tidy();
  return clientId;
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

// On iPhones the keyboard covers the page instead of resizing it.
window.visualViewport?.addEventListener("resize", () => {
  document.documentElement.style.setProperty("--height", `${window.visualViewport.height}px`);
  window.scrollTo(0, 0);
});
window.addEventListener("storage", ({ key }) => key && key === session.vault?.nameKey && chat.follow());
window.addEventListener("pageshow", (event) => event.persisted && session.name && chat.resume());

/** How it would look: nothing is opened, and nothing can be sent. */
function pretend() {
  document.querySelectorAll("main, footer").forEach((part) => (part.inert = true));
  status.connection("live");
  status.phase(consent ? "consent" : "ready");
}

/** In nobody's hands but the visitor's. */
function standAlone() {
  session.vault = new OwnVault(shop);
  entrance.stand();
  entrance.enter();
}

/** The shop's page may want to keep the token, and to say when. */
async function meetShop() {
  const { embed } = await import("./embedding.js");
  const isMet = await embed({ session, chat, composer, people, entrance, send }, Boolean(preview));
  if (!isMet && !preview) standAlone();
}

if (preview) pretend();
if (sdk) meetShop();
else if (!preview) standAlone();
