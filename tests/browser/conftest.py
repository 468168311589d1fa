"""One Chromium for all browser tests, one loop for all of them, and a stage of its own for each."""

import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
import pytest_asyncio
from playwright.async_api import Browser, Playwright, async_playwright, expect

from app.settings import Settings
from app.store.store import Store, open_store
from tests.browser.elsewhere import Site, site
from tests.browser.paced import PacedAI
from tests.browser.stage import Stage
from tests.conftest import SECRET
from tests.live import serving

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-proxy-server",
    # Names of other sites, and of a server that is reached without TLS and not by the loopback's own address.
    "--host-resolver-rules=MAP *.test 127.0.0.1",
]
PATIENCE_MS = 15_000

expect.set_options(timeout=PATIENCE_MS)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let all tests of this folder share the loop in which the browser lives."""
    for item in items:
        if Path(__file__).parent in item.path.parents and pytest_asyncio.is_async_test(item):
            item.add_marker(pytest.mark.asyncio(loop_scope="session"), append=False)


def find_chromium() -> str:
    """The system's Chromium; fails the test where there is none."""
    found = shutil.which("chromium") or shutil.which("chromium-browser")
    assert found, "There is no Chromium on this machine; run: make browser"
    return found


def find_headless() -> str:
    """The same browser without its windows' own half, where there is one: it does with two thirds of the work."""
    return shutil.which("chromium-headless-shell") or find_chromium()


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def playwright() -> AsyncIterator[Playwright]:
    """What drives browsers."""
    async with async_playwright() as driver:
        yield driver


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser(playwright: Playwright) -> AsyncIterator[Browser]:
    """The browser that all tests share; each opens windows of its own."""
    launched = await playwright.chromium.launch(executable_path=find_headless(), args=ARGUMENTS)
    yield launched
    await launched.close()


@pytest_asyncio.fixture(loop_scope="session")
async def store(valkey: str) -> AsyncIterator[Store]:
    """An empty store, in the loop of the browser."""
    opened = open_store(valkey, tag="test", expire_s=3600)
    await opened.redis.flushall()
    yield opened
    await opened.close()


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def shop() -> AsyncIterator[Site]:
    """The site of a shop that may frame the chat."""
    async with site() as opened:
        yield opened


@pytest_asyncio.fixture(loop_scope="session")
async def settings(valkey: str, store: Store, shop: Site) -> Settings:
    """Settings for an application on the empty store."""
    return Settings(
        redis_url=valkey,
        redis_tag="test",
        secret_key=SECRET,
        session_expire_seconds=3600,
        allowed_origins=(shop.origin,),
    )


@pytest_asyncio.fixture(loop_scope="session")
async def stage(browser: Browser, store: Store, settings: Settings) -> AsyncIterator[Stage]:
    """A server with an AI that speaks on command; what its pages complained of fails the test."""
    ai = PacedAI()
    async with serving(settings, ai) as live:
        opened = Stage(browser=browser, base=live.base, live=live, store=store, ai=ai)
        yield opened
        ai.leave()
        await opened.close()
    assert opened.complaints == []


@pytest_asyncio.fixture(loop_scope="session")
async def http(stage: Stage) -> AsyncIterator[httpx.AsyncClient]:
    """The connection of visitors' programs to the stage's server."""
    async with stage.live.client() as opened:
        yield opened
