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
