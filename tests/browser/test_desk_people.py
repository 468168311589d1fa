"""Agents among themselves: one session passes from one to the other, one claim wins, notes are theirs alone."""

import asyncio
import re

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


async def test_an_offer_is_accepted_from_another_session_and_opens(stage: Stage, http: httpx.AsyncClient) -> None:
    await keep_hours(stage, ALWAYS)
    theirs, mine, waiting = [await guest_of(http, PERSON) for _ in range(3)]
    amy, ben = await open_desk(stage, "Amy"), await open_desk(stage, "Ben")
    await ben.take(mine.session_name)
    await ben.show("waiting")
    await ben.open(waiting.session_name)
    await amy.take(theirs.session_name)
    await amy.button("transfer").click()
    await amy.page.locator("#transfer [value=yes]").click()
    await ben.page.locator(".offer").get_by_role("button", name="Accept").click()
    await expect(ben.page).to_have_url(re.compile(theirs.session_name))
    await expect(ben.field).to_be_focused()
    await expect(ben.row(theirs.session_name).locator("[aria-current]")).to_be_visible()
    await expect(ben.rows).to_have_count(2)
    await expect(ben.count("waiting")).to_have_text("1")
    await ben.say("Ben here")
    await expect(ben.said_by("agent")).to_have_text(["Ben here"])


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
    await amy.page.locator("#sure-close [data-cancel]").click()
    await expect(ben.page.locator("#talk-status")).to_have_text("The AI is answering")
    await amy.button("close").click()
    await amy.page.locator("#sure-close [value=yes]").click()
    await expect(ben.page.locator("#talk-status")).to_have_text("Ended")
    await expect(ben.count("closed")).to_have_text("1")
    await http.post("/api/chat/rating", json={"score": 4, "comment": "Kind"}, headers=guest.headers)
    await expect(ben.page.locator("#stars")).to_have_attribute("aria-label", "4 of 5 stars")
    await expect(ben.page.locator("#rating-comment")).to_have_text("Kind")


async def test_who_answers_an_offline_message_is_told_that_the_answer_stays_in_the_chat(
    stage: Stage, http: httpx.AsyncClient
) -> None:
    guest, other = await guest_of(http), await guest_of(http, PERSON)
    body = {"message": "Call me", "email": "ann@shop.example"}
    assert (await http.post("/api/chat/offline-message", json=body, headers=guest.headers)).is_success
    amy = await open_desk(stage, "Amy", f"/agent/sessions/{guest.session_name}")
    line = amy.page.locator("#mailed")
    await amy.button("takeover").click()
    await expect(line).to_have_text(
        "Your replies are shown in this chat only; no e-mail is sent. "
        "To reach ann@shop.example, write from your own mailbox."
    )
    await amy.page.goto(f"{stage.base}/agent/sessions/{other.session_name}")
    await amy.opened()
    await expect(line).to_be_hidden()
