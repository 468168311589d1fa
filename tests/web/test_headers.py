"""What every response carries, and what a request leaves in the log."""

import json
import logging
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from app.settings import Settings
from app.telemetry.log import JsonLines
from tests.live import Live, Visitor, open_visitor, serving
from tests.scripted import ScriptedProvider, echo

SAID = "my order number is ZX-4711-QQ"
TOKEN_PART = re.compile(r"eyJ[\w-]{8,}")


@pytest.fixture
def log(caplog: pytest.LogCaptureFixture) -> Iterator[Callable[[], str]]:
    """What the program would have written to its log so far."""
    caplog.handler.setFormatter(JsonLines())
    with caplog.at_level(logging.INFO, "kefu"):
        yield lambda: caplog.text


def _lines(log: Callable[[], str]) -> list[dict[str, Any]]:
    return [json.loads(line) for line in log().splitlines()]


async def _ask_all(live: Live) -> Visitor:
    """One request of every kind, good and bad, with words, tokens and queries that are nobody else's business."""
    async with live.client() as http:
        visitor = await open_visitor(http)
        async with visitor.hear() as ear:
            await visitor.say(SAID, "client-77")
            await ear.until("turn", state="finished")
        await open_visitor(http, visitor.token)
        await visitor.messages()
        await http.get(f"/api/chat/messages?before=bad&note={SAID}", headers=visitor.headers)
        await http.get(f"/embed?welcome={SAID}&token={visitor.token}")
        await http.get(f"/nothing?q={SAID}")
        await http.post("/api/chat", json={"message": SAID * 200}, headers=visitor.headers)
        await http.post("/api/chat", content=SAID.encode(), headers=visitor.headers | {"Content-Type": "text/plain"})
        await http.get("/api/chat/events", headers={"Authorization": f"Bearer {visitor.token}x"})
    return visitor


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/embed"),
        ("GET", "/agent"),
        ("GET", "/openapi.json"),
        ("GET", "/api/health/live"),
        ("GET", "/api/health/ready"),
        ("GET", "/api/chat/messages"),
        ("GET", "/nothing"),
        ("POST", "/api/chat/session"),
        ("OPTIONS", "/api/chat"),
        ("HEAD", "/embed"),
        ("TRACE", "/"),
    ],
)
async def test_every_response_has_an_id_of_its_own_and_is_not_sniffed(
    method: str, path: str, settings: Settings
) -> None:
    async with serving(settings, ScriptedProvider(echo())) as live, live.client() as http:
        answers = [await http.request(method, path, headers={"X-Request-Id": "mine\x1b"}) for _ in range(2)]
    ids = [answer.headers["x-request-id"] for answer in answers]
    assert all(re.fullmatch(r"[0-9a-f]{16}", request_id) for request_id in ids)
    assert ids[0] != ids[1]
    for answer in answers:
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert "server" not in answer.headers


async def test_streams_carry_the_headers_too(settings: Settings) -> None:
    async with serving(settings, ScriptedProvider(echo())) as live, live.client() as http:
        visitor = await open_visitor(http)
        async with http.stream("GET", "/api/chat/events", headers=visitor.headers) as response:
            assert re.fullmatch(r"[0-9a-f]{16}", response.headers["x-request-id"])
            assert response.headers["x-content-type-options"] == "nosniff"


async def test_no_response_lets_other_origins_read_it(settings: Settings) -> None:
    async with serving(settings, ScriptedProvider(echo())) as live, live.client() as http:
        for method, path in (("POST", "/api/chat/session"), ("OPTIONS", "/api/chat/session"), ("GET", "/embed")):
            headers = {"Origin": "https://elsewhere.example", "Access-Control-Request-Method": "POST"}
            answer = await http.request(method, path, headers=headers, json={} if method == "POST" else None)
            assert not [name for name in answer.headers if name.startswith("access-control-")]


async def test_a_log_line_tells_the_request_without_what_was_in_it(settings: Settings, log: Callable[[], str]) -> None:
    async with serving(settings, ScriptedProvider(echo())) as live:
        visitor = await _ask_all(live)
    requests = [line for line in _lines(log) if line["event"] == "request"]
    assert ("POST", "/api/chat", 202) in [(line["method"], line["route"], line["status"]) for line in requests]
    assert all(line["request_id"] and line["duration_ms"] >= 0 for line in requests)
    assert visitor.session_name in {line.get("session_name") for line in requests}
    for secret in (SAID, "4711", visitor.token, "client-77", "before=", "welcome=", "?"):
        assert secret not in log(), secret
    assert not TOKEN_PART.search(log())


async def test_the_lines_of_one_request_share_its_id_with_the_answer(
    settings: Settings, log: Callable[[], str]
) -> None:
    async with serving(settings, ScriptedProvider(echo())) as live, live.client() as http:
        visitor = await open_visitor(http)
        async with visitor.hear() as ear:
            posted = await visitor.say("hi")
            await ear.until("turn", state="finished")
    mine = [line["event"] for line in _lines(log) if line.get("request_id") == posted.headers["x-request-id"]]
    assert set(mine) == {"request", "ai_answer"}
