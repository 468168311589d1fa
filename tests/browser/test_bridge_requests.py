"""What a shop's page may ask of the frame, message by message, and what it is replied."""

import json
from typing import Any

import pytest
from playwright.async_api import BrowserContext, Request, expect

from tests.browser.bridge_host import visit
from tests.browser.crew import ALWAYS, keep_hours
from tests.browser.elsewhere import Site
from tests.browser.stage import Stage, until
from tests.live import open_visitor
from tests.widget.signed import by_hash, by_jwt


async def listen(stage: Stage, path: str) -> tuple[BrowserContext, list[dict[str, Any]]]:
    """A window, and the bodies that its pages POST to `path`."""
    window = await stage.window(viewport={"width": 420, "height": 640})
    bodies: list[dict[str, Any]] = []

    def note(request: Request) -> None:
        if request.url == f"{stage.base}{path}" and request.method == "POST":
            bodies.append(json.loads(request.post_data or ""))

    window.on("request", note)
    return window, bodies


async def test_a_message_of_the_page_is_the_visitors_and_is_replied_to_once_it_is_kept(
    stage: Stage, shop: Site
) -> None:
    host = await visit(stage, shop, isOpen=False)
    kept = await host.ask("say", text="  13579 ")
    await expect(host.chat.said_by("visitor")).to_have_text(["13579"])
    item = host.chat.page.locator(".message[data-role=visitor]")
    await expect(item).to_have_attribute("data-id", kept["message_id"])
    assert await host.learns("message:sent") == {"id": kept["message_id"], "text": "13579"}


async def test_a_message_that_the_server_refuses_is_refused_to_the_page_too(stage: Stage, shop: Site) -> None:
    stage.has_outages = True
    host = await visit(stage, shop)
    reply = await host.answer(await host.begin("say", text="x" * 2001))
    assert reply["error"]["status"] == 422
    assert (await host.learns("error"))["code"] == reply["error"]["code"]
    await expect(
        host.chat.page.locator(".message[data-state=failed] .edit, .message[data-state=failed] button")
    ).to_have_count(2)


async def test_a_text_is_laid_out_only_where_nothing_is_written(stage: Stage, shop: Site) -> None:
    host = await visit(stage, shop)
    await host.post("prefill", text="About the C2")
    await expect(host.chat.field).to_have_value("About the C2")
    await expect(host.chat.page.locator("#send")).to_be_enabled()
    await host.post("prefill", text="About the F1")
    await host.post("theme", theme="dark")
    await expect(host.chat.page.locator("html")).to_have_attribute("data-theme", "dark")
    await expect(host.chat.field).to_have_value("About the C2")


async def test_the_close_button_and_escape_close_the_frame_but_not_what_lies_on_it(stage: Stage, shop: Site) -> None:
    host = await visit(stage, shop)
    await host.chat.ready()
    await host.chat.page.get_by_role("button", name="Close").click()
    await host.hears("close")
    await host.chat.page.locator("#more").click()
    await expect(host.chat.page.locator("#menu")).to_be_visible()
    await host.page.keyboard.press("Escape")
    await expect(host.chat.page.locator("#menu")).to_be_hidden()
    assert len(await host.heard("close")) == 1
    await host.page.keyboard.press("Escape")
    await host.hears("close", 2)


async def test_the_other_language_is_a_new_load_that_the_page_hears_of(stage: Stage, shop: Site) -> None:
    host = await visit(stage, shop)
    await host.chat.say("13579")
    await host.chat.taken("13579")
    await host.chat.language.click()
    assert (await host.hears("lang"))["lang"] == "zh"
    await host.hears("ready", 2)
    await expect(host.chat.page.locator("html")).to_have_attribute("lang", "zh-CN")
    await expect(host.chat.said_by("visitor")).to_have_text(["13579"])
    assert len(await host.heard("token")) == 1


async def test_the_shops_page_says_where_the_visitor_is(stage: Stage, shop: Site) -> None:
    window, opened = await listen(stage, "/api/chat/session")
    place = {"page": f"{shop.origin}/products/c2", "referrer": "https://search.example/"}
    host = await visit(stage, shop, window=window, isOpen=False, referrer=place["referrer"])
    await host.post("page", page=place["page"])
    await host.post("visible", isOpen=True)
    await host.chat.ready()
    assert place.items() <= opened[-1].items()
    # A frame that another keeps the token for asks for no cookie.
    assert "remember" not in opened[-1]


async def test_the_page_says_who_the_visitor_is_and_hears_whether_that_is_proved(stage: Stage, shop: Site) -> None:
    host = await visit(stage, shop, isOpen=False)
    claimed = await host.ask("user", user={"id": "ada-1", "name": "Ada", "plan": {}})
    assert claimed == {
        "identity": "unverified",
        "user": {"id": "ada-1", "name": "Ada", "verified": False},
        "problem": None,
    }
    # A claim that nothing proves is no reason to open anything.
    await expect(host.chat.page.locator("html")).to_have_attribute("data-phase", "idle")
    proved = await host.ask("user", user=by_hash(name="Ada"))
    assert proved == {"identity": "verified", "user": {"id": "ada-1", "name": "Ada", "verified": True}, "problem": None}
    await host.chat.ready()
    forged = await host.ask("user", user=by_jwt("eve-1", for_s=-600))
    assert (forged["identity"], forged["problem"]) == ("refused", "IDENTITY_EXPIRED")


async def test_a_user_in_the_hello_is_known_when_the_session_opens(stage: Stage, shop: Site) -> None:
    window, opened = await listen(stage, "/api/chat/session")
    host = await visit(stage, shop, window=window, user=by_jwt(name="Ada"), attributes={"plan": "pro", "cart": [1]})
    await host.chat.ready()
    assert "token" in opened[0]["user"]
    assert opened[0]["attributes"] == {"plan": "pro"}
    known = await host.ask("user", user=by_jwt(name="Ada"))
    assert known["identity"] == "verified"


async def test_a_false_proof_costs_nobody_the_chat_and_is_told(stage: Stage, shop: Site) -> None:
    host = await visit(stage, shop, user={"id": "ada-1", "hash": "0" * 64})
    await host.chat.ready()
    assert (await host.learns("error"))["code"] == "IDENTITY_INVALID"
    await host.chat.say("13579")
    await host.chat.taken("13579")


async def test_attributes_that_come_later_are_sent_and_go_along_with_every_opening(stage: Stage, shop: Site) -> None:
    window, told = await listen(stage, "/api/chat/attributes")
    host = await visit(stage, shop, window=window, isOpen=False, attributes={"plan": "pro"})
    await host.post("attributes", attributes={"cart": 3})
    await host.post("visible", isOpen=True)
    await host.chat.ready()
    assert told == []
    await host.post("attributes", attributes={"vip": True})
    await until(lambda: _true(told))
    assert told == [{"attributes": {"plan": "pro", "cart": 3, "vip": True}}]


async def test_what_another_tab_has_got_is_followed_without_end(stage: Stage, shop: Site) -> None:
    window, opened = await listen(stage, "/api/chat/session")
    host = await visit(stage, shop, window=window)
    await host.chat.ready()
    async with stage.live.client() as http:
        other = await open_visitor(http)
        await other.say("13579")
        again = await open_visitor(http, other.token)
    stage.ai.reply("67890")
    await host.post("token", token=other.token)
    await expect(host.chat.said_by("visitor")).to_have_text(["13579"])
    await host.chat.ready()
    # Another key to the same session is held, and no reason to ask.
    await host.post("token", token=again.token)
    await host.chat.say("24680")
    await host.chat.taken("24680")
    assert len(opened) == 2
    # Nothing of it went back to the page, or its tabs would call to each other for ever.
    assert len(await host.heard("token")) == 1
    await host.post("token", token=None)
    await expect(host.chat.with_text("13579")).to_have_count(0)


@pytest.mark.parametrize("is_open", [True, False])
async def test_the_page_can_ask_for_a_person(stage: Stage, shop: Site, is_open: bool) -> None:
    await keep_hours(stage, ALWAYS)
    host = await visit(stage, shop, isOpen=is_open)
    assert await host.ask("human") == {"status": "pending_manual"}
    await host.chat.stands("pending_manual")
    await host.learns("handoff:requested")
    await host.ask("human")
    assert len(await host.events("handoff:requested")) == 1


async def test_the_page_is_answered_where_a_request_is_refused(stage: Stage, shop: Site) -> None:
    stage.has_outages = True
    window = await stage.window()
    body = '{"code": "RATE_LIMITED", "detail": "Too much."}'
    await window.route("**/api/chat/escalate", lambda route: route.fulfill(status=429, body=body))
    host = await visit(stage, shop, window=window)
    reply = await host.answer(await host.begin("human"))
    assert reply["error"] == {"code": "RATE_LIMITED", "detail": "Too much.", "status": 429}


async def test_shown_again_the_field_is_where_one_writes(stage: Stage, shop: Site) -> None:
    host = await visit(stage, shop, isOpen=False)
    await host.page.evaluate("document.querySelector('iframe').focus()")
    await host.post("visible", isOpen=True)
    await expect(host.chat.field).to_be_focused()


async def _true(found: list[Any]) -> bool:
    return bool(found)
