"""The workbench for eight hours: by keyboard alone, on a phone, over a bad line, in many tabs, as wide as one likes."""

import re

import httpx
import pytest
from playwright.async_api import expect

from tests.browser.crew import ALWAYS, keep_hours
from tests.browser.desk_page import PERSON, PHONE, desk_window, guest_of, open_desk
from tests.browser.stage import Stage
from tests.staff import hire

RINGS = """
window.rung = [];
window.Notification = class extends EventTarget {
  static permission = 'granted';
  constructor(title) { super(); window.rung.push(title); }
  close() {}
};
document.hasFocus = () => false;
"""


async def test_everything_can_be_done_by_keys_and_none_of_it_while_one_types(
    stage: Stage, http: httpx.AsyncClient
) -> None:
    await keep_hours(stage, ALWAYS)
    first, second = await guest_of(http, PERSON), await guest_of(http, PERSON)
    amy = await open_desk(stage, "Amy")
    await expect(amy.rows).to_have_count(2)
    keys = amy.page.keyboard
    await keys.press("j")
    await expect(amy.page).to_have_url(re.compile(first.session_name))
    await keys.press("j")
    await expect(amy.page).to_have_url(re.compile(second.session_name))
    await keys.press("k")
    await expect(amy.page).to_have_url(re.compile(first.session_name))
    await amy.opened()
    await keys.press("t")
    await expect(amy.field).to_be_focused()
    await keys.type("trx?")
    await expect(amy.field).to_have_value("trx?")
    await keys.press("Escape")
    await keys.press("n")
    await expect(amy.page.locator("#note-form textarea")).to_be_focused()
    await keys.press("Escape")
    await keys.press("?")
    await expect(amy.page.locator("#keys")).to_be_visible()
    await keys.press("Escape")
    await keys.press("r")
    await expect(amy.page.locator("#talk-status")).to_have_text("The AI is answering")
    await keys.press("4")
    await expect(amy.row(first.session_name)).to_be_visible()


@pytest.mark.parametrize("lang", ["en", "zh"])
async def test_a_phone_shows_one_column_and_leads_back(stage: Stage, http: httpx.AsyncClient, lang: str) -> None:
    await keep_hours(stage, ALWAYS)
    guest = await guest_of(http, PERSON)
    amy = await open_desk(stage, "Amy", lang=lang, viewport=PHONE, has_touch=True, is_mobile=True)
    page = amy.page
    await amy.row(guest.session_name).tap()
    await amy.opened()
    await expect(page.locator("#lists")).to_be_hidden()
    await amy.button("takeover").tap()
    await amy.say("Hello")
    await expect(amy.said_by("agent")).to_have_text(["Hello"])
    await page.locator(".to-about").tap()
    await expect(page.locator("#about")).to_be_visible()
    await expect(page.locator("#talk")).to_be_hidden()
    small = await page.evaluate(
        "[...document.querySelectorAll('button, a, input, textarea, select')]"
        ".filter((one) => one.checkVisibility() && !one.closest('dd, .skip'))"
        ".filter((one) => one.getBoundingClientRect().height < 44).map((one) => one.outerHTML)"
    )
    assert small == []
    await page.locator(".about-head button").tap()
    await expect(page.locator("#talk")).to_be_visible()
    await page.go_back()
    await expect(page.locator("#lists")).to_be_visible()
    await expect(page.locator("#talk")).to_be_hidden()
    assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")


async def test_a_lost_line_is_said_and_mends_without_a_reload(stage: Stage, http: httpx.AsyncClient) -> None:
    await keep_hours(stage, ALWAYS)
    stage.has_outages = True
    guest = await guest_of(http, PERSON)
    amy = await open_desk(stage, "Amy")
    await amy.take(guest.session_name)
    await amy.page.evaluate("window.isSamePage = true")
    await amy.page.context.set_offline(True)
    await expect(amy.page.locator("#lost")).to_be_visible()
    await guest.say("Are you there?")
    newcomer = await guest_of(http, PERSON)
    await amy.say("I was cut off")
    await amy.page.context.set_offline(False)
    await expect(amy.page.locator("#lost")).to_be_hidden()
    await expect(amy.said_by("visitor").last).to_have_text("Are you there?")
    await amy.show("waiting")
    await expect(amy.row(newcomer.session_name)).to_be_visible()
    await expect(amy.page.locator("[data-loose]")).to_have_count(0)
    await expect(amy.page.locator(".message[data-mine]")).to_have_count(1)
    assert await amy.page.evaluate("window.isSamePage")


async def test_of_many_tabs_one_rings(stage: Stage, http: httpx.AsyncClient) -> None:
    await keep_hours(stage, ALWAYS)
    agent = await hire(stage.live, "amy", lang="en")
    window = await desk_window(stage, agent)
    await window.add_init_script(RINGS)
    pages = [await window.new_page() for _ in range(3)]
    for page in pages:
        await page.goto(f"{stage.base}/agent")
        await expect(page.locator("#desk")).to_have_attribute("data-connection", "live")
    guest = await guest_of(http, PERSON)
    for page in pages:
        await expect(page.locator(f'[data-name="{guest.session_name}"]')).to_be_visible()
    rung = [title for page in pages for title in await page.evaluate("window.rung")]
    assert rung == ["A visitor is waiting"]


async def test_a_message_that_was_not_looked_at_is_marked(stage: Stage, http: httpx.AsyncClient) -> None:
    await keep_hours(stage, ALWAYS)
    first, second = await guest_of(http, PERSON), await guest_of(http, PERSON)
    amy = await open_desk(stage, "Amy")
    await amy.take(first.session_name)
    await amy.take(second.session_name)
    await amy.show("mine")
    for word in ("One", "Two"):
        await first.say(word)
    row = amy.row(first.session_name)
    await expect(row.locator(".unread")).to_have_text("2")
    await expect(amy.page).to_have_title(re.compile(r"^\(1\)"))
    await amy.open(first.session_name)
    await expect(row.locator(".unread")).to_be_hidden()
    await expect(amy.page).to_have_title(re.compile(r"^Sessions"))


async def test_the_columns_stay_as_wide_as_they_were_left(stage: Stage) -> None:
    amy = await open_desk(stage, "Amy")
    edge = amy.page.locator('[data-edge="lists"]')
    before = int(await edge.get_attribute("aria-valuenow") or 0)
    await edge.focus()
    for _ in range(3):
        await amy.page.keyboard.press("ArrowRight")
    await amy.page.reload()
    await expect(edge).to_have_attribute("aria-valuenow", str(before + 48))
    box = await amy.page.locator("#lists").bounding_box()
    assert box and box["width"] == before + 48


async def test_the_language_changes_with_one_click_and_the_session_stays(stage: Stage, http: httpx.AsyncClient) -> None:
    await keep_hours(stage, ALWAYS)
    guest = await guest_of(http, PERSON)
    amy = await open_desk(stage, "Amy")
    await amy.take(guest.session_name)
    await amy.field.fill("half a sentence")
    await amy.page.locator("#language").click()
    await expect(amy.page.locator("html")).to_have_attribute("lang", "zh-CN")
    await expect(amy.page).to_have_url(re.compile(guest.session_name))
    await expect(amy.button("transfer")).to_have_text("转接")
    await expect(amy.field).to_have_value("half a sentence")
