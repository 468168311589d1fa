"""Signing out on the shop's page: nothing of the visitor stays in the frame, is sent any more, or comes back."""

import asyncio
import json
from typing import Any

from playwright.async_api import Route, expect

from tests.browser.bridge_host import visit
from tests.browser.crew import ALWAYS, keep_hours
from tests.browser.elsewhere import Site
from tests.browser.stage import Stage
from tests.widget.signed import by_hash


async def test_signing_out_leaves_nothing_and_begins_anew(stage: Stage, shop: Site) -> None:
    await keep_hours(stage, ALWAYS)
    host = await visit(stage, shop, user=by_hash())
    await host.chat.say("13579")
    stage.ai.reply("67890")
    await expect(host.chat.answer).to_have_text("67890")
    await host.ask("human")
    await expect(host.chat.bar).to_be_visible()
    before = await host.session_name()
    await host.chat.field.fill("my address is")
    await host.ask("logout")
    assert None in [said["token"] for said in await host.heard("token")]
    await host.hears("token", 3)
    await host.chat.ready()
    assert await host.session_name() != before
    await expect(host.chat.messages).to_have_count(0)
    await expect(host.chat.field).to_have_value("")
    await expect(host.chat.bar).to_be_hidden()
    await host.chat.say("24680")
    await host.chat.taken("24680")
    stage.ai.reply("09876")
    await expect(host.chat.answer).to_have_text("09876")
    assert await host.ask("user", user=None) == {"identity": "none", "user": None, "problem": None}


async def test_who_signs_out_of_a_hidden_chat_has_no_session_until_it_is_shown(stage: Stage, shop: Site) -> None:
    opened: list[dict[str, Any]] = []
    window = await stage.window()

    async def note(route: Route) -> None:
        opened.append(json.loads(route.request.post_data or ""))
        await route.continue_()

    await window.route("**/api/chat/session", note)
    host = await visit(stage, shop, window=window)
    await host.chat.ready()
    await host.post("visible", isOpen=False)
    await host.ask("logout")
    await expect(host.chat.page.locator("html")).to_have_attribute("data-phase", "idle")
    assert len(opened) == 1
    await host.post("visible", isOpen=True)
    await host.hears("token", 3)
    assert "token" not in opened[1]


async def test_what_was_not_sent_yet_is_not_sent_for_the_next_one(stage: Stage, shop: Site) -> None:
    stage.has_outages = True
    window = await stage.window()
    await window.route("**/api/chat", lambda route: route.abort())
    host = await visit(stage, shop, window=window)
    await host.chat.ready()
    saying = await host.begin("say", text="13579")
    await expect(host.chat.with_text("13579")).to_have_count(1)
    await host.ask("logout")
    assert (await host.answer(saying))["error"]["code"] == "TAKEN_BACK"
    await window.unroute("**/api/chat")
    await host.hears("token", 3)
    await host.chat.say("24680")
    await host.chat.taken("24680")
    await expect(host.chat.said_by("visitor")).to_have_count(1)
    assert "13579" not in await host.chat.page.evaluate("document.documentElement.outerHTML")


async def test_what_was_being_opened_is_not_opened_after_all(stage: Stage, shop: Site) -> None:
    window, let_go, asked = await stage.window(), asyncio.Event(), []

    async def hold(route: Route) -> None:
        asked.append(route)
        if len(asked) == 1:
            await let_go.wait()
        await route.continue_()

    await window.route("**/api/chat/session", hold)
    host = await visit(stage, shop, window=window, user=by_hash())
    await host.ask("logout")
    await host.chat.ready()
    name = await host.session_name()
    async with host.page.expect_response("**/api/chat/session"):
        let_go.set()
    await host.chat.say("24680")
    await host.chat.taken("24680")
    assert await host.session_name() == name
    assert [bool(said["token"]) for said in await host.heard("token")] == [False, True]
