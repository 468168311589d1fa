"""Streams over HTTPS, straight from the program: many on one connection, beside refusals, and until it stops."""

import asyncio
import json
import signal
import ssl
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, suppress

import httpx
import pytest
from h2.exceptions import TooManyStreamsError

from app.store.store import Store
from app.web.body import BODY_LIMIT_BYTES, HARD_LIMIT_BYTES
from tests.live import Ear, Visitor, open_visitor
from tests.processes import Server
from tests.wire.certificate import Certificate
from tests.wire.fleet import Fleet, complaints
from tests.wire.h2_client import H2Client, connect
from tests.wire.watching import see

JSON = {"Content-Type": "application/json"}
STOPPED_IN_S = 8.0
"""How long a stop may take with clients that do nothing for it: 3 s of patience, 2 s of TLS, and a slow machine."""


@pytest.fixture
async def server(fleet: Fleet, certificate: Certificate) -> Server:
    return await fleet.start(TLS_CERT_FILE=certificate.certfile, TLS_KEY_FILE=certificate.keyfile)


@pytest.fixture
async def http(server: Server) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(base_url=server.base, timeout=30, verify=server.trust) as http:
        yield http


async def _listen(client: H2Client, visitor: Visitor, *, frozen: bool = False) -> Ear:
    stream = await client.open("GET", "/api/chat/events", visitor.headers, frozen=frozen)
    return Ear(stream.lines())


async def test_a_hundred_streams_on_one_connection_all_hear(server: Server, http: httpx.AsyncClient) -> None:
    visitors = [await open_visitor(http) for _ in range(100)]
    async with connect(server.base, server.trust) as client:
        ears = [await _listen(client, visitor) for visitor in visitors]
        assert [(await ear.next()).kind for ear in ears] == ["hello"] * 100
        await asyncio.gather(*(visitor.say(f"I am {at}") for at, visitor in enumerate(visitors)))
        heard = await asyncio.gather(*(ear.until("message", role="visitor") for ear in ears))
        assert [events[-1].data["text"] for events in heard] == [f"I am {at}" for at in range(100)]
        assert not client.is_closed
    assert await asyncio.to_thread(server.stop) == 0
    assert complaints(server) == []


async def test_early_refusals_leave_the_neighbours_alone(server: Server, http: httpx.AsyncClient) -> None:
    visitor = await open_visitor(http)
    guess = json.dumps({"username": "ada", "password": "a wild guess", "mode": "token"}).encode()
    async with connect(server.base, server.trust) as client:
        neighbour = await _listen(client, visitor)
        statuses = [(await client.request("POST", "/api/agent/login", JSON, guess)).status for _ in range(7)]
        assert statuses == [401] * 5 + [429] * 2
        for size in (BODY_LIMIT_BYTES + 1, HARD_LIMIT_BYTES // 2, HARD_LIMIT_BYTES * 2):
            refused = await client.request("POST", "/api/chat", JSON | visitor.headers, b"x" * size)
            assert (size, refused.status) == (size, 413)
        await visitor.say("unharmed?")
        await neighbour.until("message", text="unharmed?")
        assert not client.is_closed
    assert await asyncio.to_thread(server.stop) == 0
    assert complaints(server) == []


async def test_at_the_end_every_stream_gets_its_bye(server: Server, http: httpx.AsyncClient) -> None:
    async with AsyncExitStack() as stack:
        visitors = [await open_visitor(http) for _ in range(20)]
        client = await stack.enter_async_context(connect(server.base, server.trust))
        ears = [await _listen(client, visitor) for visitor in visitors]
        ears += [await stack.enter_async_context(visitor.hear()) for visitor in visitors]
        for ear in ears:
            assert (await ear.next()).kind == "hello"
        server.signal(signal.SIGTERM)
        assert await asyncio.gather(*(ear.kinds() for ear in ears)) == [["bye"]] * 40
        assert await asyncio.to_thread(server.wait, STOPPED_IN_S) == 0
    assert complaints(server) == []


async def test_clients_that_have_fallen_silent_do_not_hold_up_the_end(
    server: Server, http: httpx.AsyncClient, store: Store
) -> None:
    visitor = await open_visitor(http)
    async with AsyncExitStack() as stack:
        # One that reads no further than its limit, one that never ended its handshake, one that only has a connection.
        reader, writer = await asyncio.open_connection("127.0.0.1", server.port, ssl=server.trust, limit=1024)
        stack.callback(writer.transport.abort)
        writer.write(
            f"GET /api/chat/events HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer {visitor.token}\r\n\r\n".encode()
        )
        await reader.readline()
        _, half = await asyncio.open_connection("127.0.0.1", server.port)
        half.write(b"\x16\x03\x01\x02\x00\x01")
        stack.callback(half.transport.abort)
        _, idle = await asyncio.open_connection("127.0.0.1", server.port, ssl=server.trust)
        stack.callback(idle.transport.abort)
        client = await stack.enter_async_context(connect(server.base, server.trust))
        await _listen(client, visitor, frozen=True)
        ear = await stack.enter_async_context(visitor.hear())
        assert (await ear.next()).kind == "hello"
        await _flood(store, visitor, ear)
        server.signal(signal.SIGTERM)
        assert "bye" in await ear.kinds()
        assert await asyncio.to_thread(server.wait, STOPPED_IN_S) == 0
    assert complaints(server) == []


async def _flood(store: Store, visitor: Visitor, ear: Ear) -> None:
    """Far more than the buffers take between the server and one that does not read."""
    for number in range(30):
        pipe = store.redis.pipeline(transaction=False)
        for _ in range(20):
            event = {"s": visitor.session_name, "k": "typing", "d": f'{{"n":{number},"x":"{"x" * 16_000}"}}'}
            pipe.xadd("{test}:bus", event)  # type: ignore[arg-type]
        await pipe.execute()
        await ear.until("typing", n=number)


@pytest.mark.parametrize("version", ["http/1.1", "h2"])
async def test_clients_that_still_talk_while_it_stops_do_not_spoil_the_end(version: str, server: Server) -> None:
    talk = _talk_http_1 if version == "http/1.1" else _talk_http_2
    said: list[int] = []
    async with asyncio.TaskGroup() as talkers:
        for _ in range(8):
            talkers.create_task(talk(server, said))
        await see(lambda: len(said) > 50, "some talk")
        server.signal(signal.SIGTERM)
        assert await asyncio.to_thread(server.wait, STOPPED_IN_S) == 0
    assert complaints(server) == []


async def _talk_http_1(server: Server, said: list[int]) -> None:
    """Ask without a pause and without a look at the answers, until the connection is gone."""
    reader, writer = await asyncio.open_connection("127.0.0.1", server.port, ssl=server.trust)
    request = b"POST /api/chat HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}"
    with suppress(ConnectionError, ssl.SSLError):
        while not writer.is_closing():
            writer.write(request)
            await writer.drain()
            await reader.read(65_536)
            said.append(1)
    writer.transport.abort()


async def _talk_http_2(server: Server, said: list[int]) -> None:
    async with connect(server.base, server.trust) as client:
        # In the end the server allows no further streams.
        with suppress(ConnectionError, ssl.SSLError, TooManyStreamsError):
            while not client.is_closed:
                streams = [await client.open("POST", "/api/chat", JSON, ends=False) for _ in range(4)]
                for stream in streams:
                    client.connection.send_data(stream.id, b"{}", end_stream=True)
                await client.flush()
                await streams[0].finished()
                said.append(1)
