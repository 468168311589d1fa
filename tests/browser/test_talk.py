"""A conversation as a visitor sees it: words arrive as they are spoken, and what was said stays."""

import pytest
from playwright.async_api import expect

from app.domain.conversation import fall_silent
from app.store.store import Store
from tests.browser.stage import Stage

ANSWER = """The battery is **safe** in rain. 电池可以淋雨，但不要泡在水里。

1. Switch it off
2. Wipe it dry
   - with a soft cloth

| Part | Weight |
|---|---|
| Battery | 2.1 kg |
| Frame, with fork, seat post and everything that is screwed to it | 14 kg |

```
code: <b>1 & 2</b>
```

> Still wet? Write to <help@shop.test> or see https://shop.test/rain
"""
"""Everything a model writes, in pieces of which none is a whole block."""


@pytest.mark.parametrize(
    ("lang", "question", "words"),
    [
        ("en", "How far does it go?", ["It goes", " sixty", " kilometres."]),
        ("zh", "能骑多远？", ["满电可以", "骑行约", "六十公里。"]),
    ],
)
async def test_words_arrive_as_they_are_spoken(stage: Stage, lang: str, question: str, words: list[str]) -> None:
    chat = await stage.open(lang=lang)
    await chat.say(question)
    await expect(chat.said_by("visitor")).to_have_text([question])
    said = ""
    for word in words:
        stage.ai.say(word)
        said += word
        await expect(chat.answer).to_have_text(said)
        await expect(chat.page.locator(".message[data-state=streaming]")).to_have_count(1)
    stage.ai.end()
    await expect(chat.page.locator(".message[data-role=ai][data-state=done]")).to_have_count(1)
    await expect(chat.said_by("ai")).to_have_text([said])
    assert stage.ai.prompts[0].lang == lang


async def test_the_finished_message_changes_nothing_on_screen(stage: Stage) -> None:
    chat = await stage.open()
    await chat.say("Rain?")
    for start in range(0, len(ANSWER), 17):
        stage.ai.say(ANSWER[start : start + 17])
    await expect(chat.answer.locator("a")).to_have_count(2)
    await expect(chat.answer.locator("a").last).to_have_text("https://shop.test/rain")
    # The nodes themselves stay too, for the sake of what a person has selected or scrolled in them.
    await chat.answer.evaluate("bubble => bubble.querySelectorAll('*').forEach(node => node.isOld = true)")
    before, height = await chat.answer.inner_html(), await chat.answer.bounding_box()
    stage.ai.end()
    await expect(chat.page.locator(".message[data-role=ai][data-state=done]")).to_have_count(1)
    assert await chat.answer.inner_html() == before
    assert await chat.answer.bounding_box() == height
    assert await chat.answer.evaluate("bubble => [...bubble.querySelectorAll('*')].every(node => node.isOld)")
    await chat.reload()
    assert await chat.answer.inner_html() == before


async def test_a_reload_in_mid_answer_shows_it_so_far_and_goes_on(stage: Stage) -> None:
    chat = await stage.open()
    await chat.say("Where is my order?")
    stage.ai.say("It left us **yesterday**")
    await expect(chat.answer).to_have_text("It left us yesterday")
    await chat.reload()
    await expect(chat.said_by("visitor")).to_have_text(["Where is my order?"])
    await expect(chat.answer).to_have_text("It left us yesterday")
    stage.ai.reply(" and comes tomorrow.")
    await expect(chat.said_by("ai")).to_have_text(["It left us yesterday and comes tomorrow."])


async def test_what_is_said_in_mid_answer_is_answered_next(stage: Stage) -> None:
    chat = await stage.open()
    await chat.say("First")
    stage.ai.say("One")
    await expect(chat.answer).to_have_text("One")
    await chat.say("Second")
    await chat.taken("Second")
    stage.ai.end()
    stage.ai.reply("Two")
    await expect(chat.said_by("ai")).to_have_text(["One", "Two"])
    await expect(chat.said_by("visitor")).to_have_text(["First", "Second"])


async def test_suggestions_are_one_tap(stage: Stage) -> None:
    chat = await stage.open()
    await chat.say("Hello")
    stage.ai.reply("Hello!", "Opening hours?", "Shipping?")
    await expect(chat.chips).to_have_text(["Opening hours?", "Shipping?"])
    await chat.chips.last.click()
    await chat.taken("Shipping?")
    await expect(chat.chips).to_have_count(0)
    stage.ai.reply("Free.")
    await expect(chat.answer).to_have_text("Free.")


@pytest.mark.parametrize(
    ("lang", "apology"),
    [("en", "The assistant cannot answer just now"), ("zh", "助手")],
)
async def test_an_ai_that_fails_is_apologized_for_in_the_pages_language(stage: Stage, lang: str, apology: str) -> None:
    chat = await stage.open(lang=lang)
    await chat.say("Hello?")
    await chat.taken("Hello?")
    stage.ai.fail()
    await expect(chat.said_by("system")).to_contain_text(apology)
    await chat.say("Are you back?")
    stage.ai.reply("Yes.")
    await expect(chat.said_by("ai")).to_have_text(["Yes."])


async def test_an_answer_that_breaks_off_stays_and_says_so(stage: Stage) -> None:
    chat = await stage.open()
    await chat.say("Hello?")
    stage.ai.say("It depends on")
    await expect(chat.answer).to_have_text("It depends on")
    stage.ai.fail()
    await expect(chat.page.locator(".message[data-role=ai] .note")).to_have_text("The answer was stopped here.")
    await expect(chat.said_by("ai")).to_have_text(["It depends on"])
    await expect(chat.said_by("system")).to_contain_text("The assistant was interrupted")


async def test_a_conversation_that_has_ended_goes_on_when_the_visitor_writes(stage: Stage, store: Store) -> None:
    visitor = await stage.visitor()
    chat = await stage.open(await stage.window(token=visitor.token))
    session = await store.sessions.load(visitor.session_name)
    await store.commits.commit(session, fall_silent(session), now_ms=session.created_ms)
    await expect(chat.status).to_have_text("Conversation ended")
    await expect(chat.page.locator("#ended")).to_be_visible()
    await chat.say("One more thing")
    stage.ai.reply("Of course.")
    await expect(chat.answer).to_have_text("Of course.")
    await expect(chat.page.locator("#ended")).to_be_hidden()
