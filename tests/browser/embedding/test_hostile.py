"""Who speaks to the frame and is not its shop's loader is not heard and learns nothing; who is not listed is told."""

import pytest
from playwright.async_api import expect

from tests.browser.elsewhere import Site
from tests.browser.embedding.browsers import ENGINES
from tests.browser.embedding.shop_page import chat_on, frame_of, pasted, shop_page, talk, visit
from tests.browser.embedding.snippets import FRAME, ONE_LINE, Widget, widget_on
from tests.browser.stage import Stage

# What a page can say to any window that it can name: the wire's own words, from the wrong mouth or a second time.
FORGE = """(to) => {
  window.leaked ||= [];
  const kinds = ['hello', 'token', 'say', 'logout', 'user', 'visible', 'ready', 'close', 'human', 'reply'];
  const hello = { token: null, isOpen: true, page: '', user: { id: 'evil' }, attributes: {}, consent: '' };
  const said = { ...hello, id: 1, text: 'forged', token: 'forged', isOpen: false, value: 'forged' };
  for (const type of kinds) {
    for (const wrap of [{ ns: 'fiido-kefu', v: 1, type, ...said }, { ns: 'fiido-kefu', v: 1, ...hello, type }, type]) {
      const line = new MessageChannel();
      line.port1.onmessage = ({ data }) => window.leaked.push(data);
      to.postMessage(wrap, '*', [line.port2]);
      to.postMessage(wrap, '*');
    }
  }
  to.postMessage(null, '*');
  to.postMessage({ __proto__: null, get: 1 }, '*');
}"""
HEAR_ALL = "<script>window.leaked = []; addEventListener('message', ({ data }) => leaked.push(data));</script>"
QUESTION = "Do you ship to Norway?"
INTRUDER = f"""<!doctype html><title>Advertisement</title>{HEAR_ALL}
<script>
const forge = {FORGE};
addEventListener('hashchange', () => {{
  forge(parent);
  for (let at = 0; at < parent.length; at += 1) if (parent[at] !== window) forge(parent[at]);
  document.title = 'forged';
}});
</script>"""


async def goes_on(stage: Stage, widget: Widget) -> None:
    """The chat is what it was, after whatever was on its way has arrived."""
    chat = await widget.chat()
    said = await chat.said_by("visitor").all_inner_texts()
    await talk(stage, chat, f"Question {len(said)}", f"Answer {len(said)}")
    await expect(chat.said_by("visitor")).to_have_text([*said, f"Question {len(said)}"])
    assert said[0] == QUESTION and "forged" not in said
    await expect(widget.launcher).to_have_attribute("aria-expanded", "true")
    await widget.tidy()


@pytest.mark.parametrize("engine", ENGINES)
async def test_what_a_script_of_the_shops_page_forges_is_not_heard(stage: Stage, shop: Site) -> None:
    shop.pages["/"] = shop_page(pasted(ONE_LINE, stage.base), head=HEAR_ALL)
    widget = await widget_on(stage, shop)
    await talk(stage, await widget.open(), QUESTION, "To Norway and back.")
    token = await widget.page.evaluate("localStorage['fiido-kefu.token.demo']")
    assert await widget.page.evaluate("frames.length") == 0
    frame = "document.querySelector('fiido-kefu').shadowRoot.querySelector('iframe').contentWindow"
    await widget.page.evaluate(f"({FORGE})({frame})")
    await goes_on(stage, widget)
    assert await widget.page.evaluate("leaked") == []
    await widget.page.evaluate(f"({FORGE})(window)")
    await goes_on(stage, widget)
    assert await widget.page.evaluate("localStorage['fiido-kefu.token.demo']") == token


@pytest.mark.parametrize("snippet", [ONE_LINE, FRAME], ids=["loader", "frame"])
async def test_a_frame_of_somebody_else_on_the_page_is_not_heard(
    stage: Stage, shop: Site, evil: Site, snippet: str
) -> None:
    evil.pages["/ad"] = INTRUDER
    ad = f'<iframe src="{evil.origin}/ad"></iframe>'
    shop.pages["/"] = shop_page(ad + pasted(snippet, stage.base))
    page = await visit(await stage.window(), shop)
    if snippet == ONE_LINE:
        await Widget(page, stage).launcher.click()
    chat = await chat_on(page, stage)
    await talk(stage, chat, QUESTION, "To Norway and back.")
    intruder = next(frame for frame in page.frames if frame.url.startswith(evil.origin))
    await intruder.evaluate("location.hash = 'go'")
    await intruder.wait_for_function("document.title === 'forged'")
    await talk(stage, chat, "And to Chile?", "There too.")
    await expect(chat.said_by("visitor")).to_have_text([QUESTION, "And to Chile?"])
    assert await intruder.evaluate("leaked") == []


@pytest.mark.parametrize("engine", ENGINES)
async def test_a_shop_that_is_not_listed_is_told_so_in_the_panel_and_by_an_event(stage: Stage, evil: Site) -> None:
    stage.has_outages = True  # browsers report the 403
    stage.meant = (f"add {evil.origin} to the allowed origins",)
    hear = "<script>window.told = []; addEventListener('fiido-kefu:error', ({ detail }) => told.push(detail));</script>"
    evil.pages["/"] = shop_page(pasted(ONE_LINE, stage.base), head=hear)
    widget = await widget_on(stage, evil)
    await widget.launcher.click()
    frame = await frame_of(widget.page, stage)
    await expect(frame.locator("#origin")).to_have_value(evil.origin)
    await widget.page.wait_for_function("told.length > 0")
    told = await widget.page.evaluate("told")
    assert [one["code"] for one in told] == ["ORIGIN_NOT_ALLOWED"]
    assert evil.origin in told[0]["detail"]


async def test_a_page_inside_a_page_of_the_shop_that_frames_us_is_not_our_shop(
    stage: Stage, shop: Site, evil: Site
) -> None:
    # Chromium says whose policy it was, and that the error page in the frame is not who was to be greeted.
    stage.meant = ("frame-ancestors", "target origin provided")
    shop.pages["/"] = shop_page(pasted(ONE_LINE, stage.base))
    evil.pages["/"] = shop_page(f'<iframe src="{shop.origin}/" width="900" height="600"></iframe>')
    page = await visit(await stage.window(), evil)
    inner = page.frames[1]
    await inner.locator("fiido-kefu button[aria-expanded]").click()
    await expect(inner.locator("fiido-kefu #note")).to_be_visible()
    await expect(inner.frame_locator("fiido-kefu iframe").locator("#messages, #origin")).to_have_count(0)
