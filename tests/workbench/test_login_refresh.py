"""Staying signed in: refresh tokens are good once, and a login that was copied ends."""

import asyncio

from app.settings import Settings
from app.store.store import Store
from tests.live import serving
from tests.scripted import ScriptedProvider, echo
from tests.staff import hire, sign_in
from tests.store.people import told
from tests.web.refusals import check_refusal, refuse
from tests.workbench.browser_like import browser, cookies_of, enter

REFRESH = "/api/agent/refresh"
PROFILE = "/api/agent/profile"


async def test_a_program_exchanges_its_refresh_token(settings: Settings) -> None:
    async with serving(settings, ScriptedProvider(echo())) as live, live.client() as http:
        ada = await sign_in(http, await hire(live, "ada"))
        answer = await http.post(REFRESH, json={"refresh_token": ada.refresh_token})
        keys = answer.json()
        assert set(keys) == {"access_token", "refresh_token", "expires_in", "agent"}
        assert keys["refresh_token"] != ada.refresh_token
        assert cookies_of(answer) == {}
        ada.token = keys["access_token"]
        assert (await ada.ask("GET", PROFILE)).json()["username"] == "ada"


async def test_a_browser_refreshes_by_cookie_and_is_shown_no_token(settings: Settings) -> None:
    async with serving(settings, ScriptedProvider(echo())) as live, browser(live) as http:
        before = cookies_of(await enter(http, await hire(live, "ada")))
        answer = await http.post(REFRESH, json={})
        assert set(answer.json()) == {"expires_in", "agent"}
        after = cookies_of(answer)
        assert after["kefu_refresh"].value != before["kefu_refresh"].value
        assert after["kefu_refresh"]["path"] == REFRESH
        assert (await http.get(PROFILE)).status_code == 200


async def test_two_tabs_that_refresh_at_once_get_the_same_successor(settings: Settings) -> None:
    async with serving(settings, ScriptedProvider(echo())) as live, browser(live) as http:
        cookies = cookies_of(await enter(http, await hire(live, "ada")))
        header = {"Cookie": f"kefu_refresh={cookies['kefu_refresh'].value}", "Origin": live.base}
        async with live.client() as plain:
            answers = await asyncio.gather(*(plain.post(REFRESH, json={}, headers=header) for _ in range(5)))
        assert {answer.status_code for answer in answers} == {200}
        assert len({cookies_of(answer)["kefu_refresh"].value for answer in answers}) == 1


async def test_reuse_ends_the_whole_family_and_its_streams(settings: Settings, store: Store) -> None:
    async with serving(settings, ScriptedProvider(echo())) as live, live.client() as http:
        agent = await hire(live, "ada")
        ada, elsewhere = await sign_in(http, agent), await sign_in(http, agent)
        tokens = [ada.refresh_token]
        for _ in range(2):
            tokens.append((await http.post(REFRESH, json={"refresh_token": tokens[-1]})).json()["refresh_token"])
        stolen = await http.post(REFRESH, json={"refresh_token": tokens[0]})
        check_refusal(stolen, 401, "SIGN_IN_REQUIRED", "en")
        await refuse(http, "POST", REFRESH, 401, "SIGN_IN_REQUIRED", json={"refresh_token": tokens[-1]})
        assert (await ada.ask("GET", PROFILE)).status_code == 401
        assert (await elsewhere.ask("GET", PROFILE)).status_code == 200
        assert [event["agent_id"] for event in await told(store)] == [agent.id]


async def test_a_refresh_that_is_refused_takes_the_cookies_away(settings: Settings) -> None:
    async with serving(settings, ScriptedProvider(echo())) as live, browser(live) as http:
        await enter(http, await hire(live, "ada"))
        token = http.cookies["kefu_agent"]
        headers = {"Authorization": f"Bearer {token}"}
        await http.post("/api/agent/logout", json={}, headers=headers)
        answer = await http.post(REFRESH, json={})
        check_refusal(answer, 401, "SIGN_IN_REQUIRED", "en")
        assert {name: c["max-age"] for name, c in cookies_of(answer).items()} == {
            "kefu_agent": "0",
            "kefu_refresh": "0",
        }
        assert "kefu_agent" not in http.cookies


async def test_what_is_no_refresh_token_is_refused(settings: Settings) -> None:
    async with serving(settings, ScriptedProvider(echo())) as live, live.client() as http:
        await hire(live, "ada")
        for token in ("x", "a.b.c", "..", "a_x:logins.l1.x", "您.好.吗"):
            await refuse(http, "POST", REFRESH, 401, "SIGN_IN_REQUIRED", json={"refresh_token": token})
        await refuse(http, "POST", REFRESH, 403, "CROSS_ORIGIN", json={}, headers={"Origin": "https://x.example"})


async def test_nobody_refreshes_who_was_deactivated(settings: Settings) -> None:
    async with serving(settings, ScriptedProvider(echo())) as live, live.client() as http:
        agent = await hire(live, "ada")
        ada = await sign_in(http, agent)
        await live.app.extensions["kefu"].staff.change(agent.id, active=False)
        await refuse(http, "POST", REFRESH, 401, "SIGN_IN_REQUIRED", json={"refresh_token": ada.refresh_token})
