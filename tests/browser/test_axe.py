"""Every page that visitors see, in every state, language and theme: axe-core finds nothing grave in it."""

from dataclasses import replace

import pytest
from playwright.async_api import expect

from app.ai.provider import Greeting
from app.domain.looks import Texts
from tests.browser.axe import faults
from tests.browser.chat_page import ChatPage
from tests.browser.crew import ALWAYS, NEVER, Worker, at_work, keep_hours, name_of, services_of
from tests.browser.elsewhere import site
from tests.browser.stage import Stage

pytestmark = pytest.mark.parametrize(("lang", "theme"), [("en", "light"), ("zh", "dark")])
"""Each word and each colour once: which words stand in which colours makes no difference to axe."""

SHOW = """(card) => {
  for (const one of document.querySelectorAll('#people .card')) one.hidden = one.id !== card;
  document.getElementById('people').hidden = false;
}"""


async def opened(stage: Stage, lang: str, theme: str) -> ChatPage:
    window = await stage.window(lang=lang, color_scheme=theme, reduced_motion="reduce")
    return await stage.open(window, lang=lang, theme="auto")


async def test_greeting_and_conversation(stage: Stage, lang: str, theme: str) -> None:
    stage.has_outages = True
    stage.ai.greetings = {lang: Greeting("Welcome", ("Shipping?", "Returns?"))}
    chat = await opened(stage, lang, theme)
    assert await faults(chat.tab) == []
    await chat.say("Which size?")
    stage.ai.say("[Sizes](https://shop.test/")
    await expect(chat.answer).to_contain_text("Sizes")
    assert await faults(chat.tab) == []
    stage.ai.reply("sizes) in `cm`:\n\n| a | b |\n|---|---|\n| c | d |\n", "More?")
    await expect(chat.chips).to_have_count(1)
    await chat.tab.route("**/api/chat", lambda route: route.fulfill(status=500))
    await chat.say("Lost")
    await expect(chat.page.locator(".note")).to_be_visible()
    await chat.page.locator("#more").click()
    assert await faults(chat.tab) == []


async def test_queue_person_and_end(stage: Stage, lang: str, theme: str) -> None:
    await keep_hours(stage, ALWAYS)
    async with at_work(stage, "Amy") as amy:
        chat = await opened(stage, lang, theme)
        await chat.ask.click()
        await chat.stands("pending_manual")
        await expect(chat.bar.get_by_role("status")).not_to_be_empty()
        assert await faults(chat.tab) == []
        await _served(amy, chat)
        assert await faults(chat.tab) == []
        await amy.do(await name_of(chat), "close")
        await expect(chat.card("rating")).to_be_visible()
        assert await faults(chat.tab) == []
        await chat.card("rating").get_by_role("radio").nth(3).check(force=True)
        await chat.card("rating").locator("[type=submit]").click()
        await expect(chat.card("thanks")).to_be_visible()
        assert await faults(chat.tab) == []


async def test_every_card_above_the_field(stage: Stage, lang: str, theme: str) -> None:
    await keep_hours(stage, ALWAYS)
    chat = await opened(stage, lang, theme)
    await chat.ask.click()
    await chat.sees_people()
    cards = await chat.page.locator("#people .card").evaluate_all("(all) => all.map((one) => one.id)")
    assert {"offline", "transcript", "ending", "rating"} <= set(cards)
    for card in cards:
        await chat.page.evaluate(SHOW, card)
        assert (card, await faults(chat.tab)) == (card, [])


async def test_closed_hours_and_an_offline_message(stage: Stage, lang: str, theme: str) -> None:
    await keep_hours(stage, NEVER)
    chat = await opened(stage, lang, theme)
    await chat.ask.click()
    await chat.bar.locator("[data-do=leave]").click()
    form = chat.card("offline")
    await expect(form).to_be_visible()
    assert await faults(chat.tab) == []
    await form.locator("[type=submit]").click()
    await expect(form.locator(".error").first).not_to_be_empty()
    assert await faults(chat.tab) == []


async def test_consent(stage: Stage, lang: str, theme: str) -> None:
    said = Texts(consent=dict.fromkeys(("en", "zh"), "We keep what you write. https://shop.test/privacy"))
    await services_of(stage).shops.change("demo", lambda shop: replace(shop, texts=said))
    window = await stage.window(lang=lang, color_scheme=theme, reduced_motion="reduce")
    page = await window.new_page()
    await page.goto(f"{stage.base}/embed?shop=demo&lang={lang}")
    await expect(page.locator("#consent")).to_be_visible()
    await expect(page.locator("html")).to_have_attribute("data-phase", "consent")
    assert await faults(page) == []


async def test_the_demo_shop_and_its_button(stage: Stage, lang: str, theme: str) -> None:
    size = {"width": 1000, "height": 700}
    window = await stage.window(lang=lang, color_scheme=theme, viewport=size, reduced_motion="reduce")
    page = await window.new_page()
    await page.goto(f"{stage.base}/?lang={lang}")
    launcher = page.locator("fiido-kefu button[aria-expanded]")
    await expect(launcher).to_be_visible()
    assert await faults(page) == []
    await launcher.click()
    await expect(page.frame_locator("fiido-kefu iframe").locator("html")).to_have_attribute("data-phase", "ready")
    assert await faults(page) == []
    assert await faults(page.frames[1]) == []


async def test_a_site_that_is_not_listed(stage: Stage, lang: str, theme: str) -> None:
    stage.has_outages = True
    async with site("stranger.test") as stranger:
        stranger.pages["/"] = _framing(stage, lang)
        page = await (await stage.window(lang=lang, color_scheme=theme)).new_page()
        await page.goto(stranger.origin)
        frame = page.frames[1]
        await expect(frame.locator("#origin")).to_have_value(stranger.origin)
        assert await faults(frame) == []


async def test_what_is_wrong_is_found(stage: Stage, lang: str, theme: str) -> None:
    chat = await opened(stage, lang, theme)
    await chat.page.evaluate("document.getElementById('status').style.color = 'var(--line)'")
    await chat.page.evaluate("document.getElementById('send').removeAttribute('aria-label')")
    await chat.page.evaluate("document.getElementById('send').removeAttribute('title')")
    assert [fault.split(" ")[0] for fault in await faults(chat.tab)] == ["button-name", "color-contrast"]


async def _served(amy: Worker, chat: ChatPage) -> None:
    name = await name_of(chat)
    await amy.do(name, "takeover")
    await amy.say(name, "Amy here.")
    await expect(chat.said_by("agent")).to_have_text(["Amy here."])


def _framing(stage: Stage, lang: str) -> str:
    head = '<!doctype html><html lang="en"><title>Shop</title><link rel="icon" href="data:,">'
    return f'{head}<iframe title="Chat" src="{stage.base}/embed?lang={lang}" height="500"></iframe>'
