"""The first admin: made once, by the link that the operator was given, and by nobody else."""

import asyncio

from app.settings import Settings
from app.web.services import NAME, Services
from tests.live import Live, serving
from tests.scripted import ScriptedProvider, echo
from tests.staff import PASSWORD, hire
from tests.web.refusals import refuse
from tests.workbench.browser_like import browser, cookies_of

SETUP = "/api/agent/setup"
FIRST = {"username": "root", "name": "Root", "password": PASSWORD, "lang": "en"}


async def link_of(live: Live) -> str:
    services: Services = live.app.extensions[NAME]
    return await services.staff.open_setup()


async def test_the_link_makes_the_first_admin_and_signs_them_in(settings: Settings) -> None:
    async with serving(settings, ScriptedProvider(echo())) as live, browser(live) as http:
        link = await link_of(live)
        answer = await http.post(SETUP, json=FIRST | {"link": link})
        assert answer.status_code == 200
        assert answer.json()["agent"]["role"] == "admin"
        assert set(cookies_of(answer)) == {"kefu_agent", "kefu_refresh"}
        assert (await http.get("/api/admin/agents")).status_code == 200
        assert (await http.get("/agent/admin/agents")).status_code == 200
        again = FIRST | {"link": link, "username": "thief"}
        await refuse(http, "POST", SETUP, 410, "LINK_REFUSED", json=again)
        assert await link_of(live) == ""


async def test_one_of_many_who_use_the_link_at_once_becomes_admin(settings: Settings) -> None:
    async with serving(settings, ScriptedProvider(echo())) as live, live.client() as http:
        links = [await link_of(live), await link_of(live)]
        wanted = [FIRST | {"link": links[n % 2], "username": f"root{n}"} for n in range(8)]
        answers = await asyncio.gather(*(http.post(SETUP, json=body) for body in wanted))
        assert sorted(answer.status_code for answer in answers) == [200] + [410] * 7
        services: Services = live.app.extensions[NAME]
        assert len(await services.staff.all()) == 1


async def test_a_link_is_not_used_up_by_a_password_that_is_refused(settings: Settings) -> None:
    async with serving(settings, ScriptedProvider(echo())) as live, live.client() as http:
        body = FIRST | {"link": await link_of(live)}
        await refuse(http, "POST", SETUP, 422, "PASSWORD_TOO_SHORT", json=body | {"password": "short"})
        await refuse(http, "POST", SETUP, 422, "USERNAME_INVALID", json=body | {"username": "a b"})
        assert (await http.post(SETUP, json=body)).status_code == 200


async def test_without_a_link_there_is_no_admin(settings: Settings) -> None:
    async with serving(settings, ScriptedProvider(echo())) as live, browser(live) as http:
        for link in ("", "guess", "x" * 43):
            await refuse(http, "POST", SETUP, 410, "LINK_REFUSED", json=FIRST | {"link": link})
        elsewhere = {"Origin": "https://elsewhere.example"}
        link = await link_of(live)
        await refuse(http, "POST", SETUP, 403, "CROSS_ORIGIN", json=FIRST | {"link": link}, headers=elsewhere)


async def test_agents_without_an_admin_still_need_one(settings: Settings) -> None:
    async with serving(settings, ScriptedProvider(echo())) as live, live.client() as http:
        await hire(live, "ada")
        link = await link_of(live)
        await refuse(http, "POST", SETUP, 409, "USERNAME_TAKEN", json=FIRST | {"link": link, "username": "ada"})
        assert (await http.post(SETUP, json=FIRST | {"link": link})).status_code == 200
