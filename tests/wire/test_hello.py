"""How a stream begins and stays alive, on every road."""

import asyncio

import pytest

from app.events import hub
from app.settings import Settings
from tests.live import open_visitor
from tests.scripted import ScriptedProvider, echo
from tests.wire.roads import Road


async def test_a_stream_begins_with_retry_and_hello(road: Road, settings: Settings) -> None:
    async with road.serving(settings, ScriptedProvider(echo())) as live, road.http(live) as http:
        visitor = await open_visitor(http)
        async with road.listen(live, visitor, {}) as answer:
            first = await anext(answer.lines)
            hello = await answer.ear.next()
    assert first == "retry: 2000"
    assert (hello.kind, hello.id) == ("hello", visitor.cursor)
    assert hello.data.keys() == {"status", "epoch", "agent", "read", "cursor", "server_time"}
    assert (hello.data["status"], hello.data["epoch"], hello.data["cursor"]) == ("bot_active", 1, visitor.cursor)


async def test_nothing_between_may_keep_buffer_or_change_a_stream(road: Road, settings: Settings) -> None:
    async with road.serving(settings, ScriptedProvider(echo())) as live, road.http(live) as http:
        visitor = await open_visitor(http)
        async with road.listen(live, visitor, {}) as answer:
            headers = answer.headers
    assert answer.status == 200
    assert headers["content-type"] == "text/event-stream"
    assert headers["cache-control"] == "no-store, no-transform"
    assert headers["x-accel-buffering"] == "no"
    assert "content-length" not in headers
    if road.name != "http/1.1":
        assert not {"transfer-encoding", "connection"} & set(headers)


async def test_an_answer_arrives_word_by_word(road: Road, settings: Settings) -> None:
    async with road.serving(settings, ScriptedProvider(echo())) as live, road.http(live) as http:
        visitor = await open_visitor(http)
        async with road.listen(live, visitor, {"Last-Event-ID": visitor.cursor}) as answer:
            turn_id = (await visitor.say("a question")).json()["turn_id"]
            heard = await answer.ear.until("turn", state="finished", turn_id=turn_id)
    kinds = [event.kind for event in heard]
    assert kinds[:3] == ["hello", "message", "turn"]
    assert "delta" in kinds
    assert heard[-2].data["text"] == "You said: a question"


async def test_a_silent_stream_carries_heartbeats(
    road: Road, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hub, "PING_EVERY_S", 0.05)
    monkeypatch.setattr(hub, "TICK_S", 0.02)
    async with road.serving(settings, ScriptedProvider(echo())) as live, road.http(live) as http:
        visitor = await open_visitor(http)
        async with road.listen(live, visitor, {}) as answer, asyncio.timeout(10):
            beats = 0
            while beats < 3:
                beats += await anext(answer.lines) == ":"


async def test_a_stream_that_speaks_needs_a_token(road: Road, settings: Settings) -> None:
    async with road.serving(settings, ScriptedProvider(echo())) as live, road.http(live) as http:
        visitor = await open_visitor(http)
        visitor.token = "forged"
        async with road.listen(live, visitor, {}) as answer:
            assert answer.status == 401
            assert answer.headers["content-type"] == "application/problem+json"
        assert live.listeners() == 0
