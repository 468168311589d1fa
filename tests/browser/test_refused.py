"""A site that may not embed the chat: its visitors are told kindly, its owner what to add, the loader that it is so."""

import json
from dataclasses import replace
from functools import partial
from typing import Any

import pytest
from playwright.async_api import FrameLocator, Page, expect

from tests.browser.elsewhere import Site, site
from tests.browser.stage import Stage, until

PAGE = """<!doctype html><title>Stranger</title><link rel="icon" href="data:,">
<style>body { margin: 0 } iframe { width: 380px; height: 520px; border: 0 }</style>
<script>
const heard = [];
function greet(frame) {
  const line = new MessageChannel();
  line.port1.onmessage = ({ data }) => heard.push(data);
  const hello = { ns: 'fiido-kefu', v: 1, type: 'hello', token: null, isOpen: true };
  frame.contentWindow.postMessage(hello, %s, [line.port2]);
}
</script>
<iframe src="%s" referrerpolicy="strict-origin" allow="clipboard-write" onload="greet(this)"></iframe>"""


async def visit(stage: Stage, shop: Site, **options: Any) -> tuple[Page, FrameLocator]:
    """A page of `shop` that embeds the chat, and what is in its frame."""
    stage.has_outages = True
    shop.pages["/"] = PAGE % (json.dumps(stage.base), f"{stage.base}/embed?shop=demo&lang=en&sdk=1")
    window = await stage.window(viewport={"width": 400, "height": 560}, **options)
    page = await window.new_page()
    await page.goto(f"{shop.origin}/")
    return page, page.frame_locator("iframe")


@pytest.mark.parametrize("theme", ["light", "dark"])
async def test_a_stranger_is_told_what_to_add_and_the_loader_that_it_is_refused(stage: Stage, theme: str) -> None:
    async with site("stranger.test") as stranger:
        page, frame = await visit(stage, stranger, color_scheme=theme)
        await expect(frame.get_by_role("heading", name="The chat is not available here")).to_be_visible()
        await until(lambda: page.evaluate("heard.length"))
        assert await page.evaluate("heard") == [{"type": "refused", "origin": stranger.origin}]
        field = frame.get_by_label("Address to add")
        await expect(field).to_have_value(stranger.origin)
        await field.focus()
        marked = await field.evaluate("field => field.value.slice(field.selectionStart, field.selectionEnd)")
        assert marked == stranger.origin
        link = frame.get_by_role("link", name="Open the shop's settings")
        assert str(await link.get_attribute("href")).startswith("/agent/admin/shops/demo")
        widths = await frame.locator("html").evaluate("html => [html.scrollWidth, html.clientWidth]")
        assert widths[0] == widths[1]
        surface = await frame.locator("body").evaluate("body => getComputedStyle(body).backgroundColor")
        assert surface == {"light": "rgb(255, 255, 255)", "dark": "rgb(22, 25, 29)"}[theme]
        assert await stage.store.lists.names("bot_active", start=0, limit=9) == []


async def test_what_the_owner_adds_is_in_effect_at_the_next_load(stage: Stage) -> None:
    async with site("stranger.test") as stranger:
        page, frame = await visit(stage, stranger)
        await expect(frame.get_by_label("Address to add")).to_be_visible()
        await stage.live.engine.shops.change("demo", partial(replace, origins=(stranger.origin,)))
        await page.reload()
        await expect(frame.get_by_role("textbox")).to_be_visible()
        assert not [said for said in await page.evaluate("heard") if said["type"] == "refused"]
