"""Where a shop asks for consent, nothing is said to the server before the visitor has agreed; and they agree once."""

import re
from dataclasses import replace
from typing import Any

import pytest
from playwright.async_api import BrowserContext, Page, expect

from app.domain.looks import Texts
from tests.browser.bridge_host import visit
from tests.browser.chat_page import ChatPage
from tests.browser.crew import services_of
from tests.browser.elsewhere import Site
from tests.browser.stage import Stage
from tests.browser.test_language import strangers, words_of
from tests.live import open_visitor
from tests.widget.signed import by_hash

SAYS = {
    "en": "What you write is kept for 30 days and read by our AI and our team.\nMore: https://shop.test/privacy",
    "zh": "您写的内容会保存 30 天，由我们的智能助手和客服查看。\n详情：https://shop.test/privacy",
}
AGREE = {"en": "Agree and start", "zh": "同意并开始"}


async def ask_for_it(stage: Stage, said: dict[str, str] = SAYS) -> None:
    """From now on the demo shop asks for consent."""
    await services_of(stage).shops.change("demo", lambda shop: replace(shop, texts=Texts(consent=said)))


async def watched(stage: Stage, **options: Any) -> tuple[BrowserContext, list[str]]:
    """A window, and the paths under /api/ that its pages ask for."""
    window, asked = await stage.window(**options), []
    window.on("request", lambda request: asked.append(request.url) if "/api/" in request.url else None)
    return window, asked


async def before(stage: Stage, window: BrowserContext, lang: str = "en") -> ChatPage:
    """The chat in a tab, before it has begun."""
    page: Page = await window.new_page()
    await page.goto(f"{stage.base}/embed?shop=demo&lang={lang}")
    await expect(page.locator("html")).to_have_attribute("data-phase", "consent")
    return ChatPage(page)


@pytest.mark.parametrize("lang", ["en", "zh"])
async def test_nothing_is_asked_of_the_server_before_the_visitor_agrees(stage: Stage, lang: str) -> None:
    await ask_for_it(stage)
    window, asked = await watched(stage, lang=lang)
    chat = await before(stage, window, lang)
    card = chat.page.locator("#consent")
    await expect(card).to_contain_text(SAYS[lang].split("\n")[0])
    await expect(card.get_by_role("link")).to_have_attribute("href", "https://shop.test/privacy")
    await expect(card.get_by_role("link")).to_have_attribute("target", "_blank")
    await expect(chat.field).to_be_disabled()
    await expect(chat.page.locator(".welcome")).to_be_visible()
    await expect(chat.chips).to_have_count(0)
    await expect(chat.ask).to_be_hidden()
    assert strangers([word for word in await words_of(chat) if "shop.test" not in word], lang) == []
    assert asked == []
    assert await chat.page.evaluate("Object.keys(localStorage).length + document.cookie.length") == 0
    await card.get_by_role("button", name=AGREE[lang]).click()
    await chat.ready()
    await expect(card).to_have_count(0)
    await expect(chat.field).to_be_focused()
    await chat.say("13579")
    await chat.taken("13579")
    await chat.reload()
    await expect(chat.said_by("visitor")).to_have_text(["13579"])


async def test_another_text_is_asked_for_anew_even_of_who_has_a_session(stage: Stage) -> None:
    await ask_for_it(stage)
    window, asked = await watched(stage)
    chat = await before(stage, window)
    await chat.page.get_by_role("button", name=AGREE["en"]).click()
    await chat.ready()
    await ask_for_it(stage, SAYS | {"en": "Something else."})
    asked.clear()
    other = await before(stage, window)
    await expect(other.page.locator("#consent")).to_contain_text("Something else.")
    assert asked == []


async def test_what_was_agreed_to_is_told_to_the_server_and_kept_with_the_session(stage: Stage) -> None:
    await ask_for_it(stage)
    window = await stage.window()
    chat = await before(stage, window)
    mark = await chat.page.locator("html").get_attribute("data-consent")
    async with chat.tab.expect_request("**/api/chat/session") as asking:
        await chat.page.get_by_role("button", name=AGREE["en"]).click()
    assert re.fullmatch(r"[\w-]{4,64}", mark or "")
    body: Any = (await asking.value).post_data_json
    assert body["consent"] == mark
    assert body["remember"] is True


async def test_the_shops_page_keeps_the_consent_beside_the_token(stage: Stage, shop: Site) -> None:
    await ask_for_it(stage)
    window, asked = await watched(stage, viewport={"width": 420, "height": 640})
    async with stage.live.client() as http:
        guest = await open_visitor(http)
    host = await visit(stage, shop, window=window, token=guest.token)
    await expect(host.chat.page.locator("#consent")).to_be_visible()
    await expect(host.chat.page.locator("#consent")).to_be_focused()
    # What the shop's page asks for waits too.
    saying = await host.begin("say", text="13579")
    knowing = await host.begin("user", user=by_hash())
    await expect(host.chat.messages).to_have_count(0)
    assert asked == []
    await host.chat.page.get_by_role("button", name=AGREE["en"]).click()
    mark = await host.chat.page.locator("html").get_attribute("data-consent")
    assert await host.hears("consent") == {"type": "consent", "consent": mark}
    assert (await host.answer(knowing))["value"]["identity"] == "verified"
    assert (await host.answer(saying))["value"]["message_id"]
    again = await visit(stage, shop, window=window, consent=mark)
    await again.chat.ready()
    await expect(again.chat.page.locator("#consent")).to_be_hidden()


async def test_without_a_text_nobody_is_asked(stage: Stage) -> None:
    chat = await stage.open()
    await expect(chat.page.locator("#consent")).to_have_count(0)


@pytest.mark.parametrize("lang", ["en", "zh"])
async def test_the_preview_shows_what_will_be_asked(stage: Stage, lang: str) -> None:
    await ask_for_it(stage)
    window, asked = await watched(stage, lang=lang)
    page = await window.new_page()
    await page.goto(f"{stage.base}/embed?shop=demo&lang={lang}&preview=1")
    await expect(page.locator("#consent")).to_be_visible()
    await page.locator("#consent button").click(force=True)
    await expect(page.locator("html")).to_have_attribute("data-phase", "consent")
    assert asked == []
