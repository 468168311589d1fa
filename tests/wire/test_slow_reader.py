"""A client that does not read costs a bounded queue, and nobody else anything."""

import asyncio
import json
import re
import socket
from urllib.parse import urlsplit

from app.events.subscription import QUEUE_FRAMES
from app.settings import Settings
from app.store.keys import Keys
from app.store.store import Store
from tests.live import Ear, Live, Visitor, open_visitor, serving
from tests.scripted import ScriptedProvider, echo
from tests.wire.h2_client import connect
from tests.wire.watching import see

BURST = 50
EVENT_BYTES = 16_000


class Flood:
    """Large events for one session, numbered, as many at a time as a stream's queue holds easily."""

    def __init__(self, store: Store, visitor: Visitor) -> None:
        self._store = store
        self._name = visitor.session_name
        self.sent = 0

    async def burst(self) -> int:
        """Send some; returns the number of the last."""
        pipe = self._store.redis.pipeline(transaction=False)
        for _ in range(BURST):
            self.sent += 1
            data = json.dumps({"number": self.sent, "filling": "x" * EVENT_BYTES})
            pipe.xadd(Keys("test").bus, {"s": self._name, "k": "typing", "d": data})
        await pipe.execute()
        return self.sent


async def _hear_up_to(ear: Ear, number: int) -> list[int]:
    heard = await ear.until("typing", number=number)
    return [event.data["number"] for event in heard if event.kind == "typing"]


async def _connect_without_reading(live: Live, visitor: Visitor) -> socket.socket:
    frozen = socket.socket()
    frozen.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    frozen.connect(("127.0.0.1", urlsplit(live.base).port))
    request = f"GET /api/chat/events HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer {visitor.token}\r\n\r\n"
    frozen.sendall(request.encode())
    await see(lambda: live.listeners() == 1, "the stream is open")
    return frozen


def _read_to_the_end(frozen: socket.socket) -> bytes:
    frozen.settimeout(15)
    received = bytearray()
    while not received.endswith(b"0\r\n\r\n"):
        part = frozen.recv(1 << 20)
        assert part, "ended without an end"
        received += part
    return _joined(bytes(received).partition(b"\r\n\r\n")[2])


def _joined(chunks: bytes) -> bytes:
    """What was said, without the frames of HTTP, which Nginx puts wherever its buffers end."""
    parts = []
    while chunks:
        size, _, rest = chunks.partition(b"\r\n")
        parts.append(rest[: int(size, 16)])
        chunks = rest[int(size, 16) + len(b"\r\n") :]
    return b"".join(parts)


async def test_over_http_1_a_slow_reader_is_ended_and_others_hear_everything(settings: Settings, store: Store) -> None:
    async with serving(settings, ScriptedProvider(echo())) as live, live.client() as http:
        visitor = await open_visitor(http)
        with await _connect_without_reading(live, visitor) as frozen:
            slow = live.streams()[0]
            flood, heard = Flood(store, visitor), list[int]()
            async with visitor.hear() as ear:
                while not slow.is_over:
                    heard += await _hear_up_to(ear, await flood.burst())
                    assert flood.sent < 5_000, "the queue has no bound"
                assert len(slow._frames) == QUEUE_FRAMES + 1
                heard += await _hear_up_to(ear, await flood.burst())
            assert heard == list(range(1, flood.sent + 1))
            assert len(slow._frames) == QUEUE_FRAMES + 1
            received = await asyncio.to_thread(_read_to_the_end, frozen)
    numbers = [int(number) for number in re.findall(rb'"number": (\d+)', received)]
    assert numbers == list(range(1, len(numbers) + 1)), "what came, came in order and without a gap"
    assert numbers[-1] < flood.sent
    assert b"event: bye" in received[-200:]


async def test_over_http_2_a_slow_reader_holds_up_no_neighbour(settings: Settings, store: Store) -> None:
    """Hypercorn 0.18 takes everything for an HTTP/2 client that does not read, so the queue never fills.

    What it keeps is bounded by the stream's life alone; Nginx in front speaks HTTP/1.1 to us, where the queue counts.
    """
    async with serving(settings, ScriptedProvider(echo())) as live, live.client() as http:
        visitor = await open_visitor(http)
        async with connect(live.base) as client:
            slow = await client.open("GET", "/api/chat/events", visitor.headers, frozen=True)
            await slow.response()
            neighbour = await (await client.open("GET", "/api/chat/events", visitor.headers)).response()
            await see(lambda: live.listeners() == 2, "both streams are open")
            flood, heard, ear = Flood(store, visitor), list[int](), Ear(neighbour.lines())
            for _ in range(8):
                heard += await _hear_up_to(ear, await flood.burst())
            assert heard == list(range(1, flood.sent + 1))
            assert len(slow.body) < 70_000
            assert not any(place.is_over for place in live.streams())
            await slow.thaw()
            assert await _hear_up_to(Ear(slow.lines()), flood.sent) == heard
