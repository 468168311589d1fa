"""The workbench's pages beside the desk: who has one open is there, hears who waits, and is told what is true now."""

from collections.abc import Awaitable, Callable

import httpx
import pytest
from playwright.async_api import Page, expect

from app.desk import sweeper
from app.domain.agent import Agent, AgentRole
from app.domain.service_form import LIMITS_S
from app.domain.session import Status
from app.store import presence
from app.web import rounds
from tests.browser.crew import ALWAYS, keep_hours, services_of
from tests.browser.desk_page import PERSON, DeskPage, desk_window, guest_of, open_desk
from tests.browser.stage import Stage, until
from tests.staff import PASSWORD, hire

POLICY = "/agent/admin/shops/demo/policy"
GONE_S = 5


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who is gone is missed within seconds."""
    monkeypatch.setitem(LIMITS_S, "agent_gone_s", (1, 60))
    monkeypatch.setattr(presence, "FRESH_MS", 2_500)
    monkeypatch.setattr(sweeper, "FRESH_MS", 2_500)
    monkeypatch.setattr(sweeper, "EVERY_S", 0.3)
    monkeypatch.setattr(rounds, "EVERY_S", 0.3)


async def boss(stage: Stage, path: str, lang: str = "en") -> tuple[Agent, Page]:
    """An admin called Root on a page of the workbench, in a window of their own."""
    agent = await hire(stage.live, "root", AgentRole.ADMIN, lang=lang)
    page = await (await desk_window(stage, agent)).new_page()
    await page.goto(stage.base + path)
    return agent, page


def stands(stage: Stage, session_name: str) -> Callable[[], Awaitable[Status]]:
    async def read() -> Status:
        return (await stage.store.sessions.load(session_name)).status

    return read


async def are_open(stage: Stage, count: int) -> None:
    """Return when the server has that many streams open."""

    async def check() -> bool:
        return stage.live.listeners() == count

    await until(check)


async def hide(page: Page, *, hidden: bool = True) -> None:
    """Let the page believe that nobody looks at it, or that somebody does again."""
    state = "hidden" if hidden else "visible"
    await page.evaluate(
        "([hidden, state]) => {"
        " Object.defineProperty(document, 'hidden', { configurable: true, value: hidden });"
        " Object.defineProperty(document, 'visibilityState', { configurable: true, value: state });"
        " document.dispatchEvent(new Event('visibilitychange')); }",
        [hidden, state],
    )


@pytest.mark.usefixtures("quick")
async def test_an_owner_keeps_their_session_while_they_read_the_policy(stage: Stage, http: httpx.AsyncClient) -> None:
    await keep_hours(stage, ALWAYS, agent_gone_s=GONE_S)
    kept, left = await guest_of(http, PERSON), await guest_of(http, PERSON)
    root, page = await boss(stage, "/agent")
    await (await DeskPage(page, root).live()).take(kept.session_name)
    ben = await open_desk(stage, "Ben")
    await ben.take(left.session_name)
    await page.goto(stage.base + POLICY)
    await are_open(stage, 2)
    await ben.page.close()

    async def is_requeued() -> bool:
        return await stands(stage, left.session_name)() is Status.PENDING_MANUAL

    # Ben, who left after Root, has lost his: so much time has passed.
    await until(is_requeued, timeout_s=30)
    assert await stands(stage, kept.session_name)() is Status.MANUAL_LIVE


@pytest.mark.parametrize(("path", "stays"), [(POLICY, 0), ("/agent", 2)])
async def test_of_the_hidden_pages_one_stays_and_the_next_takes_its_place(stage: Stage, path: str, stays: int) -> None:
    agent = await hire(stage.live, "root", AgentRole.ADMIN, lang="en")
    window = await desk_window(stage, agent)
    await window.clock.install()
    pages = [await window.new_page() for _ in range(3)]
    for number, page in enumerate(pages, start=1):
        await page.goto(stage.base + path)
        await are_open(stage, number)
    for page in pages:
        await hide(page)
    await window.clock.fast_forward(20_000)
    await are_open(stage, 1)
    asked: list[str] = []
    window.on("request", lambda request: asked.append(request.url))
    await pages.pop(stays).close()

    async def is_there_anew() -> bool:
        return any("/api/agent/events" in url for url in asked)

    await window.clock.fast_forward(20_000)
    await until(is_there_anew, timeout_s=30)
    await are_open(stage, 1)
    for page in pages:
        await hide(page, hidden=False)
    await are_open(stage, 2)


@pytest.mark.parametrize(("lang", "words"), [("en", "Waiting for a person: 1"), ("zh", "等待人工：1")])
async def test_every_page_says_how_many_wait(stage: Stage, http: httpx.AsyncClient, lang: str, words: str) -> None:
    await keep_hours(stage, ALWAYS)
    _, page = await boss(stage, POLICY, lang)
    waiting = page.locator("#waiting")
    await are_open(stage, 1)
    await expect(waiting).to_be_hidden()
    guest = await guest_of(http, PERSON)
    await expect(waiting.locator(".count")).to_have_text("1")
    await expect(waiting).to_have_attribute("title", words)
    amy = await open_desk(stage, "Amy")
    await amy.take(guest.session_name)
    await expect(waiting).to_be_hidden()


async def test_a_visitor_of_ones_own_who_speaks_is_counted_until_they_are_answered(
    stage: Stage, http: httpx.AsyncClient
) -> None:
    await keep_hours(stage, ALWAYS)
    guest = await guest_of(http, PERSON)
    root, page = await boss(stage, "/agent")
    desk = await DeskPage(page, root).live()
    await desk.take(guest.session_name)
    await desk.say("Hello")
    await expect(desk.said_by("agent")).to_have_text(["Hello"])
    other = await page.context.new_page()
    await other.goto(stage.base + POLICY)
    await expect(other.locator("#waiting")).to_be_hidden()
    await guest.say("Are you there?")
    await expect(other.locator("#waiting .count")).to_have_text("1")


async def test_the_agents_page_shows_who_comes(stage: Stage) -> None:
    _, page = await boss(stage, "/agent/admin/agents")
    await hire(stage.live, "amy", lang="en")
    await page.reload()
    row = page.get_by_role("row").filter(has_text="amy")
    await expect(row).to_contain_text("Not here")
    window = await desk_window(stage, (await services_of(stage).team.roster())[0].agent)
    amy = await window.new_page()
    await amy.goto(stage.base + "/agent/profile")
    await expect(row).to_contain_text("Online")
    await expect(row.locator(".state")).to_have_attribute("data-status", "online")


async def test_an_invitation_says_the_name_one_will_sign_in_with_and_when_it_is_over(stage: Stage) -> None:
    stage.has_outages = True  # a refusal is a failed request to the browser's console
    staff = services_of(stage).staff
    agent = Agent(id="", username="lena@example.com", name="Lena", lang="en")
    invited = (await staff.create(agent)).agent
    link = f"{stage.base}/agent/password?lang=en#{await staff.invite(invited.id)}"
    page = await (await stage.window()).new_page()
    await page.goto(link)
    await expect(page.get_by_label("Sign-in name")).to_have_value("lena@example.com")
    await expect(page.locator("#signs-out")).to_be_hidden()
    await page.get_by_label("New password").fill(PASSWORD)
    await page.get_by_role("button", name="Set the password and sign in").click()
    await page.wait_for_url(f"{stage.base}/agent")
    again = await page.context.new_page()
    await again.goto(link)
    await expect(again.locator(".fault")).to_have_text(
        "This link has been used or is too old. Please ask an administrator for a new one."
    )
    await expect(again.get_by_label("New password")).to_be_hidden()
    await expect(again.get_by_role("link", name="To the sign-in page")).to_be_visible()


async def test_a_setup_link_that_is_over_and_half_a_link_are_told_before_anything_is_typed(stage: Stage) -> None:
    stage.has_outages = True
    page = await (await stage.window()).new_page()
    for path, words in {
        "/agent/setup#used": "This link has been used or is too old. If the first account is made already, sign in",
        "/agent/setup": "This link is not complete.",
        "/agent/password": "This link is not complete.",
    }.items():
        await page.goto("about:blank")
        await page.goto(stage.base + path)
        await expect(page.locator(".fault")).to_contain_text(words)
        await expect(page.locator("[type=submit]")).to_be_hidden()


async def test_what_was_said_goes_with_the_next_action(stage: Stage) -> None:
    stage.has_outages = True
    _, page = await boss(stage, "/agent/profile")
    notice, fault = page.locator("#notice"), page.locator("#change-password .fault")
    await page.get_by_label("Current password").fill(PASSWORD)
    await page.get_by_label("New password").fill("another good long phrase")
    await page.get_by_role("button", name="Change the password").click()
    await expect(notice).to_have_text("Saved.")
    await page.get_by_label("Current password").fill("not the right one")
    await page.get_by_label("New password").fill("one more good long phrase")
    await page.get_by_role("button", name="Change the password").click()
    await expect(fault).to_be_visible()
    await expect(notice).to_be_hidden(timeout=2_000)
    await page.route("**/api/agent/profile", lambda route: route.abort())
    await page.get_by_label("My status").select_option("busy")
    await expect(notice).to_have_attribute("data-kind", "fault")
    await page.unroute_all()
    await page.get_by_label("My status").select_option("busy")
    await expect(page.locator("#availability")).to_have_attribute("data-status", "busy")
    await expect(notice).to_be_hidden(timeout=2_000)


async def test_the_status_is_the_one_that_was_chosen_last_in_whichever_tab(stage: Stage) -> None:
    _, page = await boss(stage, "/agent/profile")
    other = await page.context.new_page()
    await other.goto(stage.base + POLICY)
    await hide(page)
    await other.get_by_label("My status").select_option("busy")
    await expect(other.locator("#availability")).to_have_attribute("data-status", "busy")
    await hide(page, hidden=False)
    await expect(page.get_by_label("My status")).to_have_value("busy")


async def test_dates_that_are_none_stay_said_and_change_nothing(stage: Stage) -> None:
    _, page = await boss(stage, "/agent/admin/shops/demo/hours")
    await page.get_by_role("button", name="Add as holiday").click()
    await expect(page.locator("#hours .fault")).to_contain_text("Please choose a last day")
    await expect(page.locator("#hours .result")).to_have_text("")
