"""Shops' pages that reload, swap their body, include us twice or lose the server: one chat, and the same one."""

import pytest
from playwright.async_api import Route, expect

from tests.browser.elsewhere import Site
from tests.browser.embedding.browsers import CHROMIUM, DENYING
from tests.browser.embedding.shop_page import pasted, shop_page, talk, visit
from tests.browser.embedding.snippets import CONFIG, ONE_LINE, widget_on
from tests.browser.embedding.test_frame_elsewhere import free_port, still_sells
from tests.browser.stage import Stage

# What libraries do that make links fast: the next page's body and title take the place of this one's, scripts run anew.
SWAP = """async (address) => {
  const next = new DOMParser().parseFromString(await (await fetch(address)).text(), 'text/html');
  for (const script of next.querySelectorAll('script')) {
    const copy = document.createElement('script');
    for (const { name, value } of script.attributes) copy.setAttribute(name, value);
    copy.textContent = script.textContent;
    script.replaceWith(copy);
  }
  document.documentElement.replaceChild(document.adoptNode(next.body), document.body);
  document.title = next.title;
  history.pushState({}, '', address);
}"""


@pytest.mark.parametrize("engine", [CHROMIUM, DENYING])
async def test_the_conversation_goes_on_though_the_frame_itself_can_keep_nothing(stage: Stage, shop: Site) -> None:
    shop.pages["/"] = shop.pages["/second"] = shop_page(pasted(ONE_LINE, stage.base))
    window = await stage.window()
    widget = await widget_on(stage, shop, window=window)
    await talk(stage, await widget.open(), "Do you ship to Norway?", "To Norway and back.")
    await widget.page.goto(f"{shop.origin}/second")
    await expect(widget.launcher).to_have_attribute("aria-expanded", "false")
    chat = await widget.open()
    await expect(chat.said_by("visitor")).to_have_text(["Do you ship to Norway?"])
    await talk(stage, chat, "And to Chile?", "There too.")
    # The shop's page keeps it, and no cookie does.
    assert await window.cookies() == []


async def test_a_page_that_swaps_its_body_keeps_the_open_chat(stage: Stage, shop: Site) -> None:
    shop.pages["/"] = shop.pages["/second"] = shop_page(pasted(ONE_LINE, stage.base))
    widget = await widget_on(stage, shop)
    chat = await widget.open()
    await talk(stage, chat, "Do you ship to Norway?", "To Norway and back.")
    await chat.field.fill("Half a sent")
    for path in ("/second", "/", "/second"):
        await widget.page.evaluate(SWAP, path)
    await expect(widget.launcher).to_have_attribute("aria-expanded", "true")
    await expect(chat.field).to_have_value("Half a sent")
    await talk(stage, chat, "And to Chile?", "There too.")
    await widget.tidy()


async def test_a_page_that_replaces_all_gets_the_launcher_back(stage: Stage, shop: Site) -> None:
    shop.pages["/"] = shop_page(pasted(ONE_LINE, stage.base))
    widget = await widget_on(stage, shop)
    before = await widget.open()
    await talk(stage, before, "Do you ship to Norway?", "To Norway and back.")
    async with widget.page.expect_event("framedetached"):
        await widget.page.evaluate(
            "document.documentElement.replaceChildren(document.createElement('head'), document.createElement('body'))"
        )
    await expect(widget.launcher).to_be_visible()
    chat = await widget.chat()
    await expect(chat.said_by("visitor")).to_have_text(["Do you ship to Norway?"])
    await widget.tidy()


@pytest.mark.parametrize("order", [[CONFIG, ONE_LINE], [ONE_LINE, ONE_LINE, CONFIG]])
async def test_a_page_that_includes_us_more_than_once_has_one_chat(stage: Stage, shop: Site, order: list[str]) -> None:
    shop.pages["/"] = shop_page("\n".join(pasted(snippet, stage.base) for snippet in order))
    widget = await widget_on(stage, shop)
    await widget.page.wait_for_load_state("load")
    chat = await widget.open()
    await talk(stage, chat, "Do you ship to Norway?", "To Norway and back.")
    await expect(chat.said_by("visitor")).to_have_text(["Do you ship to Norway?"])
    await widget.tidy()


async def test_two_tabs_of_a_shop_are_one_conversation(stage: Stage, shop: Site) -> None:
    shop.pages["/"] = shop_page(pasted(ONE_LINE, stage.base))
    window = await stage.window()
    first, second = [await widget_on(stage, shop, window=window) for _ in range(2)]
    chat = await first.open()
    await talk(stage, chat, "Do you ship to Norway?", "To Norway and back.")
    other = await second.open()
    await expect(other.said_by("ai")).to_have_text(["To Norway and back."])
    await talk(stage, other, "And to Chile?", "There too.")
    await expect(chat.said_by("ai")).to_have_text(["To Norway and back.", "There too."])


async def test_a_server_that_is_down_costs_the_shop_nothing(stage: Stage, shop: Site) -> None:
    stage.has_outages = True
    shop.pages["/"] = shop_page(pasted(CONFIG, f"https://chat.test:{free_port()}"))
    page = await visit(await stage.window(), shop)
    await page.wait_for_load_state("load")
    await still_sells(page)
    await expect(page.locator("fiido-kefu")).to_have_count(0)


@pytest.mark.parametrize("lost", ["**/sdk/chat.*", "**/embed?**"], ids=["chat", "frame"])
async def test_a_server_that_goes_down_is_said_and_tried_again(stage: Stage, shop: Site, lost: str) -> None:
    stage.has_outages = True
    shop.pages["/"] = shop_page(pasted(ONE_LINE, stage.base))
    widget = await widget_on(stage, shop)
    lose = _lose
    await widget.page.route(lost, lose)
    await widget.launcher.click()
    complaint = widget.page.locator("fiido-kefu").get_by_text("cannot be reached")
    await expect(complaint.first).to_be_visible(timeout=30_000)
    await still_sells(widget.page)
    await widget.page.unroute(lost, lose)
    again = widget.page.get_by_role("button", name="Try again")
    await (again if await again.is_visible() else widget.launcher).click()
    await talk(stage, await widget.chat(), "Do you ship to Norway?", "To Norway and back.")


async def _lose(route: Route) -> None:
    await route.abort()
