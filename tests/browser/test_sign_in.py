"""Agents at the door: in, out, back to where they were, and nowhere else; in a real browser."""

import re
from typing import Any

from playwright.async_api import BrowserContext, Page, expect

from app.domain.agent import Agent, AgentRole
from app.web.services import NAME, Services
from tests.browser.stage import Stage
from tests.staff import PASSWORD, hire

WIDE = {"viewport": {"width": 1100, "height": 800}}


async def window_of(stage: Stage, **options: Any) -> BrowserContext:
    return await stage.window(**(WIDE | options))


async def fill_door(page: Page, username: str, password: str = PASSWORD) -> None:
    await page.get_by_label("Sign-in name").fill(username)
    await page.get_by_label("Password", exact=True).fill(password)
    await page.get_by_role("button", name="Sign in").click()


async def signed_in(stage: Stage, agent: Agent, path: str = "/agent/profile") -> Page:
    """A page of the workbench, in a window of its own that is signed in."""
    page = await (await window_of(stage)).new_page()
    await page.goto(f"{stage.base}{path}")
    await fill_door(page, agent.username)
    await page.wait_for_url(f"{stage.base}{path}**")
    await expect(page.locator("#top")).to_be_visible()
    return page


async def expire(stage: Stage, page: Page) -> None:
    """Let the JWT of the page's window be one that is good no more."""
    await page.context.add_cookies([{"name": "kefu_agent", "value": "e.e.e", "url": stage.base, "httpOnly": True}])


async def at_door(page: Page) -> None:
    await page.wait_for_url("**/agent/sign-in*")
    await expect(page.get_by_role("button", name="Sign in")).to_be_enabled()


async def test_who_wants_a_page_signs_in_and_gets_to_it(stage: Stage) -> None:
    await hire(stage.live, "ada", lang="en")
    page = await (await window_of(stage)).new_page()
    await page.goto(f"{stage.base}/agent/profile?tab=1#part")
    await at_door(page)
    await fill_door(page, "ada")
    await page.wait_for_url(f"{stage.base}/agent/profile?tab=1#part")
    await expect(page.get_by_role("heading", name="My profile")).to_be_visible()


async def test_what_was_wrong_is_said_and_what_was_typed_stays(stage: Stage) -> None:
    stage.has_outages = True
    await hire(stage.live, "ada", lang="en")
    page = await (await window_of(stage)).new_page()
    await page.goto(f"{stage.base}/agent/sign-in")
    await fill_door(page, "ada", "not the right one")
    await expect(page.get_by_role("alert").first).to_have_text("The name or the password is not right.")
    await expect(page.get_by_label("Sign-in name")).to_have_value("ada")
    await page.get_by_role("button", name="Show").click()
    await expect(page.get_by_label("Password", exact=True)).to_have_attribute("type", "text")
    await page.get_by_role("link", name="中文").click()
    await expect(page.locator("html")).to_have_attribute("lang", "zh-CN")
    await page.locator("[name=username]").fill("ada")
    await page.locator("[name=password]").fill("not the right one")
    await page.locator("[type=submit]").click()
    await expect(page.get_by_role("alert").first).to_have_text(re.compile("密码"))


async def test_a_login_that_only_expired_is_renewed_without_a_word(stage: Stage) -> None:
    page = await signed_in(stage, await hire(stage.live, "ada", lang="en"))
    await expire(stage, page)
    await page.goto(f"{stage.base}/agent/profile?tab=2")
    await page.wait_for_url(f"{stage.base}/agent/profile?tab=2")
    await expect(page.get_by_role("heading", name="My profile")).to_be_visible()
    # And while a page is open, by the call that finds it expired.
    stage.has_outages = True
    await expire(stage, page)
    await page.get_by_label("My status").select_option("busy")
    await expect(page.locator("#availability")).to_have_attribute("data-status", "busy")


async def test_a_login_that_ended_leads_to_the_door_and_back(stage: Stage) -> None:
    stage.has_outages = True
    agent = await hire(stage.live, "ada", lang="en")
    page = await signed_in(stage, agent, "/agent/profile?tab=3")
    services: Services = stage.live.app.extensions[NAME]
    for is_active in (False, True):
        await services.staff.change(agent.id, active=is_active)
    await page.get_by_label("My status").select_option("busy")
    await at_door(page)
    assert "next=%2Fagent%2Fprofile%3Ftab%3D3" in page.url
    await fill_door(page, "ada")
    await page.wait_for_url(f"{stage.base}/agent/profile?tab=3")


async def test_signing_out_closes_the_door_for_every_tab(stage: Stage) -> None:
    stage.has_outages = True  # the other tab's stream is refused
    page = await signed_in(stage, await hire(stage.live, "ada", lang="en"))
    other = await page.context.new_page()
    await other.goto(f"{stage.base}/agent/profile")
    await page.get_by_role("button", name="Sign out").click()
    await at_door(page)
    assert [one["name"] for one in await page.context.cookies()] == []
    await page.go_back()
    await at_door(page)
    await other.reload()
    await at_door(other)


async def test_the_language_changes_with_one_click_and_stays(stage: Stage) -> None:
    page = await signed_in(stage, await hire(stage.live, "ada", lang="en"))
    await page.goto(f"{stage.base}/agent/profile?lang=en#password")
    await page.get_by_role("link", name="中文").click()
    await expect(page.locator("html")).to_have_attribute("lang", "zh-CN")
    assert page.url == f"{stage.base}/agent/profile#password"
    await page.goto(f"{stage.base}/agent/profile")
    await expect(page.locator("html")).to_have_attribute("lang", "zh-CN")
    await page.get_by_role("link", name="English").click()
    await expect(page.locator("html")).to_have_attribute("lang", "en")


async def test_the_first_admin_sets_up_and_invites_a_colleague(stage: Stage) -> None:
    services: Services = stage.live.app.extensions[NAME]
    admin = await (await window_of(stage)).new_page()
    await admin.goto(f"{stage.base}/agent/setup#{await services.staff.open_setup()}")
    await admin.get_by_label("Your name").fill("Root")
    await admin.get_by_label("Sign-in name").fill("root")
    await admin.get_by_label("Password", exact=True).fill(PASSWORD)
    await admin.get_by_role("button", name="Make the account").click()
    await admin.wait_for_url(f"{stage.base}/agent")
    await admin.goto(f"{stage.base}/agent/admin/agents")
    await admin.get_by_role("button", name="New agent").click()
    dialog = admin.get_by_role("dialog")
    await dialog.get_by_label("Name", exact=True).fill("Lena")
    await dialog.get_by_label("Sign-in name").fill("lena")
    await dialog.get_by_role("button", name="Save").click()
    await expect(admin.get_by_role("heading", name="A link for Lena")).to_be_visible()
    link = await admin.locator("#invitation input").input_value()
    await admin.get_by_role("button", name="Done").click()
    await expect(admin.get_by_role("row").filter(has_text="lena")).to_be_visible()

    lena = await (await window_of(stage)).new_page()
    await lena.goto(link)
    await lena.get_by_label("New password").fill("a pass phrase of Lena's")
    await lena.get_by_role("button", name="Set the password and sign in").click()
    await lena.wait_for_url(f"{stage.base}/agent")
    await expect(lena.locator("#me")).to_contain_text("Lena")
    await expect(lena.get_by_role("link", name="Agents")).to_have_count(0)


async def test_an_admin_deactivates_a_colleague_only_when_sure(stage: Stage) -> None:
    await hire(stage.live, "lena", lang="en")
    page = await signed_in(stage, await hire(stage.live, "root", AgentRole.ADMIN, lang="en"), "/agent/admin/agents")
    row = page.get_by_role("row").filter(has_text="lena")
    await row.get_by_role("button", name="Edit").click()
    await page.get_by_role("button", name="Deactivate").click()
    sure = page.get_by_role("dialog", name="Deactivate Lena?")
    await sure.get_by_role("button", name="Cancel").click()
    await expect(row).not_to_contain_text("Deactivated")
    await page.get_by_role("button", name="Deactivate").click()
    await sure.get_by_role("button", name="Deactivate").click()
    await expect(row).to_contain_text("Deactivated")
    await row.get_by_role("button", name="Edit").click()
    await page.get_by_role("button", name="Activate").click()
    await expect(row).to_contain_text("Not here")


async def test_everything_is_reached_on_a_phone(stage: Stage) -> None:
    await hire(stage.live, "ada", lang="en")
    phone = await stage.window(viewport={"width": 390, "height": 844}, has_touch=True)
    page = await phone.new_page()
    await page.goto(f"{stage.base}/agent/profile")
    await fill_door(page, "ada")
    await page.wait_for_url("**/agent/profile")
    await expect(page.get_by_role("button", name="Sign out")).to_be_hidden()
    menu = page.get_by_role("button", name="Menu")
    await menu.click()
    for control in (menu, page.get_by_role("button", name="Sign out"), page.get_by_role("link", name="Sessions")):
        box = await control.bounding_box()
        assert box and box["height"] >= 44
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("button", name="Sign out")).to_be_hidden()
    await expect(menu).to_be_focused()
    overflow = await page.evaluate("document.documentElement.scrollWidth - innerWidth")
    assert overflow <= 0
