"""A person takes over while the AI speaks: what was shown stays, marked; nothing of the AI is drawn after it."""

from typing import Any

import pytest
from playwright.async_api import expect

from tests.browser.chat_page import ChatPage
from tests.browser.crew import ALWAYS, at_work, keep_hours, name_of
from tests.browser.stage import Stage

STOPPED = {"en": "The answer was stopped here.", "zh": "回答到此停止。"}

WATCH = """() => {
  window.drawn = [];
  new MutationObserver((changes) => {
    for (const { target, addedNodes } of changes) for (const node of [target, ...addedNodes]) {
      const item = (node.nodeType === 1 ? node : node.parentElement)?.closest?.('.message[data-role=ai]');
      if (item) drawn.push([item.textContent, document.documentElement.dataset.status]);
    }
  }).observe(document.getElementById('messages'), { childList: true, subtree: true, characterData: true });
}"""
"""From now on, note all that is drawn of the AI, and whose word it was then."""

TELL_ALL_TABS = """([name, frame]) => {
  const channel = new BroadcastChannel(`kefu.${name}`);
  channel.postMessage({ kind: 'frame', from: 'a tab that slept', reach: '', connection: 'live', frame });
  channel.close();
}"""


async def drawn_after(chat: ChatPage, status: str) -> list[Any]:
    drawn: list[Any] = await chat.page.evaluate("drawn")
    return [text for text, said in drawn if said == status]


@pytest.mark.parametrize("lang", ["en", "zh"])
async def test_the_answer_stays_marked_and_the_person_has_the_word(stage: Stage, lang: str) -> None:
    await keep_hours(stage, ALWAYS)
    window = await stage.window(lang=lang)
    chats = [await stage.open(window, lang=lang) for _ in range(2)]
    await chats[0].say("13579")
    stage.ai.say("It **depends** on")
    for chat in chats:
        await expect(chat.answer).to_have_text("It depends on")
    async with at_work(stage, "Amy") as amy:
        name = await name_of(chats[0])
        await amy.do(name, "takeover")
        stage.ai.say(" the weather")
        for chat in chats:
            await chat.stands("manual_live")
            await expect(chat.said_by("ai")).to_have_text(["It depends on"])
            await expect(chat.page.locator(".message[data-role=ai] .note")).to_have_text(STOPPED[lang])
            await expect(chat.page.locator(".message[data-state=streaming], .dots:visible")).to_have_count(0)
            await chat.page.evaluate(WATCH)
        await amy.say(name, "24680")
        for chat in chats:
            await expect(chat.said_by("agent")).to_have_text(["24680"])
            assert await drawn_after(chat, "manual_live") == []
        await chats[1].reload()
        await expect(chats[1].said_by("ai")).to_have_text(["It depends on"])
        await expect(chats[1].page.locator(".message[data-role=ai] .note")).to_have_text(STOPPED[lang])


async def test_what_a_tab_that_slept_passes_on_is_not_drawn(stage: Stage) -> None:
    await keep_hours(stage, ALWAYS)
    window = await stage.window()
    chats = [await stage.open(window) for _ in range(2)]
    await chats[0].say("Tell me")
    stage.ai.say("It depends")
    for chat in chats:
        await expect(chat.answer).to_have_text("It depends")
    async with at_work(stage, "Amy") as amy:
        name = await name_of(chats[0])
        before = (await amy.look(f"sessions/{name}"))["session"]["epoch"]
        turn_id = (await amy.look(f"sessions/{name}"))["answer"]["turn_id"]
        await amy.do(name, "takeover")
        for chat in chats:
            await expect(chat.status).to_have_text("Amy is with you")
            await chat.page.evaluate(WATCH)
        late = {"epoch": before, "offset": 0, "text": "LATE", "block": 0, "html": "<p>LATE</p>"}
        for frame in (
            {"event": "delta", "id": None, "data": {"turn_id": turn_id, **late}},
            {"event": "turn", "id": None, "data": {"turn_id": "t_other", "epoch": before, "state": "started"}},
            {"event": "delta", "id": None, "data": {"turn_id": "t_other", **late}},
            {"event": "status", "id": None, "data": {"status": "bot_active", "epoch": before, "agent": None}},
            {"event": "hello", "id": None, "data": {"status": "bot_active", "epoch": before, "agent": None}},
            {"event": "delta", "id": None, "data": {"turn_id": "t_other", **late}},
        ):
            await chats[0].page.evaluate(TELL_ALL_TABS, [name, frame])
        await amy.say(name, "Good day")
        for chat in chats:
            await expect(chat.said_by("agent")).to_have_text(["Good day"])
            await expect(chat.status).to_have_text("Amy is with you")
            await expect(chat.with_text("LATE")).to_have_count(0)
            assert await drawn_after(chat, "manual_live") == []


async def test_what_is_sent_in_the_moment_of_the_takeover_is_answered_by_the_person_alone(stage: Stage) -> None:
    await keep_hours(stage, ALWAYS)
    chat = await stage.open()
    await chat.say("Tell me")
    stage.ai.say("It depends")
    await expect(chat.answer).to_have_text("It depends")
    async with at_work(stage, "Amy") as amy:
        name = await name_of(chat)
        await chat.field.fill("And now?")
        await amy.do(name, "takeover")
        await chat.field.press("Enter")
        await chat.taken("And now?")
        stage.ai.let_go()
        await amy.say(name, "Now I am here")
        await expect(chat.said_by("agent")).to_have_text(["Now I am here"])
        await expect(chat.said_by("ai")).to_have_text(["It depends"])
        assert len(stage.ai.prompts) == 1
