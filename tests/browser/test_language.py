"""Every word a person sees exists in Chinese and in English, and changes with one click."""

import re
from typing import Any

from playwright.async_api import expect

from app.ai.provider import Greeting
from tests.browser.chat_page import ChatPage
from tests.browser.stage import Stage

CHINESE = re.compile(r"[\u3400-\u9fff，。？！：；]")
LATIN = re.compile(r"[A-Za-z]{2,}")
PROPER = {"AI", "English"}

EVERY_WORD = """(root) => {
  const said = [];
  const walk = document.createTreeWalker(root, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT);
  for (let node = walk.currentNode; node; node = walk.nextNode()) {
    if (node.nodeType === 3) {
      const tag = node.parentElement.closest('script, style, noscript, #language, [data-role=visitor] .bubble');
      if (!tag && node.data.trim()) said.push(node.data.trim());
    } else for (const name of ['aria-label', 'title', 'placeholder', 'alt']) {
      if (node.getAttribute(name)) said.push(node.getAttribute(name));
    }
  }
  return [document.title, ...said, ...Object.values(JSON.parse(document.getElementById('words').textContent))];
}"""
"""All that may be shown or read out, now or later; not what the visitor wrote, nor the link to the other language."""


async def words_of(chat: ChatPage) -> list[str]:
    found: Any = await chat.page.locator("body").evaluate(EVERY_WORD)
    return [re.sub(r"\{\w+\}", "", word) for word in found]


def strangers(words: list[str], lang: str) -> list[str]:
    """The words that are not of `lang`."""
    if lang == "en":
        return [word for word in words if CHINESE.search(word)]
    return [word for word in words if set(LATIN.findall(word)) - PROPER]


async def test_one_click_changes_every_word_and_keeps_the_conversation(stage: Stage) -> None:
    stage.ai.greetings = {
        "en": Greeting("Welcome", ("Shipping?",)),
        "zh": Greeting("欢迎光临", ("怎么发货？",)),
    }
    window = await stage.window()
    chat = await stage.open(window)
    await chat.say("13579")
    await chat.taken("13579")
    stage.ai.fail()
    await expect(chat.said_by("system")).to_contain_text("The assistant cannot answer just now.")
    assert strangers(await words_of(chat), "en") == []
    await chat.language.click()
    await expect(chat.page.locator("html")).to_have_attribute("lang", "zh-CN")
    await chat.ready()
    await expect(chat.said_by("system")).to_contain_text("暂时")
    await expect(chat.said_by("visitor")).to_have_text(["13579"])
    assert strangers(await words_of(chat), "zh") == []
    await chat.say("67890")
    stage.ai.fail()
    await expect(chat.said_by("system").last).to_contain_text("暂时")
    await chat.language.click()
    await expect(chat.page.locator("html")).to_have_attribute("lang", "en")
    await chat.ready()
    await expect(chat.said_by("system")).to_have_count(2)
    assert strangers(await words_of(chat), "en") == []
    assert [prompt.lang for prompt in stage.ai.prompts] == ["en", "zh"]


async def test_an_empty_chat_has_every_word_in_both_languages(stage: Stage) -> None:
    stage.ai.greetings = {"zh": Greeting(None, ("怎么发货？",))}
    for lang in ("en", "zh"):
        chat = await stage.open(lang=lang)
        assert strangers(await words_of(chat), lang) == []
        await expect(chat.page.locator(".welcome")).to_be_visible()


async def test_the_browsers_language_is_taken_where_none_is_asked_for(stage: Stage) -> None:
    window = await stage.window(lang="zh")
    chat = await stage.open(window, lang="")
    await expect(chat.page.locator("html")).to_have_attribute("lang", "zh-CN")
    assert strangers(await words_of(chat), "zh") == []


async def test_a_welcome_suggestion_is_one_tap(stage: Stage) -> None:
    stage.ai.greetings = {"en": Greeting("Welcome", ("Shipping?", "Returns?"))}
    chat = await stage.open()
    await expect(chat.page.locator(".welcome")).to_have_text("Welcome")
    await chat.chips.first.click()
    await chat.taken("Shipping?")
    await expect(chat.chips).to_have_count(0)
