"""Where an admin changes a shop: mistakes are shown beside their fields, and nothing that was typed is ever lost."""

from typing import Any

from playwright.async_api import BrowserContext, Locator, Page, Route, expect

from app.domain.agent import AgentRole
from app.domain.hours import Period
from app.domain.shop import DEFAULT_ID
from app.web.services import NAME, Services
from tests.browser.stage import Stage, until
from tests.staff import PASSWORD, hire

PAGE = f"/agent/admin/shops/{DEFAULT_ID}?lang=en"
HOURS = f"/agent/admin/shops/{DEFAULT_ID}/hours?lang=en"


async def admins_window(stage: Stage) -> BrowserContext:
    await hire(stage.live, "root", AgentRole.ADMIN)
    window = await stage.window(viewport={"width": 1200, "height": 900})
    body = {"username": "root", "password": PASSWORD}
    assert (await window.request.post(f"{stage.base}/api/agent/login", data=body)).ok
    return window


async def open_page(stage: Stage, path: str = PAGE) -> Page:
    page = await (await admins_window(stage)).new_page()
    await page.goto(f"{stage.base}{path}")
    return page


def day(page: Page, number: int) -> Locator:
    return page.locator("#week .day").nth(number)


async def save(page: Page, form: str) -> Locator:
    await page.locator(f"#{form} [type=submit]").click()
    return page.locator(f"#{form} .result")


async def known(stage: Stage) -> Any:
    services: Services = stage.live.app.extensions[NAME]
    await services.shops.reload()  # another application may have kept it
    return services.shops.find(DEFAULT_ID)


async def test_a_week_with_nights_and_holidays_is_written_kept_and_shown_again(stage: Stage) -> None:
    page = await open_page(stage, HOURS)
    await day(page, 0).locator(".starts").fill("9")
    await day(page, 0).locator(".ends").fill("1230")
    await day(page, 0).get_by_role("button", name="Add a period").click()
    await day(page, 0).locator(".starts").nth(1).fill("22:00")
    await day(page, 0).locator(".ends").nth(1).fill("6:00")
    await page.get_by_role("button", name="Copy to every day").click()
    await day(page, 6).get_by_role("button", name="Remove this period").nth(1).click()
    await expect(day(page, 0).locator(".overnight").nth(1)).to_be_visible()
    await page.locator("#first").fill("2026-10-01")
    await page.locator("#last").fill("2026-10-03")
    await page.get_by_role("button", name="Add as holiday").click()
    await page.locator("#first").fill("2026-09-27")
    await page.locator("#last").fill("")
    await page.get_by_role("button", name="Add as working day").click()
    await expect(await save(page, "hours")).to_have_text("Saved. It is in effect everywhere.")
    hours = (await known(stage)).hours
    assert hours.week == (((Period(540, 750), Period(1320, 360)),) * 6) + ((Period(540, 750),),)
    assert dict(hours.days) == {"2026-09-27": (Period(540, 1080),)} | {f"2026-10-0{n}": () for n in (1, 2, 3)}
    await page.reload()
    await expect(day(page, 3).locator(".starts")).to_have_count(2)
    await expect(day(page, 3).locator(".ends").nth(1)).to_have_value("06:00")
    await expect(page.locator("#days .date").first).to_have_value("2026-09-27")


async def test_what_is_being_edited_says_how_the_shop_would_stand(stage: Stage) -> None:
    page = await open_page(stage, HOURS)
    for number in range(7):
        await day(page, number).get_by_role("button", name="Remove this period").click()
    await expect(page.locator("#says")).to_have_text("Closed now, and not open within a year.")
    await day(page, 0).get_by_role("button", name="Add a period").click()
    await day(page, 0).locator(".starts").fill("00:00")
    await day(page, 0).locator(".ends").fill("24:00")
    await page.get_by_role("button", name="Copy to every day").click()
    await expect(page.locator("#says")).to_have_text("Open now, and never closed.")
    assert (await known(stage)).hours.week[0] == (Period(540, 1080),)


async def test_a_mistake_is_shown_beside_its_field_and_everything_typed_stays(stage: Stage) -> None:
    stage.has_outages = True  # a refusal is a failed request to the browser's console
    page = await open_page(stage)
    await page.get_by_label("Name in English").fill("Another name")
    await page.get_by_label("The team's e-mail addresses").fill("team@example.com\nnobody")
    await expect(await save(page, "settings")).to_have_text("Not saved. Please look at the marked field.")
    emails = page.locator("[data-field='service.team_emails']")
    await expect(emails.locator(".fault")).to_have_text("That is not an e-mail address.Line 2: nobody")
    await expect(emails.locator("textarea")).to_be_focused()
    await expect(page.get_by_label("Name in English")).to_have_value("Another name")


async def test_a_mistake_in_the_hours_is_shown_beside_its_field(stage: Stage) -> None:
    stage.has_outages = True
    page = await open_page(stage, HOURS)
    await page.get_by_label("Time zone").fill("Mars/Olympus")
    await save(page, "hours")
    await expect(page.locator("[data-field=time_zone] .fault")).to_contain_text("That time zone is not known.")
    await page.get_by_label("Time zone").fill("Europe/Berlin")
    await day(page, 1).locator(".ends").fill("soon")
    await save(page, "hours")
    await expect(day(page, 1).locator(".fault")).to_contain_text("That is not a time of day.")
    await expect(day(page, 1).locator(".ends")).to_have_attribute("aria-invalid", "true")
    await expect(page.locator(".fault")).to_have_count(1)


async def test_nothing_typed_is_lost_where_the_server_is_away_or_the_login_is_over(stage: Stage) -> None:
    stage.has_outages = True
    page = await open_page(stage)
    name = page.get_by_label("Name in English")
    await name.fill("Another name")
    await page.route("**/api/admin/**", lambda route: route.abort())
    await expect(await save(page, "settings")).to_contain_text("The server cannot be reached.")
    await page.unroute_all()
    cookies = await page.context.cookies()
    await page.context.clear_cookies()
    await expect(await save(page, "settings")).to_contain_text("You have been signed out.")
    await expect(name).to_have_value("Another name")
    await page.context.add_cookies(cookies)  # type: ignore[arg-type]  # what comes out goes in
    await expect(await save(page, "settings")).to_have_text("Saved. It is in effect everywhere.")
    assert (await known(stage)).names["en"] == "Another name"


async def test_a_page_with_something_unsaved_is_not_left_unasked(stage: Stage) -> None:
    page = await open_page(stage)
    await page.get_by_label("Name in English").fill("Another name")
    asked = []

    async def stay(dialog: Any) -> None:
        asked.append(dialog.type)
        await dialog.dismiss()

    page.on("dialog", stay)
    await page.get_by_role("link", name="Agents", exact=True).click(no_wait_after=True)

    async def is_asked() -> bool:
        return asked == ["beforeunload"]

    await until(is_asked)
    await expect(page.get_by_label("Name in English")).to_have_value("Another name")
    page.remove_listener("dialog", stay)
    await save(page, "settings")
    await expect(page.locator("#settings .result")).to_have_text("Saved. It is in effect everywhere.")


async def test_what_is_typed_while_it_is_being_saved_is_not_called_saved(stage: Stage) -> None:
    page = await open_page(stage)
    name = page.get_by_label("Name in English")
    held: list[Route] = []
    await page.route("**/api/admin/**", lambda route: held.append(route))  # noqa: PLW0108 - a bound method has no name here
    await name.fill("First")
    await save(page, "settings")

    async def is_held() -> bool:
        return bool(held)

    await until(is_held)
    await name.fill("Second")
    await held[0].continue_()

    async def is_kept() -> bool:
        return bool((await known(stage)).names["en"] == "First")

    await until(is_kept)
    await expect(page.locator("#settings [type=submit]")).to_be_enabled()
    await expect(page.locator("#settings .result")).to_have_text("Not saved yet.")
    await page.unroute_all()
    await expect(await save(page, "settings")).to_have_text("Saved. It is in effect everywhere.")


async def test_a_new_shop_is_made_and_opened(stage: Stage) -> None:
    stage.has_outages = True
    page = await open_page(stage, "/agent/admin/shops?lang=en")
    await page.get_by_role("textbox", name="Id").fill("Demo")
    await page.get_by_label("Name in Chinese").fill("新店")
    await page.get_by_label("Name in English").fill("New shop")
    await save(page, "new-shop")
    await expect(page.locator("[data-field=id] .fault")).to_contain_text("small letters")
    await page.get_by_role("textbox", name="Id").fill("new")
    await save(page, "new-shop")
    await expect(page).to_have_title("New shop · Shops · Fiido Kefu")
