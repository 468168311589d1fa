"""The sites of the embedding tests: the chat at chat.test, a shop at shop.test and somebody hostile at evil.test."""

import ssl
from collections.abc import AsyncIterator
from dataclasses import asdict
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Playwright

from app.settings import Settings
from app.store.store import Store
from tests.browser.elsewhere import Site, site
from tests.browser.embedding.browsers import CHROMIUM, Browsers
from tests.browser.paced import PacedAI
from tests.browser.stage import Stage
from tests.live import serving
from tests.wire.certificate import Certificate, make_certificate

USUAL = {"ignore_https_errors": True, "viewport": {"width": 1000, "height": 700}}
TLS: dict[str, Any] = {"graceful_timeout": 0.5, "alpn_protocols": ["http/1.1"]}
"""A server does not wait long for the connections that Firefox keeps. Over HTTP/2 Hypercorn 0.18 stumbles over what a
browser sends while the server stops (a KeyError in its h2.py); streams over HTTP/2 are the wire tests' business."""


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Certificate:
    """What all sites of these tests show; nobody but their browsers believes it."""
    return make_certificate(tmp_path_factory.mktemp("certificate"), "localhost", "chat.test", "shop.test", "evil.test")


@pytest.fixture(scope="session")
def tls(certificate: Certificate) -> ssl.SSLContext:
    """The certificate as a server holds it."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate.certfile, certificate.keyfile)
    return context


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browsers(
    playwright: Playwright, browser: Browser, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Browsers]:
    """Every browser, shared by all tests."""
    opened = Browsers(playwright, browser, tmp_path_factory.mktemp("profiles"))
    yield opened
    await opened.close()


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def shop(tls: ssl.SSLContext) -> AsyncIterator[Site]:
    """The site of a shop that may show the chat."""
    async with site("shop.test", tls) as opened:
        yield opened


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def evil(tls: ssl.SSLContext) -> AsyncIterator[Site]:
    """A site that no shop has on its list."""
    async with site("evil.test", tls) as opened:
        yield opened


@pytest.fixture
def engine() -> str:
    """The browser of the test; tests name others by parameters."""
    return CHROMIUM


@pytest_asyncio.fixture(loop_scope="session")
async def stage(
    browsers: Browsers, engine: str, store: Store, settings: Settings, certificate: Certificate
) -> AsyncIterator[Stage]:
    """The chat's server at https://chat.test; what its pages, and the shop's, complain of fails the test."""
    ai = PacedAI()
    browser = await browsers.get(engine)
    async with serving(settings, ai, known_as="chat.test", **TLS, **asdict(certificate)) as live:
        base = live.named("chat.test")
        opened = Stage(browser=browser, base=base, live=live, store=store, ai=ai, usual=USUAL)
        yield opened
        ai.leave()
        await opened.close()
    assert opened.complaints == []
