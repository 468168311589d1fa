"""The lists: who waits stands there before any script runs, in the right order, live, and still under the pointer."""

import re
from dataclasses import replace

import httpx
import pytest
from playwright.async_api import expect

from app.domain.escalation import Severity
from app.domain.policy import Policy
from tests.browser.crew import ALWAYS, keep_hours, services_of
from tests.browser.desk_page import PERSON, desk_window, guest_of, open_desk
from tests.browser.stage import Stage, until
from tests.staff import hire

PAGE = 50
MANY = 130


@pytest.mark.parametrize(("lang", "words"), [("en", "Asked for a person"), ("zh", "要求转人工")])
async def test_who_waits_is_there_before_any_script_runs(
    stage: Stage, http: httpx.AsyncClient, lang: str, words: str
) -> None:
    await keep_hours(stage, ALWAYS)
    waiting = await guest_of(http, PERSON, name="Ann")
    agent = await hire(stage.live, "amy", lang=lang)
    window = await desk_window(stage, agent, java_script_enabled=False)
    page = await window.new_page()
    await page.goto(f"{stage.base}/agent")
    row = page.locator(f'.row[data-name="{waiting.session_name}"]')
    await expect(row).to_contain_text("Ann")
    await expect(row).to_contain_text(words)
    await expect(row.locator(".wait")).to_have_text(re.compile(r"^\d+:\d\d$"))
    await expect(page.locator('[data-list="waiting"] .count')).to_have_text("1")


async def test_who_needs_somebody_first_stands_first_and_waits_tick(stage: Stage, http: httpx.AsyncClient) -> None:
    await keep_hours(stage, ALWAYS)
    calm = replace(Policy(), complaint_severity=Severity.LOW)
    await services_of(stage).shops.change("demo", lambda shop: replace(shop, policy=calm))
    amy = await open_desk(stage, "Amy")
    low = await guest_of(http, "I want to make a complaint")
    await expect(amy.row(low.session_name)).to_contain_text("Normal")
    early, late = await guest_of(http, PERSON), await guest_of(http, PERSON)
    await expect(amy.rows).to_have_count(3)
    names = await amy.rows.evaluate_all("rows => rows.map((row) => row.dataset.name)")
    assert names == [early.session_name, late.session_name, low.session_name]
    before = await amy.rows.first.locator(".wait").inner_text()
    await expect(amy.rows.first.locator(".wait")).not_to_have_text(before)
    await expect(amy.page).to_have_title(re.compile(r"^\(3\)"))


async def test_a_line_leaves_every_colleagues_queue_when_one_takes_it(stage: Stage, http: httpx.AsyncClient) -> None:
    await keep_hours(stage, ALWAYS)
    waiting = await guest_of(http, PERSON)
    amy, ben = await open_desk(stage, "Amy"), await open_desk(stage, "Ben", lang="zh")
    await expect(ben.row(waiting.session_name)).to_be_visible()
    await amy.take(waiting.session_name)
    await expect(ben.row(waiting.session_name)).to_have_count(0)
    await expect(ben.count("waiting")).to_have_text("0")
    await expect(amy.count("mine")).to_have_text("1")
    await expect(amy.page.locator("#capacity")).to_have_text("1/5")


async def test_nothing_moves_under_the_pointer(stage: Stage, http: httpx.AsyncClient) -> None:
    await keep_hours(stage, ALWAYS)
    first, second = await guest_of(http, PERSON), await guest_of(http, PERSON)
    amy, ben = await open_desk(stage, "Amy"), await open_desk(stage, "Ben")
    await expect(amy.rows).to_have_count(2)
    target = amy.row(second.session_name)
    place = await target.bounding_box()
    assert place
    await amy.page.mouse.move(place["x"] + 40, place["y"] + 20)
    await ben.take(first.session_name)
    await expect(amy.row(first.session_name)).to_have_attribute("data-gone", "")
    assert await target.bounding_box() == place
    await expect(amy.row(first.session_name)).to_have_count(0)


async def test_a_long_list_is_read_as_one_scrolls_and_filtered_as_one_types(
    stage: Stage, http: httpx.AsyncClient
) -> None:
    await keep_hours(stage, ALWAYS)
    for number in range(MANY):
        await guest_of(http, PERSON, name=f"Visitor number {number}")
    amy = await open_desk(stage, "Amy")
    await expect(amy.rows).to_have_count(PAGE)
    await expect(amy.count("waiting")).to_have_text(str(MANY))

    async def scroll() -> bool:
        await amy.page.locator("#queue").evaluate("queue => queue.scrollTo(0, queue.scrollHeight)")
        return await amy.rows.count() == MANY

    await until(scroll)
    names = await amy.rows.evaluate_all("rows => rows.map((row) => row.dataset.name)")
    assert len(set(names)) == MANY
    await amy.page.locator("#filter").fill("number 77")
    await expect(amy.rows).to_have_count(1)
    await amy.page.locator("#filter").fill("nobody of that name")
    await expect(amy.page.locator("#nobody")).to_have_text("Nothing found.")
