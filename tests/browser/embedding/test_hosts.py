"""Pages that were not made for us: strict policies, style sheets that reset all, scripts that spoil the language."""

import pytest
from playwright.async_api import expect

from tests.browser.elsewhere import Site
from tests.browser.embedding.browsers import ENGINES
from tests.browser.embedding.shop_page import pasted, shop_page, talk
from tests.browser.embedding.snippets import CONFIG, ONE_LINE, widget_on
from tests.browser.stage import Stage

STRICT = (
    "default-src 'none'; script-src {scripts}; frame-src {server}; connect-src {server}; style-src 'self'; "
    "img-src data:; base-uri 'none'; require-trusted-types-for 'script'; trusted-types 'none'"
)
RESET = """<style>
* { all: unset !important }
html { font-size: 62.5% }
iframe, div, button { display: none !important; max-width: 10px !important; height: 3px !important }
fiido-kefu, fiido-kefu * { display: none !important; visibility: hidden !important; opacity: 0 !important;
  position: static !important; pointer-events: none !important; z-index: -1 !important; transform: scale(0) !important }
</style>"""
SPOILT = """<script>
Object.prototype.shop = 'evil'; Object.prototype.serverUrl = 'https://evil.test'; Object.prototype.token = 'evil';
Object.prototype.user = { id: 'evil' }; Object.prototype.theme = 'dark'; Object.prototype.sdk = '0';
Object.prototype.hideLauncher = true; Object.prototype.autoInit = false; Object.prototype.launcher = { text: 'evil' };
Object.prototype.type = 'evil'; Object.prototype.id = 'evil'; Object.prototype.q = [['destroy']];
Array.prototype.last = function () { return this[this.length - 1]; };
Array.prototype.toJSON = function () { return 'evil'; };
String.prototype.toJSON = function () { return 'evil'; };
</script>"""
CLOBBERED = """<img name="currentScript" src="{evil}/x.gif" alt="">
<form id="FiidoKefu"><input name="ready"></form><form id="FiidoKefuConfig"><input name="serverUrl"></form>"""


@pytest.mark.parametrize(
    "scripts",
    ["'nonce-r4nd0m'", "'nonce-r4nd0m' 'strict-dynamic'", "{server}"],
    ids=["nonce alone", "nonce and what it loads", "host"],
)
async def test_a_page_with_a_strict_policy_shows_the_chat(stage: Stage, shop: Site, scripts: str) -> None:
    policy = STRICT.format(scripts=scripts.format(server=stage.base), server=stage.base)
    snippet = pasted(ONE_LINE, stage.base).replace("<script", '<script nonce="r4nd0m"')
    shop.pages["/"] = shop_page(snippet, Content_Security_Policy=policy)
    widget = await widget_on(stage, shop)
    await expect(widget.launcher).to_have_css("position", "fixed")
    await talk(stage, await widget.open(), "Do you ship to Norway?", "To Norway and back.")


@pytest.mark.parametrize("engine", ENGINES)
async def test_no_style_sheet_of_the_shop_reaches_the_chat(stage: Stage, shop: Site) -> None:
    shop.pages["/"] = shop_page(pasted(CONFIG, stage.base), head=RESET)
    widget = await widget_on(stage, shop)
    box = await widget.launcher.bounding_box()
    assert box == {"x": 1000 - 76, "y": 700 - 76, "width": 56, "height": 56}
    chat = await widget.open()
    await expect(widget.panel).to_have_css("opacity", "1")
    box = await widget.page.locator("fiido-kefu iframe").bounding_box()
    assert box and box["width"] == 380 and box["height"] > 500
    await talk(stage, chat, "Do you ship to Norway?", "To Norway and back.")


async def test_the_chat_leaves_no_style_on_the_shops_page(stage: Stage, shop: Site) -> None:
    measure = """() => [...document.querySelectorAll('html, body, body *')].map((one) => {
      const { x, y, width, height } = one.getBoundingClientRect();
      const { color, font, overflow } = getComputedStyle(one);
      return [one.tagName, x, y, width, height, color, font, overflow].join(' ');
    }).filter((line) => !line.startsWith('SCRIPT'))"""
    shop.pages["/"] = shop_page(pasted(ONE_LINE, stage.base))
    widget = await widget_on(stage, shop)
    with_launcher = await widget.page.evaluate(measure)
    await talk(stage, await widget.open(), "Do you ship to Norway?", "To Norway and back.")
    while_open = await widget.page.evaluate(measure)
    await widget.page.evaluate("FiidoKefu('destroy')")
    await expect(widget.page.locator("fiido-kefu")).to_have_count(0)
    assert with_launcher == while_open == await widget.page.evaluate(measure)
    assert await widget.page.evaluate("document.documentElement.getAttribute('style')") in (None, "")


async def test_scripts_that_spoil_what_all_objects_inherit_change_nothing(stage: Stage, shop: Site) -> None:
    shop.pages["/"] = shop_page(pasted(ONE_LINE, stage.base), head=SPOILT)
    window = await stage.window()
    asked: list[str] = []
    window.on("request", lambda request: asked.append(f"{request.url} {request.post_data}"))
    widget = await widget_on(stage, shop, window=window)
    await expect(widget.launcher).to_have_text("", use_inner_text=True)
    chat = await widget.open()
    await talk(stage, chat, "Do you ship to Norway?", "To Norway and back.")
    assert [one for one in asked if "evil" in one] == []
    await widget.page.evaluate("FiidoKefu('close')")
    await widget.page.reload()
    await expect((await widget.open()).said_by("ai")).to_have_text(["To Norway and back."])


async def test_markup_that_takes_our_names_does_not_say_where_we_come_from(
    stage: Stage, shop: Site, evil: Site
) -> None:
    evil.pages["/x.gif"] = "GIF89a"
    asked: list[str] = []
    window = await stage.window()
    window.on("request", lambda request: asked.append(request.url))
    markup = CLOBBERED.format(evil=evil.origin)
    shop.pages["/"] = shop_page(markup + pasted(CONFIG, stage.base))
    widget = await widget_on(stage, shop, window=window)
    await talk(stage, await widget.open(), "Do you ship to Norway?", "To Norway and back.")
    shop.pages["/"] = shop_page(markup + pasted(ONE_LINE, stage.base))
    await widget.page.reload()
    # A chat that cannot know its server is not there, which is better than somebody else's.
    await widget.page.wait_for_function("window.FiidoKefu?.open && (FiidoKefu.open(), true)")
    await expect(widget.page.locator("fiido-kefu")).to_have_count(0)
    assert {url for url in asked if url.startswith(evil.origin)} == {f"{evil.origin}/x.gif"}


async def test_a_place_that_changes_leaves_the_chat_as_it_is(stage: Stage, shop: Site) -> None:
    shop.pages["/"] = shop_page(pasted(ONE_LINE, stage.base))
    widget = await widget_on(stage, shop)
    chat = await widget.open()
    await chat.field.fill("half a sentence")
    await widget.page.evaluate("FiidoKefu.update({ position: 'bottom-left', offset: { x: 40 } })")
    await expect(widget.launcher).to_have_css("left", "40px")
    await expect(widget.panel).to_have_css("left", "40px")
    await expect(chat.field).to_have_value("half a sentence")
