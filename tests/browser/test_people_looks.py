"""What people bring into the page can be read, reached by keyboard, exists in both languages, and moves little."""

import re
from typing import Any

import pytest
from playwright.async_api import expect

from tests.browser.bridge_host import session_of
from tests.browser.crew import ALWAYS, at_work, keep_hours, name_of
from tests.browser.stage import Stage
from tests.browser.test_access import AA_SHAPE, AA_TEXT, CONTRASTS
from tests.browser.test_language import EVERY_WORD, strangers

TEXTS = [
    *("#ask", ".message[data-role=agent] .bubble", ".message[data-role=agent] .name", ".mark"),
    *("#bar p", "#bar button", ".card h2", ".card .small", ".field label", ".card .main", ".error", "#rating legend"),
    *("#rating output", "#menu button[aria-disabled=false]", "#thanks p", "#ending .small"),
]
SHAPES = [".stars label", "#more svg"]


@pytest.mark.parametrize("theme", ["light", "dark"])
async def test_all_of_it_can_be_read_on_any_accent(stage: Stage, theme: str) -> None:
    await keep_hours(stage, ALWAYS)
    visitor = await stage.visitor()
    window = await stage.window(token=visitor.token)
    async with at_work(stage, "Amy") as amy:
        await amy.do(visitor.session_name, "takeover")
        async with stage.live.client() as http:
            visitor.http = http
            assert (await visitor.say("Hello")).is_success
        said = await amy.say(visitor.session_name, "Hello!")
        await amy.do(visitor.session_name, "read", id=said)
        poor = []
        for accent in ("fff", "000", "ff0", "0f766e", "777777"):
            chat = await stage.open(window, theme=theme, color=accent)
            await expect(chat.page.locator(".mark")).to_be_visible()
            measured: dict[str, float] = await chat.page.evaluate(CONTRASTS, [TEXTS, SHAPES])
            assert set(measured) == {*TEXTS, *SHAPES}
            poor += [
                (accent, name, round(ratio, 2))
                for name, ratio in measured.items()
                if ratio < (AA_SHAPE if name in SHAPES else AA_TEXT)
            ]
            await chat.tab.close()
    assert poor == []


@pytest.mark.parametrize("lang", ["en", "zh"])
async def test_every_word_exists_in_the_pages_language(stage: Stage, lang: str) -> None:
    await keep_hours(stage, ALWAYS)
    chat = await stage.open(lang=lang)
    await chat.ask.click()
    await expect(chat.bar).to_be_visible()
    async with stage.live.client() as http:
        part = (await http.get(f"/embed/people?lang={lang}")).text
    island = re.search(r'<script type="application/json">(.*)</script>', part, re.DOTALL)
    assert island
    found: Any = await chat.page.locator("body").evaluate(EVERY_WORD)
    later: Any = await chat.page.evaluate("text => Object.values(JSON.parse(text))", island[1])
    assert len(later) > 10
    assert strangers([re.sub(r"\{\w+\}", "", word) for word in (*found, *later)], lang) == []


async def test_the_menu_is_walked_through_and_left_by_keyboard(stage: Stage) -> None:
    chat = await stage.open()
    more = chat.page.locator("#more")
    await more.focus()
    await chat.tab.keyboard.press("Enter")
    items = chat.page.locator("#menu").get_by_role("menuitem")
    await expect(items.first).to_be_focused()
    await expect(more).to_have_attribute("aria-expanded", "true")
    await chat.tab.keyboard.press("ArrowUp")
    await expect(items.last).to_be_focused()
    # Nothing has been said: there is nothing to end.
    await expect(items.last).to_have_attribute("aria-disabled", "true")
    await chat.tab.keyboard.press("Enter")
    await expect(chat.card("ending")).to_be_hidden()
    await chat.tab.keyboard.press("ArrowDown")
    await expect(items.first).to_be_focused()
    await chat.tab.keyboard.press("Escape")
    await expect(chat.page.locator("#menu")).to_be_hidden()
    await expect(more).to_be_focused()
    await more.click()
    await chat.log.click()
    await expect(chat.page.locator("#menu")).to_be_hidden()


async def test_escape_closes_what_is_open_before_it_closes_the_chat(stage: Stage) -> None:
    page = await (await stage.window()).new_page()
    await page.goto(f"{stage.base}/?lang=en")
    await page.locator("fiido-kefu > button").click()
    frame = page.frame_locator("fiido-kefu iframe")
    await frame.locator("#more").click()
    await expect(frame.locator("#menu")).to_be_visible()
    await page.keyboard.press("Escape")
    await expect(frame.locator("#menu")).to_be_hidden()
    await expect(page.locator("fiido-kefu #panel")).to_be_visible()
    await page.keyboard.press("Escape")
    await expect(page.locator("fiido-kefu #panel")).to_be_hidden()


async def test_nothing_of_it_moves_for_those_who_asked_for_that(stage: Stage) -> None:
    await keep_hours(stage, ALWAYS)
    chat = await stage.open(await stage.window(reduced_motion="reduce"))
    await chat.ask.click()
    await expect(chat.bar).to_be_visible()
    async with at_work(stage, "Amy") as amy:
        await amy.do(await name_of(chat), "takeover")
        await chat.stands("manual_live")
        await chat.sees_people()
        await amy.do(await name_of(chat), "typing")
        await expect(chat.page.locator("#typing")).to_be_visible()
        assert await chat.page.evaluate("document.getAnimations().length") == 0


async def test_the_agent_learns_where_the_visitor_is(stage: Stage) -> None:
    page = await (await stage.window(timezone_id="Europe/Berlin")).new_page()
    await page.goto(f"{stage.base}/?lang=en")
    await page.locator("fiido-kefu > button").click()
    await expect(page.frame_locator("fiido-kefu iframe").locator("html")).to_have_attribute("data-phase", "ready")
    name = session_of(await page.evaluate("localStorage.getItem('fiido-kefu.token.demo')"))
    async with at_work(stage, "Amy") as amy:
        context = (await amy.look(f"sessions/{name}"))["session"]["context"]
    assert context["page"] == f"{stage.base}/?lang=en"
    assert context["time_zone"] == "Europe/Berlin"
