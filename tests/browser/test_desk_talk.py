"""The conversation: the AI live, silence after a takeover, and people both ways."""

from functools import partial

import httpx
import pytest
from playwright.async_api import expect

from tests.browser.crew import ALWAYS, keep_hours
from tests.browser.desk_page import PERSON, guest_of, open_desk
from tests.browser.stage import Stage, until
from tests.live import Visitor

WATCH = """() => {
  window.drawn = [];
  const log = document.getElementById('messages');
  const said = () => [...log.querySelectorAll('[data-role=ai] .bubble')].map((one) => one.textContent).join('|');
  const fetched = window.fetch;
  window.fetch = async (path, options) => {
    const answer = await fetched(path, options);
    if (!String(path).endsWith('/takeover')) return answer;
    const read = answer.json.bind(answer);
    // The page's own task, in which it reads the 200, ends before the first of these looks.
    answer.json = async () => {
      const found = await read();
      setTimeout(() => {
        const before = said();
        new MutationObserver(() => said() !== before && window.drawn.push(said())).observe(
          log, { subtree: true, childList: true, characterData: true });
      });
      return found;
    };
    return answer;
  };
}"""

LATE = """async () => {
  const links = [...document.querySelectorAll('link[rel=modulepreload]')];
  const from = (name) => import(links.find(({ href }) => href.endsWith(name)).href);
  const parts = ['desk/talk.js', 'desk/log.js', 'shared/answers.js'].map(from);
  const [{ Talk }, { Log }, { Answers }] = await Promise.all(parts);
  const quiet = new Proxy({}, { get: () => () => {} });
  const log = new Log(document.getElementById('messages'), document.getElementById('announcer'));
  const view = { change: (task) => task() };
  const talk = new Talk({ log, view, answers: new Answers(log, view), signs: quiet, outbox: quiet, onRow: () => {} });
  document.getElementById('talk').dataset.phase = 'ready';
  Object.assign(talk, { name: 's', epoch: 1 });
  const said = { session_name: 's', role: 'ai', epoch: 1, at: new Date().toISOString() };
  const hear = (event, id, data) => talk.apply({ event, id, data: { ...said, ...data } });
  const grow = (offset, text, html) => hear('delta', null, { turn_id: 't', offset, text, html });
  const end = (id, turn_id, text) => hear('message', id, { id, turn_id, text, html: `<p>${text}</p>` });
  grow(0, 'Half', '<p>Half</p>');
  talk.taken({ session: { session_name: 's' }, epoch: 2, stopped: null });
  grow(4, ' more', '<p>Half more</p>');
  end('1-1', 't', 'Half more');
  end('1-2', 'u', 'Whole');
}"""


async def test_the_ai_is_seen_live_and_falls_silent_in_the_very_moment_of_the_takeover(
    stage: Stage, http: httpx.AsyncClient
) -> None:
    await keep_hours(stage, ALWAYS)
    guest = await guest_of(http, "Tell me of the D4S")
    amy = await open_desk(stage, "Amy", f"/agent/sessions/{guest.session_name}")
    stage.ai.say("It folds in **ten** sec")
    await expect(amy.said_by("ai")).to_have_text("It folds in ten sec")
    await expect(amy.page.locator(".message[data-state=streaming]")).to_have_count(1)
    await amy.page.evaluate(WATCH)
    async with amy.page.expect_response("**/takeover"):
        await amy.button("takeover").click()
    # What the AI says before the takeover has arrived would rightly be shown.
    stage.ai.say("onds, and more that nobody is to see")
    await expect(amy.field).to_be_visible()
    await expect(amy.said_by("ai")).to_have_text("It folds in ten sec")
    await expect(amy.page.locator(".message[data-role=ai] .remark")).to_have_text("The answer was stopped here.")
    await amy.say("Amy here.")
    await expect(amy.page.locator(".message[data-mine]:not([data-loose])")).to_contain_text("Amy here.")
    assert await amy.page.evaluate("window.drawn") == []
    await expect(amy.said_by("system")).to_contain_text(["Amy"])


async def test_what_the_ai_had_finished_before_the_takeover_is_not_drawn_after_it_but_not_lost(
    stage: Stage, http: httpx.AsyncClient
) -> None:
    amy = await open_desk(stage, "Amy")
    await amy.page.evaluate(LATE)
    await expect(amy.said_by("ai")).to_have_text(["Half", ""])
    for button in (0, 0):
        await amy.page.locator(".remark button").nth(button).click()
    await expect(amy.said_by("ai")).to_have_text(["Half more", "Whole"])


TYPING = [("en", "The visitor is typing…", "Read"), ("zh", "访客正在输入…", "已读")]


@pytest.mark.parametrize(("lang", "typing", "read"), TYPING)
async def test_two_agents_and_two_visitors_speak_at_once(
    stage: Stage, http: httpx.AsyncClient, lang: str, typing: str, read: str
) -> None:
    await keep_hours(stage, ALWAYS)
    guests = [await guest_of(http, PERSON, name=name) for name in ("Ann", "Bob")]
    desks = [await open_desk(stage, name, lang=lang) for name in ("Amy", "Ben")]
    for guest, desk in zip(guests, desks, strict=True):
        await desk.take(guest.session_name)
        await desk.say(f"Hello from {desk.agent.name}")
    for guest, desk in zip(guests, desks, strict=True):
        await expect(desk.said_by("agent")).to_have_text([f"Hello from {desk.agent.name}"])
        await guest.http.post("/api/chat/typing", json={}, headers=guest.headers)
        await expect(desk.page.locator("#typing")).to_have_text(typing)
        assert (await guest.say("Thank you")).status_code == 202
        await expect(desk.said_by("visitor").last).to_have_text("Thank you")
        await expect(desk.page.locator("#typing")).to_have_text("")
        said = next(one for one in await guest.messages() if one["role"] == "agent")
        await guest.http.post("/api/chat/read", json={"id": said["id"]}, headers=guest.headers)
        await expect(desk.page.locator(".message[data-mine]")).to_have_attribute("data-read", read)

        await until(partial(_is_read, guest))


async def _is_read(guest: Visitor) -> bool:
    """Whether the visitor is told that an agent has read what they wrote."""
    body = {"shop": "demo", "token": guest.token}
    opened = (await guest.http.post("/api/chat/session", json=body)).json()
    return bool(opened["read"].get("agent", "") >= opened["messages"][-1]["id"])


async def test_each_session_keeps_its_own_draft(stage: Stage, http: httpx.AsyncClient) -> None:
    await keep_hours(stage, ALWAYS)
    first, second = await guest_of(http, PERSON), await guest_of(http, PERSON)
    amy = await open_desk(stage, "Amy")
    await amy.take(first.session_name)
    await amy.field.fill("for the first")
    await amy.take(second.session_name)
    await expect(amy.field).to_have_value("")
    await amy.field.fill("for the second")
    await amy.show("mine")
    await amy.open(first.session_name)
    await expect(amy.field).to_have_value("for the first")
    await amy.page.reload()
    await expect(amy.field).to_have_value("for the first")


async def test_enter_that_chooses_a_candidate_sends_nothing(stage: Stage, http: httpx.AsyncClient) -> None:
    await keep_hours(stage, ALWAYS)
    guest = await guest_of(http, PERSON, lang="zh")
    amy = await open_desk(stage, "Amy")
    await amy.take(guest.session_name)
    await amy.field.focus()
    keyboard = await amy.page.context.new_cdp_session(amy.page)
    await keyboard.send("Input.imeSetComposition", {"text": "ni hao", "selectionStart": 6, "selectionEnd": 6})
    await amy.field.dispatch_event("keydown", {"key": "Enter", "keyCode": 229, "isComposing": True, "bubbles": True})
    await expect(amy.said_by("agent")).to_have_count(0)
    await keyboard.send("Input.insertText", {"text": "您好"})
    await expect(amy.field).to_have_value("您好")
    await amy.field.press("Shift+Enter")
    await amy.field.press("Enter")
    await expect(amy.said_by("agent")).to_have_text(["您好"])


async def test_older_messages_come_when_one_scrolls_to_them(stage: Stage, http: httpx.AsyncClient) -> None:
    await keep_hours(stage, ALWAYS)
    guest = await guest_of(http, PERSON)
    for number in range(80):
        await guest.say(f"Line {number}")
    amy = await open_desk(stage, "Amy", f"/agent/sessions/{guest.session_name}")
    await amy.opened()
    await expect(amy.said_by("visitor").last).to_be_in_viewport()
    assert await amy.said_by("visitor").count() < 80

    async def scroll() -> bool:
        await amy.page.locator("#log").evaluate("log => log.scrollTo(0, 0)")
        return await amy.said_by("visitor").count() == 81

    await until(scroll)
    texts = await amy.said_by("visitor").all_inner_texts()
    assert texts == [PERSON, *(f"Line {number}" for number in range(80))]


async def test_an_opened_session_is_seen_to_its_very_end(stage: Stage, http: httpx.AsyncClient) -> None:
    await keep_hours(stage, ALWAYS)
    guest, other = await guest_of(http, PERSON), await guest_of(http, PERSON)
    for number in range(30):
        await guest.say(f"Line {number}")
    amy = await open_desk(stage, "Amy")
    await amy.take(guest.session_name)
    await amy.say("Here I am")
    await expect(amy.said_by("agent")).to_have_text(["Here I am"])
    said = (await guest.messages())[-1]["id"]
    assert (await http.post("/api/chat/read", json={"id": said}, headers=guest.headers)).status_code == 204
    await expect(amy.page.locator("[data-read]")).to_have_count(1)
    await amy.take(other.session_name)
    await amy.show("mine")
    await amy.open(guest.session_name)
    last = amy.page.locator(".message[data-read]")
    await expect(last).to_have_attribute("data-read", "Read")
    await expect(last).to_be_in_viewport(ratio=1)
    # What comes late, such as a picture, is followed as well.
    await last.locator(".bubble").evaluate("bubble => (bubble.style.paddingBottom = '200px')")
    await expect(last).to_be_in_viewport(ratio=1)
