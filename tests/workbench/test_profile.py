"""Agents change what is theirs: status, name, language, password; and nothing that is an admin's to decide."""

from typing import Any

import pytest

from app.settings import Settings
from app.store.store import Store
from tests.live import serving
from tests.scripted import ScriptedProvider, echo
from tests.staff import PASSWORD, hire, sign_in
from tests.store.people import told
from tests.web.refusals import refuse

PROFILE = "/api/agent/profile"
NEXT = "another good pass phrase"


@pytest.mark.parametrize("body", [{"status": "busy"}, {"status": "offline"}, {"name": "Ada L."}, {"lang": "en"}, {}])
async def test_what_is_sent_changes_and_the_rest_stays(body: dict[str, Any], settings: Settings) -> None:
    async with serving(settings, ScriptedProvider(echo())) as live, live.client() as http:
        ada = await sign_in(http, await hire(live, "ada"))
        before = (await ada.ask("GET", PROFILE)).json()
        answer = await ada.ask("PATCH", PROFILE, **body)
        assert answer.json() == (await ada.ask("GET", PROFILE)).json() == before | body


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"role": "admin"}, "INVALID_FIELDS"),
        ({"max_sessions": 50}, "INVALID_FIELDS"),
        ({"shops": []}, "INVALID_FIELDS"),
        ({"active": True}, "INVALID_FIELDS"),
        ({"username": "root"}, "INVALID_FIELDS"),
        ({"status": "away"}, "INVALID_FIELDS"),
        ({"lang": "fr"}, "INVALID_FIELDS"),
        ({"name": "\u200b"}, "NAME_INVALID"),
        ({"password": "short", "current_password": PASSWORD}, "PASSWORD_TOO_SHORT"),
        ({"password": "ada.ada.ada" * 30, "current_password": PASSWORD}, "PASSWORD_TOO_LONG"),
        ({"password": "1234567890", "current_password": PASSWORD}, "PASSWORD_TOO_COMMON"),
        ({"password": NEXT, "current_password": "wrong"}, "PASSWORD_WRONG"),
        ({"password": NEXT}, "PASSWORD_WRONG"),
    ],
)
async def test_nobody_makes_more_of_themselves(body: dict[str, Any], code: str, settings: Settings) -> None:
    async with serving(settings, ScriptedProvider(echo())) as live, live.client() as http:
        ada = await sign_in(http, await hire(live, "ada"))
        before = (await ada.ask("GET", PROFILE)).json()
        await refuse(http, "PATCH", PROFILE, 422, code, json=body, headers=ada.headers)
        assert (await ada.ask("GET", PROFILE)).json() == before
        assert (await sign_in(http, ada.agent)).token


async def test_a_new_password_ends_every_other_login_and_its_streams(settings: Settings, store: Store) -> None:
    async with serving(settings, ScriptedProvider(echo())) as live, live.client() as http:
        agent = await hire(live, "ada")
        here, elsewhere = await sign_in(http, agent), await sign_in(http, agent)
        answer = await here.ask("PATCH", PROFILE, password=NEXT, current_password=PASSWORD, status="busy")
        assert (answer.status_code, answer.json()["status"]) == (200, "busy")
        assert (await here.ask("GET", PROFILE)).status_code == 200
        assert (await elsewhere.ask("GET", PROFILE)).status_code == 401
        body = {"refresh_token": elsewhere.refresh_token}
        await refuse(http, "POST", "/api/agent/refresh", 401, "SIGN_IN_REQUIRED", json=body)
        assert await told(store) == [{"agent_id": agent.id, "login_id": ""}]
        assert (await sign_in(http, agent, NEXT)).token
        old = {"username": "ada", "password": PASSWORD}
        assert (await http.post("/api/agent/login", json=old)).status_code == 401
