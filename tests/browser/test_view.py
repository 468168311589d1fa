"""Where the reader looks stays where it is: only who reads the end is taken along."""

import asyncio
from dataclasses import replace

from playwright.async_api import Locator, Route, expect

from app.domain.events import message_posted
from app.domain.markup import render_plain
from app.domain.outcome import Outcome
from app.domain.session import Message, Role
from app.store.store import Store
from tests.browser.chat_page import ChatPage
from tests.browser.stage import Stage, until

LINES = "\n\n".join(f"Line {number}" for number in range(40))
HISTORY = 75


async def top_of(chat: ChatPage) -> float:
    top: float = await chat.log.evaluate("log => log.scrollTop")
    return top


async def is_at_end(chat: ChatPage) -> bool:
    at_end: bool = await chat.log.evaluate("log => log.scrollHeight - log.scrollTop - log.clientHeight < 2")
    return at_end


async def scroll_to(chat: ChatPage, top: int) -> None:
    """Scroll as a person does, and wait until the page has heard of it."""
    await chat.log.evaluate(
        """(log, top) => new Promise((resolve) => {
          log.addEventListener('scroll', () => setTimeout(resolve), { once: true });
          log.scrollTop = top;
        })""",
        top,
    )


async def top_on_screen(bubble: Locator) -> float:
    top: float = await bubble.evaluate("bubble => bubble.getBoundingClientRect().top")
    return top


async def after(gate: asyncio.Event, route: Route) -> None:
    await gate.wait()
    await route.continue_()


async def test_the_view_follows_the_words_at_the_end(stage: Stage) -> None:
    chat = await stage.open()
    await chat.say("Tell me all")
    stage.ai.say(LINES)
    await expect(chat.answer).to_contain_text("Line 39")
    assert await is_at_end(chat)
    stage.ai.say("\n\nand more\n\nand more still")
    await expect(chat.answer).to_contain_text("still")
    assert await is_at_end(chat)
    await expect(chat.pill).to_be_hidden()
    stage.ai.end()


async def test_who_reads_above_stays_there_and_is_told_of_news(stage: Stage) -> None:
    chat = await stage.open()
    await chat.say("Tell me all")
    stage.ai.say(LINES)
    await expect(chat.answer).to_contain_text("Line 39")
    await scroll_to(chat, 200)
    top = await top_of(chat)
    await expect(chat.pill).to_be_hidden()
    for word in ("\n\nand more", "\n\n- and\n- more", "\n\nstill"):
        stage.ai.say(word)
        await expect(chat.answer).to_contain_text(word.split()[-1])
        assert await top_of(chat) == top
    await expect(chat.pill).to_have_text("New messages")
    stage.ai.end("A suggestion?")
    await expect(chat.page.locator(".message[data-state=done]")).to_have_count(1)
    assert await top_of(chat) == top
    await chat.pill.click()
    await until(lambda: is_at_end(chat))
    await expect(chat.pill).to_be_hidden()


async def test_who_writes_is_taken_to_the_end(stage: Stage) -> None:
    chat = await stage.open()
    await chat.say("Tell me all")
    stage.ai.reply(LINES)
    await expect(chat.answer).to_contain_text("Line 39")
    await scroll_to(chat, 0)
    await chat.say("And what else?")
    await until(lambda: is_at_end(chat))
    await expect(chat.with_text("And what else?")).to_be_in_viewport()


async def test_a_long_conversation_comes_in_pages_as_one_scrolls_up(stage: Stage, store: Store) -> None:
    visitor = await stage.visitor()
    session = await store.sessions.load(visitor.session_name)
    said = [
        Message(
            role=(Role.VISITOR, Role.AI)[number % 2],
            at_ms=session.created_ms + number * 60_000,
            text=f"Message {number:02}",
            html=render_plain(f"Message {number:02}"),
        )
        for number in range(HISTORY)
    ]
    events = tuple(message_posted(message, session.epoch) for message in said)
    await store.commits.commit(session, Outcome(replace(session), events), now_ms=session.created_ms)
    may_load = asyncio.Event()
    chat = await stage.open(await stage.window(token=visitor.token))
    await chat.tab.route("**/api/chat/messages?*", lambda route: after(may_load, route))
    await expect(chat.messages).to_have_count(50)
    await until(lambda: is_at_end(chat))
    await expect(chat.messages.last).to_be_in_viewport()
    oldest = chat.with_text("Message 25")
    await scroll_to(chat, 60)
    await expect(chat.page.get_by_text("Loading earlier messages…")).to_be_visible()
    seen_at = await top_on_screen(oldest)
    may_load.set()
    await expect(chat.messages).to_have_count(HISTORY)
    await expect(chat.page.get_by_text("Loading earlier messages…")).to_be_hidden()
    assert abs(await top_on_screen(oldest) - seen_at) < 2
    assert await chat.page.locator(".bubble").all_inner_texts() == [f"Message {number:02}" for number in range(HISTORY)]
    await scroll_to(chat, 0)
    await expect(chat.page.locator("#greeting")).to_be_in_viewport()


async def test_what_comes_after_the_words_is_followed_too(stage: Stage) -> None:
    chat = await stage.open()
    await chat.say("Tell me all")
    stage.ai.reply(LINES)
    await expect(chat.answer).to_contain_text("Line 39")
    await chat.answer.evaluate("bubble => (bubble.style.paddingBottom = '300px')")
    await until(lambda: is_at_end(chat))
    await scroll_to(chat, 200)
    await chat.answer.evaluate("bubble => (bubble.style.paddingBottom = '600px')")
    await chat.answer.evaluate("() => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)))")
    assert await top_of(chat) == 200
