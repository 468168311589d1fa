"""The chat without eyes and without a mouse: what is read out, what the keyboard reaches, what can be read at all."""

from typing import Any

import pytest
from playwright.async_api import expect

from app.ai.provider import Greeting
from tests.browser.stage import Stage

AA_TEXT, AA_SHAPE = 4.5, 3.0

COLLECT_ANNOUNCEMENTS = """window.announced = [];
document.addEventListener('DOMContentLoaded', () => {
  const region = document.querySelector('[role=log][aria-live=polite]');
  new MutationObserver((changes) => changes.forEach(({ type, addedNodes }) => type === 'characterData'
    ? announced.push('changed') : addedNodes.forEach((node) => announced.push(node.textContent)))
  ).observe(region, { childList: true, subtree: true, characterData: true });
});"""

FOCUSED = """() => {
  const { id, className, tagName, textContent } = document.activeElement;
  const style = getComputedStyle(document.activeElement);
  return { name: id || className || tagName, text: textContent.trim(), outline: parseFloat(style.outlineWidth),
    isShown: style.outlineStyle !== 'none' };
}"""

CONTRASTS = """([texts, shapes]) => {
  const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
  const over = (colours) => {
    canvas.clearRect(0, 0, 1, 1);
    for (const colour of colours) { canvas.fillStyle = colour; canvas.fillRect(0, 0, 1, 1); }
    return [...canvas.getImageData(0, 0, 1, 1).data].slice(0, 3);
  };
  const ground = (element) => {
    const layers = [];
    for (let one = element; one; one = one.parentElement) layers.unshift(getComputedStyle(one).backgroundColor);
    return ['#fff', ...layers];
  };
  const linear = (share) => share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  const light = (rgb) => rgb.reduce((sum, one, at) => sum + linear(one / 255) * [0.2126, 0.7152, 0.0722][at], 0);
  const ratio = (under, colour) => {
    const [low, high] = [light(over(under)), light(over([...under, colour]))].sort((a, b) => a - b);
    return (high + 0.05) / (low + 0.05);
  };
  const measured = {};
  for (const selector of texts) {
    const [plain, pseudo] = selector.split('::');
    for (const element of document.querySelectorAll(plain)) {
      const { color } = getComputedStyle(element, pseudo ? `::${pseudo}` : undefined);
      measured[selector] = Math.min(measured[selector] ?? 21, ratio(ground(element), color));
    }
  }
  for (const selector of shapes) {
    const element = document.querySelector(selector);
    measured[selector] = ratio(ground(element), getComputedStyle(element).color);
  }
  return measured;
}"""
"""The contrast of each text with what lies under it, as the browser computed their colours."""

TEXTS = [
    *("h1", "#status", "#language", ".welcome", ".small", "textarea", "textarea::placeholder", ".name", ".chip"),
    *(".message[data-role=visitor] .bubble", ".message[data-role=visitor] .bubble a", ".message[data-role=ai] .bubble"),
    *(".message[data-role=ai] .bubble a", ".bubble code", ".bubble th", ".message[data-role=system] .bubble", ".at"),
]
SHAPES = ["#send svg", "#face svg"]


async def test_each_finished_message_is_read_out_once(stage: Stage) -> None:
    window = await stage.window()
    await window.add_init_script(COLLECT_ANNOUNCEMENTS)
    chat = await stage.open(window)
    await chat.say("Hello")
    for word in ("One ", "two ", "three"):
        stage.ai.say(word)
        await expect(chat.answer).to_contain_text(word.strip())
    assert await chat.page.evaluate("announced") == []
    stage.ai.end()
    await expect(chat.page.locator(".message[data-state=done]")).to_have_count(1)
    assert await chat.page.evaluate("announced") == ["AI assistant says: One two three"]
    await chat.say("Hello?")
    stage.ai.fail()
    await expect(chat.said_by("system")).to_have_count(1)
    announced = await chat.page.evaluate("announced.slice(1)")
    assert announced == [await chat.said_by("system").inner_text()]
    await chat.reload()
    assert await chat.page.evaluate("announced") == []


async def test_the_keyboard_reaches_everything_and_shows_where_it_is(stage: Stage) -> None:
    stage.ai.greetings = {"en": Greeting("Welcome", ("Shipping?", "Returns?"))}
    chat = await stage.open()
    await chat.page.evaluate("document.activeElement.blur()")
    reached: list[dict[str, Any]] = []
    for _ in range(8):
        await chat.tab.keyboard.press("Tab")
        reached.append(await chat.page.evaluate(FOCUSED))
    assert [one["text"] if one["name"] == "chip" else one["name"] for one in reached] == [
        *("language", "more", "log", "Shipping?", "Returns?", "ask", "TEXTAREA", "BODY"),
    ]
    assert [one["name"] for one in reached[:-1] if not (one["isShown"] and one["outline"] >= 1)] == []
    await chat.field.focus()
    for _ in range(3):
        await chat.tab.keyboard.press("Shift+Tab")
    await chat.tab.keyboard.press("Enter")
    await chat.taken("Shipping?")
    await expect(chat.field).to_be_focused()


async def test_a_failed_message_is_tried_again_from_the_keyboard(stage: Stage) -> None:
    stage.has_outages = True
    chat = await stage.open()
    await chat.tab.route("**/api/chat", lambda route: route.fulfill(status=500))
    await chat.say("Hello")
    retry = chat.page.get_by_role("button", name="Try again")
    await expect(retry).to_be_visible()
    await chat.tab.unroute("**/api/chat")
    await retry.focus()
    await chat.tab.keyboard.press("Enter")
    await chat.taken("Hello")


@pytest.mark.parametrize("theme", ["light", "dark"])
async def test_every_text_can_be_read_on_any_accent(stage: Stage, theme: str) -> None:
    visitor = await stage.visitor()
    window = await stage.window(token=visitor.token)
    chat = await stage.open(window, theme=theme)
    await chat.say("See http://shop.test/")
    stage.ai.reply("[a](http://shop.test/) `code`\n\n| a | b |\n|---|---|\n| c | d |\n", "More?")
    await expect(chat.chips).to_have_count(1)
    await chat.say("And?")
    stage.ai.fail()
    await expect(chat.said_by("system")).to_have_count(1)
    await chat.say("So?")
    stage.ai.reply("So.", "More?")
    await expect(chat.chips).to_have_count(1)
    await chat.tab.close()
    poor = []
    for accent in ("fff", "000", "ff0", "0f766e", "e11d48", "777777"):
        chat = await stage.open(window, theme=theme, color=accent)
        await chat.field.fill("Something to send")
        await chat.page.locator("#send").evaluate("button => button.getAnimations().forEach((one) => one.finish())")
        measured = await chat.page.evaluate(CONTRASTS, [TEXTS, SHAPES])
        assert set(measured) == {*TEXTS, *SHAPES}
        least = {selector: AA_SHAPE if selector in SHAPES else AA_TEXT for selector in measured}
        poor += [(accent, name, round(ratio, 2)) for name, ratio in measured.items() if ratio < least[name]]
        await chat.tab.close()
    assert poor == []


@pytest.mark.parametrize("theme", ["light", "dark"])
async def test_bad_news_can_be_read_too(stage: Stage, theme: str) -> None:
    stage.has_outages = True
    window = await stage.window()
    chat = await stage.open(window, theme=theme)
    await chat.tab.route("**/api/chat", lambda route: route.fulfill(status=500))
    await chat.say("Hello")
    await expect(chat.page.locator(".note")).to_be_visible()
    await window.set_offline(True)
    await chat.field.fill("x" * 2_100)
    await expect(chat.banner).to_be_visible()
    texts = ["#banner", ".note", ".note button", "#count", "#status", "[data-state=failed] .bubble"]
    measured = await chat.page.evaluate(CONTRASTS, [texts, []])
    assert set(measured) == set(texts)
    assert [(name, ratio) for name, ratio in measured.items() if ratio < AA_TEXT] == []


async def test_the_automatic_theme_follows_the_system(stage: Stage) -> None:
    grounds = []
    for scheme in ("light", "dark"):
        chat = await stage.open(await stage.window(color_scheme=scheme), theme="auto")
        grounds.append(await chat.page.evaluate("getComputedStyle(document.body).backgroundColor"))
        fixed = await stage.open(theme=scheme)
        assert await fixed.page.evaluate("getComputedStyle(document.body).backgroundColor") == grounds[-1]
    assert grounds[0] != grounds[1]


async def test_nothing_moves_for_those_who_asked_for_that(stage: Stage) -> None:
    chat = await stage.open(await stage.window(reduced_motion="reduce"))
    await chat.say("Hello")
    await expect(chat.page.locator(".dots")).to_be_visible()
    assert await chat.page.evaluate("document.getAnimations().length") == 0
