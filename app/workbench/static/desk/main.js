/** Puts the desk together; every part is a module of its own beside this one. */

import { Answers } from "../shared/answers.js";
import { Outbox } from "../shared/outbox.js";
import { View } from "../shared/view.js";
import { About } from "./about.js";
import { Actions } from "./actions.js";
import { Bell } from "./bell.js";
import { Book } from "./book.js";
import { say } from "./calls.js";
import { Canned } from "./canned.js";
import { setClock, startTicking } from "./clock.js";
import { startColumns } from "./columns.js";
import { Composer } from "./composer.js";
import { Connection } from "./connection.js";
import { buildFeed } from "./feed.js";
import { Head } from "./head.js";
import { startKeys } from "./keys.js";
import { Lists } from "./lists.js";
import { Log } from "./log.js";
import { News } from "./news.js";
import { Notes, Tags } from "./notes.js";
import { Offers } from "./offers.js";
import { Older } from "./older.js";
import { nameOf } from "./person.js";
import { Replies } from "./replies.js";
import { nameInAddress, Route } from "./route.js";
import { Signs } from "./signs.js";
import { Talk } from "./talk.js";
import { Team } from "./team.js";
import { Unread } from "./unread.js";

const byId = (/** @type {string} */ id) => document.getElementById(id);
const { me, myName, maxSessions, isAdmin } = byId("desk").dataset;
const shops = JSON.parse(byId("shops").textContent);
const patienceMs = 1000;

let isVisitorHere = false;
let isByKeys = false;
const openName = () => talk.name;
const openRow = () => book.row(talk.name);

const book = new Book(me);
const team = new Team(me, Number(maxSessions));
const connection = new Connection({ onLive: () => outbox.wake() });
const unread = new Unread({
  concerns: (row) => book.isMine(row),
  isSeen: (name) => name === openName() && document.hasFocus(),
  onChange: (name) => {
    lists.rows.refresh(name);
    unread.showTitle(lists.counts.now.waiting || 0);
  },
});
const bell = new Bell({ onOpen: (name) => open(name) });
const offers = new Offers({ book, onAct: (action, name) => actions.act(action, name), onOpen: (name) => open(name) });
const lists = new Lists({
  book, unread, shops, openName,
  onRows: (rows) => news.learn(rows),
  onCounts: (counts) => {
    team.show(counts.mine);
    unread.showTitle(counts.waiting);
  },
});
const news = new News({ book, lists, unread, offers, bell, openName, onOpenRow: showRow });

const view = new View(byId("log"), byId("latest"));
const log = new Log(byId("messages"), byId("announcer"), { id: me, name: myName });
const answers = new Answers(log, view);
const about = new About({ onNotes: (count) => (byId("about-count").textContent = count ? String(count) : "") });
const notes = new Notes();
const tags = new Tags((row) => news.take(row));
const signs = new Signs({
  me,
  onPresence: (isHere) => {
    isVisitorHere = isHere;
    if (openRow()) showRow(openRow());
  },
});
const composer = new Composer(byId("composer"), {
  onSend: (name, text) => outbox.send(text, name),
  onType: (name) => signs.type(name),
  onKey: (event) => canned.onKey(event),
});
const canned = new Canned(composer, {
  lang: () => openRow()?.lang || "zh",
  values: () => ({ visitor: openRow() ? nameOf(openRow()) : "", agent: myName, shop: shops[openRow()?.shop] || "" }),
});
const outbox = new Outbox({
  key: "kefu.desk.outbox", log, view,
  post: ({ name, text, clientId }) => say(name, text, clientId),
  isShown: ({ name }) => name === openName(),
  onEdit: (text) => composer.takeBack(text),
});
const older = new Older(log, view);
const talk = new Talk({
  log, view, answers, older, about, outbox, signs,
  onOpening: (name) => {
    route.name(name);
    composer.turnTo(name);
    composer.allow(false);
    notes.turnTo(name);
    lists.rows.names.forEach((one) => lists.rows.refresh(one));
    if (openRow()) showRow(openRow());
  },
  onOpened: (row, { isFirst, isVisitorHere: isHere }) => {
    isVisitorHere = isHere;
    news.take(row);
    showRow(openRow());
    if (isFirst) {
      outbox.show(row.session_name);
      if (!isByKeys) composer.focus();
    }
  },
  onRow: (row) => {
    news.take(row);
    lists.counts.readSoon({ isUrgent: true });
  },
  onReady: () => feed.restart(),
});
const head = new Head({ book, shops, onAct: (action) => actions.act(action) });
const actions = new Actions({ talk, head, composer, team, lists, open: (name) => open(name) });
const route = new Route({ onOpen: (name) => open(name) });
new Replies({ isAdmin: isAdmin === "yes", onChange: () => canned.expire() });

const feed = buildFeed({ talk, onFrame: hear, onState: (state) => connection.show(state), mayRest: () => !bell.isOurs });

/** @param {import("../shared/stream.js").Frame} frame */
function hear({ event, id, data }) {
  if (event === "hello") {
    setClock(data.server_time);
    lists.read();
    team.readSoon();
    news.findOffers();
  }
  if (event === "queue") news.hear(data);
  else if (event === "presence" && data.online) team.readSoon();
  else if (event === "shops") lists.counts.readSoon();
  else talk.apply({ event, id, data });
  if (event === "message" && data.session_name === talk.name) look();
}

/** The row of the session on screen says something new. */
function showRow(row) {
  head.show(row, isVisitorHere);
  about.showRow(row, isVisitorHere);
  tags.show(row);
  composer.allow(book.isMine(row));
  look();
}

/** What is before the agent's eyes is read. */
function look() {
  const row = openRow();
  if (!row || !document.hasFocus() || document.hidden) return;
  unread.see(row);
  if (book.isMine(row)) signs.read(talk.name, log.newestId);
}

function open(name, { byKeys = false } = {}) {
  isByKeys = byKeys;
  return talk.open(name);
}

byId("rows").addEventListener("click", (event) => {
  const item = event.target.closest("[data-name]");
  if (!item || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  open(item.dataset.name);
});
startKeys({
  step: (by) => {
    const name = lists.rows.neighbour(by);
    if (name) open(name, { byKeys: true });
    lists.rows.find(name || "")?.scrollIntoView({ block: "nearest" });
  },
  act: (action) => actions.act(action),
  may: (action) => Boolean(talk.name) && head.may(action),
  show: (list) => lists.show(list),
  find: () => lists.filter.focus(),
  write: () => composer.form.hidden || composer.field.focus(),
  canned: () => composer.form.hidden || canned.begin(),
  note: () => {
    if (!talk.name) return;
    route.about(true);
    notes.field.focus();
  },
  leave: () => route.back(),
});
startColumns();
startTicking(() => {
  offers.tick();
  about.facts.tick();
});
window.addEventListener("focus", look);
document.addEventListener("visibilitychange", look);
window.addEventListener("pageshow", (event) => event.persisted && location.reload());

outbox.open();
// The stream begins with the session of the address, if that can be read soon.
Promise.race([open(nameInAddress()), new Promise((resolve) => setTimeout(resolve, patienceMs))]).then(() => feed.start());
