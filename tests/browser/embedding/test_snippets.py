"""Every way to embed that is documented, pasted as it stands: the chat is there, and looks and speaks as asked."""

import pytest
from playwright.async_api import expect

from app.domain.looks import Looks, Proactive
from app.domain.shop import Shop
from app.workbench.snippet import Source, write_snippets
from tests.browser.crew import services_of
from tests.browser.elsewhere import Site
from tests.browser.embedding.browsers import ENGINES
from tests.browser.embedding.shop_page import chat_on, pasted, shop_page, talk
from tests.browser.embedding.snippets import CLASS, CONFIG, ONE_LINE, QUEUED, widget_on
from tests.browser.stage import Stage

LOOKS = Looks(
    color="#e11d48",
    theme="dark",
    position="bottom-left",
    label={"en": "Ask us", "zh": "问我们"},
    offset_x_px=40,
    offset_y_px=60,
    z_index=77,
)
PROACTIVE = Proactive(after_s=1, pages="/*", message={"en": "May I help?", "zh": "需要帮忙吗？"})


@pytest.mark.parametrize("engine", ENGINES)
async def test_the_requirements_script_opens_the_chat(stage: Stage, shop: Site) -> None:
    shop.pages["/"] = shop_page(pasted(CONFIG, stage.base))
    widget = await widget_on(stage, shop)
    box = await widget.launcher.bounding_box()
    assert box and box["x"] + box["width"] == 1000 - 20 and box["y"] + box["height"] == 700 - 20
    chat = await widget.open()
    await expect(chat.page.locator(".welcome")).to_have_text("您好，有什么可以帮您？")
    await expect(chat.page.locator("html")).to_have_attribute("data-theme", "light")
    await expect(chat.field).to_be_focused()
    await talk(stage, chat, "Do you ship to Norway?", "To Norway and back.")
    await chat.field.press("Escape")
    await expect(widget.launcher).to_have_attribute("aria-expanded", "false")
    await expect(widget.panel).to_be_hidden()
    await widget.tidy()


async def test_one_line_is_enough_and_costs_one_request_before_somebody_is_interested(stage: Stage, shop: Site) -> None:
    shop.pages["/"] = shop_page(pasted(ONE_LINE, stage.base))
    window = await stage.window()
    asked: list[str] = []
    window.on("request", lambda request: asked.append(request.url))
    widget = await widget_on(stage, shop, window=window)
    page = widget.page
    await page.wait_for_load_state("networkidle")
    assert asked == [f"{shop.origin}/", f"{stage.base}/sdk/fiido-kefu.js"]
    assert await page.evaluate("[localStorage.length, sessionStorage.length, document.cookie]") == [0, 0, ""]
    assert await window.cookies() == []
    await talk(stage, await widget.open(), "Do you ship to Norway?", "To Norway and back.")


async def test_calls_made_before_the_script_has_loaded_are_carried_out(stage: Stage, shop: Site) -> None:
    shop.pages["/"] = shop_page(pasted(QUEUED, stage.base))
    widget = await widget_on(stage, shop)
    await expect(widget.launcher).to_have_css("background-color", "rgb(225, 29, 72)")
    await talk(stage, await widget.chat(), "Do you ship to Norway?", "To Norway and back.")
    await expect(widget.page).to_have_title("To Norway and back.")


async def test_the_class_does_what_its_methods_say(stage: Stage, shop: Site) -> None:
    stage.ai.reply("A good choice.")
    shop.pages["/"] = shop_page(pasted(CLASS, stage.base))
    widget = await widget_on(stage, shop)
    await widget.page.locator("#buy").click()
    chat = await chat_on(widget.page, stage)
    await expect(chat.said_by("visitor")).to_have_text(["I want to buy this"])
    await expect(widget.page).to_have_title("A good choice.")
    assert await widget.page.evaluate("[kefu.isOpen(), kefu.close(), kefu.isOpen()]") == [True, None, False]


@pytest.mark.parametrize("kind", ["script", "pinned"])
async def test_the_workbenchs_lines_look_and_speak_as_the_shop_has_chosen(stage: Stage, shop: Site, kind: str) -> None:
    loader = services_of(stage).loader
    chosen = Shop("demo", {"en": "Bicycles", "zh": "单车"}, looks=LOOKS, proactive=PROACTIVE)
    source = Source(stage.base, loader.path, loader.integrity)
    shop.pages["/"] = shop_page(write_snippets(chosen, source)[kind])
    widget = await widget_on(stage, shop)
    await expect(widget.launcher).to_have_css("background-color", "rgb(225, 29, 72)")
    await expect(widget.launcher).to_have_text("Ask us", use_inner_text=True)
    await expect(widget.page.locator("fiido-kefu")).to_have_css("z-index", "77")
    box = await widget.launcher.bounding_box()
    assert box and box["x"] == 40 and box["y"] + box["height"] == 700 - 60
    await widget.page.get_by_role("button", name="May I help?").click()
    chat = await widget.chat()
    await expect(chat.page.locator("html")).to_have_attribute("data-theme", "dark")
    await talk(stage, chat, "Yes, you may", "Gladly.")
