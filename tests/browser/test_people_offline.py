"""Nobody is on shift: until when, in the visitor's own time; an offline message that is neither lost nor sent twice."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from playwright.async_api import Route, expect

from app.domain.hours import Hours, Period
from tests.browser.chat_page import ChatPage
from tests.browser.crew import ALWAYS, NEVER, at_work, keep_hours, name_of
from tests.browser.stage import Stage

CLOSED = {
    "en": "We are closed just now. The AI goes on answering.",
    "zh": "人工客服已下班。AI 助手照常为您解答。",
}
KEPT = {
    "en": "We have your message. Come back to this chat for the answer.",
    "zh": "已收到您的留言，请稍后回到这里查看回复。",
}
MISSING = {
    "en": ("Please write your message.", "Please write your e-mail address, so that we can reach you."),
    "zh": ("请填写留言内容。", "请填写邮箱，方便我们联系您。"),
}
WRONG = {
    "en": "That is not an e-mail address yet. It looks like name@example.com.",
    "zh": "邮箱格式不对，请检查一下。",
}
SENDS = "**/api/chat/offline-message"


def opening_in(days: int) -> Hours:
    """Hours of a shop in Shanghai that is open on one day of the week only, `days` from now there, from 09:00."""
    opens = (datetime.now(UTC) + timedelta(hours=8, days=days)).weekday()
    return Hours(week=tuple((Period(9 * 60, 18 * 60),) if day == opens else () for day in range(7)))


async def write(chat: ChatPage, message: str, email: str) -> None:
    await chat.card("offline").locator("[name=message]").fill(message)
    await chat.card("offline").locator("[name=email]").fill(email)


async def submit(chat: ChatPage) -> None:
    await chat.card("offline").locator("[type=submit]").click()


async def closed_chat(stage: Stage, lang: str = "en") -> ChatPage:
    """A chat whose visitor has asked for a person while the shop is closed, with the form open."""
    await keep_hours(stage, NEVER)
    chat = await stage.open(lang=lang)
    await chat.ask.click()
    await expect(chat.bar.get_by_role("status")).to_have_text(CLOSED[lang])
    await chat.bar.locator("[data-do=leave]").click()
    return chat


@pytest.mark.parametrize(
    ("lang", "zone", "text"),
    [
        ("en", "Europe/Berlin", "We are closed until {day} {hour:02}:00. The AI goes on answering."),
        ("zh", "America/New_York", "人工客服已下班，{day} {hour:02}:00 上班。AI 助手照常为您解答。"),
    ],
)
async def test_until_when_is_said_in_the_visitors_own_time(stage: Stage, lang: str, zone: str, text: str) -> None:
    await keep_hours(stage, opening_in(3))
    window = await stage.window(lang=lang, timezone_id=zone)
    chat = await stage.open(window, lang=lang)
    await chat.ask.click()
    await chat.stands("after_hours_email")
    opened = await chat.page.evaluate(
        """async () => {
          const headers = { 'Content-Type': 'application/json' };
          const answer = await fetch('/api/chat/session', { method: 'POST', headers, body: '{"shop": "demo"}' });
          const opens = new Date((await answer.json()).opens_at);
          const day = new Intl.DateTimeFormat(document.documentElement.lang, { weekday: 'long' }).format(opens);
          return { day, hour: opens.getHours() };
        }"""
    )
    said = await chat.bar.get_by_role("status").inner_text()
    assert said.replace(" 0", " ") == text.format(**opened).replace(" 0", " ")
    # Shanghai's nine o'clock is neither Berlin's nor New York's.
    assert opened["hour"] != 9


@pytest.mark.parametrize("lang", ["en", "zh"])
async def test_an_offline_message_is_left_while_the_ai_goes_on(stage: Stage, lang: str) -> None:
    chat = await closed_chat(stage, lang)
    await chat.say("24680")
    stage.ai.reply("13579")
    await expect(chat.answer).to_have_text("13579")
    await expect(chat.card("offline")).to_be_visible()
    await write(chat, "97531", "jane@shop.example")
    await submit(chat)
    await expect(chat.bar.get_by_role("status")).to_have_text(KEPT[lang])
    await expect(chat.said_by("visitor")).to_have_text(["24680", "97531"])
    await chat.say("86420")
    stage.ai.reply("Still here.")
    await expect(chat.answer).to_have_text("Still here.")
    await chat.reload()
    await expect(chat.bar.get_by_role("status")).to_have_text(KEPT[lang])


async def test_what_was_answered_is_not_waited_for_the_next_night(stage: Stage) -> None:
    chat = await closed_chat(stage)
    await write(chat, "Please call me", "jane@shop.example")
    await submit(chat)
    await expect(chat.bar.get_by_role("status")).to_have_text(KEPT["en"])
    async with at_work(stage, "Amy") as amy:
        name = await name_of(chat)
        await amy.do(name, "takeover")
        await amy.say(name, "I have called you")
        await amy.do(name, "release")
    await chat.stands("bot_active")
    await chat.choose("Talk to a person")
    await expect(chat.bar.get_by_role("status")).to_have_text(CLOSED["en"])


@pytest.mark.parametrize("lang", ["en", "zh"])
async def test_what_is_wrong_is_said_beside_the_field(stage: Stage, lang: str) -> None:
    stage.has_outages = True
    chat = await closed_chat(stage, lang)
    message, email = (chat.card("offline").locator(f"[name={name}]") for name in ("message", "email"))
    await submit(chat)
    await expect(message).to_be_focused()
    for field, text in zip((message, email), MISSING[lang], strict=True):
        await expect(field).to_have_attribute("aria-invalid", "true")
        await expect(field).to_have_accessible_description(text)
    await write(chat, "24680", "jane@shop")
    await expect(message).not_to_have_attribute("aria-invalid", "true")
    await submit(chat)
    await expect(email).to_be_focused()
    await expect(email).to_have_accessible_description(WRONG[lang])
    # What only the server finds wrong stands beside the field as well.
    await email.fill("jane..@-.example")
    await submit(chat)
    await expect(email).to_have_attribute("aria-invalid", "true")
    await expect(message).to_have_value("24680")


async def test_nothing_typed_is_lost_and_a_second_try_is_the_same_message(stage: Stage) -> None:
    stage.has_outages = True
    chat = await closed_chat(stage)
    sent: list[str] = []

    async def lose_the_first_receipt(route: Route) -> None:
        sent.append(json.loads(route.request.post_data or "{}")["client_id"])
        response = await route.fetch()
        if len(sent) == 1:
            await route.abort()
        else:
            await route.fulfill(response=response)

    await chat.tab.route(SENDS, lose_the_first_receipt)
    await write(chat, "Please call me", "jane@shop.example")
    await submit(chat)
    await expect(chat.card("offline").get_by_role("alert").filter(has_text="did not get through")).to_be_visible()
    await expect(chat.card("offline").locator("[name=message]")).to_have_value("Please call me")
    await submit(chat)
    await expect(chat.card("offline")).to_be_hidden()
    assert len(set(sent)) == 1
    assert len(sent) == 2
    await chat.reload()
    await expect(chat.said_by("visitor")).to_have_text(["Please call me"])


async def test_two_clicks_leave_one_message(stage: Stage) -> None:
    chat = await closed_chat(stage)
    await write(chat, "Please call me", "jane@shop.example")
    await chat.card("offline").evaluate("form => { form.requestSubmit(); form.requestSubmit(); }")
    await expect(chat.card("offline")).to_be_hidden()
    await expect(chat.said_by("visitor")).to_have_text(["Please call me"])


async def test_a_draft_survives_a_reload_and_the_other_language(stage: Stage) -> None:
    chat = await closed_chat(stage)
    await write(chat, "Please call me", "jane@shop")
    await chat.language.click()
    await expect(chat.page.locator("html")).to_have_attribute("lang", "zh-CN")
    await chat.ready()
    await chat.bar.locator("[data-do=leave]").click()
    await expect(chat.card("offline").locator("[name=message]")).to_have_value("Please call me")
    await expect(chat.card("offline").locator("[name=email]")).to_have_value("jane@shop")


async def test_what_was_begun_goes_to_the_person_who_comes_after_all(stage: Stage) -> None:
    await keep_hours(stage, ALWAYS)
    chat = await stage.open()
    await chat.ask.click()
    await chat.bar.locator("[data-do=leave]").click()
    await chat.card("offline").locator("[name=message]").fill("My battery is empty")
    async with at_work(stage, "Amy") as amy:
        await amy.do(await name_of(chat), "takeover")
        await expect(chat.card("offline")).to_be_hidden()
        await expect(chat.field).to_have_value("My battery is empty")
