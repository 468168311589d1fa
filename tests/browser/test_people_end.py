"""The end of a conversation: asked before, rated after, put into an e-mail on request; nothing of it is forced."""

from dataclasses import replace
from typing import Any

import pytest
from playwright.async_api import Browser, expect

from app.settings import Settings
from app.store.store import Store
from tests.browser.chat_page import ChatPage
from tests.browser.crew import ALWAYS, Worker, at_work, keep_hours, name_of
from tests.browser.paced import PacedAI
from tests.browser.stage import Stage, until
from tests.live import serving
from tests.notify.post_office import SENDER, PostOffice, post_office

QUESTION = {"en": "How did we do?", "zh": "您对这次服务满意吗？"}
GOOD = {"en": "Good", "zh": "满意"}
FAIR = {"en": "Fair", "zh": "一般"}
THANKS = {"en": "Thank you for telling us.", "zh": "感谢您的评价。"}


async def ended_by(amy: Worker, stage: Stage, lang: str = "en") -> tuple[ChatPage, str]:
    """A chat that an agent has answered in and closed."""
    chat = await stage.open(lang=lang)
    name = await name_of(chat)
    await amy.do(name, "takeover")
    await amy.say(name, "13579")
    await expect(chat.said_by("agent")).to_have_text(["13579"])
    await amy.do(name, "close")
    await chat.stands("closed")
    return chat, name


async def rated(amy: Worker, name: str, score: int) -> None:
    async def is_so() -> bool:
        row = (await amy.look(f"sessions/{name}"))["session"]
        return bool(row["rating"] == score)

    await until(is_so)


@pytest.mark.parametrize("lang", ["en", "zh"])
async def test_a_conversation_is_rated_from_the_keyboard_and_the_rating_changed(stage: Stage, lang: str) -> None:
    await keep_hours(stage, ALWAYS)
    async with at_work(stage, "Amy") as amy:
        chat, name = await ended_by(amy, stage, lang)
        card = chat.card("rating")
        await expect(card.locator("legend")).to_have_text(QUESTION[lang])
        await card.get_by_role("radio").first.focus()
        for _ in range(3):
            await chat.tab.keyboard.press("ArrowRight")
        await expect(card.locator("output")).to_have_text(GOOD[lang])
        await expect(card.get_by_role("radio", name=GOOD[lang], exact=True)).to_be_checked()
        await card.locator("[name=comment]").fill("24680")
        await card.locator("[type=submit]").press("Enter")
        await expect(chat.card("thanks").locator("p")).to_have_text(THANKS[lang])
        await rated(amy, name, 4)
        await chat.card("thanks").locator("[data-do=change]").click()
        await card.get_by_role("radio", name=FAIR[lang], exact=True).check(force=True)
        await card.locator("[type=submit]").click()
        await rated(amy, name, 3)
        notes = (await amy.look(f"sessions/{name}"))["notes"]
        assert [(note["rating"], note["text"]) for note in notes if note.get("rating")] == [(4, "24680"), (3, "24680")]
        await chat.reload()
        await expect(chat.page.locator("#ask")).to_be_visible()
        await expect(card).to_be_hidden()


async def test_who_does_not_want_to_rate_is_asked_once(stage: Stage) -> None:
    await keep_hours(stage, ALWAYS)
    async with at_work(stage, "Amy") as amy:
        chat, name = await ended_by(amy, stage)
        await chat.card("rating").get_by_role("button", name="Not now").click()
        await expect(chat.card("rating")).to_be_hidden()
        await chat.reload()
        await expect(chat.page.locator("#ended")).to_be_hidden()
        await expect(chat.said_by("system").last).to_contain_text("The conversation has been ended.")
        await expect(chat.card("rating")).to_be_hidden()
        # It can still be done by who thinks better of it.
        await chat.choose("Rate this conversation")
        await expect(chat.card("rating").get_by_role("radio").first).to_be_focused()
        await chat.tab.keyboard.press("Escape")
        await expect(chat.card("rating")).to_be_hidden()
        # Another end is another question.
        await chat.say("One more thing")
        stage.ai.reply("Yes?")
        await expect(chat.answer).to_have_text("Yes?")
        await amy.do(name, "takeover")
        await chat.stands("manual_live")
        await amy.do(name, "close")
        await expect(chat.card("rating")).to_be_visible()


async def test_a_rating_that_does_not_get_through_keeps_what_was_written(stage: Stage) -> None:
    stage.has_outages = True
    await keep_hours(stage, ALWAYS)
    async with at_work(stage, "Amy") as amy:
        chat, name = await ended_by(amy, stage)
        card = chat.card("rating")
        await chat.tab.route("**/rating", lambda route: route.abort())
        await card.locator("label").nth(4).click()
        await card.locator("[name=comment]").fill("Kind and quick")
        await card.locator("[type=submit]").click()
        await expect(card.get_by_role("alert").filter(has_text="did not get through")).to_be_visible()
        await expect(card.locator("[name=comment]")).to_have_value("Kind and quick")
        await chat.tab.unroute("**/rating")
        await card.locator("[type=submit]").click()
        await expect(chat.card("thanks")).to_be_visible()
        await rated(amy, name, 5)


async def test_an_end_is_asked_about_and_writing_on_undoes_it(stage: Stage) -> None:
    chat = await stage.open()
    await chat.say("Hello")
    stage.ai.reply("Hello!")
    await expect(chat.answer).to_have_text("Hello!")
    await chat.choose("End conversation")
    await expect(chat.card("ending")).to_be_visible()
    await chat.card("ending").get_by_role("button", name="Go on talking").click()
    await expect(chat.card("ending")).to_be_hidden()
    await chat.choose("End conversation")
    await chat.card("ending").locator("[type=submit]").click()
    await expect(chat.status).to_have_text("Conversation ended")
    await expect(chat.card("rating")).to_be_visible()
    await chat.say("One more thing")
    stage.ai.reply("Of course.")
    await expect(chat.answer).to_have_text("Of course.")
    await expect(chat.card("rating")).to_be_hidden()


async def test_a_transcript_is_offered_only_where_mail_can_be_sent(stage: Stage) -> None:
    chat = await stage.open()
    await chat.page.locator("#more").click()
    await expect(chat.page.locator("#menu").get_by_role("menuitem", name="End conversation")).to_be_visible()
    await expect(chat.page.locator("#menu").get_by_role("menuitem", name="Send the transcript")).to_have_count(0)


@pytest.mark.parametrize(("lang", "item"), [("en", "Send the transcript"), ("zh", "发送聊天记录")])
async def test_a_transcript_comes_by_mail(
    browser: Browser, settings: Settings, store: Store, lang: str, item: str
) -> None:
    async with post_office() as office:
        mails: dict[str, Any] = {"smtp_host": "127.0.0.1", "smtp_port": office.port}
        mails |= {"smtp_security": "none", "smtp_from": SENDER}
        ai = PacedAI()
        async with serving(replace(settings, **mails), ai) as live:
            stage = Stage(browser=browser, base=live.base, live=live, store=store, ai=ai)
            chat = await stage.open(lang=lang)
            await chat.say("13579")
            ai.reply("24680")
            await expect(chat.answer).to_have_text("24680")
            await chat.choose(item)
            email = chat.card("transcript").locator("[name=email]")
            await expect(email).to_be_focused()
            await email.press("Enter")
            await expect(email).to_have_attribute("aria-invalid", "true")
            await email.fill("jane@shop.example")
            await email.press("Enter")
            await expect(chat.card("transcript")).to_be_hidden()
            await expect(chat.said_by("system").last).to_contain_text("jane@shop.example")
            await until(lambda: arrived(office))
            ai.leave()
            await stage.close()
            assert stage.complaints == []
    assert office.recipients == [["jane@shop.example"]]
    assert "24680" in body_of(office)


async def arrived(office: PostOffice) -> bool:
    return bool(office.delivered)


def body_of(office: PostOffice) -> str:
    """The text of the first letter."""
    part = office.letters[0].get_body(("plain", "html"))
    return str(part.get_content()) if part else ""
