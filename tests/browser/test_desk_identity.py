"""What an agent sees of who a visitor is: how sure that is, told by a mark that explains itself, and live."""

import httpx
import pytest
from playwright.async_api import Locator, Page, expect

from tests.browser.crew import ALWAYS, keep_hours
from tests.browser.desk_page import DeskPage, guest_of, open_desk
from tests.browser.stage import Stage
from tests.live import open_visitor
from tests.widget.signed import Told, by_hash, by_jwt

ADA: Told = {"name": "Ada", "email": "ada@shop.example"}


def _fact(page: Page, label: str) -> Locator:
    """What stands beside a label in the visitor's facts."""
    return page.locator(f'#facts dt:text-is("{label}") + dd')


async def _open(stage: Stage, http: httpx.AsyncClient, user: Told | None, **body: object) -> DeskPage:
    await keep_hours(stage, ALWAYS)
    guest = await guest_of(http, "hello", user=user, **body)
    amy = await open_desk(stage, "Amy")
    await amy.show("ai")
    await amy.open(guest.session_name)
    return amy


@pytest.mark.parametrize(
    ("user", "proof", "told"),
    [
        (by_jwt(**ADA), "jwt", ("Verified", "signed who this is")),
        (by_hash(**ADA), "hash", ("Verified", "signed the customer ID")),
        ({"id": "ada-1", **ADA}, "none", ("Unverified", "anybody can claim it")),
    ],
)
async def test_the_mark_says_how_sure_it_is_who_this_is(
    user: Told, proof: str, told: tuple[str, str], stage: Stage, http: httpx.AsyncClient
) -> None:
    amy = await _open(stage, http, user)
    shown = _fact(amy.page, "Identity").locator(".proof")
    await expect(shown).to_have_text(told[0])
    await expect(shown).to_have_attribute("data-proof", proof)
    assert told[1] in (await shown.get_attribute("title") or "")
    await expect(_fact(amy.page, "Name")).to_have_text("Ada")
    await expect(_fact(amy.page, "E-mail")).to_have_text("ada@shop.example")
    await expect(_fact(amy.page, "Customer ID")).to_have_text("ada-1")
    await expect(amy.page.locator("#talk-name")).to_have_text("Ada")
    await expect(amy.page.locator("#known")).to_be_hidden()


async def test_an_anonymous_visitor_who_signs_in_is_known_at_once(stage: Stage, http: httpx.AsyncClient) -> None:
    await keep_hours(stage, ALWAYS)
    guest = await guest_of(http, "hello")
    amy = await open_desk(stage, "Amy")
    await amy.show("ai")
    await amy.open(guest.session_name)
    await expect(_fact(amy.page, "Identity")).to_have_text("Not identified")
    signed = by_jwt(**ADA, attributes={"vip": True, "plan": "pro"})
    await open_visitor(http, guest.token, user=signed, attributes={"vip": False, "cart": 2, "<b>": "x"})
    await expect(_fact(amy.page, "Identity").locator(".proof")).to_have_text(["Verified", "VIP"])
    await expect(amy.page.locator("#attributes dt")).to_have_text(["plan", "vip", "cart", "vip"])
    await expect(amy.page.locator("#attributes dd")).to_have_text(["pro ✓", "Yes ✓", "2", "No"])
    await expect(amy.row(guest.session_name).locator('[data-part="tags"]')).to_have_text("VIP")
    await amy.page.reload()
    await expect(amy.row(guest.session_name).locator('[data-part="who"]')).to_have_text("Ada")
    await expect(amy.row(guest.session_name).locator('[data-part="tags"]')).to_have_text("VIP")


async def test_what_a_page_calls_vip_is_no_mark(stage: Stage, http: httpx.AsyncClient) -> None:
    amy = await _open(stage, http, {"id": "ada-1", "attributes": {"vip": True}}, attributes={"vip": True})
    await expect(_fact(amy.page, "Identity").locator(".proof")).to_have_text(["Unverified"])
    await expect(amy.page.locator("#attributes dd")).to_have_text(["Yes"])
    await expect(amy.page.locator("#attributes .proof")).to_have_count(0)
