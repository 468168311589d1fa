"""The desk's dialogs by keys: Enter does what a dialog is there for, Esc leaves everything as it was."""

import httpx
import pytest
from playwright.async_api import Locator, expect

from tests.browser.crew import ALWAYS, keep_hours
from tests.browser.desk_page import PERSON, DeskPage, guest_of, open_desk
from tests.browser.stage import Stage


async def at_the_choice(stage: Stage, http: httpx.AsyncClient) -> tuple[DeskPage, Locator]:
    """Amy, about to choose Ben as the one to whom she transfers a session of hers."""
    await keep_hours(stage, ALWAYS)
    guest = await guest_of(http, PERSON)
    amy, ben = await open_desk(stage, "Amy"), await open_desk(stage, "Ben")
    await amy.take(guest.session_name)
    await expect(amy.page.locator("#colleagues")).to_have_text("+1 online")
    await amy.field.press("Escape")
    await amy.page.keyboard.press("x")
    dialog = amy.page.locator("#transfer")
    await expect(dialog.get_by_role("radio", checked=True)).to_have_value(ben.agent.id)
    return amy, dialog


async def is_offered(amy: DeskPage) -> None:
    await expect(amy.page.locator("#transfer")).to_be_hidden()
    await expect(amy.page.locator("#talk-status")).to_have_text("Offered to Ben")


async def test_enter_offers_to_the_colleague_chosen(stage: Stage, http: httpx.AsyncClient) -> None:
    amy, dialog = await at_the_choice(stage, http)
    await expect(dialog.get_by_role("radio", checked=True)).to_be_focused()
    await amy.page.keyboard.press("Enter")
    await is_offered(amy)


@pytest.mark.parametrize("keys", ["Control+Enter", "Meta+Enter"])
async def test_in_the_note_enter_begins_a_line_and_with_control_it_offers(
    stage: Stage, http: httpx.AsyncClient, keys: str
) -> None:
    amy, dialog = await at_the_choice(stage, http)
    note = dialog.locator("textarea")
    await note.fill("One")
    await note.press("Enter")
    await note.press_sequentially("Two")
    await expect(note).to_have_value("One\nTwo")
    await note.press(keys)
    await is_offered(amy)
    await expect(amy.page.locator("#notes")).to_contain_text("Two")


@pytest.mark.parametrize("way", ["Escape", "Cancel"])
async def test_who_thinks_better_of_it_offers_nothing(stage: Stage, http: httpx.AsyncClient, way: str) -> None:
    amy, dialog = await at_the_choice(stage, http)
    if way == "Escape":
        await amy.page.keyboard.press("Escape")
    else:
        await dialog.get_by_role("button", name="Cancel").click()
    await expect(dialog).to_be_hidden()
    await expect(amy.button("transfer")).to_be_enabled()
    await expect(amy.page.locator("#talk-status")).to_have_text("You are answering")


async def test_the_choice_keeps_the_keys_while_colleagues_come_and_go(stage: Stage, http: httpx.AsyncClient) -> None:
    amy, dialog = await at_the_choice(stage, http)
    await open_desk(stage, "Cleo")
    await expect(dialog.get_by_role("radio")).to_have_count(2)
    await expect(dialog.get_by_role("radio", checked=True)).to_be_focused()
    await amy.page.keyboard.press("Enter")
    await is_offered(amy)


async def test_where_nobody_is_free_enter_does_nothing(stage: Stage, http: httpx.AsyncClient) -> None:
    await keep_hours(stage, ALWAYS)
    guest = await guest_of(http, PERSON)
    amy = await open_desk(stage, "Amy")
    await amy.take(guest.session_name)
    await amy.button("transfer").click()
    dialog = amy.page.locator("#transfer")
    await expect(dialog.get_by_role("button", name="Offer")).to_be_disabled()
    await dialog.locator("textarea").press("Control+Enter")
    await expect(dialog).to_be_visible()


@pytest.mark.parametrize(("key", "standing"), [("Enter", "Ended"), ("Escape", "You are answering")])
async def test_closing_is_confirmed_by_enter(stage: Stage, http: httpx.AsyncClient, key: str, standing: str) -> None:
    await keep_hours(stage, ALWAYS)
    guest = await guest_of(http, PERSON)
    amy = await open_desk(stage, "Amy")
    await amy.take(guest.session_name)
    await amy.field.press("Escape")
    await amy.page.keyboard.press("c")
    dialog = amy.page.locator("#sure-close")
    await expect(dialog.get_by_role("button", name="Close the session")).to_be_focused()
    await amy.page.keyboard.press(key)
    await expect(dialog).to_be_hidden()
    await expect(amy.page.locator("#talk-status")).to_have_text(standing)


@pytest.mark.parametrize("text", [PERSON, "Does it fold?"])
async def test_a_second_click_where_take_over_was_gives_nothing_back(
    stage: Stage, http: httpx.AsyncClient, text: str
) -> None:
    await keep_hours(stage, ALWAYS)
    guest = await guest_of(http, text)
    amy = await open_desk(stage, "Amy")
    await amy.page.goto(f"{stage.base}/agent/sessions/{guest.session_name}")
    box = await amy.page.locator("#actions [data-act=takeover]").bounding_box()
    assert box
    there = (box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    await amy.page.mouse.click(*there)
    await expect(amy.field).to_be_visible()
    await amy.page.mouse.click(*there)
    await amy.page.keyboard.press("Escape")
    await expect(amy.page.locator("#talk-status")).to_have_text("You are answering")
