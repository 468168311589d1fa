"""The plain frame: the documented snippet on a shop's page, in every browser, with all that each browser denies."""

import pytest
from playwright.async_api import Page, expect

from tests.browser.elsewhere import Site
from tests.browser.embedding.browsers import DENYING, KEEPING
from tests.browser.embedding.shop_page import chat_on, pasted, shop_page, talk, visit
from tests.browser.embedding.snippets import FRAME
from tests.browser.stage import Stage


async def framed(stage: Stage, shop: Site) -> Page:
    """A visitor's tab on a shop's page with the documented frame."""
    shop.pages["/"] = shop.pages["/second"] = shop_page(pasted(FRAME, stage.base))
    return await visit(await stage.window(), shop)


@pytest.mark.parametrize("engine", KEEPING)
async def test_the_documented_frame_works_and_the_conversation_is_still_there_on_the_next_page(
    stage: Stage, shop: Site
) -> None:
    page = await framed(stage, shop)
    chat = await chat_on(page, stage)
    await talk(stage, chat, "Do you ship to Norway?", "To Norway and back.")
    box = await page.locator("iframe").bounding_box()
    assert box == {"x": 1000 - 400, "y": 700 - 540, "width": 380, "height": 520}
    await expect(chat.page.locator("#close")).to_be_hidden()
    await page.reload()
    await expect((await chat_on(page, stage)).said_by("visitor")).to_have_text(["Do you ship to Norway?"])
    await page.get_by_role("link", name="More").click()
    await page.wait_for_url("**/second")
    chat = await chat_on(page, stage)
    await expect(chat.said_by("ai")).to_have_text(["To Norway and back."])
    await talk(stage, chat, "And to Chile?", "There too.")


@pytest.mark.parametrize("engine", [DENYING])
async def test_where_a_browser_keeps_nothing_each_page_begins_anew_without_a_complaint(
    stage: Stage, shop: Site
) -> None:
    page = await framed(stage, shop)
    await talk(stage, await chat_on(page, stage), "Do you ship to Norway?", "To Norway and back.")
    await page.reload()
    chat = await chat_on(page, stage)
    await expect(chat.messages).to_have_count(0)
    await talk(stage, chat, "And to Chile?", "There too.")
