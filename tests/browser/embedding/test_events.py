"""What a shop's page is told and shows by itself: every event both ways, the unread badge, and the offer of help."""

from playwright.async_api import expect

from tests.browser.crew import ALWAYS, at_work, keep_hours
from tests.browser.elsewhere import Site
from tests.browser.embedding.shop_page import pasted, shop_page, talk
from tests.browser.embedding.snippets import ONE_LINE, Widget, widget_on
from tests.browser.embedding.told import EVENTS, FETCHED, TOKEN, Told, hearing_page
from tests.browser.stage import Stage, until

QUESTION, ANSWER = "Do you ship to Norway?", "To Norway and back."
HOUR_MS = 3_600_000


async def test_every_event_comes_as_callback_and_on_the_window_with_its_detail(stage: Stage, shop: Site) -> None:
    await keep_hours(stage, ALWAYS)
    shop.pages["/"] = hearing_page(stage)
    widget = await widget_on(stage, shop)
    told = Told(widget.page)
    assert await told.of("ready") == {}
    chat = await widget.open()
    assert await told.of("open") == {}
    await talk(stage, chat, QUESTION, ANSWER)
    sent, received = await told.of("message:sent"), await told.of("message:received")
    assert sent == {"id": sent["id"], "text": QUESTION}
    assert received == {"id": received["id"], "role": "ai", "text": ANSWER}
    assert await widget.page.evaluate("FiidoKefu.requestHuman()") == {"status": "pending_manual"}
    assert await told.of("handoff:requested") == {"status": "pending_manual"}
    assert await told.of("status:change") == {"status": "pending_manual", "previous": "bot_active"}
    await widget.page.evaluate("FiidoKefu.close()")
    assert await told.of("close") == {}
    name = await told.session_name()
    async with at_work(stage, "Amy", name) as amy:
        agent = {"id": amy.who.agent.id, "name": "Amy"}
        await amy.do(name, "takeover")
        assert await told.of("agent:joined") == {"agent": agent}
        said = await amy.say(name, "Amy here")
        received = await told.of("message:received", 2)
        assert received == {"id": said, "role": "agent", "text": "Amy here", "agent": agent}
        assert await told.of("unread:change") == {"count": 1}
        await expect(widget.launcher).to_have_accessible_name("Customer service (1 unread)")
        await amy.do(name, "release")
        assert await told.of("agent:left") == {"agent": agent}
        assert await told.of("ai:resumed") == {}
    assert await told.of("status:change", 3) == {"status": "bot_active", "previous": "manual_live"}
    await widget.page.evaluate("FiidoKefu.open()")
    assert await told.of("unread:change", 2) == {"count": 0}
    await chat.choose("End conversation")
    await chat.card("ending").get_by_role("button", name="End it").click()
    await chat.card("rating").locator("label").nth(3).click()
    await chat.card("rating").get_by_role("button", name="Send").click()
    assert await told.of("rating") == {"score": 4}
    stage.has_outages = True  # browsers report the 422
    refused = await widget.page.evaluate(
        "FiidoKefu.sendMessage('x'.repeat(2001)).catch(({ code, status }) => [code, status])"
    )
    error = await told.of("error")
    assert refused == [error["code"], 422] and error["detail"]
    assert await told.both_ways() == set(EVENTS)


async def test_the_next_page_has_the_badge_by_one_request_and_the_frame_only_while_a_person_is_concerned(
    stage: Stage, shop: Site
) -> None:
    await keep_hours(stage, ALWAYS)
    shop.pages["/"] = shop.pages["/second"] = hearing_page(stage)
    window = await stage.window()
    widget = await widget_on(stage, shop, window=window)
    page, told = widget.page, Told(widget.page)
    chat = await widget.open()
    await chat.say(QUESTION)
    await chat.taken(QUESTION)
    await page.evaluate("FiidoKefu.close()")
    stage.ai.reply(ANSWER)
    assert await told.of("unread:change") == {"count": 1}
    asked: list[str] = []
    window.on("request", lambda request: asked.append(request.url))
    await page.goto(f"{shop.origin}/second")
    assert await told.of("unread:change") == {"count": 1}
    await expect(widget.launcher).to_have_text("1", use_inner_text=True)
    await page.wait_for_load_state("networkidle")
    assert asked == [f"{shop.origin}/second", f"{stage.base}/sdk/fiido-kefu.js", f"{stage.base}/api/chat/unread"]
    await page.evaluate("FiidoKefu.requestHuman()")
    await page.goto(shop.origin)
    # Nobody has touched anything here.
    chat = await widget.chat()
    await chat.stands("pending_manual")
    name = await told.session_name()
    async with at_work(stage, "Amy", name) as amy:
        await amy.do(name, "takeover")
        await told.of("agent:joined")
        await page.goto(f"{shop.origin}/second")
        await (await widget.chat()).stands("manual_live")
        await amy.say(name, "Amy here")
        assert (await told.of("message:received"))["text"] == "Amy here"
    await expect(widget.launcher).to_have_text("2", use_inner_text=True)


async def offered(widget: Widget) -> bool:
    """Whether help is offered, once an hour has gone by on the page; all there is to do in that hour is done."""
    await widget.page.evaluate("FiidoKefu.ready")
    await widget.page.clock.run_for(HOUR_MS)
    await widget.page.evaluate("FiidoKefu.prefill('')")
    return await widget.page.locator("fiido-kefu #teaser").is_visible()


async def offering(stage: Stage, shop: Site) -> Widget:
    """A new visitor's tab, whose time goes by as the test says, on a page without offers of help."""
    line = pasted(ONE_LINE, stage.base).replace(
        " async", ' data-proactive-after="600" data-proactive-pages="/products/*" data-proactive-message="May I help?"'
    )
    shop.pages["/"] = shop.pages["/products/c2"] = shop.pages["/products/f1?size=l"] = shop_page(line)
    window = await stage.window()
    await window.clock.install()
    return await widget_on(stage, shop, window=window)


async def test_help_is_offered_after_its_time_on_its_pages_and_never_again_once_waved_away(
    stage: Stage, shop: Site
) -> None:
    widget = await offering(stage, shop)
    page, teaser = widget.page, widget.page.locator("fiido-kefu #teaser")
    await page.clock.run_for(HOUR_MS)
    assert await page.evaluate(FETCHED) == []
    # The address of a page that never loads another.
    await page.evaluate("history.pushState({}, '', '/products/c2')")
    await page.clock.run_for(590_000)
    assert await page.evaluate(FETCHED) == []
    await page.clock.run_for(20_000)
    await expect(teaser).to_be_visible()
    await expect(page.locator("iframe")).to_have_count(0)
    await page.evaluate("history.pushState({}, '', '/')")
    await expect(teaser).to_be_hidden()
    await page.goto(f"{shop.origin}/products/f1?size=l")
    await page.evaluate("FiidoKefu.ready")
    await page.clock.run_for(610_000)
    await page.get_by_role("button", name="No, thank you").click()
    await expect(teaser).to_be_hidden()
    assert await page.evaluate("FiidoKefu.isOpen()") is False
    await page.goto(f"{shop.origin}/products/c2")
    assert not await offered(widget)


async def test_help_is_not_offered_to_who_has_chatted(stage: Stage, shop: Site) -> None:
    widget = await offering(stage, shop)
    page = widget.page
    await page.goto(f"{shop.origin}/products/c2")
    await page.evaluate("FiidoKefu.ready")
    await page.clock.run_for(610_000)
    await page.get_by_role("button", name="May I help?").click()
    await expect(page.locator("fiido-kefu #teaser")).to_be_hidden()
    await talk(stage, await widget.chat(), QUESTION, ANSWER)
    await page.evaluate("FiidoKefu.close()")
    await until(lambda: _is_read(stage, widget))
    await page.goto(f"{shop.origin}/products/c2")
    assert not await offered(widget)


async def _is_read(stage: Stage, widget: Widget) -> bool:
    token = await widget.page.evaluate(TOKEN)
    async with stage.live.client() as http:
        answer = await http.get("/api/chat/unread", headers={"Authorization": f"Bearer {token}"})
    return bool(answer.json()["unread"] == 0)
