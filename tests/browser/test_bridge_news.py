"""What a shop's page is told of: what is said and sent, who joins and leaves, and how much has not been seen."""

from itertools import pairwise
from typing import Any

from playwright.async_api import expect

from tests.browser.bridge_host import HostPage, visit
from tests.browser.crew import ALWAYS, at_work, keep_hours
from tests.browser.elsewhere import Site
from tests.browser.stage import Stage, until
from tests.live import open_visitor


async def talked(stage: Stage) -> str:
    """The token of a session in which one question was answered."""
    async with stage.live.client() as http:
        guest = await open_visitor(http)
        async with guest.hear() as ear:
            await guest.say("13579")
            stage.ai.reply("67890")
            await ear.until("message", role="ai")
    return guest.token


async def test_what_is_said_is_told_once_and_history_is_not(stage: Stage, shop: Site) -> None:
    host = await visit(stage, shop, token=await talked(stage))
    await host.chat.ready()
    await host.chat.say("24680")
    sent = await host.learns("message:sent")
    stage.ai.reply("A long **answer**.")
    received = await host.learns("message:received")
    assert sent["text"] == "24680"
    assert (received["role"], received["text"]) == ("ai", "A long **answer**.")
    # Reading the session again tells nothing twice.
    await host.ask("user", user={"id": "ada-1"})
    assert len(await host.events("message:received")) == len(await host.events("message:sent")) == 1


async def test_the_way_to_a_person_and_back_is_told_step_by_step(stage: Stage, shop: Site) -> None:
    await keep_hours(stage, ALWAYS)
    host = await visit(stage, shop)
    await host.chat.ready()
    await host.chat.ask.click()
    await host.learns("handoff:requested")
    name = await host.session_name()
    async with at_work(stage, "Amy", name) as amy:
        await amy.do(name, "takeover")
        assert (await host.learns("agent:joined"))["agent"]["name"] == "Amy"
        await amy.say(name, "24680")
        received = await host.learns("message:received")
        assert (received["role"], received["agent"]["name"]) == ("agent", "Amy")
        await amy.do(name, "release")
        assert (await host.learns("agent:left"))["agent"]["name"] == "Amy"
        await host.learns("ai:resumed")
    steps = ["bot_active", "pending_manual", "manual_live", "bot_active"]
    told = [(one["previous"], one["status"]) for one in await host.events("status:change")]
    assert told == list(pairwise(steps))
    for event in ("handoff:requested", "agent:joined", "agent:left", "ai:resumed"):
        assert len(await host.events(event)) == 1, event


async def test_how_the_session_stood_when_it_was_opened_is_no_news(stage: Stage, shop: Site) -> None:
    await keep_hours(stage, ALWAYS)
    async with stage.live.client() as http:
        guest = await open_visitor(http)
        await http.post("/api/chat/escalate", headers=guest.headers, json={})
    host = await visit(stage, shop, token=guest.token)
    await host.chat.ready()
    await host.chat.stands("pending_manual")
    assert await host.heard("event") == []


async def test_a_rating_is_told(stage: Stage, shop: Site) -> None:
    host = await visit(stage, shop, token=await talked(stage))
    await host.chat.ready()
    await host.chat.choose("End conversation")
    await host.chat.card("ending").get_by_role("button", name="End it").click()
    await host.chat.card("rating").locator("label").nth(3).click()
    await host.chat.card("rating").get_by_role("button", name="Send").click()
    assert await host.learns("rating") == {"score": 4}


async def unread(host: HostPage, stage: Stage) -> int:
    """How many messages the server holds to be unread."""
    async with stage.live.client() as http:
        token = await host.page.evaluate("greeting.token")
        answer = await http.get("/api/chat/unread", headers={"Authorization": f"Bearer {token}"})
    count: int = answer.json()["unread"]
    return count


async def test_what_comes_while_the_frame_is_hidden_is_counted_until_it_is_shown(stage: Stage, shop: Site) -> None:
    host = await visit(stage, shop)
    await host.chat.say("13579")
    await host.chat.taken("13579")
    await host.post("visible", isOpen=False)
    stage.ai.reply("67890")
    assert await host.hears("unread") == {"type": "unread", "count": 1}
    await host.ask("say", text="24680")
    stage.ai.reply("13579")
    assert (await host.hears("unread", 2))["count"] == 2
    await host.post("visible", isOpen=True)
    assert (await host.hears("unread", 3))["count"] == 0
    await until(lambda: _is(unread(host, stage), 0))


async def test_what_a_person_says_to_a_hidden_frame_is_not_read_before_it_is_shown(stage: Stage, shop: Site) -> None:
    await keep_hours(stage, ALWAYS)
    host = await visit(stage, shop)
    await host.chat.ready()
    name = await host.session_name()
    async with at_work(stage, "Amy", name) as amy:
        await amy.do(name, "takeover")
        await amy.say(name, "13579")
        await amy.hears("read", by="visitor")
        await host.post("visible", isOpen=False)
        told: list[str] = []
        host.page.on("request", lambda asked: told.append(asked.url) if asked.url.endswith("/read") else None)
        last = await amy.say(name, "24680")
        await expect(host.chat.said_by("agent")).to_have_count(2)
        assert (await host.hears("unread"))["count"] == 1
        assert await unread(host, stage) == 1
        assert told == []
        await host.post("visible", isOpen=True)
        await amy.hears("read", by="visitor", id=last)


async def test_what_was_unread_before_the_page_was_loaded_is_counted_too(stage: Stage, shop: Site) -> None:
    host = await visit(stage, shop, token=await talked(stage), isOpen=False)
    assert (await host.hears("unread"))["count"] == 1
    assert await host.events("message:received") == []
    await host.post("visible", isOpen=True)
    assert (await host.hears("unread", 2))["count"] == 0


async def test_what_was_seen_is_read_when_the_page_is_left(stage: Stage, shop: Site) -> None:
    host = await visit(stage, shop)
    await host.chat.say("13579")
    stage.ai.reply("67890")
    await expect(host.chat.answer).to_have_text("67890")
    await host.learns("message:received")
    token = await host.page.evaluate("greeting.token")
    async with stage.live.client() as http:
        headers = {"Authorization": f"Bearer {token}"}
        assert (await http.get("/api/chat/unread", headers=headers)).json()["unread"] == 1
        await host.page.goto("about:blank")

        async def is_read() -> bool:
            count: int = (await http.get("/api/chat/unread", headers=headers)).json()["unread"]
            return count == 0

        await until(is_read)


async def test_what_another_tab_has_shown_is_unread_nowhere(stage: Stage, shop: Site) -> None:
    window = await stage.window(viewport={"width": 420, "height": 640})
    token = await talked(stage)
    hidden = await visit(stage, shop, window=window, token=token, isOpen=False)
    assert (await hidden.hears("unread"))["count"] == 1
    shown = await visit(stage, shop, window=window, token=token)
    await shown.chat.ready()
    await shown.post("visible", isOpen=False)
    assert (await hidden.hears("unread", 2))["count"] == 0


async def _is(found: Any, wanted: int) -> bool:
    count: int = await found
    return count == wanted
