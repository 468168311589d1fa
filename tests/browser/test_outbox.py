"""What is written while the server cannot be reached goes out by itself, in order and once, whoever has written it."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from playwright.async_api import Locator, Page, Route, expect

from tests.browser.crew import ALWAYS, keep_hours
from tests.browser.desk_page import PERSON, desk_window, guest_of
from tests.browser.desk_page import DeskPage as Desk
from tests.browser.stage import Stage, until
from tests.live import Visitor
from tests.staff import hire

BOTH = pytest.mark.parametrize("role", ["visitor", "agent"])
LATE = {
    "en": "Not sent yet; it goes by itself when the connection is back.",
    "zh": "还没有发出，网络恢复后会自动发送。",
}
TRY_NOW = {"en": "Try now", "zh": "现在重试"}
A_MINUTE = timedelta(seconds=61)


@dataclass(slots=True)
class Writer:
    """A visitor or an agent at their page, on one and the same session."""

    page: Page
    role: str
    guest: Visitor
    bodies: list[dict[str, Any]]

    @property
    def said(self) -> Locator:
        return self.page.locator(f".message[data-role={self.role}] > .bubble")

    def state(self, name: str) -> Locator:
        """The bubbles of what is sending, late or failed."""
        return self.page.locator(f".message[data-state={name}] > .bubble")

    @property
    def note(self) -> Locator:
        """What stands under a message of theirs."""
        return self.page.locator(".message[data-loose] :is(.note, .remark)")

    @property
    def field(self) -> Locator:
        return self.page.locator("#composer textarea")

    async def say(self, *texts: str) -> None:
        for text in texts:
            await self.field.fill(text)
            await self.field.press("Enter")

    async def refuse(self, status: int = 0, *, takes_first: bool = False, **answer: Any) -> None:
        """From now on nothing is taken: the line is dead, or somebody answers with `status`; the first may be kept."""

        async def turn_away(route: Route) -> None:
            self.bodies.append(route.request.post_data_json or {})
            if takes_first and len(self.bodies) == 1:
                await route.fetch()
            await (route.fulfill(status=status, **answer) if status else route.abort())

        await self.page.route("**/api/chat" if self.role == "visitor" else "**/messages", turn_away)

    async def mend(self) -> None:
        await self.page.unroute_all()

    async def all_gone(self) -> None:
        """Return when nothing waits here any more, although the page may not have heard its echo yet."""
        await expect(self.page.locator(".message:is([data-state=sending], [data-state=late])")).to_have_count(0)

    async def tried(self, times: int) -> None:
        """Return when so many requests have been turned away."""

        async def enough() -> bool:
            return len(self.bodies) >= times

        await until(enough)

    async def kept(self) -> list[str]:
        """What the server has of theirs."""
        return [
            one["text"] for one in await self.guest.messages() if one["role"] == self.role and one["text"] != PERSON
        ]


async def write_as(stage: Stage, http: httpx.AsyncClient, role: str, lang: str = "en") -> Writer:
    """The page of one who writes in a session that an agent has."""
    stage.has_outages = True
    await keep_hours(stage, ALWAYS)
    guest = await guest_of(http, PERSON, lang=lang)
    agent = await hire(stage.live, "amy", lang=lang)
    desk = await desk_window(stage, agent)
    path = f"{stage.base}/api/sessions/{guest.session_name}/takeover"
    assert (await desk.request.post(path, data={}, headers={"Origin": stage.base})).ok
    window = await stage.window(token=guest.token, lang=lang) if role == "visitor" else desk
    await window.clock.install()
    if role == "visitor":
        page = (await stage.open(window, lang=lang)).tab
    else:
        page = await window.new_page()
        await page.goto(f"{stage.base}/agent/sessions/{guest.session_name}")
        await (await Desk(page, agent).live()).opened()
        await expect(page.locator("#composer")).to_be_visible()
    found = Writer(page, role, guest, [])
    await expect(found.said).to_have_count(1 if role == "visitor" else 0)
    return found


@BOTH
async def test_what_was_written_in_an_outage_goes_out_by_itself_once_and_in_order(
    stage: Stage, http: httpx.AsyncClient, role: str
) -> None:
    writer = await write_as(stage, http, role)
    await writer.refuse(503, takes_first=True, content_type="text/html", body="<h1>Bad gateway</h1>")
    await writer.say("One", "Two", "Three")
    await expect(writer.state("sending")).to_have_text(["Two", "Three"])
    await writer.tried(4)
    await expect(writer.state("failed")).to_have_count(0)
    await writer.page.reload()
    await expect(writer.state("sending")).to_have_text(["Two", "Three"])
    await writer.mend()
    await expect(writer.page.locator("[data-loose]")).to_have_count(0)
    assert (await writer.kept(), len({one["client_id"] for one in writer.bodies})) == (["One", "Two", "Three"], 2)
    await expect(writer.said).to_have_text([*([PERSON] if role == "visitor" else []), "One", "Two", "Three"])


@BOTH
@pytest.mark.parametrize("lang", ["en", "zh"])
async def test_after_a_minute_it_is_said_and_can_be_tried_at_once(
    stage: Stage, http: httpx.AsyncClient, role: str, lang: str
) -> None:
    writer = await write_as(stage, http, role, lang)
    await writer.refuse()
    await writer.say("One", "Two")
    await writer.tried(1)
    await expect(writer.note).to_have_count(0)
    # The page's clocks stand still from here: nothing goes out by waiting.
    await writer.page.clock.pause_at(datetime.now(UTC) + A_MINUTE)
    await expect(writer.note).to_have_count(2)
    await expect(writer.note.first).to_contain_text(LATE[lang])
    await expect(writer.note.first).to_have_attribute("role", "status")
    await writer.mend()
    await writer.note.last.get_by_role("button", name=TRY_NOW[lang]).click()
    await writer.all_gone()
    await expect(writer.note).to_have_count(0)
    assert await writer.kept() == ["One", "Two"]


@BOTH
async def test_it_goes_out_at_once_when_the_browser_is_online_again(
    stage: Stage, http: httpx.AsyncClient, role: str
) -> None:
    writer = await write_as(stage, http, role)
    await writer.refuse()
    await writer.say("One")
    await writer.tried(1)
    await writer.page.clock.pause_at(datetime.now(UTC) + A_MINUTE)
    await expect(writer.note).to_have_count(1)
    await writer.mend()
    await writer.page.evaluate("window.dispatchEvent(new Event('online'))")
    await writer.all_gone()
    assert await writer.kept() == ["One"]


@BOTH
async def test_what_waits_can_be_written_anew_and_holds_up_nothing(
    stage: Stage, http: httpx.AsyncClient, role: str
) -> None:
    writer = await write_as(stage, http, role)
    await writer.refuse()
    await writer.say("Does it fld?", "Please")
    await writer.tried(1)
    await writer.page.clock.pause_at(datetime.now(UTC) + A_MINUTE)
    await writer.mend()
    await writer.note.first.get_by_role("button", name="Edit").click()
    await expect(writer.field).to_have_value("Does it fld?")
    await writer.all_gone()
    assert await writer.kept() == ["Please"]


@BOTH
async def test_a_wait_that_the_server_asks_for_is_kept_in_full(
    stage: Stage, http: httpx.AsyncClient, role: str
) -> None:
    writer = await write_as(stage, http, role)
    await writer.refuse(503, json={"code": "STORE_UNAVAILABLE", "retry_after": 40}, headers={"Retry-After": "40"})
    await writer.say("One")
    await writer.tried(1)
    await writer.page.clock.pause_at(datetime.now(UTC) + timedelta(seconds=5))
    await writer.page.evaluate("window.dispatchEvent(new Event('online'))")
    await writer.page.clock.run_for(20_000)
    assert len(writer.bodies) == 1
    await writer.page.clock.run_for(50_000)
    await writer.tried(2)


@BOTH
async def test_what_is_refused_is_said_at_once_and_waits_for_its_writer(
    stage: Stage, http: httpx.AsyncClient, role: str
) -> None:
    writer = await write_as(stage, http, role)
    await writer.refuse(409, json={"code": "NOT_YOURS", "detail": "Not now"})
    await writer.say("One")
    await expect(writer.state("failed")).to_have_count(1)
    await expect(writer.note).to_contain_text("Not now")
    await expect(writer.note).to_have_attribute("role", "alert")
    assert len(writer.bodies) == 1
    await writer.mend()
    await writer.say("Two")
    await expect(writer.page.locator("[data-loose]")).to_have_count(1)
    await writer.page.reload()
    await expect(writer.note).to_contain_text("Not now")
    await writer.note.get_by_role("button", name="Try again").click()
    await expect(writer.page.locator("[data-loose]")).to_have_count(0)
    assert await writer.kept() == ["Two", "One"]
