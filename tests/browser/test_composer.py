"""Where the visitor writes: what sends and what does not, and that nothing written is ever lost."""

import pytest
from playwright.async_api import CDPSession, expect

from tests.browser.chat_page import ChatPage
from tests.browser.stage import Stage

LIMIT = 2_000

SAFARIS_ENTER = """async (field, isLate) => {
  const key = (code) => new KeyboardEvent('keydown', {
    key: 'Enter', code: 'Enter', keyCode: code, bubbles: true, cancelable: true });
  field.focus();
  field.dispatchEvent(new CompositionEvent('compositionstart', { bubbles: true }));
  field.value = '你好';
  field.dispatchEvent(new InputEvent('input', { bubbles: true, isComposing: true }));
  field.dispatchEvent(new CompositionEvent('compositionend', { bubbles: true, data: '你好' }));
  if (isLate) await new Promise((resolve) => setTimeout(resolve));
  return field.dispatchEvent(key(isLate ? 13 : 229));
}"""
"""Safari ends the composition first and reports its Enter after it, unmarked."""


async def cdp(chat: ChatPage) -> CDPSession:
    return await chat.tab.context.new_cdp_session(chat.tab)


async def press_enter(session: CDPSession, code: int = 13) -> None:
    for kind in ("rawKeyDown", "keyUp"):
        key = {"key": "Enter", "code": "Enter", "windowsVirtualKeyCode": code, "nativeVirtualKeyCode": code}
        await session.send("Input.dispatchKeyEvent", {"type": kind} | key)


async def test_enter_sends_and_shift_enter_breaks_the_line(stage: Stage) -> None:
    chat = await stage.open()
    await chat.field.press_sequentially("One")
    await chat.field.press("Shift+Enter")
    await chat.field.press_sequentially("Two")
    await expect(chat.field).to_have_value("One\nTwo")
    await expect(chat.messages).to_have_count(0)
    await chat.field.press("Enter")
    await chat.taken("Two")
    await expect(chat.field).to_have_value("")
    await expect(chat.field).to_be_focused()
    assert (await chat.said_by("visitor").inner_text()) == "One\nTwo"


async def test_nothing_is_not_sent(stage: Stage) -> None:
    chat = await stage.open()
    await chat.say("   \n ")
    await expect(chat.page.locator("#send")).to_be_disabled()
    await expect(chat.messages).to_have_count(0)


async def test_the_button_sends_too(stage: Stage) -> None:
    chat = await stage.open()
    await chat.field.fill("By mouse")
    await chat.page.get_by_role("button", name="Send", exact=True).click()
    await chat.taken("By mouse")


@pytest.mark.parametrize("code", [13, 229])
async def test_enter_within_a_composition_never_sends(stage: Stage, code: int) -> None:
    chat = await stage.open(lang="zh")
    session = await cdp(chat)
    await chat.field.focus()
    for letters in ("n", "ni", "ni h", "ni hao"):
        await session.send("Input.imeSetComposition", {"text": letters, "selectionStart": 0, "selectionEnd": 0})
    await expect(chat.field).to_have_value("ni hao")
    await press_enter(session, code)
    await expect(chat.messages).to_have_count(0)
    await session.send("Input.imeSetComposition", {"text": "", "selectionStart": 0, "selectionEnd": 0})
    await chat.field.fill("")
    await session.send("Input.imeSetComposition", {"text": "nihao", "selectionStart": 0, "selectionEnd": 0})
    await session.send("Input.insertText", {"text": "你好"})
    await expect(chat.field).to_have_value("你好")
    await expect(chat.messages).to_have_count(0)
    await press_enter(session)
    await chat.taken("你好")
    await expect(chat.messages).to_have_count(1)


@pytest.mark.parametrize("is_late", [False, True], ids=["in the same task", "in the next one"])
async def test_safaris_enter_after_a_composition_does_not_send(stage: Stage, is_late: bool) -> None:
    window = await stage.window(lang="zh")
    await window.add_init_script("Object.defineProperty(navigator, 'vendor', {value: 'Apple Computer, Inc.'})")
    chat = await stage.open(window, lang="zh")
    await chat.field.evaluate(SAFARIS_ENTER, is_late)
    await expect(chat.field).to_have_value("你好")
    await expect(chat.messages).to_have_count(0)


async def test_a_draft_survives_a_reload_and_the_other_language(stage: Stage) -> None:
    chat = await stage.open()
    await chat.field.fill("I was about to ask\nwhether")
    await chat.reload()
    await expect(chat.field).to_have_value("I was about to ask\nwhether")
    await chat.language.click()
    await expect(chat.page.locator("html")).to_have_attribute("lang", "zh-CN")
    await chat.ready()
    await expect(chat.field).to_have_value("I was about to ask\nwhether")
    await chat.field.press("Enter")
    await chat.taken("whether")
    await chat.reload()
    await expect(chat.field).to_have_value("")


async def test_too_long_a_message_is_counted_and_nothing_of_it_is_cut(stage: Stage) -> None:
    chat = await stage.open()
    await chat.field.fill("好" * (LIMIT + 5))
    count = chat.page.locator("#count")
    await expect(count).to_have_text("5 characters too many. Please shorten it; nothing is cut off.")
    await chat.field.press("Enter")
    await expect(chat.messages).to_have_count(0)
    await expect(chat.field).to_have_value("好" * (LIMIT + 5))
    await chat.field.fill("🚲" * LIMIT)
    await expect(count).to_have_text("2,000 of 2,000 characters")
    await chat.field.press("Enter")
    await chat.taken("🚲" * LIMIT)
    await expect(count).to_be_empty()
    stage.ai.reply("I read all of it.")
    await expect(chat.said_by("ai")).to_have_count(1)
    assert [line.text for line in stage.ai.prompts[0].fresh] == ["🚲" * LIMIT]


async def test_the_field_grows_to_five_lines_and_then_scrolls(stage: Stage) -> None:
    chat = await stage.open()
    heights = []
    for lines in (1, 3, 5, 9):
        await chat.field.fill("\n".join(["line"] * lines))
        heights.append(await chat.field.evaluate("field => field.offsetHeight"))
    assert heights[0] < heights[1] < heights[2] == heights[3]
    assert await chat.field.evaluate("field => field.scrollHeight > field.clientHeight")
