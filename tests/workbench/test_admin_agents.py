"""Admins manage agents: what they change is true at once, and they never learn a password."""

import asyncio
from typing import Any

import pytest

from app.domain.agent import AgentRole
from app.settings import Settings
from app.store.store import Store
from tests.live import serving
from tests.scripted import ScriptedProvider, echo
from tests.staff import PASSWORD, admin_of, hire, sign_in
from tests.store.people import told
from tests.web.refusals import refuse

AGENTS = "/api/admin/agents"
PROFILE = "/api/agent/profile"
NEW = {
    "username": "Lena",
    "name": " Lena  Muster ",
    "role": "agent",
    "lang": "en",
    "max_sessions": 3,
    "shops": ["demo"],
}


async def test_a_new_agent_sets_their_own_password_by_the_link(settings: Settings) -> None:
    async with serving(settings, ScriptedProvider(echo())) as live, live.client() as http:
        root = await admin_of(live, http)
        answer = await root.ask("POST", AGENTS, **NEW)
        assert answer.status_code == 201
        made, link = answer.json()["agent"], answer.json()["link"]
        assert (made["username"], made["name"]) == ("lena", "Lena Muster")
        assert {name: made[name] for name in ("role", "lang", "max_sessions", "shops", "active")} == {
            "role": "agent",
            "lang": "en",
            "max_sessions": 3,
            "shops": ["demo"],
            "active": True,
        }
        page, _, secret = link.partition("#")
        assert page == f"{live.base}/agent/password"
        mine = "my own pass phrase"
        await refuse(
            http, "POST", "/api/agent/login", 401, "LOGIN_REFUSED", json={"username": "lena", "password": mine}
        )
        entered = await http.post("/api/agent/password", json={"link": secret, "password": mine})
        assert (entered.status_code, entered.json()["agent"]["id"]) == (200, made["id"])
        body = {"link": secret, "password": "somebody else's phrase"}
        await refuse(http, "POST", "/api/agent/password", 410, "LINK_REFUSED", json=body)
        answer = await http.post("/api/agent/login", json={"username": "lena", "password": mine})
        assert answer.status_code == 200
        listed = (await root.ask("GET", AGENTS)).json()["agents"]
        assert [one["username"] for one in listed] == ["lena", "root"]
        assert "argon2" not in str(listed)


@pytest.mark.parametrize(
    ("changes", "status", "code"),
    [
        ({"username": "root"}, 409, "USERNAME_TAKEN"),
        ({"username": "ＲＯＯＴ"}, 409, "USERNAME_TAKEN"),
        ({"username": "no spaces"}, 422, "USERNAME_INVALID"),
        ({"name": " "}, 422, "NAME_INVALID"),
        ({"role": "owner"}, 422, "INVALID_FIELDS"),
        ({"lang": "fr"}, 422, "INVALID_FIELDS"),
        ({"max_sessions": 0}, 422, "INVALID_FIELDS"),
        ({"max_sessions": 51}, 422, "INVALID_FIELDS"),
        ({"max_sessions": "5"}, 422, "INVALID_FIELDS"),
        ({"shops": ["a b"]}, 422, "INVALID_FIELDS"),
        ({"shops": "demo"}, 422, "INVALID_FIELDS"),
        ({"password": "chosen by the admin"}, 422, "INVALID_FIELDS"),
        ({"id": "a_mine"}, 422, "INVALID_FIELDS"),
    ],
)
async def test_what_cannot_be_an_agent_is_refused(
    changes: dict[str, Any], status: int, code: str, settings: Settings
) -> None:
    async with serving(settings, ScriptedProvider(echo())) as live, live.client() as http:
        root = await admin_of(live, http)
        await refuse(http, "POST", AGENTS, status, code, json=NEW | changes, headers=root.headers)


async def test_a_change_is_true_at_once_for_logins_that_exist(settings: Settings, store: Store) -> None:
    async with serving(settings, ScriptedProvider(echo())) as live, live.client() as http:
        root, lena = await admin_of(live, http), await sign_in(http, await hire(live, "lena"))
        path = f"{AGENTS}/{lena.agent.id}"
        changed = await root.ask("PATCH", path, name="Lena M.", lang="en", max_sessions=9)
        assert changed.json() == (await lena.ask("GET", PROFILE)).json()
        assert (changed.json()["name"], changed.json()["lang"], changed.json()["max_sessions"]) == ("Lena M.", "en", 9)
        assert await told(store) == []
        assert (await lena.ask("GET", AGENTS)).status_code == 403
        await root.ask("PATCH", path, role="admin")
        assert (await lena.ask("GET", AGENTS)).status_code == 200
        await root.ask("PATCH", path, role="agent")
        assert (await lena.ask("GET", AGENTS)).status_code == 403
        await root.ask("PATCH", path, shops=["demo"])
        assert (await lena.ask("GET", PROFILE)).json()["shops"] == ["demo"]
        await root.ask("PATCH", path, shops=[])
        assert [event["agent_id"] for event in await told(store)] == [lena.agent.id] * 4


async def test_who_is_deactivated_is_out_at_once_and_comes_back_only_by_signing_in(
    settings: Settings, store: Store
) -> None:
    async with serving(settings, ScriptedProvider(echo())) as live, live.client() as http:
        root, lena = await admin_of(live, http), await sign_in(http, await hire(live, "lena"))
        path = f"{AGENTS}/{lena.agent.id}"
        await root.ask("PATCH", path, active=False)
        assert (await lena.ask("GET", PROFILE)).status_code == 401
        assert await told(store) == [{"agent_id": lena.agent.id, "login_id": ""}]
        body = {"username": "lena", "password": PASSWORD}
        assert (await http.post("/api/agent/login", json=body)).status_code == 401
        await refuse(http, "POST", f"{path}/reset", 409, "AGENT_INACTIVE", json={}, headers=root.headers)
        await root.ask("PATCH", path, active=True)
        assert (await lena.ask("GET", PROFILE)).status_code == 401
        assert (await http.post("/api/agent/login", json=body)).status_code == 200


async def test_a_reset_ends_every_login_once_the_link_is_used(settings: Settings) -> None:
    async with serving(settings, ScriptedProvider(echo())) as live, live.client() as http:
        root, lena = await admin_of(live, http), await sign_in(http, await hire(live, "lena"))
        links = [(await root.ask("POST", f"{AGENTS}/{lena.agent.id}/reset")).json()["link"] for _ in range(2)]
        assert (await lena.ask("GET", PROFILE)).status_code == 200
        old, new = (link.partition("#")[2] for link in links)
        body = {"password": "my next pass phrase"}
        await refuse(http, "POST", "/api/agent/password", 410, "LINK_REFUSED", json=body | {"link": old})
        weak = {"link": new, "password": "too short"}
        await refuse(http, "POST", "/api/agent/password", 422, "PASSWORD_TOO_SHORT", json=weak)
        uses = (http.post("/api/agent/password", json={"link": new, "password": f"pass phrase {n}"}) for n in range(5))
        answers = await asyncio.gather(*uses)
        assert sorted(answer.status_code for answer in answers) == [200, 410, 410, 410, 410]
        assert (await lena.ask("GET", PROFILE)).status_code == 401
        assert (await root.ask("GET", PROFILE)).status_code == 200


@pytest.mark.parametrize("link", ["x", "a_none.x", "a_x:logins.x", ".", "a.b.c"])
async def test_a_link_that_is_none_sets_no_password(link: str, settings: Settings) -> None:
    async with serving(settings, ScriptedProvider(echo())) as live, live.client() as http:
        await hire(live, "lena")
        body = {"link": link, "password": "my next pass phrase"}
        await refuse(http, "POST", "/api/agent/password", 410, "LINK_REFUSED", json=body)


@pytest.mark.parametrize("body", [{"role": "agent"}, {"active": False}])
async def test_the_last_admin_cannot_be_lost(body: dict[str, Any], settings: Settings) -> None:
    async with serving(settings, ScriptedProvider(echo())) as live, live.client() as http:
        root = await admin_of(live, http)
        path = f"{AGENTS}/{root.agent.id}"
        await refuse(http, "PATCH", path, 409, "LAST_ADMIN", json=body, headers=root.headers)
        await hire(live, "second", AgentRole.ADMIN)
        assert (await root.ask("PATCH", path, **body)).status_code == 200


@pytest.mark.parametrize("agent_id", ["a_none", "x:logins", "a b", "x" * 65])
async def test_an_agent_who_is_not_there_cannot_be_changed(agent_id: str, settings: Settings) -> None:
    async with serving(settings, ScriptedProvider(echo())) as live, live.client() as http:
        root = await admin_of(live, http)
        path, body = f"{AGENTS}/{agent_id}", {"lang": "en"}
        await refuse(http, "PATCH", path, 404, "AGENT_NOT_FOUND", json=body, headers=root.headers)
        await refuse(http, "POST", f"{path}/reset", 404, "AGENT_NOT_FOUND", json={}, headers=root.headers)
