"""How much of the shop's page the chat takes: all of a phone while it is open, and nothing but its button while not."""

from typing import Any

import pytest
from playwright.async_api import expect

from tests.browser.elsewhere import Site
from tests.browser.embedding.browsers import FIREFOX
from tests.browser.embedding.shop_page import pasted, shop_page, talk
from tests.browser.embedding.snippets import ONE_LINE, Widget, widget_on
from tests.browser.stage import Stage

PHONE: dict[str, Any] = {"viewport": {"width": 390, "height": 740}, "has_touch": True, "is_mobile": True}
LONG = "<style>body { height: 4000px; margin: 0 } main { position: sticky; top: 0 }</style>"

CAUGHT = """() => {
  const button = document.querySelector('fiido-kefu').shadowRoot.querySelector('button[aria-expanded]');
  const { left, right, top, bottom } = button.getBoundingClientRect();
  const caught = [];
  for (let x = 2; x < innerWidth; x += 12) {
    for (let y = 2; y < innerHeight; y += 12) {
      const isOurs = document.elementFromPoint(x, y)?.localName === 'fiido-kefu';
      const isButton = x >= left && x <= right && y >= top && y <= bottom;
      if (isOurs && !isButton) caught.push([x, y]);
    }
  }
  return caught;
}"""
"""The places at which a click would not reach the shop's page, other than the launcher's own."""


async def closed(widget: Widget) -> None:
    await expect(widget.launcher).to_have_attribute("aria-expanded", "false")
    assert await widget.page.evaluate(CAUGHT) == []
    await expect(widget.panel).to_be_hidden()
    assert await widget.page.evaluate(CAUGHT) == []


@pytest.mark.parametrize("engine", [FIREFOX])
async def test_a_closed_chat_catches_no_click_in_firefox(stage: Stage, shop: Site) -> None:
    await opens_and_closes(stage, shop)


@pytest.mark.parametrize("options", [{}, PHONE], ids=["desk", "phone"])
async def test_a_closed_chat_catches_no_click(stage: Stage, shop: Site, options: dict[str, Any]) -> None:
    await opens_and_closes(stage, shop, **options)


async def opens_and_closes(stage: Stage, shop: Site, **options: Any) -> None:
    shop.pages["/"] = shop_page(pasted(ONE_LINE, stage.base), head=LONG)
    widget = await widget_on(stage, shop, window=await stage.window(**options))
    assert await widget.page.evaluate(CAUGHT) == []
    chat = await widget.open()
    assert await widget.page.evaluate(CAUGHT) != []
    await talk(stage, chat, "Do you ship to Norway?", "To Norway and back.")
    await widget.page.evaluate("FiidoKefu('close')")
    await closed(widget)
    await widget.page.locator("#buy").click()
    assert await widget.page.evaluate("location.hash") == "#bought"


async def test_on_a_phone_the_open_chat_fills_the_screen_and_the_page_stays_where_it_was(
    stage: Stage, shop: Site
) -> None:
    shop.pages["/"] = shop_page(pasted(ONE_LINE, stage.base), head=LONG)
    widget = await widget_on(stage, shop, window=await stage.window(lang="zh", **PHONE))
    await widget.page.evaluate("scrollTo(0, 600)")
    await widget.launcher.tap()
    chat = await widget.chat()
    await expect(widget.panel).to_have_css("opacity", "1")
    assert await widget.panel.bounding_box() == {"x": 0, "y": 0, "width": 390, "height": 740}
    await expect(widget.launcher).to_be_hidden()
    assert await widget.page.evaluate("getComputedStyle(document.documentElement).overflow") == "hidden"
    assert await widget.page.evaluate("document.documentElement.scrollWidth") == 390
    sizes = await chat.page.locator("header button:visible, header a:visible, #send").evaluate_all(
        "all => all.map((one) => [one.id, one.offsetWidth, one.offsetHeight])"
    )
    assert [size for size in sizes if min(size[1:]) < 40] == []
    # A field that takes the focus by itself would bring up the keyboard, over half of what there is to read.
    await expect(chat.field).not_to_be_focused()
    await talk(stage, chat, "寄到挪威吗？", "寄的。")
    await chat.page.locator("#close").tap()
    await closed(widget)
    assert await widget.page.evaluate("[scrollY, document.documentElement.style.overflow]") == [600, ""]


async def test_turning_the_phone_keeps_the_chat_on_the_screen(stage: Stage, shop: Site) -> None:
    shop.pages["/"] = shop_page(pasted(ONE_LINE, stage.base), head=LONG)
    widget = await widget_on(stage, shop, window=await stage.window(**PHONE))
    await widget.launcher.tap()
    await widget.chat()
    for width, height in ((740, 390), (390, 740), (390, 420)):
        await widget.page.set_viewport_size({"width": width, "height": height})
        await widget.page.wait_for_function(
            "size => innerWidth === size[0] && innerHeight === size[1]", arg=[width, height]
        )
        await expect(widget.panel).to_have_css("width", f"{width}px")
        await expect(widget.panel).to_have_css("height", f"{height}px")
    await widget.page.keyboard.press("Escape")
    await closed(widget)
