"""WebKit, which denies a frame of another site its cookies and gives it storage of its own: both ways to embed work."""

import asyncio
import ssl
from collections.abc import Callable
from dataclasses import asdict, replace

import pytest
from selenium.webdriver.remote.webdriver import WebDriver

from app.settings import Settings
from tests.browser.elsewhere import Site, site
from tests.browser.embedding.conftest import TLS
from tests.browser.embedding.shop_page import pasted, shop_page
from tests.browser.embedding.snippets import FRAME, ONE_LINE
from tests.browser.embedding.webkit import bubbles, enter_frame, enter_loaders_frame, open_chat, say, webkit
from tests.browser.paced import PacedAI
from tests.live import serving
from tests.wire.certificate import Certificate

QUESTION, ANSWER = "Do you ship to Norway?", "To Norway and back."
Enter = Callable[[WebDriver], None]


def _click_and_enter(browser: WebDriver) -> None:
    open_chat(browser)
    enter_loaders_frame(browser)


@pytest.mark.parametrize(
    ("snippet", "enter"), [(FRAME, enter_frame), (ONE_LINE, _click_and_enter)], ids=["frame", "loader"]
)
async def test_a_documented_snippet_works_in_webkit_and_remembers(
    settings: Settings, certificate: Certificate, tls: ssl.SSLContext, snippet: str, enter: Enter
) -> None:
    ai = PacedAI()
    ai.reply(ANSWER)
    async with site("localhost", tls) as shop:
        ours = replace(settings, allowed_origins=(shop.origin,))
        # Two names of this machine that any system knows, and that are two sites.
        async with serving(ours, ai, known_as="127.0.0.1", **TLS, **asdict(certificate)) as live:
            shop.pages["/"] = shop_page(pasted(snippet, live.base))
            await asyncio.to_thread(_visit_twice, shop, enter)


def _visit_twice(shop: Site, enter: Enter) -> None:
    with webkit() as browser:
        browser.get(shop.origin)
        enter(browser)
        say(browser, QUESTION)
        _sees_the_conversation(browser)
        browser.refresh()
        enter(browser)
        _sees_the_conversation(browser)


def _sees_the_conversation(browser: WebDriver) -> None:
    bubbles(browser, "visitor", [QUESTION])
    bubbles(browser, "ai", [ANSWER])
