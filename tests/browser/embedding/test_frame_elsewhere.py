"""Frames that do not come up: on a site that is not listed, on one that hides its name, and with the server down."""

import re
import socket

import pytest
from playwright.async_api import BrowserContext, Page, Request, expect

from tests.browser.elsewhere import Site
from tests.browser.embedding.browsers import CHROMIUM, ENGINES, FIREFOX
from tests.browser.embedding.shop_page import frame_of, pasted, shop_page, visit
from tests.browser.embedding.snippets import FRAME
from tests.browser.stage import Stage

HEADINGS = {"en": re.compile("not available here"), "zh": re.compile(r"[\u4e00-\u9fff]{4}")}


def asked_of(window: BrowserContext) -> list[Request]:
    """What the pages of a window will have asked for."""
    asked: list[Request] = []
    window.on("request", lambda one: asked.append(one))  # noqa: PLW0108 -- the driver notes something on its listeners
    return asked


async def still_sells(page: Page) -> None:
    """The shop's page is what it was, and takes clicks."""
    await expect(page.get_by_role("heading", name="Bicycles")).to_be_visible()
    await page.locator("#buy").click()
    assert await page.evaluate("location.hash") == "#bought"


@pytest.mark.parametrize(("lang", "engine"), [("en", CHROMIUM), ("zh", FIREFOX)])
async def test_a_site_that_is_not_listed_is_told_exactly_what_to_add(stage: Stage, evil: Site, lang: str) -> None:
    stage.has_outages = True  # browsers report each 403
    evil.pages["/"] = shop_page(pasted(FRAME, stage.base))
    window = await stage.window(lang=lang)
    asked = asked_of(window)
    page = await visit(window, evil)
    frame = await frame_of(page, stage)
    await expect(frame.locator("h1")).to_contain_text(HEADINGS[lang])
    await expect(frame.locator("#origin")).to_have_value(evil.origin)
    link = frame.get_by_role("link")
    await expect(link).to_have_attribute("target", "_blank")
    await expect(link).to_have_attribute("href", re.compile(r"/agent/.*demo"))
    await expect(frame.locator("textarea")).to_have_count(0)
    await page.wait_for_load_state("load")
    assert [one.url for one in asked if "/api/" in one.url] == []
    assert await window.cookies() == []
    await still_sells(page)


@pytest.mark.parametrize("engine", ENGINES)
async def test_a_site_that_hides_its_name_is_shown_nothing(stage: Stage, evil: Site) -> None:
    stage.meant = ("frame-ancestors",)  # browsers say whose policy it was
    evil.pages["/"] = shop_page(pasted(FRAME, stage.base).replace("<iframe", '<iframe referrerpolicy="no-referrer"'))
    window = await stage.window()
    asked = asked_of(window)
    page = await visit(window, evil)
    await page.wait_for_load_state("load")
    await expect(page.frame_locator("iframe").locator("textarea, #messages")).to_have_count(0)
    assert [one.url for one in asked if "/api/" in one.url] == []
    await still_sells(page)


async def test_a_server_that_is_down_leaves_the_shop_alone(stage: Stage, shop: Site) -> None:
    stage.has_outages = True
    shop.pages["/"] = shop_page(pasted(FRAME, f"https://chat.test:{free_port()}"))
    page = await visit(await stage.window(), shop)
    await page.wait_for_load_state("load")
    await still_sells(page)
    await page.reload()
    await still_sells(page)


def free_port() -> int:
    """A port at which nobody listens."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
        return port
