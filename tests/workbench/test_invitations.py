"""One-time links and what is said of them before they are used; and who has come by one, and who is really there."""

import pytest

from app.domain.agent import AgentRole
from app.settings import Settings
from tests.live import serving
from tests.scripted import ScriptedProvider, echo
from tests.staff import PASSWORD, hire
from tests.web.refusals import refuse
from tests.workbench.browser_like import browser, enter
from tests.workbench.office import Office, is_online, office

AGENTS = "/api/admin/agents"
CHECK = "/api/agent/password/check"
SETUP_CHECK = "/api/agent/setup/check"
LENA = {"username": "lena", "name": "Lena"}


async def secret_of(place: Office, path: str, **body: str) -> str:
    """The secret of the one-time link that an admin is given."""
    root = await place.agent("root", role=AgentRole.ADMIN)
    answer = await root.ask("POST", path, **body)
    assert answer.is_success, answer.text
    return str(answer.json()["link"]).partition("#")[2]


async def standings(place: Office) -> dict[str, str]:
    """How everybody stands, as an admin's program is told."""
    chief = await place.agent("zoe", role=AgentRole.ADMIN)
    return {one["username"]: one["standing"] for one in (await place.read(chief, "/admin/agents"))["agents"]}


async def test_a_link_says_whose_it_is_and_stays_good_until_it_is_used(settings: Settings) -> None:
    async with office(settings) as place:
        secret = await secret_of(place, AGENTS, **LENA)
        for _ in range(2):
            told = await place.http.post(CHECK, json={"link": secret})
            assert (told.status_code, told.json()) == (200, {"username": "lena", "is_new": True})
        used = await place.http.post("/api/agent/password", json={"link": secret, "password": PASSWORD})
        assert used.status_code == 200
        await refuse(place.http, "POST", CHECK, 410, "LINK_REFUSED", json={"link": secret})


async def test_a_link_of_somebody_with_a_password_says_that_they_have_one(settings: Settings) -> None:
    async with office(settings) as place:
        lena = await place.agent("lena")
        secret = await secret_of(place, f"{AGENTS}/{lena.agent.id}/reset")
        assert (await place.http.post(CHECK, json={"link": secret})).json() == {"username": "lena", "is_new": False}


@pytest.mark.parametrize("link", ["", "x", "a_none.x", "a_x:logins.x", "a.b.c"])
async def test_who_has_no_link_learns_nothing(link: str, settings: Settings) -> None:
    async with office(settings) as place:
        await place.agent("lena")
        for path in (CHECK, SETUP_CHECK):
            await refuse(place.http, "POST", path, 410, "LINK_REFUSED", json={"link": link})


async def test_a_setup_link_is_good_until_the_first_admin_is_made(settings: Settings) -> None:
    async with serving(settings, ScriptedProvider(echo())) as live, browser(live) as http:
        link = {"link": await Office(live, http).services.staff.open_setup()}
        assert (await http.post(SETUP_CHECK, json=link)).status_code == 200
        made = await http.post("/api/agent/setup", json=link | LENA | {"password": PASSWORD})
        assert made.status_code == 200
        await refuse(http, "POST", SETUP_CHECK, 410, "LINK_REFUSED", json=link)


async def test_who_was_only_invited_is_not_online_and_who_is_there_is(settings: Settings) -> None:
    async with office(settings) as place:
        await secret_of(place, AGENTS, **LENA)
        mei, gone = await place.agent("mei"), await place.agent("gone")
        await place.services.staff.change(gone.agent.id, active=False)
        async with place.hear(mei) as ear:
            await ear.until("hello")
            await is_online(place, mei)
            expected = {"lena": "invited", "mei": "online", "gone": "deactivated", "root": "away", "zoe": "away"}
            assert await standings(place) == expected
        assert "lena" not in {one.agent.username for one in await place.services.team.colleagues() if one.is_online}


async def test_the_agents_page_says_how_everybody_stands(settings: Settings) -> None:
    async with serving(settings, ScriptedProvider(echo())) as live, browser(live) as http:
        staff = Office(live, http).services.staff
        await enter(http, await hire(live, "root", AgentRole.ADMIN, lang="en"))
        invited = await http.post(AGENTS, json=LENA)
        await staff.change((await hire(live, "gone")).id, active=False)
        page = (await http.get("/agent/admin/agents")).text
        assert page.count('data-status="invited">Invited, has not signed in yet<') == 1
        assert page.count('data-status="deactivated">Deactivated<') == 1
        assert page.count('data-status="away">Not here<') == 1
        link = invited.json()["link"].partition("#")[2]
        assert (await http.post("/api/agent/password", json={"link": link, "password": PASSWORD})).status_code == 200
        assert {one.agent.username: one.standing for one in await Office(live, http).services.team.roster()} == {
            "gone": "deactivated",
            "lena": "away",
            "root": "away",
        }
