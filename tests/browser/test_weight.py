"""What a page costs before and after the visitor shows interest; bytes and requests, never time."""

from dataclasses import dataclass, field
from typing import Any

import pytest
from playwright.async_api import Page, expect

from tests.browser.chat_page import ChatPage
from tests.browser.stage import Stage

FRAME_BYTES = 40 * 1024
FRAME_REQUESTS = 30
SECOND_FRAME_BYTES = 8 * 1024


@dataclass
class Meter:
    """What one tab has fetched, as it crossed the network: heads and bodies."""

    bytes_by_id: dict[str, int] = field(default_factory=dict)
    urls: dict[str, str] = field(default_factory=dict)

    async def read(self, page: Page) -> None:
        """Begin to count."""
        session = await page.context.new_cdp_session(page)
        session.on("Network.requestWillBeSent", self._ask)
        session.on("Network.responseReceived", self._begin)
        session.on("Network.dataReceived", self._more)
        session.on("Network.loadingFinished", self._end)
        await session.send("Network.enable")

    def of(self, part: str) -> int:
        """The bytes of all addresses that hold `part`."""
        return sum(count for key, count in self.bytes_by_id.items() if part in self.urls[key])

    def _ask(self, event: Any) -> None:
        self.urls[event["requestId"]] = event["request"]["url"]

    def _begin(self, event: Any) -> None:
        self.bytes_by_id[event["requestId"]] = int(event["response"]["encodedDataLength"])

    def _more(self, event: Any) -> None:
        self.bytes_by_id[event["requestId"]] += int(event["encodedDataLength"])

    def _end(self, event: Any) -> None:
        self.bytes_by_id[event["requestId"]] = int(event["encodedDataLength"])


async def weigh(stage: Stage, page: Page, query: str) -> Meter:
    meter = Meter()
    await meter.read(page)
    await page.goto(f"{stage.base}/embed?lang=zh{query}")
    await ChatPage(page).ready()
    await page.wait_for_load_state("load")
    return meter


# By the loader more is needed: all that talks with the shop's page. Opened by hand it is fetched just so, and not used.
@pytest.mark.parametrize("query", ["", "&sdk=1"], ids=["plain", "loader"])
async def test_the_chat_weighs_little_on_first_open_and_less_on_the_next(stage: Stage, query: str) -> None:
    window = await stage.window()
    first = await weigh(stage, await window.new_page(), query)
    # The icon is for tabs: in the loader's frame no browser asks for it.
    total = sum(first.bytes_by_id.values()) - (first.of("mark.svg") if query else 0)
    assert 0 < total <= FRAME_BYTES, {url: first.bytes_by_id.get(key) for key, url in first.urls.items()}
    assert first.of("/assets/") > 0
    assert len(first.urls) <= FRAME_REQUESTS, sorted(first.urls.values())
    second = await weigh(stage, await window.new_page(), query)
    assert second.of("/assets/") == 0
    assert sum(second.bytes_by_id.values()) <= SECOND_FRAME_BYTES


async def test_a_shop_page_loads_no_chat_before_the_visitor_asks(stage: Stage) -> None:
    page = await (await stage.window()).new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    await page.goto(f"{stage.base}/?lang=en", wait_until="networkidle")
    assert [url for url in asked if "embed" in url or "/api/" in url] == []
    await expect(page.locator("iframe")).to_have_count(0)
    assert await page.evaluate("[localStorage.length, sessionStorage.length, document.cookie]") == [0, 0, ""]
