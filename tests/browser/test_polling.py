"""Behind a proxy that hands on an answer when it is complete: pages poll, miss and double nothing, and find back."""

import asyncio
import time
from collections.abc import AsyncIterator
from typing import Any

import pytest_asyncio
from playwright.async_api import Locator, Page, Route, expect

from tests.browser.chat_page import ChatPage
from tests.browser.crew import ALWAYS, at_work, keep_hours, name_of
from tests.browser.desk_page import PERSON, DeskPage, desk_window, guest_of
from tests.browser.stage import Stage, until
from tests.browser.test_network import LOST
from tests.buffering import Buffering, buffering
from tests.staff import hire

MUTE_MS = 5_000
DEAF_MS = 45_000
UNANSWERED_MS = 15_000
PUT_OFF_S = 0.9
BESIDE_MS = 20_000
"""Two of these, with something said after each, are longer than the 30 s after which a stream is tried again."""
WATCH = """() => {
    const place = document.querySelector("[data-connection]");
    window.states = [];
    new MutationObserver(() => window.states.push(place.dataset.connection)).observe(
        place, {attributes: true, attributeFilter: ["data-connection"]});
}"""
"""Writes down from now on what the page says of its connection."""


@pytest_asyncio.fixture(loop_scope="session")
async def proxy(stage: Stage) -> AsyncIterator[Buffering]:
    """A proxy before the stage's server; to the pages it is the server, and in the end it is gone."""
    stage.has_outages = True
    async with buffering(stage.base) as opened:
        yield opened


async def asked(proxy: Buffering, part: str, count: int = 1) -> None:
    """Return when the proxy was asked so often for an address that ends like that."""

    async def is_so() -> bool:
        return sum(path.endswith(part) for path in proxy.asked) >= count

    await until(is_so)


async def open_chat(stage: Stage, proxy: Buffering) -> ChatPage:
    """The chat behind the proxy, on a clock that can be put forward; it has noticed that its stream is mute."""
    page = await (await stage.window()).new_page()
    await page.clock.install()
    await page.goto(f"{proxy.base}/embed?shop=demo&lang=en")
    await asked(proxy, "/api/chat/events")
    await page.clock.fast_forward(MUTE_MS)
    return await ChatPage(page).ready()


async def shows_all(stage: Stage, messages: Locator, session_name: str) -> None:
    """Return when the page shows what was kept: every message once, in order, word for word."""
    kept, more = await stage.store.sessions.history(session_name, before="", limit=100)
    log = [(one.id, one.json()) for one in kept]
    assert log and not more

    async def is_so() -> bool:
        ids = await messages.evaluate_all("all => all.map((one) => one.dataset.id)")
        return bool(ids == [message_id for message_id, _ in log])

    await until(is_so)
    texts = [said["text"] for _, said in log if said["role"] != "system"]
    said = messages.and_(messages.page.locator(":not([data-role=system])"))
    await expect(said.locator("> .bubble")).to_have_text(texts)


async def states(page: Page) -> list[str]:
    found: list[str] = await page.evaluate("window.states")
    return found


async def grows(stage: Stage, chat: ChatPage, *words: str) -> None:
    """The AI says word after word; each is seen before the next is said."""
    text = ""
    for word in words:
        text = f"{text} {word}".lstrip()
        stage.ai.say(word if text == word else f" {word}")
        await expect(chat.answer).to_have_text(text)


async def test_a_visitor_behind_it_misses_nothing_and_comes_back_to_the_stream(stage: Stage, proxy: Buffering) -> None:
    await keep_hours(stage, ALWAYS)
    chat = await open_chat(stage, proxy)
    second = await stage.open(chat.tab.context, base=proxy.base)
    await chat.page.evaluate(WATCH)
    name = await name_of(chat)
    await chat.say("Do you hear me?")
    await grows(stage, chat, "Yes,", "word", "by", "word")
    async with at_work(stage, "Mei", name) as mei:
        await mei.do(name, "takeover")
        await chat.stands("manual_live")
        await expect(chat.page.locator(".message[data-role=ai] .note")).to_have_text("The answer was stopped here.")
        for number in range(3):
            await mei.say(name, f"I am Mei {number}")
            await chat.say(f"Hello Mei {number}")
        await mei.hears("message", text="Hello Mei 2")
        await shows_all(stage, chat.messages, name)

        # The server is away for a moment: that is said, and what was written arrives.
        await proxy.cut()
        await expect(chat.banner).to_have_text(LOST["en"])
        await chat.say("In the tunnel")
        await mei.say(name, "Are you there?")
        proxy.restore()
        await expect(chat.said_by("agent")).to_have_count(4)
        await mei.hears("message", text="In the tunnel")
        await expect(chat.banner).to_be_empty()
        await shows_all(stage, chat.messages, name)
        assert await states(chat.tab) == ["reconnecting", "live"]

        # Streams pass again: one is tried beside the polls, and nobody sees the change.
        proxy.holds = False
        streams = sum(path.endswith("/events") for path in proxy.asked)
        for number in range(2):
            await chat.tab.clock.fast_forward(BESIDE_MS)
            await mei.say(name, f"Still here {number}")
            await expect(chat.said_by("agent")).to_have_count(5 + number)
        await asked(proxy, "/events", streams + 2)
        polls = proxy.polls()
        for number in range(3):
            await mei.say(name, f"Back {number}")
        await expect(chat.said_by("agent")).to_have_count(9)
        await shows_all(stage, chat.messages, name)
        await shows_all(stage, second.messages, name)
        assert await states(chat.tab) == ["reconnecting", "live"]

        # A server that is away is no reason to poll.
        await proxy.cut()
        await expect(chat.banner).to_have_text(LOST["en"])
        proxy.restore()
        await mei.say(name, "Welcome back")
        await expect(chat.said_by("agent")).to_have_count(10)
        assert proxy.polls() == polls


async def test_an_agent_behind_it_works_as_ever(stage: Stage, proxy: Buffering) -> None:
    await keep_hours(stage, ALWAYS)
    agent = await hire(stage.live, "mei", lang="en")
    page = await (await desk_window(stage, agent)).new_page()
    await page.clock.install()
    await page.goto(f"{proxy.base}/agent")
    await asked(proxy, "/api/agent/events")
    await page.clock.fast_forward(MUTE_MS)
    desk = await DeskPage(page, agent).live()
    await page.evaluate(WATCH)
    async with stage.live.client() as http:
        await desk.show("waiting")
        guest = await guest_of(http, PERSON)
        name = guest.session_name
        await desk.take(name)
        for number in range(3):
            await desk.say(f"How can I help? {number}")
            await guest.say(f"It does not work {number}")
            await expect(desk.said_by("visitor")).to_have_count(2 + number)
        other = await guest_of(http, PERSON)
        await expect(desk.count("waiting")).to_have_text("1")
        await shows_all(stage, desk.messages, name)
        await desk.take(other.session_name)
        await guest.say("And now?")
        await desk.show("mine")
        await expect(desk.row(name)).to_contain_text("And now?")
        await desk.open(name)
        await shows_all(stage, desk.messages, name)
    assert set(await states(page)) <= {"connecting", "live"}
    assert proxy.polls()


async def test_a_server_that_answers_nothing_is_not_taken_for_a_bad_road(stage: Stage) -> None:
    """Polls that are not answered either prove nothing: the page says that it is cut off, and goes on with streams."""
    paths: list[str] = []
    is_frozen = asyncio.Event()

    async def freeze(route: Route) -> None:
        paths.append(route.request.url.rpartition("/")[2])
        if is_frozen.is_set():
            await route.continue_()

    page = await (await stage.window()).new_page()
    await page.clock.install()
    await page.route("**/api/chat/events*", freeze)
    await page.goto(f"{stage.base}/embed?shop=demo&lang=en")
    for patience_ms, path in ((MUTE_MS, "events"), (UNANSWERED_MS, "events?poll=0")):

        async def has_asked(path: str = path) -> bool:
            return paths[-1:] == [path]

        await until(has_asked)
        await page.clock.fast_forward(patience_ms)
    await expect(page.locator("html")).to_have_attribute("data-connection", "reconnecting")
    is_frozen.set()
    await ChatPage(page).ready()
    assert paths == ["events", "events?poll=0", "events"]


async def test_what_is_refused_or_put_off_is_taken_as_on_a_stream(stage: Stage) -> None:
    stage.has_outages = True
    asked_at: list[tuple[str, float]] = []
    refused, put_off = {"status": 401}, {"status": 503, "headers": {"Retry-After": "1"}}
    plan: list[dict[str, Any] | None] = [{}, None, refused, None, put_off]

    async def answer(route: Route) -> None:
        asked_at.append((route.request.url.rpartition("/")[2], time.monotonic()))
        planned = plan.pop(0) if plan else None
        if planned is None:
            await route.continue_()
        elif planned:
            await route.fulfill(**planned)

    async def has_asked(count: int) -> bool:
        return len(asked_at) >= count

    page = await (await stage.window()).new_page()
    await page.clock.install()
    await page.route("**/api/chat/events*", answer)
    await page.goto(f"{stage.base}/embed?shop=demo&lang=en")
    await until(lambda: has_asked(1))
    async with page.expect_request("**/api/chat/session"):
        await page.clock.fast_forward(MUTE_MS)
    await expect(page.locator("html")).to_have_attribute("data-connection", "reconnecting")
    chat = await ChatPage(page).ready()
    await until(lambda: has_asked(7))
    look, wait = "events?poll=0", "events?poll=1"
    assert [path for path, _ in asked_at] == ["events", look, wait, look, wait, look, wait]
    assert asked_at[5][1] - asked_at[4][1] >= PUT_OFF_S
    await chat.say("Hello?")
    await grows(stage, chat, "Yes")


async def test_a_road_that_lets_only_the_beginning_through_is_noticed(stage: Stage, proxy: Buffering) -> None:
    proxy.passes_bytes = 2_000
    page = await (await stage.window()).new_page()
    await page.clock.install()
    await page.goto(f"{proxy.base}/embed?shop=demo&lang=en")
    chat = await ChatPage(page).ready()
    await page.clock.fast_forward(DEAF_MS)
    await asked(proxy, "poll=1")
    await chat.say("Do you hear me?")
    await grows(stage, chat, "I", "do")
