"""Who the visitor is, by a proof or a mere claim, and which shop's page they are on: what that opens, and what not."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from playwright.async_api import expect

from tests.browser.crew import services_of
from tests.browser.elsewhere import Site
from tests.browser.embedding.shop_page import frame_of, pasted, shop_page, talk
from tests.browser.embedding.snippets import ONE_LINE, Widget, widget_on
from tests.browser.embedding.told import TOKEN, Told, hearing_page
from tests.browser.stage import Stage
from tests.widget.signed import by_hash, by_jwt

QUESTION, ANSWER = "Do you ship to Norway?", "To Norway and back."
Sign = Callable[..., dict[str, Any]]


async def introduce(widget: Widget, user: dict[str, Any]) -> Any:
    """`setUser`, and what it resolves to."""
    return await widget.page.evaluate("user => FiidoKefu.setUser(user)", user)


@pytest.mark.parametrize("sign", [by_jwt, by_hash], ids=["jwt", "hash"])
async def test_who_proves_who_they_are_finds_the_conversation_in_another_browser(
    stage: Stage, shop: Site, sign: Sign
) -> None:
    shop.pages["/"] = hearing_page(stage)
    first = await widget_on(stage, shop)
    chat = await first.open()
    # What was said before signing in joins them.
    await talk(stage, chat, QUESTION, ANSWER)
    found = await introduce(first, sign("ada-1", name="Ada"))
    assert found == {"identity": "verified", "user": {"id": "ada-1", "name": "Ada", "verified": True}, "problem": None}
    second = await widget_on(stage, shop)
    # Before the chat is wanted nothing is asked; it is told when it is.
    assert await introduce(second, sign("ada-1", name="Ada")) is None
    await expect(second.page.locator("fiido-kefu iframe")).to_have_count(0)
    other = await second.open()
    await expect(other.said_by("visitor")).to_have_text([QUESTION])
    await talk(stage, other, "And to Chile?", "There too.")
    await expect(chat.said_by("ai")).to_have_text([ANSWER, "There too."])


async def test_who_proves_nothing_finds_nothing_and_who_signs_out_is_forgotten(stage: Stage, shop: Site) -> None:
    shop.pages["/"] = hearing_page(stage)
    window = await stage.window()
    known = await widget_on(stage, shop, window=window)
    await introduce(known, by_jwt("ada-1", name="Ada"))
    await talk(stage, await known.open(), QUESTION, ANSWER)

    widget = await widget_on(stage, shop)
    told, chat = Told(widget.page), await widget.open()
    claimed = await introduce(widget, {"id": "ada-1", "name": "Ada"})
    assert (claimed["identity"], claimed["user"]["verified"]) == ("unverified", False)
    await expect(chat.messages).to_have_count(0)
    forged = await introduce(widget, by_jwt("ada-1", "k" * 43))
    assert (forged["identity"], forged["problem"]) == ("refused", "IDENTITY_INVALID")
    assert (await told.of("error"))["code"] == "IDENTITY_INVALID"
    await introduce(widget, {"id": "ada-1", "hash": "0" * 64})
    assert (await told.of("error", 2))["code"] == "IDENTITY_INVALID"
    await expect(chat.messages).to_have_count(0)
    # It costs nothing: the chat goes on.
    await talk(stage, chat, "And to Chile?", "There too.")
    await told.both_ways()

    await known.page.evaluate("FiidoKefu.logout()")
    chat = await known.chat()
    await expect(chat.messages).to_have_count(0)
    await known.page.reload()
    await expect((await known.open()).messages).to_have_count(0)
    # It is theirs still, wherever they sign in.
    await introduce(known, by_hash("ada-1"))
    await expect((await known.chat()).said_by("visitor")).to_have_text([QUESTION])
    # On the next page, before anybody wants the chat, one can sign out as well.
    await known.page.reload()
    await expect(known.launcher).to_be_visible()
    assert await known.page.evaluate(TOKEN)
    await known.page.evaluate("FiidoKefu.logout()")
    assert await known.page.evaluate(TOKEN) is None
    await expect((await known.open()).messages).to_have_count(0)


async def test_a_shop_lets_its_own_sites_in_and_not_those_of_another_shop(stage: Stage, evil: Site) -> None:
    shops = services_of(stage).shops
    await shops.create("other", {"en": "Scooters", "zh": "滑板车"})
    await shops.change("other", lambda one: replace(one, origins=(evil.origin,)))
    line = pasted(ONE_LINE, stage.base)
    evil.pages["/"] = shop_page(line.replace('"demo"', '"other"'))
    evil.pages["/unnamed"] = shop_page(line.replace(' data-shop="demo"', ""))
    evil.pages["/demo"] = hearing_page(stage)
    widget = await widget_on(stage, evil)
    await talk(stage, await widget.open(), QUESTION, ANSWER)
    await widget.page.goto(f"{evil.origin}/unnamed")
    # The shop that lists the page's origin.
    await expect((await widget.open()).page.locator("html")).to_have_attribute("data-shop", "other")
    stage.has_outages = True  # browsers report the 403
    stage.meant = ("to the allowed origins",)
    await widget.page.goto(f"{evil.origin}/demo")
    await widget.launcher.click()
    assert (await Told(widget.page).of("error"))["code"] == "ORIGIN_NOT_ALLOWED"
    frame = await frame_of(widget.page, stage)
    await expect(frame.locator("#origin")).to_have_value(evil.origin)
    await expect(frame.locator("textarea")).to_have_count(0)
