"""Asking for a person: the place in the queue as it is, an honest word where nobody is there, and a way out of it."""

from typing import Any

import pytest
from playwright.async_api import Locator, expect

from tests.browser.crew import ALWAYS, Worker, at_work, keep_hours, name_of, services_of
from tests.browser.stage import Stage
from tests.live import Visitor

SECOND = {
    "en": "Everyone is busy. You are number 2, about one minute.",
    "zh": "客服都在忙，您排在第 2 位，大约 1 分钟。",
}
FIRST = {
    "en": "A person will be with you soon. You are number 1, about one minute.",
    "zh": "客服很快就来，您排在第 1 位，大约 1 分钟。",
}
FREE = {
    "en": "A person will be with you in a moment. You are number 1.",
    "zh": "客服马上就来，您排在第 1 位。",
}
NOBODY = {
    "en": "Nobody is online just now. You are number 1; you can wait or leave a message.",
    "zh": "现在没有客服在线。您排在第 1 位，可以继续等，也可以先留言。",
}


async def wait_in_line(stage: Stage, visitor: Visitor) -> str:
    """Have a program ask for a person; its session."""
    async with stage.live.client() as http:
        answer = await http.post("/api/chat/escalate", json={}, headers=visitor.headers)
        assert answer.status_code == 200, answer.text
    return visitor.session_name


async def change(stage: Stage, worker: Worker, **members: Any) -> None:
    """Change an agent's account, as an admin does."""
    await services_of(stage).staff.change(worker.who.agent.id, **members)


async def height_of(element: Locator) -> float:
    box = await element.bounding_box()
    assert box
    return box["height"]


@pytest.mark.parametrize("lang", ["en", "zh"])
async def test_the_place_in_the_queue_is_shown_and_moves_up(stage: Stage, lang: str) -> None:
    await keep_hours(stage, ALWAYS)
    async with at_work(stage, "Amy") as amy:
        # Somebody has waited before, so that there is something to estimate by.
        served, before = [await wait_in_line(stage, await stage.visitor()) for _ in range(2)]
        await change(stage, amy, max_sessions=2)
        await amy.do(served, "takeover")
        chat = await stage.open(lang=lang)
        await chat.ask.click()
        await expect(chat.bar.get_by_role("status")).to_have_text(SECOND[lang])
        await expect(chat.ask).to_be_hidden()
        await change(stage, amy, max_sessions=3)
        await amy.do(before, "takeover")
        await expect(chat.bar.get_by_role("status")).to_have_text(FIRST[lang])
        await chat.reload()
        await expect(chat.bar.get_by_role("status")).to_have_text(FIRST[lang])


@pytest.mark.parametrize("lang", ["en", "zh"])
async def test_nobody_is_called_busy_who_has_time(stage: Stage, lang: str) -> None:
    await keep_hours(stage, ALWAYS)
    async with at_work(stage, "Amy"):
        chat = await stage.open(lang=lang)
        await chat.ask.click()
        await expect(chat.bar.get_by_role("status")).to_have_text(FREE[lang])
        await chat.reload()
        await expect(chat.bar.get_by_role("status")).to_have_text(FREE[lang])


@pytest.mark.parametrize("lang", ["en", "zh"])
async def test_nobody_there_is_said_and_a_message_offered(stage: Stage, lang: str) -> None:
    await keep_hours(stage, ALWAYS)
    chat = await stage.open(lang=lang)
    await chat.ask.click()
    await expect(chat.bar.get_by_role("status")).to_have_text(NOBODY[lang])
    await chat.reload()
    await expect(chat.bar.get_by_role("status")).to_have_text(NOBODY[lang])
    await chat.bar.locator("[data-do=leave]").click()
    await expect(chat.card("offline")).to_be_visible()
    await expect(chat.bar).to_be_hidden()


async def test_a_person_is_asked_for_and_given_up_from_the_keyboard(stage: Stage) -> None:
    await keep_hours(stage, ALWAYS)
    chat = await stage.open()
    await chat.field.focus()
    await chat.tab.keyboard.press("Shift+Tab")
    await expect(chat.ask).to_be_focused()
    await chat.tab.keyboard.press("Enter")
    await chat.stands("pending_manual")
    await expect(chat.bar.get_by_role("button", name="Leave a message instead")).to_be_focused()
    await chat.tab.keyboard.press("Tab")
    await chat.tab.keyboard.press("Enter")
    await chat.stands("bot_active")
    await expect(chat.bar).to_be_hidden()
    await expect(chat.ask).to_be_enabled()
    await expect(chat.field).to_be_focused()
    await chat.say("Then you answer")
    stage.ai.reply("Gladly.")
    await expect(chat.answer).to_have_text("Gladly.")


async def test_a_thumb_finds_it_on_a_phone(stage: Stage) -> None:
    await keep_hours(stage, ALWAYS)
    phone = await stage.window(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    chat = await stage.open(phone)
    assert await height_of(chat.ask) >= 44
    await chat.ask.tap()
    for button in await chat.bar.get_by_role("button").all():
        if await button.is_visible():
            assert await height_of(button) >= 44
    await chat.bar.get_by_role("button", name="Stop waiting").tap()
    await chat.stands("bot_active")


async def test_a_refusal_to_ask_is_said_and_it_can_be_asked_again(stage: Stage) -> None:
    stage.has_outages = True
    await keep_hours(stage, ALWAYS)
    chat = await stage.open(lang="zh")
    await chat.tab.route("**/embed/people*", lambda route: route.abort())
    await chat.ask.click()
    await expect(chat.page.locator("#refusal")).to_have_text("暂时连不上客服，请稍后再试。")
    await chat.tab.unroute("**/embed/people*")
    await chat.tab.route("**/escalate", lambda route: route.abort())
    await chat.ask.click()
    await expect(chat.page.locator("#refusal")).to_have_text("没有提交成功，您写的内容都在，请再试一次。")
    await chat.tab.unroute("**/escalate")
    await chat.ask.click()
    await chat.stands("pending_manual")
    await expect(chat.page.locator("#refusal")).to_be_empty()


async def test_all_tabs_show_the_same_wait(stage: Stage) -> None:
    await keep_hours(stage, ALWAYS)
    window = await stage.window()
    chats = [await stage.open(window) for _ in range(2)]
    await chats[0].ask.click()
    for chat in chats:
        await expect(chat.bar).to_be_visible()
    late = await stage.open(window)
    await expect(late.bar).to_be_visible()
    async with at_work(stage, "Amy") as amy:
        await amy.do(await name_of(late), "takeover")
        for chat in (*chats, late):
            await expect(chat.status).to_have_text("Amy is with you")
            await expect(chat.bar).to_be_hidden()


async def test_what_draws_people_is_not_fetched_before_there_are_any(stage: Stage) -> None:
    chat = await stage.open()
    await chat.say("Hello")
    stage.ai.reply("Hello!")
    await expect(chat.answer).to_have_text("Hello!")
    fetched = await chat.page.evaluate("performance.getEntriesByType('resource').map((one) => one.name)")
    assert [url for url in fetched if "people.css" in url or "embed/people" in url or "desk.js" in url] == []
