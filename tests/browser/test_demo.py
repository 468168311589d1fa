"""The demo shop: a page that opens the chat, closes it, and works on a phone."""

import json
from typing import Any

import pytest
from playwright.async_api import FrameLocator, Page, expect

from tests.browser.stage import Stage

PHONE = {"viewport": {"width": 390, "height": 740}, "has_touch": True, "is_mobile": True, "reduced_motion": "reduce"}


async def shop_page(stage: Stage, lang: str = "en", **options: Any) -> tuple[Page, FrameLocator]:
    page = await (await stage.window(lang=lang, **options)).new_page()
    await page.goto(f"{stage.base}/?lang={lang}")
    return page, page.frame_locator("fiido-kefu iframe")


async def test_the_launcher_opens_the_chat_and_escape_closes_it(stage: Stage) -> None:
    page, frame = await shop_page(stage, viewport={"width": 1200, "height": 800})
    launcher = page.locator("fiido-kefu > button")
    await expect(launcher).to_have_attribute("aria-expanded", "false")
    await launcher.click()
    await expect(launcher).to_have_attribute("aria-expanded", "true")
    await expect(frame.locator("textarea")).to_be_focused()
    await page.keyboard.type("Hello from the shop")
    await page.keyboard.press("Enter")
    stage.ai.reply("Welcome.")
    await expect(frame.locator("[data-role=ai] .bubble")).to_have_text("Welcome.")
    await page.keyboard.press("Escape")
    await expect(page.locator("fiido-kefu #panel")).to_be_hidden()
    await expect(launcher).to_be_focused()
    await expect(launcher).to_have_attribute("aria-expanded", "false")
    await page.keyboard.press("Enter")
    await expect(frame.locator("[data-role=ai] .bubble")).to_be_visible()
    await expect(frame.locator("textarea")).to_be_focused()
    await frame.get_by_role("button", name="Close").click()
    await expect(page.locator("fiido-kefu #panel")).to_be_hidden()
    await expect(launcher).to_be_focused()


async def test_the_button_in_the_page_opens_the_chat_too(stage: Stage) -> None:
    page, frame = await shop_page(stage, viewport={"width": 1200, "height": 800})
    await page.get_by_role("button", name="Ask us anything").click()
    await expect(frame.locator("#composer")).to_be_visible()
    await expect(frame.locator("textarea")).to_be_focused()
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("button", name="Ask us anything")).to_be_focused()


async def test_on_a_phone_the_chat_fills_the_screen(stage: Stage) -> None:
    page, frame = await shop_page(stage, lang="zh", **PHONE)
    await page.locator("fiido-kefu > button").tap()
    await expect(frame.locator("textarea")).to_be_visible()
    box = await page.locator("fiido-kefu #panel").bounding_box()
    assert box == {"x": 0, "y": 0, "width": 390, "height": 740}
    assert await page.evaluate("document.documentElement.scrollWidth") == 390
    await expect(page.locator("fiido-kefu > button")).to_be_hidden()
    sizes = await frame.locator("button:visible, a:visible").evaluate_all(
        "all => all.map((one) => [one.id, one.offsetWidth, one.offsetHeight])"
    )
    assert [size for size in sizes if min(size[1:]) < 40] == []
    await frame.locator("#close").tap()
    await expect(page.locator("fiido-kefu #panel")).to_be_hidden()


@pytest.mark.parametrize("lang", ["en", "zh"])
async def test_on_the_smallest_phone_the_line_under_the_name_is_never_cut(stage: Stage, lang: str) -> None:
    page, frame = await shop_page(stage, lang, **PHONE | {"viewport": {"width": 360, "height": 640}})
    await page.locator("fiido-kefu > button").tap()
    await expect(frame.get_by_role("button", name={"en": "Close", "zh": "关闭"}[lang], exact=True)).to_be_visible()
    line = frame.locator("#status")
    words = json.loads(await frame.locator("#words").inner_text())
    states = (
        "bot_active",
        "pending_manual",
        "manual_live",
        "after_hours_email",
        "closed",
        "connecting",
        "reconnecting",
    )
    name = {"en": "Alexandra Montgomery", "zh": "欧阳小丽丽"}[lang]
    for state in states:
        await line.evaluate("(line, text) => (line.textContent = text)", words[state].replace("{name}", name))
        assert await line.evaluate(
            "({ scrollWidth: w, clientWidth: v, scrollHeight: h, clientHeight: k }) => w <= v && h <= k"
        ), state


async def test_the_shops_page_is_all_in_one_language(stage: Stage) -> None:
    page, _ = await shop_page(stage)
    await page.get_by_role("link", name="中文").click()
    await expect(page.locator("html")).to_have_attribute("lang", "zh-CN")
    await page.locator("fiido-kefu > button").click()
    frame = page.frame_locator("fiido-kefu iframe")
    await expect(frame.locator("html")).to_have_attribute("lang", "zh-CN")
    await page.keyboard.press("Escape")
    await page.get_by_role("link", name="English").click()
    await expect(page.locator("html")).to_have_attribute("lang", "en")
