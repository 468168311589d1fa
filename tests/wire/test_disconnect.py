"""A client that goes leaves nothing behind: no place in the hub, no task, no connection to the store."""

import asyncio
import socket
import struct
from urllib.parse import urlsplit

import pytest

from app.ai.provider import Delta
from app.settings import Settings
from tests.live import Live, Visitor, open_visitor, serving
from tests.scripted import ScriptedProvider, echo, held
from tests.wire.h2_client import connect
from tests.wire.roads import Road
from tests.wire.watching import see

ROUNDS = 10


async def _wait_until_left(live: Live) -> None:
    await see(lambda: live.listeners() == 0, "every stream left the hub")


async def test_a_closed_tab_frees_its_place_at_once(road: Road, settings: Settings) -> None:
    async with road.serving(settings, ScriptedProvider(echo())) as live, road.http(live) as http:
        visitor = await open_visitor(http)
        async with road.listen(live, visitor, {}) as answer:
            await answer.ear.next()
            assert live.listeners() == 1
            await answer.hang_up()
            await _wait_until_left(live)


async def test_a_stream_reset_leaves_its_neighbour_on_the_connection_alone(settings: Settings) -> None:
    async with serving(settings, ScriptedProvider(echo())) as live, live.client() as http:
        visitor = await open_visitor(http)
        async with connect(*live.h2) as client:
            one, other = [
                await (await client.open("GET", "/api/chat/events", visitor.headers)).response() for _ in range(2)
            ]
            await see(lambda: live.listeners() == 2, "both streams are open")
            await one.hang_up()
            await see(lambda: live.listeners() == 1, "one stream left")
            await visitor.say("still there?")
            await client.until(lambda: b"You said: still there?" in other.body)
            assert not other.is_over


def _request(visitor: Visitor) -> bytes:
    return f"GET /api/chat/events HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer {visitor.token}\r\n\r\n".encode()


@pytest.mark.parametrize("how", ["orderly", "by reset"])
async def test_leaving_before_the_headers_leaks_nothing(how: str, settings: Settings) -> None:
    async with serving(settings, ScriptedProvider(echo())) as live, live.client() as http:
        visitor = await open_visitor(http)
        port = urlsplit(live.base).port
        tasks = len(asyncio.all_tasks())
        for _ in range(ROUNDS):
            _, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.write(_request(visitor))
            await writer.drain()
            if how == "by reset":
                linger = struct.pack("ii", 1, 0)
                writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
                writer.transport.abort()
            else:
                writer.close()
        await see(lambda: len(asyncio.all_tasks()) <= tasks, "every request's tasks have ended")
        assert live.listeners() == 0


async def test_leaving_while_the_store_is_asked_leaks_nothing(
    road: Road, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The place in the hub is taken by then, and the headers may not be out yet."""
    asked, gate = asyncio.Event(), asyncio.Event()
    async with road.serving(settings, ScriptedProvider(echo())) as live, road.http(live) as http:
        visitor = await open_visitor(http)
        sessions = type(live.engine.store.sessions)
        snapshot = sessions.snapshot

        async def slowly(*args: object, **kwargs: object) -> object:
            asked.set()
            await gate.wait()
            return await snapshot(*args, **kwargs)  # type: ignore[arg-type]

        monkeypatch.setattr(sessions, "snapshot", slowly)
        async with road.listen(live, visitor, {}) as answer:
            await asyncio.wait_for(asked.wait(), 10)
            assert live.listeners() == 1
            await answer.hang_up()
            await _wait_until_left(live)


async def test_leaving_the_stream_of_one_turn_frees_it_and_the_answer_goes_on(settings: Settings) -> None:
    gate = asyncio.Event()
    provider = ScriptedProvider(held([Delta("Half ")], gate, [Delta("and whole")]))
    async with serving(settings, provider) as live, live.client() as http:
        visitor = await open_visitor(http)
        body = {"message": "?"}
        async with http.stream("POST", "/api/chat/stream", json=body, headers=visitor.headers) as response:
            assert await anext(response.aiter_lines()) == "retry: 2000"
            assert live.listeners() == 1
        await _wait_until_left(live)
        async with visitor.hear() as ear:
            gate.set()
            heard = await ear.until("turn", state="finished")
    assert heard[-2].data["text"] == "Half and whole"


async def test_a_thousand_comings_and_goings_keep_no_connection_to_the_store(settings: Settings) -> None:
    async with serving(settings, ScriptedProvider(echo())) as live, live.client() as http:
        visitor = await open_visitor(http)
        async with connect(*live.h2) as client:
            for _ in range(20):
                opened = [await client.open("GET", "/api/chat/events", visitor.headers) for _ in range(50)]
                for one in opened:
                    await one.hang_up()
        await _wait_until_left(live)
        clients = await live.engine.store.redis.client_list()
        assert len(clients) < 70
        assert live.streams() == []
