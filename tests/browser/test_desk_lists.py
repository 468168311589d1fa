"""The lists beside the conversation: nobody is counted and not shown, and what one has taken stands among one's own."""

import asyncio
import re
from collections.abc import Awaitable, Callable

import httpx
import pytest
from playwright.async_api import Page, Route, expect

from tests.browser.crew import ALWAYS, NEVER, at_work, keep_hours
from tests.browser.desk_page import PERSON, WIDE, DeskPage, desk_window, guest_of, open_desk
from tests.browser.stage import Stage
from tests.live import Visitor
from tests.staff import hire

NARROWEST_PX = 240
YOU = {"en": "You", "zh": "您"}
NOBODY = {"en": "No colleague has a session just now.", "zh": "目前没有同事接待中的会话。"}
CUT_TABS = """
[...document.querySelectorAll('#tabs a')].filter((tab) => {
  const place = document.getElementById('tabs').getBoundingClientRect();
  return [tab, ...tab.children].some((one) => {
    const { left, right } = one.getBoundingClientRect();
    return left < place.left || right > place.right || one.scrollWidth > one.clientWidth + 1;
  });
}).map((tab) => tab.dataset.list)
"""


async def _ask_while_closed(http: httpx.AsyncClient, name: str) -> Visitor:
    guest = await guest_of(http, name=name)
    answer = await http.post("/api/chat/escalate", headers=guest.headers)
    assert answer.json()["status"] == "after_hours_email", answer.text
    return guest


def _shown(desk: DeskPage) -> Callable[[], Awaitable[list[str]]]:
    """Reads which list is on screen."""
    return lambda: desk.page.locator("#tabs [aria-current]").evaluate_all("tabs => tabs.map((one) => one.dataset.list)")


@pytest.mark.parametrize("lang", ["en", "zh"])
async def test_who_asked_while_closed_and_left_no_message_is_shown_as_counted(
    stage: Stage, http: httpx.AsyncClient, lang: str
) -> None:
    await keep_hours(stage, NEVER)
    early = await _ask_while_closed(http, "Ann")
    amy = await open_desk(stage, "Amy", "/agent?list=offline", lang=lang)
    await expect(amy.row(early.session_name)).to_contain_text("Ann")
    late = await _ask_while_closed(http, "Bob")
    await expect(amy.row(late.session_name)).to_contain_text("Bob")
    await expect(amy.count("offline")).to_have_text("2")
    names = await amy.rows.evaluate_all("rows => rows.map((row) => row.dataset.name)")
    assert names == [early.session_name, late.session_name]
    await expect(amy.rows.first.locator(".wait")).to_have_text(re.compile(r"^\d+:\d\d$"))
    await expect(amy.page.locator("#nobody")).to_be_hidden()
    await amy.page.reload()
    await amy.live()
    await expect(amy.rows).to_have_count(2)


async def test_what_one_has_taken_over_stands_among_ones_own_at_once(stage: Stage, http: httpx.AsyncClient) -> None:
    await keep_hours(stage, ALWAYS)
    first, second, third = [await guest_of(http, PERSON) for _ in range(3)]
    amy = await open_desk(stage, "Amy")
    await amy.take(first.session_name)
    await amy.take(second.session_name)
    assert await _shown(amy)() == ["mine"]
    await expect(amy.rows).to_have_count(2)
    await expect(amy.row(second.session_name).locator("[aria-current]")).to_be_visible()
    await expect(amy.row(third.session_name)).to_have_count(0)
    await expect(amy.count("waiting")).to_have_text("1")
    await expect(amy.field).to_be_focused()
    await amy.page.keyboard.press("Escape")
    await amy.page.keyboard.press("k")
    await expect(amy.page).to_have_url(re.compile(rf"{first.session_name}\?list=mine"))


async def test_ones_own_sessions_need_not_be_read_again_to_be_there(stage: Stage, http: httpx.AsyncClient) -> None:
    await keep_hours(stage, ALWAYS)
    guest = await guest_of(http, PERSON)
    amy = await open_desk(stage, "Amy")
    gate = asyncio.Event()

    async def hold(route: Route) -> None:
        await gate.wait()
        await route.continue_()

    await amy.page.route("**/api/sessions?list=mine*", hold)
    await amy.take(guest.session_name)
    await expect(amy.row(guest.session_name)).to_be_visible()
    gate.set()
    await expect(amy.count("mine")).to_have_text("1")


async def test_the_list_one_turns_to_is_there_although_the_pointer_has_just_moved(
    stage: Stage, http: httpx.AsyncClient
) -> None:
    await keep_hours(stage, ALWAYS)
    guest = await guest_of(http, PERSON)
    amy = await open_desk(stage, "Amy")
    # With time standing still, what waits for the pointer to rest would wait for ever.
    await amy.page.clock.install()
    await amy.page.clock.pause_at(await amy.page.evaluate("Date.now()") + 1_000)
    await amy.row(guest.session_name).hover()
    await amy.page.keyboard.press("2")
    await expect(amy.page.locator("#nobody")).to_be_visible()
    await amy.page.keyboard.press("1")
    await expect(amy.row(guest.session_name)).to_be_visible()


@pytest.mark.parametrize("lang", ["en", "zh"])
async def test_a_line_names_who_spoke_also_when_the_session_is_a_colleagues_now(
    stage: Stage, http: httpx.AsyncClient, lang: str
) -> None:
    await keep_hours(stage, ALWAYS)
    guest = await guest_of(http, PERSON)
    ben = await open_desk(stage, "Ben", "/agent?list=mine", lang=lang)
    speaker = ben.row(guest.session_name).locator("[data-part=speaker]")
    async with at_work(stage, "Amy") as amy:
        await amy.do(guest.session_name, "takeover")
        await amy.say(guest.session_name, "Amy here")
        await amy.do(guest.session_name, "transfer", to=ben.agent.id)
        await ben.page.locator(".offer .primary").click()
        await expect(speaker).to_have_text("Amy")
        await ben.say("Ben here")
        await expect(speaker).to_have_text(YOU[lang])
        # What is said in the session on screen changes its line, and the wait that it shows, as in all others.
        await guest.say("Thank you")
        await expect(ben.row(guest.session_name).locator(".wait")).to_be_visible()
        await ben.say("You are welcome")
        await expect(ben.row(guest.session_name).locator(".wait")).to_be_hidden()
        await expect(speaker).to_have_text(YOU[lang])
        await ben.page.reload()
        await expect(speaker).to_have_text(YOU[lang])


async def test_an_answer_is_listed_by_its_words(stage: Stage, http: httpx.AsyncClient) -> None:
    guest = await guest_of(http)
    amy = await open_desk(stage, "Amy", "/agent?list=ai")
    await guest.say("How far does it go?")
    stage.ai.reply("It goes **60 km**, see [our guide](https://shop.example/guide).")
    last = amy.row(guest.session_name).locator("[data-part=last]")
    await expect(last).to_have_text("It goes 60 km, see our guide.")
    await amy.page.reload()
    await expect(last).to_have_text("It goes 60 km, see our guide.")


@pytest.mark.parametrize("lang", ["en", "zh"])
async def test_what_colleagues_have_is_seen_as_it_comes_and_goes(
    stage: Stage, http: httpx.AsyncClient, lang: str
) -> None:
    await keep_hours(stage, ALWAYS)
    theirs, mine = await guest_of(http, PERSON, name="Ann"), await guest_of(http, PERSON)
    ben = await open_desk(stage, "Ben", lang=lang)
    await ben.take(mine.session_name)
    await ben.page.keyboard.press("Escape")
    await ben.page.keyboard.press("3")
    await expect(ben.page.locator("#nobody")).to_have_text(NOBODY[lang])
    async with at_work(stage, "Amy") as amy:
        await amy.do(theirs.session_name, "takeover")
        await expect(ben.rows).to_have_count(1)
        await expect(ben.row(theirs.session_name).locator("[data-part=agent]")).to_have_text("Amy")
        await expect(ben.count("colleagues")).to_have_text("1")
        await ben.open(theirs.session_name)
        await expect(ben.field).to_be_hidden()
        await ben.page.locator("#note-form textarea").fill("The frame number is on the bill")
        await ben.page.locator("#note-form button").click()
        await expect(ben.page.locator("#notes")).to_contain_text("The frame number")
        await amy.do(theirs.session_name, "release")
        await expect(ben.rows).to_have_count(0)
        await expect(ben.count("colleagues")).to_have_text("0")


async def _cut_tabs(page: Page) -> list[str]:
    found: list[str] = await page.evaluate(CUT_TABS)
    return found


@pytest.mark.parametrize("lang", ["en", "zh"])
async def test_the_lists_names_fit_into_the_narrowest_column_and_a_small_phone(stage: Stage, lang: str) -> None:
    window = await desk_window(stage, await hire(stage.live, "amy", lang=lang))
    page = await window.new_page()
    for column, viewport in ((NARROWEST_PX, WIDE), (320, WIDE), (320, {"width": 320, "height": 640})):
        await window.add_cookies([{"name": "kefu_columns", "value": f"{column}-320", "url": stage.base}])
        await page.set_viewport_size(viewport)  # type: ignore[arg-type]  # the driver's own type for two numbers
        await page.goto(f"{stage.base}/agent")
        box = await page.locator("#lists").bounding_box()
        assert box and box["width"] == column
        assert await _cut_tabs(page) == []
        await page.evaluate("document.querySelectorAll('#tabs .count').forEach((one) => (one.textContent = '1,888'))")
        assert await _cut_tabs(page) == []
