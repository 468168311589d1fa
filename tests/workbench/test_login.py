"""Signing in and out: programs by Bearer, browsers by cookies, and both by the same JWT."""

from dataclasses import replace

import httpx
import pytest

from app.domain.agent import AgentRole
from app.settings import Settings
from tests.live import serving
from tests.scripted import ScriptedProvider, echo
from tests.staff import PASSWORD, hire, sign_in
from tests.web.refusals import refuse
from tests.workbench.browser_like import browser, cookies_of, enter

LOGIN = "/api/agent/login"
PROFILE = "/api/agent/profile"


async def test_a_program_signs_in_and_asks_by_bearer(settings: Settings) -> None:
    async with serving(settings, ScriptedProvider(echo())) as live, live.client() as http:
        agent = await hire(live, "ada", AgentRole.ADMIN, lang="en")
        body = {"username": " ADA ", "password": PASSWORD, "mode": "token"}
        answer = await http.post(LOGIN, json=body)
        keys = answer.json()
        assert set(keys) == {"access_token", "refresh_token", "expires_in", "agent"}
        assert keys["expires_in"] == 900
        assert cookies_of(answer) == {}
        profile = await http.get(PROFILE, headers={"Authorization": f"Bearer {keys['access_token']}"})
        assert profile.json() == keys["agent"]
        assert profile.json()["id"] == agent.id
        assert profile.json()["role"] == "admin"
        assert "password" not in profile.text + answer.text.replace(PASSWORD, "")


async def test_a_browser_signs_in_by_cookies_that_no_script_reads(settings: Settings) -> None:
    async with serving(settings, ScriptedProvider(echo())) as live, browser(live) as http:
        answer = await enter(http, await hire(live, "ada"))
        assert set(answer.json()) == {"access_token", "expires_in", "agent"}
        cookies = cookies_of(answer)
        assert {name: (c["path"], c["samesite"]) for name, c in cookies.items()} == {
            "kefu_agent": ("/", "Lax"),
            "kefu_refresh": ("/api/agent/refresh", "Strict"),
        }
        assert all(cookie["httponly"] for cookie in cookies.values())
        assert cookies["kefu_agent"].value == answer.json()["access_token"]
        assert (await http.get(PROFILE)).json()["username"] == "ada"


@pytest.mark.parametrize(("public_url", "is_secure"), [("https://kefu.example.com", True), ("", False)])
async def test_cookies_are_secure_wherever_the_address_is(public_url: str, is_secure: bool, settings: Settings) -> None:
    settings = replace(settings, public_url=public_url)
    async with serving(settings, ScriptedProvider(echo())) as live, browser(live) as http:
        cookies = cookies_of(await enter(http, await hire(live, "ada")))
        assert [bool(cookie["secure"]) for cookie in cookies.values()] == [is_secure] * 2


@pytest.mark.parametrize(
    ("username", "password"),
    [("ada", "not the right one"), ("nobody", PASSWORD), ("gone", PASSWORD), ("new", PASSWORD), ("new", ""), ("", "")],
)
async def test_a_wrong_name_and_a_wrong_password_are_refused_alike(
    username: str, password: str, settings: Settings
) -> None:
    async with serving(settings, ScriptedProvider(echo())) as live, live.client() as http:
        await hire(live, "ada")
        staff = live.app.extensions["kefu"].staff
        await staff.change((await hire(live, "gone")).id, active=False)
        await staff.create(replace(await hire(live, "x1"), username="new"))
        body = {"username": username, "password": password}
        await refuse(http, "POST", LOGIN, 401, "LOGIN_REFUSED", json=body)


async def test_a_very_long_password_is_no_way_to_keep_us_busy(settings: Settings) -> None:
    async with serving(settings, ScriptedProvider(echo())) as live, live.client() as http:
        await hire(live, "ada")
        await refuse(http, "POST", LOGIN, 422, "INVALID_FIELDS", json={"username": "ada", "password": "x" * 5_000})


async def test_signing_out_ends_the_login_and_its_cookies_and_no_other(settings: Settings) -> None:
    async with serving(settings, ScriptedProvider(echo())) as live, browser(live) as http, live.client() as other:
        agent = await hire(live, "ada")
        program = await sign_in(other, agent)
        token = (await enter(http, agent)).json()["access_token"]
        answer = await http.post("/api/agent/logout", json={})
        assert (answer.status_code, answer.json()) == (200, {})
        assert {name: c["max-age"] for name, c in cookies_of(answer).items()} == {
            "kefu_agent": "0",
            "kefu_refresh": "0",
        }
        assert (await http.get(PROFILE)).status_code == 401
        assert (await http.get(PROFILE, headers={"Authorization": f"Bearer {token}"})).status_code == 401
        assert (await program.ask("GET", PROFILE)).status_code == 200


@pytest.mark.parametrize("header", ["Bearer", "Bearer x.y.z", "Basic YWRhOng=", "x"])
async def test_a_key_that_does_not_fit_opens_nothing_even_beside_a_good_cookie(header: str, settings: Settings) -> None:
    async with serving(settings, ScriptedProvider(echo())) as live, browser(live) as http:
        await enter(http, await hire(live, "ada"))
        await refuse(http, "GET", PROFILE, 401, "SIGN_IN_REQUIRED", headers={"Authorization": header})


async def test_a_visitors_token_is_no_agents(settings: Settings) -> None:
    async with serving(settings, ScriptedProvider(echo())) as live, live.client() as http:
        token = (await http.post("/api/chat/session", json={})).json()["token"]
        headers = {"Authorization": f"Bearer {token}"}
        await refuse(http, "GET", PROFILE, 401, "SIGN_IN_REQUIRED", headers=headers)
        answer = await http.get(PROFILE, headers={"Cookie": f"kefu_agent={token}"})
        assert answer.status_code == 401


SITES = [
    ({"Origin": "https://elsewhere.example"}, 403),
    ({"Origin": "null"}, 403),
    ({"Sec-Fetch-Site": "cross-site"}, 403),
    ({"Sec-Fetch-Site": "same-site"}, 403),
    ({"Sec-Fetch-Site": "cross-site", "Origin": "BASE"}, 403),
    ({"Sec-Fetch-Site": "same-origin", "Origin": "BASE"}, 200),
    ({"Origin": "BASE"}, 200),
    ({"Origin": "https://kefu.example.com"}, 200),
    ({}, 403),
]


@pytest.mark.parametrize(("headers", "status"), SITES)
async def test_another_site_cannot_make_a_browser_change_anything(
    headers: dict[str, str], status: int, settings: Settings
) -> None:
    settings = replace(settings, public_url="https://kefu.example.com")
    async with serving(settings, ScriptedProvider(echo())) as live, live.client() as http:
        token = (await sign_in(http, await hire(live, "ada"))).token
        sent = {name: value.replace("BASE", live.base) for name, value in headers.items()}
        cookie = {"Cookie": f"kefu_agent={token}"}
        answer = await http.patch(PROFILE, json={"status": "busy"}, headers=cookie | sent)
        assert answer.status_code == status
        assert (await http.get(PROFILE, headers=cookie | sent)).json()["status"] == (
            "busy" if status == 200 else "online"
        )
        # A program's key is no browser's to send.
        bearer = {"Authorization": f"Bearer {token}"}
        assert (await http.patch(PROFILE, json={"status": "busy"}, headers=bearer | sent)).status_code == 200
        body = {"username": "ada", "password": PASSWORD}
        answer = await http.post(LOGIN, json=body, headers=sent)
        assert answer.status_code == (status if headers else 200)


async def test_a_change_must_be_json(settings: Settings) -> None:
    async with serving(settings, ScriptedProvider(echo())) as live, browser(live) as http:
        await enter(http, await hire(live, "ada"))
        answer = await http.post("/api/agent/logout", data={"x": "1"})
        assert answer.status_code == 415
        assert (await http.get(PROFILE)).status_code == 200


async def test_no_answer_to_a_visitor_carries_an_agents_cookie(settings: Settings) -> None:
    async with serving(settings, ScriptedProvider(echo())) as live, browser(live) as http:
        await enter(http, await hire(live, "ada"))
        answers: list[httpx.Response] = [await http.get("/embed"), await http.post("/api/chat/session", json={})]
        assert [cookies_of(answer) for answer in answers] == [{}, {}]
