"""Agents of some shops only: what they may not see is not there for them, and nobody waits for them to answer it."""

import asyncio
from typing import Any

import pytest

from app.domain.agent import AgentRole
from app.settings import Settings
from tests.live import Live, Visitor, open_visitor, serving
from tests.scripted import ScriptedProvider, echo
from tests.staff import Colleague, admin_of, hire, sign_in
from tests.web.refusals import refuse
from tests.workbench.browser_like import browser, enter

SECOND = {"id": "second", "names": {"zh": "二", "en": "Second"}}


async def _visitor_of(root: Colleague, shop: str) -> Visitor:
    await root.ask("POST", "/api/admin/shops", **SECOND)
    return await open_visitor(root.http, shop=shop)


async def _taken_from(root: Colleague, live: Live) -> tuple[Colleague, Visitor]:
    """An agent who has taken a session of the second shop, and since then sees only the demo shop's."""
    amy = await sign_in(root.http, await hire(live, "amy"))
    visitor = await _visitor_of(root, "second")
    assert (await amy.ask("POST", f"/api/sessions/{visitor.session_name}/takeover")).status_code == 200
    assert (await visitor.say("a secret word")).status_code == 202
    changed = await root.ask("PATCH", f"/api/admin/agents/{amy.agent.id}", shops=["demo"])
    assert changed.status_code == 200
    return amy, visitor


async def _listed(agent: Colleague, name: str) -> dict[str, Any]:
    found: dict[str, Any] = (await agent.ask("GET", f"/api/sessions?list={name}")).json()
    return found


async def test_who_lost_a_shop_does_not_even_list_the_sessions_they_owned_there(settings: Settings) -> None:
    async with serving(settings, ScriptedProvider(echo())) as live, browser(live) as http:
        amy, visitor = await _taken_from(await admin_of(live, http), live)
        mine = await _listed(amy, "mine")
        assert (mine["sessions"], mine["counts"]["mine"]) == ([], 0)
        await enter(http, amy.agent)
        page = (await http.get("/agent?list=mine")).text
        assert visitor.session_name not in page
        assert "a secret word" not in page


async def test_a_session_whose_owner_may_no_longer_see_it_goes_on_without_them(settings: Settings) -> None:
    async with serving(settings, ScriptedProvider(echo())) as live, live.client() as http:
        root = await admin_of(live, http)
        amy, visitor = await _taken_from(root, live)
        # Her workbench stays open all the while: she is there, and yet can do nothing for this visitor.
        async with http.stream("GET", "/api/agent/events", headers=amy.headers) as stream:
            assert stream.status_code == 200
            async with asyncio.timeout(15):
                while True:
                    found = (await root.ask("GET", f"/api/sessions/{visitor.session_name}")).json()["session"]
                    if not found["agent"]:
                        break
                    await asyncio.sleep(0.1)
        assert found["status"] in {"pending_manual", "after_hours_email"}
        assert (await root.ask("POST", f"/api/sessions/{visitor.session_name}/takeover")).status_code == 200


@pytest.mark.parametrize("part", ["log", "messages", "notes", "turn", "clients", "marks"])
async def test_a_name_that_spells_another_key_is_no_sessions_name(part: str, settings: Settings) -> None:
    async with serving(settings, ScriptedProvider(echo())) as live, live.client() as http:
        ada = await sign_in(http, await hire(live, "ada", AgentRole.ADMIN))
        visitor = await open_visitor(http)
        await visitor.say("hello")
        path = f"/api/sessions/{visitor.session_name}:{part}"
        for there in ("", "/messages", "/summary"):
            await refuse(http, "GET", path + there, 404, "SESSION_NOT_FOUND", headers=ada.headers)
        for there in ("/takeover", "/typing", "/close"):
            await refuse(http, "POST", path + there, 404, "SESSION_NOT_FOUND", headers=ada.headers)
