"""Bad networks and servers that come and go: what was written is kept, and arrives once."""

import asyncio
from pathlib import Path

import pytest
from playwright.async_api import Route, expect

from app.events import hub
from app.settings import Settings
from app.store.embedded import join
from tests.browser.stage import Stage
from tests.conftest import SECRET
from tests.live import serving
from tests.processes import Server

SEND = "**/api/chat"
LOST = {
    "en": "Connection lost. Reconnecting; what you wrote is safe.",
    "zh": "网络断开了，正在重连，您写的内容都在。",
}


async def offline_and_back(stage: Stage, lang: str) -> None:
    stage.has_outages = True
    window = await stage.window(lang=lang)
    chat = await stage.open(window, lang=lang)
    await chat.say("Before the tunnel")
    stage.ai.say("It is")
    await expect(chat.answer).to_have_text("It is")
    await window.set_offline(True)
    await expect(chat.banner).to_have_text(LOST[lang])
    await chat.say("In the tunnel")
    await expect(chat.with_text("In the tunnel")).to_have_count(1)
    stage.ai.say(" on its way")
    await window.set_offline(False)
    await expect(chat.answer).to_have_text("It is on its way")
    await expect(chat.banner).to_be_empty()
    await chat.taken("In the tunnel")
    stage.ai.end()
    stage.ai.reply("And so are you.")
    await expect(chat.said_by("ai")).to_have_text(["It is on its way", "And so are you."])
    await expect(chat.said_by("visitor")).to_have_text(["Before the tunnel", "In the tunnel"])


async def test_offline_and_back_loses_nothing(stage: Stage) -> None:
    await offline_and_back(stage, "en")


async def test_offline_and_back_loses_nothing_in_chinese(stage: Stage) -> None:
    await offline_and_back(stage, "zh")


async def test_a_message_whose_receipt_was_lost_is_not_sent_twice(stage: Stage) -> None:
    stage.has_outages = True
    chat = await stage.open()
    lost = 0

    async def lose_the_first_receipt(route: Route) -> None:
        nonlocal lost
        response = await route.fetch()
        lost += 1
        if lost == 1:
            await route.abort()
        else:
            await route.fulfill(response=response)

    await chat.tab.route(SEND, lose_the_first_receipt)
    await chat.say("Once")
    await chat.taken("Once")
    stage.ai.reply("Heard.")
    await expect(chat.answer).to_have_text("Heard.")
    await chat.reload()
    await expect(chat.said_by("visitor")).to_have_text(["Once"])
    assert [line.text for prompt in stage.ai.prompts for line in prompt.fresh] == ["Once"]


async def test_a_refusal_is_shown_in_the_servers_words(stage: Stage) -> None:
    stage.has_outages = True
    chat = await stage.open(lang="zh")
    await chat.say("不可见的字符：\x07")
    note = chat.page.locator(".message[data-state=failed] .note")
    await expect(note).to_contain_text("控制字符")


async def test_a_restart_of_the_server_is_survived(stage: Stage, valkey: str, tmp_path: Path) -> None:
    stage.has_outages = True
    environ = {"REDIS_URL": valkey, "REDIS_TAG": "test", "SECRET_KEY": SECRET, "VAR_DIR": str(tmp_path)}
    server = Server(tmp_path / "server.log", environ)
    await asyncio.to_thread(server.start)
    try:
        chat = await stage.open(base=server.base)
        await chat.say("Before")
        await chat.taken("Before")
        await expect(chat.said_by("ai")).to_have_count(1)
        await asyncio.to_thread(server.stop)
        await expect(chat.banner).to_have_text(LOST["en"])
        await chat.say("Meanwhile")
        await asyncio.to_thread(server.start)
        await chat.ready()
        await expect(chat.banner).to_be_empty()
        await chat.taken("Meanwhile")
        await expect(chat.said_by("ai")).to_have_count(2)
        await expect(chat.said_by("visitor")).to_have_text(["Before", "Meanwhile"])
        await chat.tab.close()
    finally:
        await asyncio.to_thread(server.stop)


async def test_a_store_that_stays_away_is_said_and_survived(
    stage: Stage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hub, "AWAY_S", 1.0)
    stage.has_outages = True
    share = join(tmp_path)
    settings = Settings(redis_url=share.url, redis_tag="test", secret_key=SECRET)
    async with serving(settings) as live:
        chat = await stage.open(base=live.base)
        await chat.say("Before")
        await chat.taken("Before")
        await expect(chat.said_by("ai")).to_have_count(1)
        await asyncio.to_thread(share.leave)
        await expect(chat.banner).to_have_text(LOST["en"])
        await chat.say("Meanwhile")
        share = await asyncio.to_thread(join, tmp_path)
        await expect(chat.banner).to_be_empty()
        await chat.taken("Meanwhile")
        await expect(chat.said_by("ai")).to_have_count(2)
        await expect(chat.said_by("visitor")).to_have_text(["Before", "Meanwhile"])
        await chat.tab.close()
    share.leave()
