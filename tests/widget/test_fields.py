"""Which values the visitor's routes accept, field by field; whatever else comes is refused and nothing is kept."""

import json
from typing import Any

import pytest

from app.settings import Settings
from tests.live import Ear, open_visitor, serving
from tests.scripted import ScriptedProvider, echo
from tests.web.refusals import refuse
from tests.wire.h2_client import connect

BIG: Any = 10**400
MESSAGE_ROUTES = ("/api/chat", "/api/chat/stream")

MESSAGES: dict[str, tuple[dict[str, Any], str]] = {
    "nothing": ({}, "INVALID_FIELDS"),
    "no message": ({"client_id": "c1"}, "INVALID_FIELDS"),
    "a null message": ({"message": None}, "INVALID_FIELDS"),
    "a number as message": ({"message": 1}, "INVALID_FIELDS"),
    "a huge number": ({"message": BIG}, "INVALID_FIELDS"),
    "a boolean": ({"message": True}, "INVALID_FIELDS"),
    "a list": ({"message": ["hi"]}, "INVALID_FIELDS"),
    "an object": ({"message": {"text": "hi"}}, "INVALID_FIELDS"),
    "an unknown field": ({"message": "hi", "role": "agent"}, "INVALID_FIELDS"),
    "a field of another route": ({"message": "hi", "token": "x"}, "INVALID_FIELDS"),
    "an empty message": ({"message": ""}, "MESSAGE_EMPTY"),
    "only what cannot be seen": ({"message": "\u200b\u2060\ufeff\u3164"}, "MESSAGE_EMPTY"),
    "only white space": ({"message": " \t\r\n\u3000\u2003 "}, "MESSAGE_EMPTY"),
    "2001 characters": ({"message": "x" * 2_001}, "MESSAGE_TOO_LONG"),
    "2001 Chinese characters": ({"message": "您" * 2_001}, "MESSAGE_TOO_LONG"),
    "2001 astral characters": ({"message": "😀" * 2_001}, "MESSAGE_TOO_LONG"),
    "a NUL": ({"message": "a\x00b"}, "MESSAGE_CONTROL_CHARACTERS"),
    "an escape character": ({"message": "a\x1b[31mb"}, "MESSAGE_CONTROL_CHARACTERS"),
    "a delete character": ({"message": "a\x7fb"}, "MESSAGE_CONTROL_CHARACTERS"),
    "a control character beyond ASCII": ({"message": "a\x85b"}, "MESSAGE_CONTROL_CHARACTERS"),
    "a vertical tab": ({"message": "a\x0bb"}, "MESSAGE_CONTROL_CHARACTERS"),
    "a client_id that is a number": ({"message": "hi", "client_id": 1}, "INVALID_FIELDS"),
    "a null client_id": ({"message": "hi", "client_id": None}, "INVALID_FIELDS"),
    "a client_id of 65 characters": ({"message": "hi", "client_id": "c" * 65}, "INVALID_FIELDS"),
    "a client_id with a space": ({"message": "hi", "client_id": "c 1"}, "INVALID_FIELDS"),
    "a client_id with a line break": ({"message": "hi", "client_id": "c1\n"}, "INVALID_FIELDS"),
    "a client_id of markup": ({"message": "hi", "client_id": "<b>"}, "INVALID_FIELDS"),
}

SESSIONS: dict[str, dict[str, Any]] = {
    "a shop that is a number": {"shop": 1},
    "a null shop": {"shop": None},
    "a shop of 65 characters": {"shop": "s" * 65},
    "a token that is a list": {"token": ["x"]},
    "a token of 4097 characters": {"token": "x" * 4_097},
    "an unknown language": {"lang": "fr"},
    "a language that is a boolean": {"lang": True},
    "an unknown field": {"shop": "demo", "admin": True},
    "a huge number": {"shop": BIG},
}

QUERIES = [
    "limit=0",
    "limit=-1",
    "limit=101",
    "limit=ten",
    "limit=1.5",
    "limit=" + "9" * 5_000,
    "limit=",
    "limit=1&limit=2",
    "before=yesterday",
    "before=1",
    "before=1-1-1",
    "before=-",
    "before=%2B",
    "before=(1-1",
    "before=1-1%0A",
    "before=%D9%A1-%D9%A1",
    "before=" + "9" * 30 + "-1",
    "unknown=1",
]


@pytest.mark.parametrize("name", MESSAGES)
async def test_a_message_that_is_not_acceptable_is_refused(name: str, settings: Settings) -> None:
    form, code = MESSAGES[name]
    async with serving(settings, ScriptedProvider(echo())) as live, live.client() as http:
        visitor = await open_visitor(http)
        for path in MESSAGE_ROUTES:
            for problem in await refuse(http, "POST", path, 422, code, headers=visitor.headers, json=form):
                assert {fault["field"] for fault in problem["errors"]}
                assert "hi" not in json.dumps(problem["errors"])
        assert await visitor.messages() == []


@pytest.mark.parametrize("name", SESSIONS)
async def test_an_opening_that_is_not_acceptable_is_refused(name: str, settings: Settings) -> None:
    async with serving(settings, ScriptedProvider(echo())) as live, live.client() as http:
        await refuse(http, "POST", "/api/chat/session", 422, "INVALID_FIELDS", json=SESSIONS[name])


@pytest.mark.parametrize("query", QUERIES, ids=lambda query: query[:20])
async def test_a_page_of_history_that_makes_no_sense_is_refused(query: str, settings: Settings) -> None:
    async with serving(settings, ScriptedProvider(echo())) as live, live.client() as http:
        visitor = await open_visitor(http)
        path = f"/api/chat/messages?{query}"
        await refuse(http, "GET", path, 422, "INVALID_FIELDS", headers=visitor.headers)


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("x" * 2_000, "x" * 2_000),
        ("您" * 2_000, "您" * 2_000),
        ("😀" * 2_000, "😀" * 2_000),
        ("  " + "x" * 2_000 + "\n", "x" * 2_000),
        ("two\r\nlines\rthree\n", "two\nlines\nthree"),
        ("a\ttab", "a\ttab"),
        ("<script>alert(1)</script> & \"quotes\" 'too'", "<script>alert(1)</script> & \"quotes\" 'too'"),
        ("data: x\n\nevent: bye", "data: x\n\nevent: bye"),
        ("line\u2028and paragraph\u2029separators\u200b", "line\u2028and paragraph\u2029separators\u200b"),
    ],
    ids=lambda text: text[:12],
)
async def test_an_acceptable_message_is_kept_as_it_was_written(sent: str, kept: str, settings: Settings) -> None:
    async with serving(settings, ScriptedProvider(echo())) as live, live.client() as http:
        visitor = await open_visitor(http)
        # Not by httpx, which takes U+2028 for the end of a line.
        async with connect(live.base) as client:
            stream = await (await client.open("GET", "/api/chat/events", visitor.headers)).response()
            assert (await visitor.say(sent)).status_code == 202
            heard = (await Ear(stream.lines()).until("message"))[-1].data
        read = (await visitor.messages())[0]
    assert heard == read
    assert heard["text"] == kept
    assert "<script" not in heard["html"]


@pytest.mark.parametrize("client_id", ["", "c", "c" * 64, "a-b_c.d:e", "3f2b8c1e-9a4d-4c59-8f6e-2b7a1d0c9e8f"])
async def test_a_client_id_may_be_any_usual_id(client_id: str, settings: Settings) -> None:
    async with serving(settings, ScriptedProvider(echo())) as live, live.client() as http:
        visitor = await open_visitor(http)
        said = await http.post("/api/chat", json={"message": "hi", "client_id": client_id}, headers=visitor.headers)
        assert said.status_code == 202
