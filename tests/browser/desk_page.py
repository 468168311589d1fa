"""The workbench's main page as an agent uses it: its lists, its conversation, its buttons; no test."""

from dataclasses import dataclass
from typing import Any

import httpx
from playwright.async_api import BrowserContext, Locator, Page, expect

from app.domain.agent import Agent
from tests.browser.stage import Stage
from tests.live import Visitor, open_visitor
from tests.staff import PASSWORD, hire

WIDE = {"width": 1440, "height": 900}
PHONE = {"width": 390, "height": 844}
PERSON = "I want to talk to a person please"


@dataclass(frozen=True, slots=True)
class DeskPage:
    """One tab that shows the workbench."""

    page: Page
    agent: Agent

    @property
    def rows(self) -> Locator:
        """The lines of the list on screen."""
        return self.page.locator("#rows > .row")

    def row(self, session_name: str) -> Locator:
        return self.page.locator(f'.row[data-name="{session_name}"]')

    def count(self, name: str) -> Locator:
        """How many sessions the list `name` has."""
        return self.page.locator(f'[data-list="{name}"] .count')

    @property
    def field(self) -> Locator:
        """Where the agent writes to the visitor."""
        return self.page.locator("#composer textarea")

    @property
    def messages(self) -> Locator:
        return self.page.locator(".message")

    def said_by(self, role: str) -> Locator:
        """The bubbles of visitor, ai, agent or system, oldest first."""
        return self.page.locator(f".message[data-role={role}] > .bubble")

    def button(self, action: str) -> Locator:
        """A button in the conversation's head."""
        return self.page.locator(f"#actions [data-act={action}]")

    async def live(self) -> "DeskPage":
        """The page itself, once it hears the server."""
        await expect(self.page.locator("#desk")).to_have_attribute("data-connection", "live")
        return self

    async def show(self, name: str) -> None:
        """Look at another list."""
        await self.page.locator(f'#tabs [data-list="{name}"]').click()

    async def open(self, session_name: str) -> None:
        """Put a session of the list on screen."""
        await self.row(session_name).locator("a").click()
        await self.opened()

    async def opened(self) -> None:
        """Return when the session on screen has been read."""
        await expect(self.page.locator("#talk")).to_have_attribute("data-phase", "ready")

    async def take(self, session_name: str) -> None:
        """Open a session that waits, and take it over; the list is that of one's own sessions then."""
        await self.show("waiting")
        await self.open(session_name)
        await self.button("takeover").click()
        await expect(self.field).to_be_visible()

    async def say(self, text: str) -> None:
        """Write `text` and press Enter."""
        await self.field.fill(text)
        await self.field.press("Enter")


async def desk_window(stage: Stage, agent: Agent, **options: Any) -> BrowserContext:
    """A browser profile in which the agent is signed in."""
    window = await stage.window(**({"viewport": WIDE, "lang": agent.lang} | options))
    body = {"username": agent.username, "password": PASSWORD}
    answer = await window.request.post(f"{stage.base}/api/agent/login", data=body, headers={"Origin": stage.base})
    assert answer.ok, await answer.text()
    return window


async def open_desk(
    stage: Stage,
    name: str,
    path: str = "/agent",
    *,
    lang: str = "en",
    window: BrowserContext | None = None,
    **options: Any,
) -> DeskPage:
    """The workbench of a new agent called `name`, in a window of their own unless one is given."""
    agent = await hire(stage.live, name.lower(), lang=lang)
    page = await (window or await desk_window(stage, agent, **options)).new_page()
    await page.goto(stage.base + path)
    return await DeskPage(page, agent).live()


async def guest_of(http: httpx.AsyncClient, text: str = "", **body: Any) -> Visitor:
    """A visitor's program, that has said `text` if given."""
    found = await open_visitor(http, **({"lang": "en"} | body))
    if text:
        answer = await found.say(text)
        assert answer.status_code == 202, answer.text
    return found
