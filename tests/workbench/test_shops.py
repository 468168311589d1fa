"""Admins change the shops: what is kept is true on every process; what is refused says where, and changes nothing."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from typing import Any

import pytest

from app.domain.service_form import service_data
from app.domain.shop import DEFAULT_ID, Service
from app.settings import Settings
from app.web.services import NAME, Services
from tests.live import Live, serving
from tests.scripted import ScriptedProvider, echo
from tests.staff import Colleague, admin_of, hire, sign_in

DEMO = f"/api/admin/shops/{DEFAULT_ID}"
NAMES = {"zh": "新店", "en": "New shop"}
ALWAYS = [[{"starts": "00:00", "ends": "24:00"}]] * 7
NEVER: list[list[Any]] = [[]] * 7


def hours(week: list[list[Any]], **more: Any) -> dict[str, Any]:
    return {"time_zone": "UTC", "week": week, "days": {}} | more


@pytest.fixture
async def live(settings: Settings) -> AsyncIterator[Live]:
    async with serving(settings, ScriptedProvider(echo())) as running:
        yield running


@pytest.fixture
async def admin(live: Live) -> AsyncIterator[Colleague]:
    async with live.client() as http:
        yield await admin_of(live, http)


async def refused(admin: Colleague, method: str, path: str, body: dict[str, Any]) -> tuple[int, str, str]:
    answer = await admin.ask(method, path, **body)
    problem = answer.json()
    return answer.status_code, problem["code"], problem["errors"][0]["field"] if "errors" in problem else ""


async def test_the_default_shop_is_there_and_serves_as_usual(admin: Colleague) -> None:
    shops = (await admin.ask("GET", "/api/admin/shops")).json()["shops"]
    assert [shop["id"] for shop in shops] == [DEFAULT_ID]
    assert shops[0]["service"] == service_data(Service())
    found = (await admin.ask("GET", f"{DEMO}/hours")).json()
    assert (found["time_zone"], found["week"][6]) == ("Asia/Shanghai", [{"starts": "09:00", "ends": "18:00"}])


async def test_hours_are_kept_and_say_how_the_shop_stands(admin: Colleague) -> None:
    kept = (await admin.ask("PUT", f"{DEMO}/hours", **hours(ALWAYS))).json()
    assert (kept["open_now"], kept["next_opening"], kept["closes_at"]) == (True, None, None)
    assert kept["says"] == "Open now, and never closed."
    assert (await admin.ask("GET", f"{DEMO}/hours")).json() == kept
    assert (await admin.ask("GET", DEMO)).json()["open_now"]
    holiday = hours(NEVER, days={"2099-12-31": [{"starts": "22:00", "ends": "06:00"}]})
    kept = (await admin.ask("PUT", f"{DEMO}/hours", **holiday)).json()
    assert (kept["open_now"], kept["next_opening"], kept["days"]) == (False, None, holiday["days"])


async def test_hours_that_are_only_looked_at_are_not_kept(admin: Colleague) -> None:
    looked = (await admin.ask("POST", f"{DEMO}/hours/check", **hours(ALWAYS))).json()
    assert looked["open_now"]
    assert (await admin.ask("GET", f"{DEMO}/hours")).json()["time_zone"] == "Asia/Shanghai"


async def test_a_shops_standing_is_said_in_the_readers_language(admin: Colleague) -> None:
    english = (await admin.ask("GET", f"{DEMO}/hours")).json()["says"]
    admin.http.headers["Accept-Language"] = "zh"
    chinese = (await admin.ask("GET", f"{DEMO}/hours")).json()["says"]
    assert english.startswith(("Open now.", "Closed now."))
    assert not chinese.startswith(("Open now.", "Closed now."))


async def test_names_and_service_are_kept_and_leave_the_hours_alone(admin: Colleague) -> None:
    await admin.ask("PUT", f"{DEMO}/hours", **hours(ALWAYS))
    service = service_data(Service(wait_limit_s=90, keeps_company=True, team_emails=("team@example.com",)))
    kept = (await admin.ask("PUT", DEMO, names=NAMES, service=service)).json()
    assert (kept["names"], kept["service"], kept["open_now"]) == (NAMES, service, True)


async def test_a_shop_is_made_once(admin: Colleague) -> None:
    made = await admin.ask("POST", "/api/admin/shops", id="new", names=NAMES)
    assert (made.status_code, made.json()["names"]) == (201, NAMES)
    body = {"id": "new", "names": NAMES}
    assert await refused(admin, "POST", "/api/admin/shops", body) == (409, "SHOP_EXISTS", "id")
    found = (await admin.ask("GET", "/api/admin/shops")).json()["shops"]
    assert [shop["id"] for shop in found] == [DEFAULT_ID, "new"]


async def test_what_cannot_be_kept_is_refused_with_its_field_and_changes_nothing(admin: Colleague) -> None:
    before = [(await admin.ask("GET", path)).json() for path in (DEMO, f"{DEMO}/hours")]
    slip = [[{"starts": "09:00", "ends": "25:00"}], *NEVER[1:]]
    service = service_data(Service())
    for path, body, expected in (
        (f"{DEMO}/hours", hours(slip), ("HOURS_TIME", "week.0.0.ends")),
        (f"{DEMO}/hours", hours(NEVER, time_zone="Mars/Olympus"), ("HOURS_TIME_ZONE", "time_zone")),
        (f"{DEMO}/hours", hours(NEVER, days={"2026-02-30": []}), ("HOURS_DATE", "days.2026-02-30")),
        (DEMO, {"names": NAMES | {"en": " "}, "service": service}, ("SHOP_NAME", "names.en")),
        (DEMO, {"names": NAMES, "service": service | {"offer_s": 1}}, ("SHOP_TIME", "service.offer_s")),
        (DEMO, {"names": NAMES, "service": service | {"offer_s": "60"}}, ("INVALID_FIELDS", "service.offer_s")),
    ):
        assert await refused(admin, "PUT", path, body) == (422, *expected)
    assert [(await admin.ask("GET", path)).json() for path in (DEMO, f"{DEMO}/hours")] == before


async def test_a_shop_that_is_not_there_is_not_changed(admin: Colleague) -> None:
    for method, path, body in (
        ("GET", "", {}),
        ("PUT", "", {"names": NAMES, "service": service_data(Service())}),
        ("GET", "/hours", {}),
        ("PUT", "/hours", hours(ALWAYS)),
        ("POST", "/hours/check", hours(ALWAYS)),
    ):
        answer = await admin.ask(method, f"/api/admin/shops/nowhere{path}", **body)
        assert (answer.status_code, answer.json()["code"]) == (404, "SHOP_NOT_FOUND")


async def test_only_admins_see_or_change_shops(live: Live) -> None:
    async with live.client() as http:
        agent = await sign_in(http, await hire(live, "li"))
        for method, path, body in (
            ("GET", "/api/admin/shops", {}),
            ("POST", "/api/admin/shops", {"id": "new", "names": NAMES}),
            ("PUT", f"{DEMO}/hours", hours(ALWAYS)),
        ):
            assert (await agent.ask(method, path, **body)).json()["code"] == "ADMIN_REQUIRED"
            sent = {} if method == "GET" else {"json": body}
            assert (await http.request(method, path, **sent)).status_code == 401  # type: ignore[arg-type]
        assert (await http.get("/agent/admin/shops")).status_code == 303


async def test_the_pages_show_what_is_kept(admin: Colleague) -> None:
    names = {"zh": "<新店>", "en": "<New> & shop"}
    service = service_data(Service(team_emails=("team@example.com",)))
    await admin.ask("PUT", DEMO, names=names, service=service)
    await admin.ask("PUT", f"{DEMO}/hours", **hours(NEVER, days={"2026-10-01": []}))
    listed = (await admin.ask("GET", "/agent/admin/shops?lang=en")).text
    assert "&lt;New&gt; &amp; shop" in listed and "<New>" not in listed
    pages = [f"/agent/admin/shops/{DEFAULT_ID}{part}?lang=en" for part in ("", "/hours")]
    page = "".join([(await admin.ask("GET", one)).text for one in pages])
    for shown in ("team@example.com", 'value="2026-10-01"', 'value="UTC"', "Closed now, and not open within a year."):
        assert shown in page
    assert (await admin.ask("GET", "/agent/admin/shops/nowhere")).status_code == 404


async def test_what_is_saved_on_one_process_is_true_on_another(settings: Settings) -> None:
    async with AsyncExitStack() as stack:
        here, there = [await stack.enter_async_context(serving(settings, ScriptedProvider(echo()))) for _ in range(2)]
        http = await stack.enter_async_context(here.client())
        admin = await admin_of(here, http)
        await admin.ask("PUT", f"{DEMO}/hours", **hours(NEVER))
        await admin.ask("POST", "/api/admin/shops", id="new", names=NAMES)
        known: Services = there.app.extensions[NAME]
        async with asyncio.timeout(15):
            while known.shops.find("new").id != "new":
                await asyncio.sleep(0.02)
        assert known.shops.find("new").names == NAMES
        assert not any(known.shops.find(DEFAULT_ID).hours.week)
