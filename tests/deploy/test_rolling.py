"""A new version comes: one back end after the other is restarted while people chat, and nobody sees anything of it."""

import asyncio
import random
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from playwright.async_api import BrowserContext, async_playwright, expect

from tests.browser.chat_page import ChatPage
from tests.browser.conftest import ARGUMENTS, find_chromium
from tests.chaos.books import Account
from tests.chaos.house import House, housed
from tests.chaos.run import crowded
from tests.processes import Server

GUESTS = 12
ROUNDS = 2
CALM_S = (0.5, 2.0)
WATCH = """
  window.seen = [];
  const note = (what) => window.seen.includes(what) || window.seen.push(what);
  const troubles = "#banner, [role=alert]:not(#trouble), .message[data-state=failed], .message[data-state=late]";
  const isSeen = (item) => item.checkVisibility() && item.textContent.trim();
  const look = () => {
    [...document.querySelectorAll(troubles)].filter(isSeen).forEach((item) => note(item.textContent.trim()));
    const { connection, phase } = document.documentElement.dataset;
    if (["reconnecting", "offline"].includes(connection)) note(connection);
    if (phase === "refused") note(phase);
  };
  const everything = { subtree: true, childList: true, characterData: true, attributes: true };
  new MutationObserver(look).observe(document, everything);
"""
"""Notes whatever a page ever shows of trouble, however short."""


@asynccontextmanager
async def _window(house: House) -> AsyncIterator[BrowserContext]:
    """A browser's window that knows the house, and trusts it."""
    async with async_playwright() as driver:
        browser = await driver.chromium.launch(executable_path=find_chromium(), args=ARGUMENTS)
        window = await browser.new_context(base_url=house.base, ignore_https_errors=True, locale="en-GB")
        await window.add_init_script(WATCH)
        yield window
        await browser.close()


async def _open(window: BrowserContext) -> ChatPage:
    page = await window.new_page()
    await page.goto("/embed?shop=demo&lang=en")
    return await ChatPage(page).ready()


async def _seen(chat: ChatPage) -> list[str]:
    found: list[str] = await chat.page.evaluate("window.seen")
    return found


async def _talk(chat: ChatPage, is_over: asyncio.Event) -> list[str]:
    """Say one thing after the other, each once the one before is answered; returns what was said."""
    said: list[str] = []
    while not is_over.is_set():
        said.append(f"«{len(said)}» do you ship here?")
        await chat.say(said[-1])
        await chat.taken(said[-1])
        await expect(chat.said_by("ai").filter(has_text=said[-1])).to_have_count(1)
    return said


async def _restart(server: Server) -> None:
    assert await asyncio.to_thread(server.stop) == 0
    await asyncio.to_thread(server.start)


async def _roll(house: House, window: BrowserContext, rng: random.Random) -> list[str]:
    """Restart both back ends, one after the other; what somebody saw who came just then."""
    seen: list[str] = []
    for server in house.stage.servers:
        await asyncio.sleep(rng.uniform(*CALM_S))
        restarting = asyncio.create_task(_restart(server))
        comer = await _open(window)
        seen += await _seen(comer)
        await restarting
        await comer.tab.close()
    return seen


def _judge(accounts: list[Account]) -> list[Any]:
    return [
        one for account in accounts for one in (*account.lost(), *account.doubled(), *account.shown, *account.faults)
    ]


async def test_a_rolling_restart_loses_no_message_and_shows_nobody_an_error(tmp_path: Path) -> None:
    seed = secrets.randbits(32)
    rng, is_over = random.Random(seed), asyncio.Event()
    async with housed(tmp_path) as house, _window(house) as window, crowded(house, seed, GUESTS) as crowd:
        chat = await _open(window)
        talking = asyncio.create_task(_talk(chat, is_over))
        seen = [one for _ in range(ROUNDS) for one in await _roll(house, window, rng)]
        is_over.set()
        said = await talking
        await expect(chat.said_by("visitor")).to_have_text(said)
        seen += await _seen(chat)
        accounts = await crowd.close(house)
        assert [*crowd.faults, *house.stage.bugs()] == [], seed
    assert seen == [], seed
    assert _judge(accounts) == [], seed
    assert len(said) > ROUNDS, seed
