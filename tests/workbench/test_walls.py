"""An agent of one shop is deaf and blind to every other: no route shows, counts, streams or touches their sessions."""

from typing import Any

import pytest

from app.auth.guards import GUARD
from app.domain.agent import AgentRole
from app.settings import Settings
from tests.live import Heard
from tests.scripted import ScriptedProvider, echo
from tests.web.refusals import refuse
from tests.workbench.office import Office, at, office
from tests.workbench.test_handling_api import ACTIONS, BODIES

SECRET_WORD = "xylophone"
READS = ("", "/messages", "/summary")


async def _rules(place: Office) -> set[tuple[str, str]]:
    """Every route of agents that names a session, as (method, what)."""
    app = place.live.app
    return {
        (method, rule.rule.removeprefix("/api/sessions/<session_name>").removeprefix("/"))
        for rule in app.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
        if rule.rule.startswith("/api/sessions/<") and getattr(app.view_functions[rule.endpoint], GUARD) == "agent"
    }


async def test_every_route_that_names_a_session_is_walked_below(settings: Settings) -> None:
    async with office(settings) as place:
        walked = {("GET", what.removeprefix("/")) for what in READS} | {("POST", what) for what in ACTIONS}
        assert await _rules(place) == walked


@pytest.mark.parametrize("role", [AgentRole.AGENT, AgentRole.ADMIN])
async def test_another_shops_session_is_as_one_that_is_not_there(role: AgentRole, settings: Settings) -> None:
    provider = ScriptedProvider(echo())
    provider.summary = SECRET_WORD
    async with office(settings, provider) as place:
        await place.add_shop("other")
        stranger = await place.agent("stranger", role=role, shops=("demo",))
        visitor = await place.visitor(SECRET_WORD, shop="other")
        before = await place.sessions.load(visitor.session_name)
        for what in READS:
            path = at(visitor) + what
            await refuse(place.http, "GET", path, 404, "SESSION_NOT_FOUND", headers=stranger.headers)
        path = f"/api/agent/events?session={visitor.session_name}"
        await refuse(place.http, "GET", path, 404, "SESSION_NOT_FOUND", headers=stranger.headers)
        for what in ACTIONS:
            body = BODIES.get(what, {})
            answer = await stranger.ask("POST", at(visitor, what), **body)
            # To whom there is nobody to transfer to, nothing is said of the session either.
            expected = {(404, "SESSION_NOT_FOUND")} | ({(409, "COLLEAGUE_AWAY")} if what == "transfer" else set())
            assert (answer.status_code, answer.json()["code"]) in expected, what
            assert SECRET_WORD not in answer.text
        assert await place.sessions.load(visitor.session_name) == before
        assert await place.sessions.notes(visitor.session_name) == ()


async def test_lists_counts_and_numbers_leave_other_shops_out(settings: Settings) -> None:
    async with office(settings) as place:
        await place.add_shop("other")
        mine, boss = await place.agent("mine", shops=("demo",)), await place.agent("boss")
        for shop in ("demo", "other"):
            await place.visitor(SECRET_WORD, shop=shop)
            await place.waiting(shop=shop)
            await place.owned(boss, shop=shop)
            await place.do(boss, await place.visitor(shop=shop), "close")
        for query in (
            *(f"list={name}" for name in ("waiting", "ai", "closed")),
            *(f"status={name}" for name in ("pending_manual", "manual_live", "bot_active", "closed")),
            *(f"list=ai&q={SECRET_WORD}", "list=ai&q=s_"),
        ):
            rows, everybodys = [await place.read(who, f"/sessions?{query}") for who in (mine, boss)]
            assert [row["shop"] for row in rows["sessions"]] == ["demo"], query
            assert {row["shop"] for row in everybodys["sessions"]} == {"demo", "other"}, query
        assert (await place.read(mine, "/sessions?list=ai&shop=other"))["sessions"] == []
        counts = (await place.read(mine, "/sessions"))["counts"]
        assert counts == {"waiting": 1, "mine": 0, "colleagues": 1, "ai": 1, "offline": 0, "closed": 1}
        stats = await place.read(mine, "/sessions/stats")
        assert {name: stats[name] for name in ("waiting", "live", "ai", "closed")} == dict.fromkeys(
            ("waiting", "live", "ai", "closed"), 1
        )


async def test_nothing_of_another_shop_is_heard(settings: Settings) -> None:
    async with office(settings) as place:
        await place.add_shop("other")
        mine, boss = await place.agent("mine", shops=("demo",)), await place.agent("boss")
        own = await place.visitor()
        async with place.hear(mine, own.session_name) as ear:
            await _be_busy(place, boss, shop="other")
            done = await _be_busy(place, boss, shop="demo")
            heard = await ear.until("queue", session_name=done, status="closed")
        assert _names_in(heard) <= {own.session_name, done}
        assert SECRET_WORD not in str([event for event in heard if event.data.get("session_name") != done])


VISITORS_DEEDS: dict[str, dict[str, Any]] = {
    "escalate": {},
    "typing": {},
    "rating": {"score": 1, "comment": SECRET_WORD},
}
AGENTS_DEEDS: dict[str, dict[str, Any]] = {
    "takeover": {},
    "messages": {"message": SECRET_WORD},
    "typing": {},
    "notes": {"text": SECRET_WORD},
    "tags": {"tags": [SECRET_WORD]},
    "release": {},
    "close": {},
}


async def _be_busy(place: Office, boss: Any, *, shop: str) -> str:
    """All that agents hear of happens in a session of that shop, which is closed in the end; returns its name."""
    visitor = await place.visitor(f"{SECRET_WORD} of {shop}", shop=shop)
    for what, body in VISITORS_DEEDS.items():
        answer = await place.http.post(f"/api/chat/{what}", json=body, headers=visitor.headers)
        assert answer.is_success, answer.text
    for what, body in AGENTS_DEEDS.items():
        await place.do(boss, visitor, what, **body)
    return visitor.session_name


def _names_in(heard: list[Heard]) -> set[str]:
    return {event.data["session_name"] for event in heard if event.data.get("session_name")}


async def test_a_colleague_who_may_not_see_it_is_offered_no_session(settings: Settings) -> None:
    async with office(settings) as place:
        await place.add_shop("other")
        mine, boss = await place.agent("mine", shops=("demo",)), await place.agent("boss")
        visitor = await place.owned(boss, shop="other")
        async with place.hear(mine) as ear:
            await ear.until("presence")
            body = {"to": mine.agent.id}
            path = at(visitor, "transfer")
            await refuse(place.http, "POST", path, 409, "COLLEAGUE_AWAY", json=body, headers=boss.headers)
