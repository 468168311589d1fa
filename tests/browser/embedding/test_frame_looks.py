"""What the frame's address may choose: theme, colour, language and welcome; and what of it is ignored."""

from urllib.parse import quote

from playwright.async_api import expect

from tests.browser.chat_page import ChatPage
from tests.browser.elsewhere import Site
from tests.browser.embedding.shop_page import chat_on, shop_page, visit
from tests.browser.stage import Stage

ACCENT = "getComputedStyle(document.documentElement).getPropertyValue('--accent').trim()"
GROUND = "getComputedStyle(document.body).backgroundColor"
QUERIES = [
    {"shop": "nobody's", "theme": "purple", "color": "javascript:alert(1)", "lang": "tlh", "position": "up"},
    {"shop": "../demo", "theme": "dark;x", "color": "#12345", "lang": "<zh>", "sdk": "2", "preview": "no"},
    {"shop": "", "theme": "", "color": "", "lang": "", "welcome": " \n\t "},
]


async def framed(stage: Stage, site: Site, **query: str) -> ChatPage:
    asked = "&amp;".join(f"{name}={quote(value)}" for name, value in query.items())
    site.pages["/"] = shop_page(f'<iframe src="{stage.base}/embed?{asked}" width="380" height="520"></iframe>')
    return await chat_on(await visit(await stage.window(color_scheme="light"), site), stage)


async def test_the_address_chooses_colour_theme_language_and_welcome(stage: Stage, shop: Site) -> None:
    usual = await framed(stage, shop, shop="demo")
    chat = await framed(stage, shop, shop="demo", theme="dark", color="#e11d48", lang="zh", welcome="欢迎光临！")
    await expect(chat.page.locator("html")).to_have_attribute("lang", "zh-CN")
    await expect(chat.page.locator(".welcome")).to_have_text("欢迎光临！")
    assert await chat.page.evaluate(ACCENT) == "#e11d48"
    assert await chat.page.evaluate(GROUND) != await usual.page.evaluate(GROUND)


async def test_what_cannot_be_used_is_ignored(stage: Stage, shop: Site) -> None:
    usual = await framed(stage, shop)
    looks = [await usual.page.evaluate(ACCENT), await usual.page.evaluate(GROUND)]
    welcome = await usual.page.locator(".welcome").inner_text()
    for query in QUERIES:
        chat = await framed(stage, shop, **query)
        assert [await chat.page.evaluate(ACCENT), await chat.page.evaluate(GROUND)] == looks
        await expect(chat.page.locator("html")).to_have_attribute("data-shop", "demo")
        await expect(chat.page.locator("html")).to_have_attribute("lang", "en")
        await expect(chat.page.locator(".welcome")).to_have_text(welcome)


async def test_a_welcome_is_words_and_never_markup(stage: Stage, shop: Site) -> None:
    words = "<img src=x onerror=alert(1)> & <b>hello</b>"
    chat = await framed(stage, shop, welcome=words)
    await expect(chat.page.locator(".welcome")).to_have_text(words)
    await expect(chat.page.locator(".welcome *")).to_have_count(0)
