"""What may be sent with what agents do: nothing where nothing is needed, and no body whatsoever that breaks a route."""

import asyncio
import json
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import settings as tries
from hypothesis import strategies as st

from app.settings import Settings
from tests.scripted import ScriptedProvider, saying
from tests.web.refusals import refuse
from tests.widget.test_any_body import BODIES as ANY_BODIES
from tests.widget.test_any_body import JSON, TEXT, TRIES, VALUES
from tests.workbench.office import at, office
from tests.workbench.test_handling_api import BODIES, BODILESS


@pytest.mark.parametrize("what", BODILESS)
async def test_what_needs_no_body_is_content_with_none(what: str, settings: Settings) -> None:
    async with office(settings) as place:
        mei, visitor = await place.agent(), await place.visitor()
        sendings: tuple[dict[str, Any], ...] = (
            {},
            {"json": {}},
            {"json": {"unknown": 1}},
            {"headers": {"Content-Type": "application/json"}},
            {"headers": {"Content-Type": "text/plain"}},
        )
        statuses = set()
        for sending in sendings:
            headers = mei.headers | sending.get("headers", {})
            answer = await place.http.post(at(visitor, what), json=sending.get("json"), headers=headers)
            statuses.add((answer.status_code, answer.json()["code"] if answer.status_code > 204 else ""))
        expected = {"transfer/accept": (409, "NOT_OFFERED"), "transfer/decline": (409, "NOT_OFFERED")}
        if what == "release":
            expected["release"] = (409, "NOT_ALLOWED")
        assert statuses == {expected.get(what, (204 if what == "typing" else 200, ""))}
        path, headers = at(visitor, what), mei.headers | {"Content-Type": "text/plain"}
        await refuse(place.http, "POST", path, 415, "JSON_REQUIRED", content=b"x=1", headers=headers)
        headers["Content-Type"] = "application/json"
        await refuse(place.http, "POST", path, 400, "INVALID_JSON", content=b"x=1", headers=headers)


@pytest.mark.parametrize("what", BODIES)
async def test_what_needs_a_body_is_not_done_without_one(what: str, settings: Settings) -> None:
    async with office(settings) as place:
        mei, visitor = await place.agent(), await place.visitor()
        path = at(visitor, what)
        await refuse(place.http, "POST", path, 415, "JSON_REQUIRED", headers=mei.headers)
        headers = mei.headers | {"Content-Type": "application/json"}
        await refuse(place.http, "POST", path, 400, "INVALID_JSON", headers=headers)
        await refuse(place.http, "POST", path, 422, "INVALID_FIELDS", json={}, headers=mei.headers)


WRONG: dict[str, tuple[dict[str, Any], str]] = {
    "messages: nothing to be seen": ({"message": " \u200b\n"}, "MESSAGE_EMPTY"),
    "messages: 2001 characters": ({"message": "x" * 2_001}, "MESSAGE_TOO_LONG"),
    "messages: an escape character": ({"message": "a\x1b[31mb"}, "MESSAGE_CONTROL_CHARACTERS"),
    "messages: a number": ({"message": 1}, "INVALID_FIELDS"),
    "messages: null": ({"message": None}, "INVALID_FIELDS"),
    "messages: an id with a space": ({"message": "hi", "client_id": "a b"}, "INVALID_FIELDS"),
    "messages: an id that is too long": ({"message": "hi", "client_id": "c" * 65}, "INVALID_FIELDS"),
    "messages: as somebody else": ({"message": "hi", "agent": {"id": "a_1"}}, "INVALID_FIELDS"),
    "transfer: to nobody": ({"to": ""}, "INVALID_FIELDS"),
    "transfer: to a number": ({"to": 1}, "INVALID_FIELDS"),
    "transfer: to a name that is too long": ({"to": "x" * 65}, "INVALID_FIELDS"),
    "read: no id": ({"id": ""}, "INVALID_FIELDS"),
    "read: no stream's id": ({"id": "latest"}, "INVALID_FIELDS"),
    "read: an id that is too large": ({"id": f"{10**18}-0"}, "INVALID_FIELDS"),
    "read: two lines": ({"id": "1-1\n"}, "INVALID_FIELDS"),
    "notes: nothing": ({"text": ""}, "MESSAGE_EMPTY"),
    "notes: too much": ({"text": "x" * 2_001}, "MESSAGE_TOO_LONG"),
    "tags: a word": ({"tags": "vip"}, "INVALID_FIELDS"),
    "tags: numbers": ({"tags": [1]}, "INVALID_FIELDS"),
    "tags: 21": ({"tags": [str(n) for n in range(21)]}, "INVALID_FIELDS"),
    "tags: null": ({"tags": None}, "INVALID_FIELDS"),
}


@pytest.mark.parametrize("name", WRONG)
async def test_what_is_not_as_it_should_be_is_refused_and_changes_nothing(name: str, settings: Settings) -> None:
    body, code = WRONG[name]
    async with office(settings) as place:
        mei = await place.agent()
        visitor = await place.owned(mei)
        before = await place.sessions.load(visitor.session_name)
        path = at(visitor, name.partition(":")[0])
        for problem in await refuse(place.http, "POST", path, 422, code, json=body, headers=mei.headers):
            assert problem["errors"][0]["field"].partition(".")[0] in body
        assert await place.sessions.load(visitor.session_name) == before


async def test_no_body_and_no_query_breaks_a_route(settings: Settings) -> None:
    names = st.sampled_from(["message", "client_id", "to", "id", "text", "tags"]) | TEXT
    bodies = st.dictionaries(names, VALUES, max_size=4).map(lambda found: json.dumps(found).encode()) | ANY_BODIES
    queries = st.dictionaries(
        st.sampled_from(["list", "status", "q", "shop", "agent", "cursor", "limit", "before", "session", "lang"]),
        st.text(max_size=30),
        max_size=3,
    )
    reads = ("/api/sessions", "{}", "{}/messages", "{}/summary", "/api/sessions/stats")
    async with office(settings, ScriptedProvider(saying())) as place:
        mei = await place.agent()
        own = at(await place.owned(mei))

        def attempt() -> None:
            with httpx.Client(base_url=place.live.base, timeout=30) as client:

                @tries(TRIES)
                @given(what=st.sampled_from(sorted(BODIES)), body=bodies)
                def write(what: str, body: bytes) -> None:
                    _is_no_bug(client.post(f"{own}/{what}", content=body, headers=JSON | mei.headers))

                @tries(TRIES)
                @given(path=st.sampled_from(reads), query=queries)
                def read(path: str, query: dict[str, str]) -> None:
                    _is_no_bug(client.get(path.format(own), params=query, headers=mei.headers))

                write()
                read()

        await asyncio.to_thread(attempt)


def _is_no_bug(answer: httpx.Response) -> None:
    """An answer, or a refusal as every program can read it."""
    assert answer.status_code < 500, answer.text
    if answer.status_code >= 400:
        assert answer.json()["request_id"] == answer.headers["x-request-id"]
