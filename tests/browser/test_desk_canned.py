"""Canned replies: a slash brings them up in the visitor's language, by keys alone; admins manage them on the spot."""

import httpx
import pytest
from playwright.async_api import expect

from app.domain.agent import AgentRole
from app.domain.reply import Reply
from tests.browser.crew import ALWAYS, keep_hours, services_of
from tests.browser.desk_page import PERSON, DeskPage, desk_window, guest_of, open_desk
from tests.browser.stage import Stage
from tests.staff import hire

REPLIES = (
    Reply("1", "hello", "您好{visitor}，我是{agent}。", "Hello {visitor}, this is {agent}."),
    Reply("2", "refund", "退款需要 7 天。", "A refund takes 7 days."),
    Reply("3", "ship", "", "Shipping takes 3 days."),
)


@pytest.mark.parametrize(
    ("lang", "slash", "text"), [("en", "/", "Hello Ann, this is Amy."), ("zh", "、", "您好Ann，我是Amy。")]
)
async def test_a_slash_brings_up_what_is_said_often(
    stage: Stage, http: httpx.AsyncClient, lang: str, slash: str, text: str
) -> None:
    await keep_hours(stage, ALWAYS)
    for reply in REPLIES:
        await services_of(stage).replies.add(reply)
    guest = await guest_of(http, PERSON, lang=lang, name="Ann")
    amy = await open_desk(stage, "Amy")
    await amy.take(guest.session_name)
    options = amy.page.locator("#canned:not([hidden]) [role=option]")
    await amy.field.press_sequentially(f"Well: {slash}")
    await expect(options).to_have_count(3)
    await amy.field.press("ArrowDown")
    await expect(options.nth(1)).to_have_attribute("aria-selected", "true")
    await amy.field.press("ArrowUp")
    await amy.field.press("Enter")
    await expect(amy.field).to_have_value(f"Well: {text}")
    await expect(options).to_have_count(0)
    await amy.field.fill("")
    await amy.field.press_sequentially(f"{slash}sh")
    await expect(options).to_have_count(1)
    await amy.field.press("Tab")
    await expect(amy.field).to_have_value("Shipping takes 3 days.")
    await amy.field.fill("")
    await amy.field.press_sequentially("and/or 1/2")
    await expect(options).to_have_count(0)
    await amy.field.press("Enter")
    await expect(amy.said_by("agent")).to_have_text(["and/or 1/2"])


@pytest.mark.parametrize(
    ("lang", "name", "shown"),
    [
        ("en", "Ann", ["Hello Ann, this is Amy.", "A refund takes 7 days.", "Shipping takes 3 days."]),
        ("en", "", ["Hello, this is Amy.", "A refund takes 7 days.", "Shipping takes 3 days."]),
        ("zh", "", ["您好，我是Amy。", "退款需要 7 天。", "Shipping takes 3 days."]),
    ],
)
async def test_the_list_shows_what_would_be_written_and_in_which_language(
    stage: Stage, http: httpx.AsyncClient, lang: str, name: str, shown: list[str]
) -> None:
    await keep_hours(stage, ALWAYS)
    for reply in REPLIES:
        await services_of(stage).replies.add(reply)
    guest = await guest_of(http, PERSON, lang=lang, **({"name": name} if name else {}))
    amy = await open_desk(stage, "Amy")
    await amy.take(guest.session_name)
    await amy.field.press_sequentially("/")
    options = amy.page.locator("#canned [role=option]")
    await expect(options.locator("span")).to_have_text(shown)
    await expect(options.locator(".tongue")).to_have_text(["EN"] if lang == "zh" else [])
    await amy.field.press("Enter")
    await expect(amy.field).to_have_value(shown[0])


@pytest.mark.parametrize(
    ("text", "filled"),
    [
        ("Hello, {visitor}!", "Hello!"),
        ("您好，{visitor}，请稍等。", "您好，请稍等。"),
        ("{visitor}, thank you.", "Thank you."),
        ("Thank you, {visitor}\nBest, {agent}", "Thank you\nBest, Amy"),
        ("Hello, {visitor} how are you?\n\nBye", "Hello, how are you?\n\nBye"),
        ("Hello {visitor} and welcome to {shop}", "Hello and welcome to "),
        ("Use {code}, {visitor}", "Use {code}"),
    ],
)
async def test_a_name_that_is_not_known_leaves_no_trace(
    stage: Stage, http: httpx.AsyncClient, text: str, filled: str
) -> None:
    await keep_hours(stage, ALWAYS)
    await services_of(stage).replies.add(Reply("1", "hello", text, text))
    guest = await guest_of(http, PERSON)
    amy = await open_desk(stage, "Amy")
    await amy.take(guest.session_name)
    await amy.field.press_sequentially("/hello")
    await expect(amy.page.locator("#canned [role=option]")).to_have_count(1)
    await amy.field.press("Tab")
    shop = await amy.page.locator("#talk-shop").inner_text() if filled.endswith("to ") else ""
    await expect(amy.field).to_have_value(filled + shop)


NO_REPLIES = {
    AgentRole.AGENT: "There are no canned replies yet. Administrators can add some.",
    AgentRole.ADMIN: "There are no canned replies yet. Add some with the button “Canned replies” under the lists.",
}


@pytest.mark.parametrize("role", list(AgentRole))
async def test_where_there_are_none_the_list_says_so(stage: Stage, http: httpx.AsyncClient, role: AgentRole) -> None:
    await keep_hours(stage, ALWAYS)
    stage.has_outages = True
    guest = await guest_of(http, PERSON)
    agent = await hire(stage.live, "amy", role, lang="en")
    page = await (await desk_window(stage, agent)).new_page()
    await page.goto(f"{stage.base}/agent")
    amy = await DeskPage(page, agent).live()
    await amy.take(guest.session_name)
    await page.route("**/api/agent/replies", lambda route: route.abort())
    await amy.field.press_sequentially("/")
    await expect(page.locator("#canned")).to_have_text("The server cannot be reached just now. Please try again.")
    await page.unroute_all()
    await amy.field.press("Backspace")
    await amy.field.press_sequentially("/")
    await expect(page.locator("#canned")).to_have_text(NO_REPLIES[role])


async def test_admins_make_change_and_delete_replies(stage: Stage) -> None:
    stage.has_outages = True
    root = await hire(stage.live, "root", AgentRole.ADMIN, lang="en")
    page = await (await desk_window(stage, root)).new_page()
    await page.goto(f"{stage.base}/agent")
    await DeskPage(page, root).live()
    await page.locator("#show-replies").click()
    dialog = page.locator("#replies")
    await expect(dialog.locator(".none")).to_be_visible()
    await dialog.get_by_label("Shortcut").fill("bye")
    await dialog.get_by_role("button", name="Save").click()
    await expect(dialog.locator(".fault")).to_have_text("Please write the reply in at least one language.")
    await dialog.get_by_label("In English").fill("Goodbye")
    await dialog.get_by_role("button", name="Save").click()
    await expect(dialog.locator("li")).to_contain_text(["/bye"])
    await expect(dialog.get_by_label("Shortcut")).to_have_value("")
    await expect(dialog.locator(":user-invalid")).to_have_count(0)
    await dialog.get_by_label("Shortcut").fill("BYE")
    await dialog.get_by_label("In English").fill("So long")
    await dialog.get_by_role("button", name="Save").click()
    await expect(dialog.locator(".fault")).to_contain_text("There is a reply with the shortcut /BYE already.")
    await dialog.get_by_role("button", name="Edit").click()
    await dialog.get_by_label("In English").fill("Farewell")
    await dialog.get_by_role("button", name="Save").click()
    await expect(dialog.locator("li")).to_contain_text(["Farewell"])
    assert [reply.en for reply in await services_of(stage).replies.all()] == ["Farewell"]
    await dialog.get_by_role("button", name="Delete").click()
    await dialog.get_by_role("button", name="Really delete?").click()
    await expect(dialog.locator("li")).to_have_count(0)


async def test_agents_see_the_replies_but_cannot_change_them(stage: Stage) -> None:
    await services_of(stage).replies.add(REPLIES[0])
    amy = await open_desk(stage, "Amy")
    await amy.page.locator("#show-replies").click()
    await expect(amy.page.locator("#replies li")).to_have_count(1)
    await expect(amy.page.locator("#replies form")).to_have_count(0)
    await expect(amy.page.locator("#replies li button")).to_have_count(0)


async def test_a_slash_with_nothing_to_choose_from_is_not_sent(stage: Stage, http: httpx.AsyncClient) -> None:
    await keep_hours(stage, ALWAYS)
    guest = await guest_of(http, PERSON)
    amy = await open_desk(stage, "Amy")
    await amy.take(guest.session_name)
    await amy.field.press_sequentially("/")
    await expect(amy.page.locator("#canned")).to_be_visible()
    await amy.field.press("Enter")
    await expect(amy.page.locator("#canned")).to_be_hidden()
    await expect(amy.field).to_have_value("/")
    await expect(amy.said_by("agent")).to_have_count(0)
