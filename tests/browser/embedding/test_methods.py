"""What a shop's page may ask of the chat: every method of the documentation does what its line there says."""

from playwright.async_api import Page, expect

from tests.browser.crew import ALWAYS, at_work, keep_hours
from tests.browser.elsewhere import Site
from tests.browser.embedding.shop_page import visit
from tests.browser.embedding.snippets import Widget, widget_on
from tests.browser.embedding.told import FETCHED, Told, hearing_page
from tests.browser.stage import Stage

READY = "Promise.race([FiidoKefu.ready.then(() => true), new Promise((done) => setTimeout(done, 0, false))])"
SETTINGS = "{ color: '#e11d48', launcher: { text: 'Ask us' }, offset: { x: 40 } }"


async def is_open(page: Page) -> bool:
    found: bool = await page.evaluate("FiidoKefu.isOpen()")
    return found


async def test_it_begins_when_told_shows_hides_opens_closes_and_leaves(stage: Stage, shop: Site) -> None:
    shop.pages["/"] = hearing_page(stage, auto_init="false")
    page = await visit(await stage.window(), shop)
    widget, told, host = Widget(page, stage), Told(page), page.locator("fiido-kefu")
    await page.wait_for_function("Boolean(window.FiidoKefu?.ready)")
    assert await page.evaluate(READY) is False
    await expect(host).to_have_count(0)
    await page.evaluate(f"FiidoKefu.init({SETTINGS})")
    await told.of("ready")
    await expect(widget.launcher).to_have_text("Ask us", use_inner_text=True)
    await expect(widget.launcher).to_have_css("background-color", "rgb(225, 29, 72)")
    await page.evaluate("FiidoKefu.update({ launcher: { icon: '?' }, position: 'bottom-left' })")
    # Of a group only what is named changes.
    await expect(widget.launcher).to_have_text("? Ask us", use_inner_text=True)
    await expect(widget.launcher).to_have_css("left", "40px")
    await page.evaluate("FiidoKefu.open()")
    await expect(widget.panel).to_be_visible()
    assert await is_open(page)
    await page.evaluate("FiidoKefu.toggle()")
    await expect(widget.panel).to_be_hidden()
    assert not await is_open(page)
    await page.evaluate("FiidoKefu('toggle')")
    await page.evaluate("FiidoKefu.hide()")
    await expect(widget.launcher).to_be_hidden()
    await expect(widget.panel).to_be_hidden()
    await told.of("close", 2)
    await page.evaluate("new FiidoKefu().open()")
    await expect(widget.panel).to_be_visible()
    await page.evaluate("FiidoKefu.close()")
    await page.evaluate("FiidoKefu.show()")
    await expect(widget.launcher).to_be_visible()
    await widget.open()
    async with page.expect_event("framedetached"):
        await page.evaluate("FiidoKefu.destroy()")
    await expect(host).to_have_count(0)
    # What was given has gone with it.
    await page.evaluate("FiidoKefu.init()")
    await expect(widget.launcher).to_have_css("background-color", "rgb(15, 118, 110)")
    await widget.open()
    await widget.tidy()


async def test_leaving_before_the_chat_has_come_is_no_fault(stage: Stage, shop: Site) -> None:
    shop.pages["/"] = hearing_page(stage)
    widget = await widget_on(stage, shop)
    await widget.page.evaluate("FiidoKefu.open(); FiidoKefu.destroy()")
    await widget.page.wait_for_function(f"{FETCHED}.length")
    await widget.page.evaluate("FiidoKefu.init().then(() => FiidoKefu.prefill('About the C2'))")
    await expect(widget.launcher).to_have_accessible_name("Customer service")
    await expect((await widget.open()).field).to_have_value("About the C2")
    await widget.tidy()
    assert await Told(widget.page).all("error") == []


async def test_what_the_page_says_asks_and_lays_out_arrives(stage: Stage, shop: Site) -> None:
    await keep_hours(stage, ALWAYS)
    shop.pages["/"] = hearing_page(stage, attributes_plan="pro")
    widget = await widget_on(stage, shop)
    page, told = widget.page, Told(widget.page)
    # Before anybody has opened anything, and without opening it.
    kept = await page.evaluate("FiidoKefu.sendMessage('13579')")
    assert not await is_open(page)
    stage.ai.reply("67890")
    chat = await widget.chat()
    item = chat.page.locator(".message[data-role=visitor]")
    await expect(item).to_have_attribute("data-id", kept["message_id"])
    await page.evaluate("FiidoKefu.prefill('About the C2')")
    await expect(chat.field).to_have_value("About the C2")
    await page.evaluate("FiidoKefu.prefill('About the F1')")
    await page.evaluate("FiidoKefu.setAttributes({ cart: 3, member: true, deep: {} })")
    assert await page.evaluate("FiidoKefu.requestHuman()") == {"status": "pending_manual"}
    await expect(chat.field).to_have_value("About the C2")
    await chat.stands("pending_manual")
    name = await told.session_name()
    async with at_work(stage, "Amy", name) as amy:
        session = (await amy.look(f"sessions/{name}"))["session"]
        assert session["attributes"] == {"plan": "pro", "cart": 3, "member": True}


async def test_language_and_theme_change_outside_and_inside(stage: Stage, shop: Site) -> None:
    shop.pages["/"] = hearing_page(stage)
    widget = await widget_on(stage, shop)
    page = widget.page
    chat = await widget.open()
    await chat.field.fill("Half a sent")
    await page.evaluate("FiidoKefu.setTheme('dark')")
    await expect(chat.page.locator("html")).to_have_attribute("data-theme", "dark")
    await expect(chat.field).to_have_value("Half a sent")
    await expect(widget.launcher).to_have_accessible_name("Customer service")
    await page.evaluate("FiidoKefu.setLocale('zh')")
    await expect(widget.launcher).not_to_have_accessible_name("Customer service")
    frame = page.frame_locator("fiido-kefu iframe")
    await expect(frame.locator("html")).to_have_attribute("lang", "zh-CN")
    await expect(frame.locator("html")).to_have_attribute("data-theme", "dark")
    await widget.chat()
    assert await is_open(page)
    await widget.tidy()


async def test_callbacks_come_as_often_as_asked_for_and_end(stage: Stage, shop: Site) -> None:
    shop.pages["/"] = hearing_page(stage)
    widget = await widget_on(stage, shop)
    page = widget.page
    script = """() => {
      const calls = window.calls = { on: 0, ended: 0, once: 0, never: 0, off: 0 };
      FiidoKefu.on('open', () => { calls.on += 1; });
      FiidoKefu.on('open', () => { calls.ended += 1; })();
      FiidoKefu.once('open', () => { calls.once += 1; });
      FiidoKefu.once('open', () => { calls.never += 1; })();
      const taken = () => { calls.off += 1; };
      FiidoKefu.on('open', taken);
      FiidoKefu.off('open', taken);
      for (const _ of [1, 2]) { FiidoKefu.toggle(); FiidoKefu.toggle(); }
      FiidoKefu.off('open');
      FiidoKefu.open();
      return calls;
    }"""
    assert await page.evaluate(script) == {"on": 2, "ended": 0, "once": 1, "never": 0, "off": 0}
    # Others' ears on the window are their own.
    assert len(await Told(page).all("open")) == 3
