"""The server, the AI and the windows of one browser test; what is on a page is `chat_page`'s business."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from playwright.async_api import Browser, BrowserContext, ConsoleMessage, Request, WebError

from app.store.store import Store
from tests.browser.chat_page import ChatPage
from tests.browser.paced import PacedAI
from tests.live import Live, Visitor, open_visitor

TOKEN_KEY = "kefu.token.demo"
POLL_S = 0.03
OUTAGES = ("Failed to load resource", "Failed to execute 'postMessage' on 'DOMWindow': The target origin provided")
"""What Chromium says of a request that failed, and of a greeting to the error page that a frame shows instead."""


async def until(check: Callable[[], Awaitable[Any]], timeout_s: float = 15) -> Any:
    """The first true result of `check`, asked again and again; fails where none comes."""
    ends = time.monotonic() + timeout_s
    while True:
        found = await check()
        if found:
            return found
        assert time.monotonic() < ends, f"waited {timeout_s} s in vain"
        await asyncio.sleep(POLL_S)


@dataclass  # without slots: the browser's driver keeps notes on the object whose methods it calls
class Stage:
    """Opens windows on the server at `base`, and collects whatever their pages complain of.

    `has_outages` is set by tests that cut the network: the browser reports each request that fails. `meant` are
    parts of what the test means its pages to complain of. `usual` are options of every window.
    """

    browser: Browser
    base: str
    live: Live
    store: Store
    ai: PacedAI
    complaints: list[str] = field(default_factory=list)
    has_outages: bool = False
    meant: tuple[str, ...] = ()
    usual: dict[str, Any] = field(default_factory=dict)
    _windows: list[BrowserContext] = field(default_factory=list)

    async def window(self, *, token: str = "", lang: str = "en", **options: Any) -> BrowserContext:
        """A browser profile of its own, which holds `token` where one is given."""
        kept = [{"origin": self.base, "localStorage": [{"name": TOKEN_KEY, "value": token}]}] if token else []
        usual = {
            "locale": {"en": "en-GB", "zh": "zh-CN"}[lang],
            "viewport": {"width": 380, "height": 600},
            "storage_state": {"cookies": [], "origins": kept},
        }
        window = await self.browser.new_context(**usual | self.usual | options)
        window.on("console", self._hear)
        window.on("weberror", self._note)
        window.on("request", self._look)
        self._windows.append(window)
        return window

    async def open(self, window: BrowserContext | None = None, *, base: str = "", **query: str) -> ChatPage:
        """The chat in a tab of `window`, or of a new one, once its session is open; `lang` is English by default."""
        asked = {"shop": "demo", "lang": "en"} | query
        page = await (window or await self.window(lang=asked["lang"])).new_page()
        await page.goto(f"{base or self.base}/embed?" + "&".join(f"{name}={value}" for name, value in asked.items()))
        return await ChatPage(page).ready()

    async def visitor(self) -> Visitor:
        """A session opened by a program, whose token a window can be given."""
        async with self.live.client() as http:
            return await open_visitor(http)

    async def close(self) -> None:
        """Close all windows."""
        for window in self._windows:
            await window.close()

    def _hear(self, message: ConsoleMessage) -> None:
        is_outage = message.text.startswith(OUTAGES)
        if message.type in {"error", "warning"} and not (is_outage and self.has_outages):
            self._complain(f"console: {message.text} at {message.location}")

    def _note(self, error: WebError) -> None:
        self._complain(f"error: {error.error}")

    def _complain(self, complaint: str) -> None:
        if not any(part in complaint for part in self.meant):
            self.complaints.append(complaint)

    def _look(self, request: Request) -> None:
        host = urlsplit(request.url).hostname or ""
        if host not in {"127.0.0.1", "localhost"} and not host.endswith(".test"):
            self.complaints.append(f"request: {request.url}")
