"""The line between the shop's page and the frame: who may take it up, once, and what happens where nobody does."""

import re
from typing import Any

import pytest
from playwright.async_api import Route, expect

from tests.browser.bridge_host import HostPage, framing, visit
from tests.browser.elsewhere import Site
from tests.browser.stage import Stage, until
from tests.live import open_visitor

GREET = "([more, hasPort]) => greet(more, hasPort)"


async def phase(host: HostPage, name: str) -> None:
    """Return when the frame has come that far."""
    await expect(host.chat.page.locator("html")).to_have_attribute("data-phase", name)


async def test_the_frame_says_that_it_can_be_seen_before_anything_is_opened(stage: Stage, shop: Site) -> None:
    host = await visit(stage, shop, isOpen=False)
    await phase(host, "idle")
    assert await host.heard("ready") == [{"type": "ready", "session": ""}]


async def test_what_is_first_shown_later_opens_its_session_then(stage: Stage, shop: Site) -> None:
    asked: list[str] = []
    window = await stage.window()
    window.on("request", lambda request: asked.append(request.url.removeprefix(stage.base)))
    host = await visit(stage, shop, window=window, isOpen=False)
    await phase(host, "idle")
    assert [path for path in asked if path.startswith("/api/")] == []
    await host.post("visible", isOpen=True)
    await host.chat.ready()
    assert (await host.hears("token"))["token"]
    await host.chat.say("13579")
    await host.chat.taken("13579")


async def test_a_token_in_the_hello_goes_on_with_its_session_even_while_hidden(stage: Stage, shop: Site) -> None:
    async with stage.live.client() as http:
        guest = await open_visitor(http)
        await guest.say("13579")
    stage.ai.reply("67890")
    host = await visit(stage, shop, token=guest.token, isOpen=False)
    await host.chat.ready()
    await expect(host.chat.said_by("visitor")).to_have_text(["13579"])
    # What opens the same session is not told again.
    assert await host.heard("token") == []


async def test_the_token_is_never_in_the_frames_own_storage(stage: Stage, shop: Site) -> None:
    window = await stage.window()
    # On our own origin the browser denies the frame nothing.
    page = framing(stage, {}, greets=True, query={})
    await window.route(f"{stage.base}/host", lambda route: route.fulfill(body=page, content_type="text/html"))
    tab = await window.new_page()
    await tab.goto(f"{stage.base}/host")
    host = HostPage(tab)
    token = (await host.hears("token"))["token"]
    await host.chat.ready()
    kept = await tab.evaluate("JSON.stringify([Object.entries(localStorage), Object.entries(sessionStorage)])")
    assert token not in kept
    assert [cookie for cookie in await window.cookies() if cookie.get("value") == token] == []


@pytest.mark.parametrize(
    "forged",
    [
        [{"ns": "fiido"}, True],
        [{"v": 2}, True],
        [{"v": "1"}, True],
        [{"type": "ready"}, True],
        [{"isOpen": True}, False],
    ],
    ids=["another name", "another version", "no number", "no hello", "no line"],
)
async def test_what_is_no_hello_is_not_taken_for_one(stage: Stage, shop: Site, forged: list[Any]) -> None:
    host = await visit(stage, shop, greets=False)
    await host.page.evaluate(GREET, forged)
    await host.page.evaluate("for (const one of [null, 7, 'hello', []]) frames[0].postMessage(one, '*')")
    # The next good one is answered, and only that.
    await host.page.evaluate(GREET, [{}, True])
    await host.hears("ready")
    await host.chat.ready()
    assert len(await host.heard("ready")) == 1


async def test_only_the_window_right_above_is_listened_to(stage: Stage, shop: Site) -> None:
    host = await visit(stage, shop, greets=False)
    await host.page.evaluate(
        """() => new Promise((resolve) => {
          const inner = document.createElement('iframe');
          inner.srcdoc = `<script>
            const line = new MessageChannel();
            line.port1.onmessage = ({ data }) => parent.heard.push({ ...data, isForged: true });
            const hello = { ns: 'fiido-kefu', v: 1, type: 'hello', token: null, isOpen: true };
            parent.frames[0].postMessage(hello, ${JSON.stringify(server)}, [line.port2]);
            parent.settle();
          <\\/script>`;
          window.settle = resolve;
          document.body.append(inner);
        })"""
    )
    await host.page.evaluate(GREET, [{}, True])
    assert "isForged" not in await host.hears("ready")
    assert len(await host.heard("ready")) == 1


async def test_an_origin_that_is_not_on_the_list_is_not_listened_to(stage: Stage, shop: Site) -> None:
    async def strike_out(route: Route) -> None:
        answer = await route.fetch()
        body = re.sub(
            r'data-origins="[^"]*"', 'data-origins="https://shop.test http://*.shop.test"', await answer.text()
        )
        await route.fulfill(response=answer, body=body)

    window = await stage.window()
    await window.route(re.compile(r".*/embed\?"), strike_out)
    host = await visit(stage, shop, window=window, greets=False)
    await host.page.evaluate(GREET, [{}, True])
    # Nobody who may has spoken: the page goes on by itself.
    await host.chat.ready()
    assert await host.page.evaluate("heard") == []


async def test_a_second_hello_changes_nothing(stage: Stage, shop: Site) -> None:
    host = await visit(stage, shop)
    await host.chat.ready()
    before = await host.session_name()
    await host.page.evaluate(GREET, [{"token": None, "page": "https://elsewhere.example"}, True])
    await host.post("visible", isOpen=False)
    await host.post("visible", isOpen=True)
    await host.ask("human")
    assert len(await host.heard("ready")) == 1
    assert await host.session_name() == before


async def test_a_hello_that_comes_late_is_still_heard(stage: Stage, shop: Site) -> None:
    host = await visit(stage, shop, greets=False)
    await expect(host.chat.field).to_be_visible()
    await host.page.wait_for_timeout(1500)
    await host.page.evaluate(GREET, [{}, True])
    await host.hears("ready")
    await host.chat.ready()


async def test_without_a_hello_the_page_goes_on_as_a_plain_frame_and_hears_none_any_more(
    stage: Stage, shop: Site
) -> None:
    host = await visit(stage, shop, greets=False)
    await host.chat.ready()
    await expect(host.chat.page.locator("#close")).to_be_hidden()
    await host.page.evaluate(GREET, [{}, True])
    await host.chat.say("13579")
    await host.chat.taken("13579")
    assert await host.page.evaluate("heard") == []


async def test_opened_by_hand_the_page_does_not_wait(stage: Stage) -> None:
    chat = await stage.open(sdk="1")
    await chat.say("13579")
    await chat.taken("13579")
    assert await chat.page.evaluate("Boolean(localStorage.getItem('kefu.token.demo'))")


async def test_nonsense_on_the_line_is_answered_as_such_and_breaks_nothing(stage: Stage, shop: Site) -> None:
    host = await visit(stage, shop)
    await host.chat.ready()
    nonsense: list[Any] = [None, 7, "open", [], {}, {"type": 5}, {"type": "constructor"}, {"type": "token", "token": 5}]
    nonsense += [{"type": "page", "page": {}}, {"type": "theme", "theme": "<b>"}, {"type": "prefill", "text": {}}]
    nonsense += [{"type": "attributes", "attributes": "x"}, {"type": "visible"}, {"type": "visible", "isOpen": 1}]
    for one in nonsense:
        await host.page.evaluate("message => say(message)", one)
    reply = await host.answer(await host.begin("__proto__"))
    assert reply["error"]["code"] == "UNKNOWN_REQUEST"
    assert (await host.answer(await host.begin("say", text=7)))["error"]["code"] == "INVALID_FIELDS"
    await host.post("visible", isOpen=True)
    await host.chat.say("13579")
    await host.chat.taken("13579")


async def test_the_preview_shows_the_page_and_does_nothing(stage: Stage, shop: Site) -> None:
    asked: list[str] = []
    window = await stage.window()
    window.on("request", lambda request: asked.append(request.url.removeprefix(stage.base)))
    host = await visit(stage, shop, window=window, query={"preview": "1"})
    await phase(host, "ready")
    await expect(host.chat.page.locator(".welcome")).to_be_visible()
    await expect(host.chat.status).to_have_text("AI assistant · online")
    assert "error" in await host.answer(await host.begin("say", text="13579"))
    await host.post("theme", theme="dark")
    await expect(host.chat.page.locator("html")).to_have_attribute("data-theme", "dark")
    assert (
        await host.chat.field.evaluate("field => { field.focus(); return document.activeElement === field; }") is False
    )
    await host.chat.page.locator("#close").click()
    await host.hears("close")
    assert [path for path in asked if path.startswith("/api/")] == []


async def test_the_preview_needs_no_loader(stage: Stage) -> None:
    window = await stage.window()
    page = await window.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    await page.goto(f"{stage.base}/embed?preview=1&lang=en")
    await expect(page.locator(".welcome")).to_be_visible()
    await until(lambda: page.evaluate("document.readyState === 'complete'"))
    assert [url for url in asked if "/api/" in url] == []
