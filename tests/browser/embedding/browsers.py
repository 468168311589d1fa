"""The browsers in which the chat lives on other sites, each with its own rule on storage; WebKit is in `webkit`."""

import shutil
import tempfile
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

from playwright.async_api import Browser, BrowserContext, Playwright

from tests.browser.conftest import ARGUMENTS, find_chromium

FIREFOX_WISHES: dict[str, str | float | bool] = {
    "network.dns.localDomains": "shop.test,chat.test,evil.test",
    # With a process of its own for each site, keys and clicks sent by the driver stop at the frame's edge.
    "fission.autostart": False,
    # A mouse, as people have it; without a screen Firefox sees none.
    "ui.primaryPointerCapabilities": 6,
    "ui.allPointerCapabilities": 6,
    # Closing a window does not close its connections, and a server that stops waits for them.
    "network.http.keep-alive.timeout": 1,
    "network.http.http2.timeout": 1,
}
CHROMIUM = "chromium"
"""A frame of another site gets partitioned cookies, and no storage."""
LENIENT = "lenient chromium"
"""A frame of another site gets all: Chromium as people have it whose profile allows third-party cookies."""
FIREFOX = "firefox"
"""A frame of another site gets partitioned cookies and partitioned storage."""
DENYING = "denying firefox"
"""A frame of another site gets nothing at all."""
ENGINES = (CHROMIUM, FIREFOX)
KEEPING = (CHROMIUM, LENIENT, FIREFOX)


@dataclass
class Lenient:
    """Opens windows of Chromium, each with a profile on disk that allows third-party cookies."""

    playwright: Playwright
    folder: Path

    async def new_context(self, *, storage_state: Any = None, **options: Any) -> BrowserContext:
        """A window; what a profile would keep from earlier (`storage_state`) cannot be given to it."""
        profile = Path(tempfile.mkdtemp(dir=self.folder))
        (profile / "Default").mkdir()
        (profile / "Default" / "Preferences").write_text('{"profile": {"cookie_controls_mode": 0}}')
        launch = self.playwright.chromium.launch_persistent_context
        return await launch(profile, executable_path=find_chromium(), args=ARGUMENTS, **options)

    async def close(self) -> None:
        """Nothing is left open: windows close themselves."""


def find_firefox() -> str:
    """The system's Firefox; fails the test where there is none."""
    found = shutil.which("firefox-esr") or shutil.which("firefox")
    assert found, "There is no Firefox on this machine; run: make browser"
    return found


@dataclass
class Browsers:
    """All of them by name; each is started when a test first asks for it, and stays until the run is over."""

    playwright: Playwright
    chromium: Browser
    folder: Path
    _open: dict[str, Browser] = field(default_factory=dict)

    async def get(self, name: str) -> Browser:
        """The browser of that name."""
        if name not in self._open:
            starts: dict[str, Callable[[], Awaitable[Browser]]] = {
                LENIENT: self._start_lenient,
                FIREFOX: self._start_firefox,
                DENYING: self._start_denying,
            }
            self._open[name] = self.chromium if name == CHROMIUM else await starts[name]()
        return self._open[name]

    async def close(self) -> None:
        """Close what was started here."""
        for browser in self._open.values():
            if browser is not self.chromium:
                await browser.close()

    async def _start_lenient(self) -> Browser:
        return cast("Browser", Lenient(self.playwright, self.folder))  # windows are all that tests want of it

    async def _start_firefox(self, **wishes: str | float | bool) -> Browser:
        return await self.playwright.firefox.launch(
            channel="moz-firefox",  # the stock Firefox, driven by WebDriver BiDi
            executable_path=find_firefox(),
            firefox_user_prefs=FIREFOX_WISHES | wishes,
        )

    async def _start_denying(self) -> Browser:
        return await self._start_firefox(**{"network.cookie.cookieBehavior": 1})
