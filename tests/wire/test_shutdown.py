"""SIGTERM on the program as it is shipped: streams end with `bye`, the exit is orderly, no answer is lost."""

import asyncio
import signal
import socket
from contextlib import AsyncExitStack

import httpx
import pytest

from app.store.store import Store
from tests.live import Ear, Visitor, open_visitor
from tests.processes import Server
from tests.wire.fleet import Fleet, complaints
from tests.wire.h2_client import connect

STREAMS = 50


async def _exit_code(server: Server) -> int:
    return await asyncio.to_thread(server.wait)


async def _visitors(http: httpx.AsyncClient, count: int) -> list[Visitor]:
    return list(await asyncio.gather(*(open_visitor(http) for _ in range(count))))


@pytest.mark.parametrize("stop", [signal.SIGTERM, signal.SIGINT])
async def test_every_http_1_client_gets_bye_and_the_exit_is_clean(stop: signal.Signals, fleet: Fleet) -> None:
    server = await fleet.start()
    limits = httpx.Limits(max_connections=None)
    async with AsyncExitStack() as stack:
        http = await stack.enter_async_context(httpx.AsyncClient(base_url=server.base, timeout=30, limits=limits))
        visitors = await _visitors(http, STREAMS)
        ears = [await stack.enter_async_context(visitor.hear()) for visitor in visitors]
        hellos = [await ear.next() for ear in ears]
        server.signal(stop)
        ends = await asyncio.gather(*(ear.kinds() for ear in ears))
        assert await _exit_code(server) == 0
    assert {hello.kind for hello in hellos} == {"hello"}
    assert ends == [["bye"]] * STREAMS
    assert complaints(server) == []


async def test_every_http_2_client_gets_bye_and_the_exit_is_clean(fleet: Fleet) -> None:
    server = await fleet.start()
    async with httpx.AsyncClient(base_url=server.base, timeout=30) as http, connect(server.base) as client:
        visitors = await _visitors(http, STREAMS)
        streams = [await client.open("GET", "/api/chat/events", visitor.headers) for visitor in visitors]
        ears = [Ear(stream.lines()) for stream in streams]
        for ear in ears:
            assert (await ear.next()).kind == "hello"
        server.signal(signal.SIGTERM)
        assert await asyncio.gather(*(ear.kinds() for ear in ears)) == [["bye"]] * STREAMS
        assert all(stream.has_ended for stream in streams)
        assert await _exit_code(server) == 0
    assert complaints(server) == []


async def test_a_client_that_does_not_read_does_not_hold_up_the_end(fleet: Fleet, store: Store) -> None:
    server = await fleet.start()
    async with httpx.AsyncClient(base_url=server.base, timeout=30) as http:
        visitor = await open_visitor(http)
        with socket.socket() as frozen:
            frozen.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            frozen.connect(("127.0.0.1", server.port))
            request = f"GET /api/chat/events HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer {visitor.token}\r\n\r\n"
            frozen.sendall(request.encode())
            async with visitor.hear() as ear:
                # Far more than the buffers between the two take.
                for number in range(30):
                    pipe = store.redis.pipeline(transaction=False)
                    for _ in range(20):
                        event = {
                            "s": visitor.session_name,
                            "k": "typing",
                            "d": f'{{"n":{number},"x":"{"x" * 16_000}"}}',
                        }
                        pipe.xadd("{test}:bus", event)  # type: ignore[arg-type]
                    await pipe.execute()
                    await ear.until("typing", n=number)
                server.signal(signal.SIGTERM)
                assert "bye" in await ear.kinds()
            assert await _exit_code(server) == 0
    assert complaints(server) == []


async def test_idle_connections_and_half_requests_do_not_hold_up_the_end(fleet: Fleet) -> None:
    server = await fleet.start()
    with socket.create_connection(("127.0.0.1", server.port)) as idle, socket.socket() as half:
        half.connect(("127.0.0.1", server.port))
        half.sendall(
            b"POST /api/chat HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{"
        )
        async with connect(server.base) as client:
            assert (await client.request("GET", "/api/health/live")).status == 200
            server.signal(signal.SIGTERM)
            assert await _exit_code(server) == 0
        assert idle.recv(1) == b""
    assert complaints(server) == []


async def test_an_answer_that_had_not_begun_is_given_by_another_process(fleet: Fleet) -> None:
    one, other = await fleet.start(), await fleet.start()
    async with AsyncExitStack() as stack:
        http = [
            await stack.enter_async_context(httpx.AsyncClient(base_url=server.base, timeout=30))
            for server in (one, other)
        ]
        visitor = await open_visitor(http[0])
        elsewhere = await open_visitor(http[1], visitor.token)
        ear = await stack.enter_async_context(elsewhere.hear())
        turn_id = (await visitor.say("[[slow]] are you there?")).json()["turn_id"]
        one.signal(signal.SIGTERM)
        assert await _exit_code(one) == 0
        fleet.double.release()
        heard = await ear.until("turn", state="finished", turn_id=turn_id)
    assert heard[-2].data["role"] == "ai"
    assert heard[-2].data["text"]
    assert not heard[-2].data.get("stopped")
    assert [complaints(one), complaints(other)] == [[], []]


async def test_an_answer_in_mid_word_is_ended_by_another_process_with_what_was_shown(fleet: Fleet) -> None:
    one, other = await fleet.start(), await fleet.start()
    async with AsyncExitStack() as stack:
        http = [
            await stack.enter_async_context(httpx.AsyncClient(base_url=server.base, timeout=30))
            for server in (one, other)
        ]
        visitor = await open_visitor(http[0])
        elsewhere = await open_visitor(http[1], visitor.token)
        ear = await stack.enter_async_context(elsewhere.hear())
        turn_id = (await visitor.say("[[stall:3]] what about shipping to France?")).json()["turn_id"]
        shown = (await ear.until("delta"))[-1].data["text"]
        one.signal(signal.SIGTERM)
        assert await _exit_code(one) == 0
        heard = await ear.until("turn", state="stopped", turn_id=turn_id)
    answer, notice = [event.data for event in heard if event.kind == "message"]
    assert answer["stopped"]
    assert answer["text"].startswith(shown.rstrip())
    assert (notice["role"], notice["code"]) == ("system", "ai_interrupted")
    assert [complaints(one), complaints(other)] == [[], []]
