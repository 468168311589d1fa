"""What agents' programs read: the lists in the order in which somebody is needed, one session whole, numbers."""

import asyncio
from typing import Any

import pytest

from app.ai.provider import AIError, Delta
from app.settings import Settings
from tests.live import Visitor
from tests.scripted import ScriptedProvider, echo, held
from tests.web.refusals import refuse
from tests.workbench.office import Office, at, office

ROUTES = (
    *("/api/agent/events", "/api/agent/colleagues", "/api/sessions", "/api/sessions/stats"),
    *("/api/sessions/s_none", "/api/sessions/s_none/messages", "/api/sessions/s_none/summary"),
)


def _names(listed: dict[str, Any]) -> list[str]:
    return [row["session_name"] for row in listed["sessions"]]


async def _list(place: Office, agent: Any, query: str) -> list[str]:
    return _names(await place.read(agent, f"/sessions?{query}"))


@pytest.mark.parametrize("path", ROUTES)
@pytest.mark.parametrize("authorization", [None, "Bearer x", "Basic dTpw"])
async def test_nobody_reads_without_being_signed_in(path: str, authorization: str | None, settings: Settings) -> None:
    async with office(settings) as place:
        headers = {"Authorization": authorization} if authorization else {}
        await refuse(place.http, "GET", path, 401, "SIGN_IN_REQUIRED", headers=headers)


async def test_a_visitors_token_opens_no_route_of_agents(settings: Settings) -> None:
    async with office(settings) as place:
        visitor = await place.visitor()
        for path in (*ROUTES, at(visitor), at(visitor, "messages")):
            await refuse(place.http, "GET", path, 401, "SIGN_IN_REQUIRED", headers=visitor.headers)


async def test_each_list_has_its_sessions_and_the_counts_tell_all(settings: Settings) -> None:
    async with office(settings) as place:
        mei, li = await place.agent(), await place.agent("li")
        ai, waits, mine, others, over = [await place.visitor() for _ in range(5)]
        await place.http.post("/api/chat/escalate", headers=waits.headers)
        await place.do(mei, mine, "takeover")
        await place.do(li, others, "takeover")
        await place.do(mei, over, "close")
        for name, visitors in (
            ("waiting", [waits]),
            ("mine", [mine]),
            ("colleagues", [others]),
            ("ai", [ai]),
            ("offline", []),
            ("closed", [over]),
        ):
            listed = await place.read(mei, f"/sessions?list={name}")
            assert _names(listed) == [visitor.session_name for visitor in visitors], name
            counts = {"waiting": 1, "mine": 1, "colleagues": 1, "ai": 1, "offline": 0, "closed": 1}
            assert listed["counts"] == counts
            assert listed["next"] is None
        assert set(await _list(place, mei, "status=manual_live")) == {mine.session_name, others.session_name}
        assert await _list(place, mei, f"status=manual_live&agent={li.agent.id}") == [others.session_name]


async def test_who_is_needed_most_stands_first(settings: Settings) -> None:
    async with office(settings) as place:
        mei = await place.agent()
        first, second = await place.waiting(), await place.waiting()
        assert await _list(place, mei, "") == [first.session_name, second.session_name]
        row = (await place.read(mei, "/sessions"))["sessions"][0]
        assert (row["severity"], row["reason"], row["rule"]) == ("high", "manual", "asked_by_visitor")
        assert row["waiting_since"]
        assert row["agent"] is None


async def test_a_long_list_comes_in_pages_without_gap_or_double(settings: Settings) -> None:
    async with office(settings) as place:
        mei = await place.agent()
        everybody = [await place.waiting() for _ in range(7)]
        found, cursor = list[str](), 0
        while cursor is not None:
            page = await place.read(mei, f"/sessions?limit=3&cursor={cursor}")
            found, cursor = found + _names(page), page["next"]
        assert found == [visitor.session_name for visitor in everybody]


async def test_a_list_can_be_searched_in_what_its_lines_show(settings: Settings) -> None:
    async with office(settings) as place:
        mei = await place.agent()
        anna = await place.visitor("My bike is GREEN", name="Anna Bell")
        other = await place.visitor("hello")
        await place.do(mei, other, "tags", tags=["battery"])
        for query, visitor in (("anna", anna), ("green", anna), ("BATTERY", other), (other.session_name, other)):
            assert await _list(place, mei, f"list=ai&q={query}") == [visitor.session_name], query
        assert await _list(place, mei, "list=ai&q=nothing+of+it") == []
        assert await _list(place, mei, "list=ai&shop=another") == []
        assert len(await _list(place, mei, "list=ai&shop=demo")) == 2


@pytest.mark.parametrize(
    "query",
    [
        "list=nothing",
        "status=waiting",
        "limit=0",
        "limit=101",
        "limit=x",
        "limit=1.5",
        "cursor=-1",
        "cursor=x",
        "cursor=99999999999999999999",
        "q=" + "x" * 101,
        "shop=" + "x" * 65,
        "agent=" + "x" * 65,
        "unknown=1",
    ],
)
async def test_a_query_that_makes_no_sense_is_refused(query: str, settings: Settings) -> None:
    async with office(settings) as place:
        mei = await place.agent()
        await refuse(place.http, "GET", f"/api/sessions?{query}", 422, "INVALID_FIELDS", headers=mei.headers)


async def test_one_session_is_read_whole(settings: Settings) -> None:
    gate = asyncio.Event()
    provider = ScriptedProvider(echo())
    async with office(settings, provider) as place:
        mei = await place.agent()
        visitor = await place.visitor("hello", page="https://shop.test/bikes")
        note = await place.do(mei, visitor, "notes", text="knows what they want")
        provider.script = held([Delta("Half ")], gate)
        async with visitor.hear() as ear:
            asked = (await visitor.say("and now?")).json()
            await ear.until("delta")
            read = {"id": asked["message_id"]}
            assert (await place.http.post("/api/chat/read", json=read, headers=visitor.headers)).status_code == 204
            opened = await place.read(mei, f"/sessions/{visitor.session_name}")
        gate.set()
        _check_opened(opened, asked, note)
        assert opened["read"] == {"visitor": asked["message_id"]}
        assert opened["session"]["context"]["page"] == "https://shop.test/bikes"


def _check_opened(opened: dict[str, Any], asked: dict[str, str], note: dict[str, str]) -> None:
    assert [message["text"] for message in opened["messages"]] == ["hello", "You said: hello", "and now?"]
    assert opened["more"] is False
    assert opened["answer"] == {"turn_id": asked["turn_id"], "text": "Half "}
    assert [(one["id"], one["text"]) for one in opened["notes"]] == [(note["note_id"], "knows what they want")]
    assert opened["notes"][0]["author"]["name"] == "Mei"
    assert opened["cursor"] >= asked["message_id"]
    assert isinstance(opened["visitor_here"], bool)


async def test_what_was_said_is_read_page_by_page(settings: Settings) -> None:
    async with office(settings) as place:
        mei, visitor = await place.agent(), await place.visitor()
        await place.do(mei, visitor, "takeover")
        for number in range(5):
            await place.do(mei, visitor, "messages", message=f"number {number}")
        last = await place.read(mei, f"/sessions/{visitor.session_name}/messages?limit=2")
        assert ([m["text"] for m in last["messages"]], last["more"]) == (["number 3", "number 4"], True)
        before = last["messages"][0]["id"]
        rest = await place.read(mei, f"/sessions/{visitor.session_name}/messages?before={before}")
        assert [m["text"] for m in rest["messages"][-3:]] == ["number 0", "number 1", "number 2"]
        assert rest["more"] is False
        for query in ("before=x", "before=1-", "limit=0", "limit=101", "x=1"):
            path = f"{at(visitor, 'messages')}?{query}"
            await refuse(place.http, "GET", path, 422, "INVALID_FIELDS", headers=mei.headers)


@pytest.mark.parametrize("path", ["", "/messages", "/summary"])
@pytest.mark.parametrize("name", ["s_none", "x", "%00", "a%20b", "..%2f..", "s_" + "x" * 500])
async def test_a_session_that_is_not_there_is_not_found(path: str, name: str, settings: Settings) -> None:
    async with office(settings) as place:
        mei = await place.agent()
        answer = await place.http.get(f"/api/sessions/{name}{path}", headers=mei.headers)
        assert answer.status_code == 404, answer.text
        assert answer.headers["content-type"] == "application/problem+json"


async def test_the_ai_sums_up_where_it_can(settings: Settings) -> None:
    provider = ScriptedProvider(echo())
    async with office(settings, provider) as place:
        mei, visitor = await place.agent(), await place.visitor("hello")
        path = f"/sessions/{visitor.session_name}/summary"
        assert await place.read(mei, path) == {"summary": None}
        provider.summary = "They said hello."
        assert await place.read(mei, path) == {"summary": "They said hello."}

        async def fail(*_: Any) -> str:
            raise AIError("network")

        provider.summarize = fail  # type: ignore[method-assign, assignment]  # an AI that is away
        assert await place.read(mei, path) == {"summary": None}


async def test_colleagues_are_told_with_presence_and_load(settings: Settings) -> None:
    async with office(settings) as place:
        mei, li = await place.agent(), await place.agent("li", max_sessions=2)
        await place.owned(li)
        async with place.hear(mei) as ear:
            while not (await ear.until("presence"))[-1].data["online"]:
                continue
            told = await place.read(li, "/agent/colleagues")
    assert told["me"] == li.agent.id
    seen = {one["name"]: (one["online"], one["load"], one["max_sessions"]) for one in told["colleagues"]}
    assert seen == {"Mei": (True, 0, 5), "Li": (False, 1, 2)}


async def test_numbers_for_a_glance(settings: Settings) -> None:
    async with office(settings) as place:
        mei = await place.agent()
        await place.owned(mei)
        visitors: list[Visitor] = [await place.waiting() for _ in range(2)]
        await place.do(mei, visitors[1], "close")
        stats = await place.read(mei, "/sessions/stats")
    assert stats.pop("longest_wait_s") >= 0
    assert stats == {"waiting": 1, "live": 1, "ai": 0, "offline": 0, "closed": 1, "agents_online": 0}


async def test_agents_read_what_happened_to_the_visitor_and_visitors_what_concerns_them(settings: Settings) -> None:
    async with office(settings) as place:
        mei, visitor = await place.agent(), await place.visitor()
        await place.do(mei, visitor, "takeover")
        await place.do(mei, visitor, "release")
        assert (await place.http.post("/api/chat/end", json={}, headers=visitor.headers)).is_success
        for path in ("", "/messages"):
            read = await place.read(mei, f"/sessions/{visitor.session_name}{path}")
            said = [message["text"] for message in read["messages"]]
            assert said == ["Mei joined", "The session was given back to the AI", "The visitor ended the session"]
        assert (await visitor.messages())[-1]["text"] == "You have ended the conversation. Write any time to go on."
