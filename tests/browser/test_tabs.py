"""Many tabs of one browser, over HTTP/1.1 with its six connections: all are alive, on one stream."""

import asyncio

import pytest
from playwright.async_api import Page, expect

from tests.browser.chat_page import ChatPage
from tests.browser.stage import Stage, until

TABS = 7
HAND_OVER_S = 25
ADDRESSES = ["127.0.0.1", "plain.test"]
"""One that browsers trust, where tabs settle by Web Locks, and one reached by plain HTTP, where they talk it out."""


async def everywhere(chats: list[ChatPage], role: str, texts: list[str]) -> None:
    for chat in chats:
        await expect(chat.said_by(role)).to_have_text(texts, timeout=HAND_OVER_S * 1000)


async def streams_are(stage: Stage, count: int) -> None:
    async def settled() -> bool:
        return stage.live.listeners() == count

    await until(settled, HAND_OVER_S)


@pytest.mark.parametrize("host", ADDRESSES)
async def test_seven_tabs_are_all_alive_and_the_next_one_takes_the_lead(stage: Stage, host: str) -> None:
    base = stage.base.replace("127.0.0.1", host)
    window = await stage.window()
    listeners: list[Page] = []
    window.on("request", lambda asked: listeners.append(asked.frame.page) if asked.url.endswith("/events") else None)
    first = await stage.open(window, base=base)
    chats = [first, *await asyncio.gather(*(stage.open(window, base=base) for _ in range(TABS - 1)))]
    await streams_are(stage, 1)
    await chats[-1].say("From the seventh")
    await everywhere(chats, "visitor", ["From the seventh"])
    for word, so_far in (("Heard", "Heard"), (" by all", "Heard by all")):
        stage.ai.say(word)
        await everywhere(chats, "ai", [so_far])
    leader = listeners[-1]
    await leader.close()
    left = [chat for chat in chats if chat.tab is not leader]
    assert len(left) == TABS - 1
    stage.ai.say(" of you")
    await everywhere(left, "ai", ["Heard by all of you"])
    stage.ai.end()
    await left[0].say("Still there?")
    stage.ai.reply("Yes.")
    await everywhere(left, "ai", ["Heard by all of you", "Yes."])
    await everywhere(left, "visitor", ["From the seventh", "Still there?"])
    await streams_are(stage, 1)
    assert listeners[-1] in [chat.tab for chat in left]


async def test_a_leader_that_crashes_is_followed(stage: Stage) -> None:
    window = await stage.window()
    first = await stage.open(window)
    second = await stage.open(window)
    await streams_are(stage, 1)
    session = await window.new_cdp_session(first.tab)
    crash = asyncio.ensure_future(session.send("Page.crash"))
    async with first.tab.expect_event("crash"):
        pass
    crash.cancel()
    await second.say("Are you well?")
    stage.ai.reply("Very.")
    await everywhere([second], "ai", ["Very."])
    await streams_are(stage, 1)


@pytest.mark.parametrize("host", ADDRESSES)
async def test_tabs_opened_at_once_share_one_session(stage: Stage, host: str) -> None:
    base = stage.base.replace("127.0.0.1", host)
    window = await stage.window()
    chats = await asyncio.gather(*(stage.open(window, base=base) for _ in range(4)))
    await streams_are(stage, 1)
    await chats[0].say("Who sees this?")
    await everywhere(chats, "visitor", ["Who sees this?"])
    stage.ai.reply("All four.")
    await everywhere(chats, "ai", ["All four."])


async def test_a_tab_that_joins_in_mid_answer_sees_it_so_far(stage: Stage) -> None:
    window = await stage.window()
    first = await stage.open(window)
    await first.say("Tell me")
    stage.ai.say("Once upon")
    await expect(first.answer).to_have_text("Once upon")
    second = await stage.open(window)
    await everywhere([second], "ai", ["Once upon"])
    stage.ai.reply(" a time.")
    await everywhere([first, second], "ai", ["Once upon a time."])
    await everywhere([first, second], "visitor", ["Tell me"])


async def test_two_browsers_with_one_token_say_the_same(stage: Stage) -> None:
    visitor = await stage.visitor()
    chats = [await stage.open(await stage.window(token=visitor.token)) for _ in range(2)]
    await streams_are(stage, 2)
    await chats[0].say("From the phone")
    stage.ai.reply("Hello, phone.")
    await chats[1].taken("From the phone")
    await chats[1].say("From the desk")
    stage.ai.reply("Hello, desk.")
    await everywhere(chats, "visitor", ["From the phone", "From the desk"])
    await everywhere(chats, "ai", ["Hello, phone.", "Hello, desk."])
