"""Who is known by the shop's signature finds their earlier conversations in the menu, and goes on in any of them."""

from typing import Any

import pytest
from playwright.async_api import expect

from tests.browser.bridge_host import HostPage, visit
from tests.browser.crew import ALWAYS, keep_hours
from tests.browser.elsewhere import Site
from tests.browser.stage import Stage
from tests.live import Visitor, open_visitor
from tests.widget.signed import by_hash

EARLIER = {"en": "Earlier conversations", "zh": "以往的会话"}
CURRENT = {"en": "This conversation", "zh": "当前会话"}
ENDED = {"en": "Ended", "zh": "已结束"}


async def talk(stage: Stage, *texts: str, ends: bool = False) -> list[Visitor]:
    """One conversation of the same person for each text; each is theirs once they sign in with it."""
    found = []
    async with stage.live.client() as http:
        for text in texts:
            guest = await open_visitor(http)
            async with guest.hear() as ear:
                await guest.say(text)
                stage.ai.reply(f"About {text}.")
                await ear.until("message", role="ai")
            if ends:
                await http.post("/api/chat/end", headers=guest.headers, json={})
            found.append(await open_visitor(http, guest.token, user=by_hash(name="Ada")))
    return found


async def shown(stage: Stage, shop: Site, lang: str = "en", **hello: Any) -> HostPage:
    window = await stage.window(lang=lang, viewport={"width": 420, "height": 640})
    host = await visit(stage, shop, window=window, query={"lang": lang}, **hello)
    await host.chat.ready()
    return host


@pytest.mark.parametrize("lang", ["en", "zh"])
async def test_they_are_listed_newest_first_and_one_is_gone_on_with(stage: Stage, shop: Site, lang: str) -> None:
    await talk(stage, "13579", ends=True)
    await talk(stage, "24680")
    host = await shown(stage, shop, lang, user=by_hash(name="Ada"))
    await expect(host.chat.said_by("visitor")).to_have_text(["24680"])
    await host.chat.choose(EARLIER[lang])
    card = host.chat.card("conversations")
    rows = card.locator("li")
    await expect(rows).to_have_count(2)
    await expect(rows.nth(0)).to_contain_text("About 24680.")
    await expect(rows.nth(0)).to_contain_text(CURRENT[lang])
    await expect(rows.nth(1)).to_contain_text(ENDED[lang])
    await rows.nth(1).get_by_role("button").click()
    await expect(host.chat.said_by("visitor")).to_have_text(["13579"])
    await expect(card).to_be_hidden()
    await expect(host.chat.page.locator("html")).to_have_attribute("data-status", "closed")
    # The shop's page keeps this one from now on; nothing in it is news.
    assert (await host.hears("token", 2))["token"]
    assert await host.events("message:received") == []
    await host.chat.say("Once more")
    await host.chat.taken("Once more")
    stage.ai.reply("Gladly.")
    await expect(host.chat.answer).to_have_text("Gladly.")
    await host.chat.choose(EARLIER[lang])
    await expect(rows.nth(0)).to_contain_text("Gladly.")
    await expect(rows.nth(0)).to_contain_text(CURRENT[lang])


async def test_the_one_on_screen_is_only_put_back_on_screen(stage: Stage, shop: Site) -> None:
    await talk(stage, "13579")
    host = await shown(stage, shop, user=by_hash())
    await host.chat.choose(EARLIER["en"])
    card = host.chat.card("conversations")
    await expect(card).to_contain_text("There are no other conversations yet.")
    await card.get_by_role("button", name="About 13579.").click()
    await expect(card).to_be_hidden()
    assert len(await host.heard("token")) == 1


async def test_who_is_not_known_by_signature_has_no_such_list(stage: Stage, shop: Site) -> None:
    host = await shown(stage, shop, user={"id": "ada-1", "name": "Ada"})
    await host.chat.page.locator("#more").click()
    menu = host.chat.page.locator("#menu")
    await expect(menu.get_by_role("menuitem", name="End conversation")).to_be_visible()
    await expect(menu.get_by_role("menuitem", name=EARLIER["en"])).to_have_count(0)
    # What cannot be seen is not walked through either.
    walked = []
    for _ in range(await menu.get_by_role("menuitem").count() + 1):
        walked.append(await host.chat.page.evaluate("document.activeElement.dataset.do"))
        await host.page.keyboard.press("ArrowDown")
    assert "earlier" not in walked
    assert walked[0] == walked[-1]


async def test_what_people_have_to_do_with_one_is_not_left_over_in_the_next(stage: Stage, shop: Site) -> None:
    await keep_hours(stage, ALWAYS)
    await talk(stage, "13579", "24680")
    host = await shown(stage, shop, user=by_hash())
    await host.ask("human")
    await expect(host.chat.bar).to_be_visible()
    await host.chat.choose(EARLIER["en"])
    await host.chat.card("conversations").get_by_role("button", name="About 13579.").click()
    await expect(host.chat.said_by("visitor")).to_have_text(["13579"])
    await host.chat.stands("bot_active")
    await expect(host.chat.bar).to_be_hidden()
    assert await host.events("ai:resumed") == []


async def test_a_list_that_cannot_be_read_says_so_and_can_be_asked_for_again(stage: Stage, shop: Site) -> None:
    stage.has_outages = True
    await talk(stage, "13579")
    host = await shown(stage, shop, user=by_hash())
    address = "**/api/chat/conversations"
    await host.page.route(address, lambda route: route.abort())
    await host.chat.choose(EARLIER["en"])
    card = host.chat.card("conversations")
    await expect(card.get_by_role("alert")).to_contain_text("please try again")
    await card.get_by_role("button", name="Back").click()
    await host.page.unroute(address)
    await host.chat.choose(EARLIER["en"])
    await expect(card.locator("li")).to_have_count(1)


async def test_nobody_elses_are_in_it_and_none_stay_after_signing_out(stage: Stage, shop: Site) -> None:
    await talk(stage, "13579")
    host = await shown(stage, shop, user=by_hash("eve-1"))
    await host.chat.say("24680")
    await host.chat.taken("24680")
    await host.chat.choose(EARLIER["en"])
    await expect(host.chat.card("conversations").locator("li")).to_have_count(1)
    await expect(host.chat.card("conversations")).not_to_contain_text("13579")
    await host.ask("logout")
    await expect(host.chat.card("conversations")).to_be_hidden()
    await expect(host.chat.card("conversations").locator("li")).to_have_count(0)
    await host.chat.ready()
    await host.chat.page.locator("#more").click()
    await expect(host.chat.page.locator("#menu").get_by_role("menuitem", name=EARLIER["en"])).to_have_count(0)
