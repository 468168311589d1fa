"""A person is there: who it is, that they type and read, whom they pass the visitor on to, and that they go."""

import pytest
from playwright.async_api import expect

from app.domain.ownership import owner_gone
from tests.browser.crew import ALWAYS, at_work, keep_hours, name_of, services_of
from tests.browser.stage import Stage
from tests.browser.test_view import scroll_to

WITH_YOU = {"en": "Amy is with you", "zh": "Amy 正在为您服务"}
TYPING = {"en": "Amy is typing", "zh": "Amy 正在输入"}
READ = {"en": "Read", "zh": "已读"}


@pytest.mark.parametrize("lang", ["en", "zh"])
async def test_who_joined_is_shown_and_their_words_are_not_the_ais(stage: Stage, lang: str) -> None:
    await keep_hours(stage, ALWAYS)
    chat = await stage.open(lang=lang)
    await chat.say("13579")
    stage.ai.reply("67890")
    await expect(chat.answer).to_have_text("67890")
    async with at_work(stage, "Amy") as amy:
        name = await name_of(chat)
        await amy.do(name, "takeover")
        await expect(chat.status).to_have_text(WITH_YOU[lang])
        await expect(chat.page.locator("#face span")).to_have_text("A")
        slides = "face => getComputedStyle(face).animationName"
        assert await chat.page.locator("#face span").evaluate(slides) == "arrive"
        await expect(chat.said_by("system").last).to_contain_text("Amy")
        await amy.say(name, "24680")
        await expect(chat.said_by("agent")).to_have_text(["24680"])
        looks = "bubble => [getComputedStyle(bubble).backgroundColor, getComputedStyle(bubble).boxShadow]"
        assert await chat.said_by("agent").evaluate(looks) != await chat.said_by("ai").evaluate(looks)
        await expect(chat.page.locator(".message[data-role=agent] .name")).to_have_text("Amy")
        await chat.reload()
        await expect(chat.status).to_have_text(WITH_YOU[lang])
        await expect(chat.said_by("agent")).to_have_text(["24680"])


@pytest.mark.parametrize("lang", ["en", "zh"])
async def test_typing_and_reading_are_seen_both_ways(stage: Stage, lang: str) -> None:
    await keep_hours(stage, ALWAYS)
    chat = await stage.open(lang=lang)
    name = await name_of(chat)
    sent: list[str] = []
    chat.tab.on("request", lambda asked: sent.append(asked.url) if asked.url.endswith("/typing") else None)
    async with at_work(stage, "Amy", name) as amy:
        await amy.do(name, "takeover")
        await expect(chat.status).to_have_text(WITH_YOU[lang])
        await chat.sees_people()
        # As fast as nobody types: within the three seconds in which it is said once.
        await chat.field.evaluate(
            """field => [...'13579'].forEach((key) => {
              field.value += key;
              field.dispatchEvent(new Event('input', { bubbles: true }));
            })"""
        )
        await amy.hears("typing", by="visitor")
        assert len(sent) == 1
        await chat.field.press("Enter")
        posted = await amy.hears("message", role="visitor")
        mark = chat.page.locator(".mark")
        await expect(mark).to_be_hidden()
        await amy.do(name, "read", id=posted.data["id"])
        await expect(mark).to_have_text(READ[lang])
        await amy.do(name, "typing")
        await expect(chat.page.locator("#typing")).to_be_visible()
        await expect(chat.page.locator("#typing")).to_have_text(TYPING[lang])
        said = await amy.say(name, "24680")
        await expect(chat.page.locator("#typing")).to_be_hidden()
        await amy.hears("read", by="visitor", id=said)
        await chat.reload()
        await expect(mark).to_have_text(READ[lang])


async def test_a_sign_of_typing_fades_by_itself(stage: Stage) -> None:
    await keep_hours(stage, ALWAYS)
    chat = await stage.open()
    name = await name_of(chat)
    async with at_work(stage, "Amy") as amy:
        await amy.do(name, "takeover")
        await chat.stands("manual_live")
        await chat.sees_people()
        await amy.do(name, "typing")
        await expect(chat.page.locator("#typing")).to_be_visible()
        await expect(chat.page.locator("#typing")).to_be_hidden()


async def test_what_is_not_on_screen_is_not_read(stage: Stage) -> None:
    await keep_hours(stage, ALWAYS)
    chat = await stage.open()
    name = await name_of(chat)
    await chat.say("Tell me all")
    stage.ai.reply("\n\n".join(f"Line {number}" for number in range(40)))
    await expect(chat.answer).to_contain_text("Line 39")
    async with at_work(stage, "Amy", name) as amy:
        await amy.do(name, "takeover")
        await chat.stands("manual_live")
        await chat.sees_people()
        await scroll_to(chat, 0)
        await expect(chat.page.locator("#greeting")).to_be_in_viewport()
        said = await amy.say(name, "Did you see this?")
        await expect(chat.pill).to_be_visible()
        state = await amy.look(f"sessions/{name}")
        assert state["read"].get("visitor", "") < said
        await chat.pill.click()
        await amy.hears("read", by="visitor", id=said)


async def test_a_transfer_changes_the_name_and_says_so(stage: Stage) -> None:
    await keep_hours(stage, ALWAYS)
    chat = await stage.open()
    name = await name_of(chat)
    async with at_work(stage, "Amy") as amy, at_work(stage, "Ben") as ben:
        await amy.do(name, "takeover")
        await expect(chat.page.locator("#face span")).to_have_text("A")
        await amy.do(name, "transfer", to=ben.who.agent.id)
        await ben.do(name, "transfer/accept")
        await expect(chat.status).to_have_text("Ben is with you")
        await expect(chat.page.locator("#face span")).to_have_text("B")
        await expect(chat.said_by("system").last).to_contain_text("Ben")


async def test_a_release_gives_the_word_back_to_the_ai(stage: Stage) -> None:
    await keep_hours(stage, ALWAYS)
    chat = await stage.open()
    name = await name_of(chat)
    async with at_work(stage, "Amy") as amy:
        await amy.do(name, "takeover")
        await amy.say(name, "Done.")
        await expect(chat.said_by("agent")).to_have_text(["Done."])
        await amy.do(name, "release")
        await expect(chat.status).to_have_text("AI assistant · online")
        await expect(chat.page.locator("#face span")).to_be_empty()
        await expect(chat.card("rating")).to_be_visible()
        await chat.say("And you?")
        stage.ai.reply("Here.")
        await expect(chat.answer).to_have_text("Here.")
        await expect(chat.card("rating")).to_be_hidden()


async def test_an_agent_who_is_gone_leaves_the_visitor_in_the_queue(stage: Stage) -> None:
    await keep_hours(stage, ALWAYS)
    chat = await stage.open()
    name = await name_of(chat)
    async with at_work(stage, "Amy") as amy:
        await amy.do(name, "takeover")
        await expect(chat.status).to_have_text("Amy is with you")
    session = await stage.store.sessions.load(name)
    gone = owner_gone(session, "", await services_of(stage).team.shift("demo"))
    await stage.store.commits.commit(session, gone, now_ms=session.owned_ms)
    await expect(chat.status).to_have_text("Waiting for a person")
    await expect(chat.page.locator("#face span")).to_be_empty()
    await expect(chat.bar).to_be_visible()
    await expect(chat.said_by("system").last).to_contain_text("Amy")
