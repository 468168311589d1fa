"""The regression cases 11 and 12: the workbench and the visitor's page render and pass their checks in a browser."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from playwright.async_api import Browser, Page, expect

from tests.browser.chat_page import ChatPage
from tests.browser.desk_page import PHONE, WIDE, DeskPage
from tests.coze_double import answer_to
from tests.live import Visitor, open_visitor
from tests.regression.scene import AGENT, Scene, escalated, sign_in
from tests.staff import PASSWORD

pytestmark = pytest.mark.asyncio(loop_scope="session")
QUESTION = "Do you ship to Norway?"


@asynccontextmanager
async def _tab(browser: Browser, viewport: dict[str, int]) -> AsyncIterator[Page]:
    """A tab of a new profile; whatever its page complains of fails the test."""
    window = await browser.new_context(locale="en-GB", viewport=viewport)  # type: ignore[arg-type]  # a size as a dict
    complaints: list[str] = []
    window.on("weberror", lambda error: complaints.append(str(error.error)))
    window.on("console", lambda said: complaints.append(said.text) if said.type in {"error", "warning"} else None)
    try:
        yield await window.new_page()
    finally:
        await window.close()
    assert complaints == []


async def test_11_the_workbench_page_renders_and_passes_its_checks(scene: Scene, browser: Browser) -> None:
    async with scene.client() as http, _tab(browser, WIDE) as page:
        visitor = await escalated(http)
        await visitor.say("Is anybody there?")
        desk = await _come_in(page, scene)
        await expect(desk.row(visitor.session_name)).to_contain_text("Is anybody there?")
        await desk.take(visitor.session_name)
        await expect(desk.said_by("visitor")).to_have_text(["Is anybody there?"])
        async with visitor.hear() as ear:
            await desk.say("Mei here.")
            assert (await ear.until("message", role="agent"))[-1].data["text"] == "Mei here."
        await _sees_what_is_said(desk, visitor)
        await desk.button("release").click()
        await expect(desk.button("takeover")).to_be_visible()
        assert (await open_visitor(http, visitor.token)).opened["status"] == "bot_active"


async def _come_in(page: Page, scene: Scene) -> DeskPage:
    """Be led to the sign-in page, sign in, and be led to the workbench."""
    await page.goto(f"{scene.base}/agent")
    await page.get_by_label("Sign-in name").fill(AGENT)
    await page.get_by_label("Password", exact=True).fill(PASSWORD)
    await page.get_by_role("button", name="Sign in").click()
    await page.wait_for_url(f"{scene.base}/agent")
    desk = DeskPage(page, None)  # type: ignore[arg-type]  # whose it is, the page shows
    await desk.live()
    # Before it stands how much is unread.
    await expect(page).to_have_title(re.compile(r"Sessions · Fiido Kefu$"))
    return desk


async def _sees_what_is_said(desk: DeskPage, visitor: Visitor) -> None:
    await visitor.say("Good to hear.")
    await expect(desk.said_by("visitor")).to_have_text(["Is anybody there?", "Good to hear."])
    await expect(desk.said_by("agent")).to_have_text(["Mei here."])


async def test_12_the_visitors_page_renders_and_passes_its_checks(scene: Scene, browser: Browser) -> None:
    async with scene.client() as http, _tab(browser, PHONE) as page:
        await page.goto(f"{scene.base}/embed?shop=demo&lang=en")
        chat = await ChatPage(page).ready()
        await chat.say(QUESTION)
        await expect(chat.answer).to_have_text(answer_to(QUESTION))
        await chat.ask.click()
        await chat.stands("pending_manual")
        name = await page.evaluate("localStorage.getItem('kefu.session.demo')")
        agent = await sign_in(http)
        for action, body in (("takeover", {}), ("messages", {"message": "Mei here."})):
            path = f"/api/sessions/{name}/{action}"
            answer = await http.post(path, json=body, headers=agent.headers)
            assert answer.is_success, answer.text
        await expect(chat.status).to_have_text("Mei is with you")
        await expect(chat.said_by("agent")).to_have_text(["Mei here."])
        await chat.reload()
        await expect(chat.said_by("visitor")).to_have_text([QUESTION])
        await expect(chat.said_by("ai")).to_have_text([answer_to(QUESTION)])
        await expect(chat.said_by("agent")).to_have_text(["Mei here."])
