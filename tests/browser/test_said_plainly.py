"""Nothing needs knowing the program: rules are in words, clocks are of one kind, what is unknown is not claimed."""

import re

import httpx
import pytest
from playwright.async_api import expect

from tests.browser.crew import ALWAYS, keep_hours, name_of
from tests.browser.desk_page import PERSON, desk_window, guest_of
from tests.browser.stage import Stage
from tests.staff import hire

CODE = re.compile(r"[a-z]+_[a-z_]+")
TWELVE = re.compile(r"\d\s*[ap]\.?m", re.IGNORECASE)
CLOCK = re.compile(r"^([01]\d|2[0-3]):[0-5]\d$")


async def test_why_a_person_was_asked_for_is_in_words(stage: Stage, http: httpx.AsyncClient) -> None:
    await keep_hours(stage, ALWAYS)
    guest, asking = await guest_of(http, PERSON), await guest_of(http)
    await http.post("/api/chat/escalate", headers=asking.headers)
    window = await desk_window(stage, await hire(stage.live, "amy", lang="en"))
    page = await window.new_page()
    for one in (guest, asking):
        await page.goto(f"{stage.base}/agent/sessions/{one.session_name}")
        decisions = page.locator("#decisions li")
        await expect(decisions).to_have_count(1)
        await expect(decisions.first).to_contain_text("Asked for a person")
        assert not CODE.search(await page.locator("#about").inner_text())
        assert not CODE.search(await page.locator("#rows").inner_text())


@pytest.mark.parametrize(
    ("name", "email", "words"),
    [
        ("", "", "Not identified"),
        ("Ann", "", "Gave a name, not verified"),
        ("Ann", "ann@example.com", "Gave a name, not verified"),
        ("", "ann@example.com", "Gave an e-mail, not verified"),
    ],
)
async def test_who_gave_only_an_address_is_not_said_to_have_given_a_name(
    stage: Stage, http: httpx.AsyncClient, name: str, email: str, words: str
) -> None:
    await keep_hours(stage, ALWAYS)
    guest = await guest_of(http, PERSON, **({"name": name} if name else {}))
    if email:
        body = {"message": "Please write to me", "email": email}
        answer = await http.post("/api/chat/offline-message", json=body, headers=guest.headers)
        assert answer.is_success, answer.text
    window = await desk_window(stage, await hire(stage.live, "amy", lang="en"))
    page = await window.new_page()
    await page.goto(f"{stage.base}/agent/sessions/{guest.session_name}")
    await expect(page.locator("#facts dd").first).to_have_text(words)


async def test_english_has_one_clock_whatever_the_browsers_region(stage: Stage, http: httpx.AsyncClient) -> None:
    await keep_hours(stage, ALWAYS)
    chat = await stage.open(await stage.window(locale="en-US"))
    await chat.say(PERSON)
    await chat.taken(PERSON)
    assert not TWELVE.search(str(await chat.page.evaluate("document.documentElement.outerHTML")))
    window = await desk_window(stage, await hire(stage.live, "amy", lang="en"), locale="en-US")
    page = await window.new_page()
    await page.goto(f"{stage.base}/agent/sessions/{await name_of(chat)}")
    await expect(page.locator("#decisions .small")).to_have_text(CLOCK)
    assert not TWELVE.search(await page.content())
    moment = "new Date('2026-10-02T17:05:00')"
    for opened in (page, chat.page):
        script = await opened.evaluate("document.querySelector('script[src*=\"/assets/\"]').src")
        words = f"{script.rsplit('/', 1)[0]}/shared/words.js"
        told = await opened.evaluate(f"import('{words}').then((m) => [m.fullTime({moment}), m.shortTime({moment})])")
        assert told[0] == "2 October 2026 at 17:05"
        assert told[1].endswith("17:05")
