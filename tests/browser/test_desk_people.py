"""Agents among themselves: one session passes from one to the other, one claim wins, notes are theirs alone."""

import asyncio

import httpx
import pytest
from playwright.async_api import Page, Route, expect

from tests.browser.crew import ALWAYS, keep_hours
from tests.browser.desk_page import PERSON, guest_of, open_desk
from tests.browser.stage import Stage

ACCEPT = {"en": "Accept", "zh": "接受"}
TYPING = {"en": "Amy is typing…", "zh": "Amy 正在输入…"}


@pytest.mark.parametrize("lang", ["en", "zh"])
async def test_a_session_is_offered_with_a_word_for_the_colleague_and_taken(
    stage: Stage, http: httpx.AsyncClient, lang: str
) -> None:
    await keep_hours(stage, ALWAYS)
    guest = await guest_of(http, PERSON, name="Ann")
    amy, ben = await open_desk(stage, "Amy"), await open_desk(stage, "Ben", lang=lang)
    await amy.take(guest.session_name)
    dialog = amy.page.locator("#transfer")
    await amy.button("transfer").click()
    await expect(dialog.get_by_role("radio", checked=True)).to_have_value(ben.agent.id)
    await dialog.locator("textarea").fill("She wants her money back")
    await dialog.locator("[value=yes]").click()
    await expect(amy.page.locator("#talk-status")).to_have_text("Offered to Ben")
    await ben.page.reload()
    offer = ben.page.locator(".offer")
    await expect(offer).to_contain_text("Amy")
    await expect(offer).to_contain_text("Ann")
    left = await offer.locator(".left").inner_text()
    await expect(offer.locator(".left")).not_to_have_text(left)
    await offer.locator("button").first.click()
    await ben.opened()
    await expect(ben.field).to_be_hidden()
    await expect(ben.page.locator("#notes")).to_contain_text("She wants her money back")
    await offer.get_by_role("button", name=ACCEPT[lang]).click()
    await expect(ben.field).to_be_visible()
    await expect(offer).to_have_count(0)
    await expect(amy.field).to_be_hidden()
    await expect(amy.page.locator("#talk-status")).to_have_text("Ben is answering")
    assert "She wants" not in str(await guest.messages())


async def test_a_declined_or_recalled_offer_leaves_the_session_where_it_was(
    stage: Stage, http: httpx.AsyncClient
) -> None:
    await keep_hours(stage, ALWAYS)
    guest = await guest_of(http, PERSON)
    amy, ben = await open_desk(stage, "Amy"), await open_desk(stage, "Ben")
    await amy.take(guest.session_name)
    for end in (ben.page.locator(".offer").get_by_role("button", name="Decline"), amy.button("recall")):
        await amy.button("transfer").click()
        await amy.page.locator("#transfer [value=yes]").click()
        await expect(ben.page.locator(".offer")).to_have_count(1)
        await end.click()
        await expect(ben.page.locator(".offer")).to_have_count(0)
        await expect(amy.button("transfer")).to_be_visible()
    await expect(amy.field).to_be_visible()


async def test_who_comes_second_is_told_who_was_first(stage: Stage, http: httpx.AsyncClient) -> None:
    await keep_hours(stage, ALWAYS)
    stage.has_outages = True
    guest = await guest_of(http, PERSON)
    amy, ben = await open_desk(stage, "Amy"), await open_desk(stage, "Ben")
    await ben.open(guest.session_name)
    await amy.open(guest.session_name)
    gate, held = asyncio.Event(), asyncio.Event()

    async def hold(route: Route) -> None:
        held.set()
        await gate.wait()
        await route.continue_()

    await ben.page.route("**/takeover", hold)
    await ben.button("takeover").click()
    await held.wait()
    await amy.button("takeover").click()
    await expect(amy.field).to_be_visible()
    gate.set()
    await expect(ben.page.locator("#notice")).to_contain_text("Amy")
    await expect(ben.page.locator("#talk-status")).to_have_text("Amy is answering")
    await expect(ben.button("takeover")).to_be_hidden()
    await expect(ben.page.locator("#bar")).to_contain_text("Amy")
    await expect(ben.field).to_be_hidden()


async def test_notes_and_tags_reach_colleagues_and_no_visitor(stage: Stage, http: httpx.AsyncClient) -> None:
    await keep_hours(stage, ALWAYS)
    stage.ai.summary = "Asked for the battery; two answers did not help."
    guest = await guest_of(http, PERSON)
    amy = await open_desk(stage, "Amy")
    ben = await open_desk(stage, "Ben", f"/agent/sessions/{guest.session_name}")
    await expect(ben.page.locator("#summary-text")).to_have_text(stage.ai.summary)
    await amy.take(guest.session_name)
    await amy.page.locator("#note-form textarea").fill("A secret of ours")
    await amy.page.locator("#note-form button").click()
    await expect(ben.page.locator("#notes li")).to_have_text(["Amy · " + await _time(amy.page) + "A secret of ours"])
    await amy.page.locator("#tag-form input").fill("vip")
    await amy.page.locator("#tag-form input").press("Enter")
    await expect(ben.page.locator("#tags .tag")).to_contain_text(["vip"])
    await amy.field.press("h")
    await expect(ben.page.locator("#typing")).to_have_text(TYPING["en"])
    await amy.page.get_by_role("button", name="Remove the tag vip").click()
    await expect(ben.page.locator("#tags .tag")).to_have_count(0)
    await expect(ben.page.locator("#decisions")).to_contain_text("Asked for a person")
    assert "secret" not in str(await guest.messages())


async def _time(page: Page) -> str:
    found: str = await page.locator("#notes time").inner_text()
    return found


async def test_release_close_and_escalate_change_the_page_for_everybody(stage: Stage, http: httpx.AsyncClient) -> None:
    await keep_hours(stage, ALWAYS)
    guest = await guest_of(http)
    amy = await open_desk(stage, "Amy", f"/agent/sessions/{guest.session_name}?list=ai")
    ben = await open_desk(stage, "Ben", f"/agent/sessions/{guest.session_name}?list=ai")
    await amy.button("escalate").click()
    await expect(ben.page.locator("#talk-status")).to_have_text("In the queue")
    await amy.button("takeover").click()
    await expect(ben.page.locator("#talk-status")).to_have_text("Amy is answering")
    await amy.button("release").click()
    await expect(ben.page.locator("#talk-status")).to_have_text("The AI is answering")
    await amy.button("close").click()
    await amy.page.locator("#sure-close [value='']").click()
    await expect(ben.page.locator("#talk-status")).to_have_text("The AI is answering")
    await amy.button("close").click()
    await amy.page.locator("#sure-close [value=yes]").click()
    await expect(ben.page.locator("#talk-status")).to_have_text("Ended")
    await expect(ben.count("closed")).to_have_text("1")
    await http.post("/api/chat/rating", json={"score": 4, "comment": "Kind"}, headers=guest.headers)
    await expect(ben.page.locator("#stars")).to_have_attribute("aria-label", "4 of 5 stars")
    await expect(ben.page.locator("#rating-comment")).to_have_text("Kind")
