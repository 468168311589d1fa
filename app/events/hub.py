"""One process's ear on the bus: one reader, and a bounded queue for every open stream; it writes to no socket."""

import asyncio
import logging
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field

from app.domain.errors import StoreUnavailable
from app.events.wire import PING, Say, frame, is_system, kept_frame
from app.store.bus import BATCH, Bus, BusEvent
from app.telemetry.log import log

QUEUE_FRAMES = 256
PING_EVERY_S = 15.0
TICK_S = 1.0
LAG_S = 3.0
LOOK_S = 2.0
RETRY_S = 0.5
BYE = frame("bye", {})


@dataclass(slots=True, eq=False)
class Subscription:
    """One stream's place in the hub: frames wait here until the stream takes them.

    `say` is the reader's language; `ends_at` and `pings_at` are seconds of the hub's clock.
    """

    session_name: bytes
    say: Say
    ends_at: float
    pings_at: float
    is_over: bool = False
    _frames: deque[tuple[bytes, bytes]] = field(default_factory=deque)
    _waiter: asyncio.Future[None] | None = None

    def offer(self, event_id: bytes, data: bytes) -> None:
        """Queue one frame; a stream that does not keep up is ended, and resumes by its last id."""
        if self.is_over:
            return
        if len(self._frames) >= QUEUE_FRAMES:
            self.end()
            return
        self._frames.append((event_id, data))
        self._wake()

    def end(self) -> None:
        """Let the stream end after a `bye`; nothing more is accepted."""
        if not self.is_over:
            self.is_over = True
            self._frames.append((b"", BYE))
            self._wake()

    async def take(self) -> list[tuple[bytes, bytes]]:
        """All waiting (id, frame) pairs, waiting for the first; empty only after the end."""
        if not self._frames and not self.is_over:
            self._waiter = asyncio.get_running_loop().create_future()
            try:
                await self._waiter
            finally:
                self._waiter = None
        taken = list(self._frames)
        self._frames.clear()
        return taken

    def _wake(self) -> None:
        if self._waiter and not self._waiter.done():
            self._waiter.set_result(None)


class Hub:
    """The streams of this process by session. `run` reads the bus and keeps time until it is cancelled."""

    def __init__(self, bus: Bus, *, clock: Callable[[], float], fresh_name: Callable[[], str]) -> None:
        self._bus = bus
        self._clock = clock
        self._fresh_name = fresh_name
        self._streams: dict[bytes, set[Subscription]] = {}
        self._closed = False
        self.ready = asyncio.Event()

    def subscribe(self, session_name: str, say: Say, *, life_s: float) -> Subscription:
        """A new stream's place, which lives `life_s` at most; the caller must `leave` it."""
        now = self._clock()
        stream = Subscription(session_name.encode(), say, ends_at=now + life_s, pings_at=now + PING_EVERY_S)
        self._streams.setdefault(stream.session_name, set()).add(stream)
        if self._closed:
            stream.end()
        return stream

    def leave(self, stream: Subscription) -> None:
        """Forget a stream; leaving twice is fine."""
        stream.is_over = True
        here = self._streams.get(stream.session_name, set())
        here.discard(stream)
        if not here:
            self._streams.pop(stream.session_name, None)

    def count(self) -> int:
        """How many streams are open."""
        return sum(len(streams) for streams in self._streams.values())

    def close(self) -> None:
        """End every stream, now and from now on: the process is about to stop."""
        self._closed = True
        self.end_all()

    def end_all(self) -> None:
        """End every stream; each resumes from its session's own log."""
        for streams in list(self._streams.values()):
            for stream in list(streams):
                stream.end()

    async def run(self) -> None:
        """Follow the bus and keep the streams' time, until cancelled."""
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._follow())
            tasks.create_task(self._tick())

    async def _follow(self) -> None:
        """Read the bus, and look every `LOOK_S` whether it is still the same one."""
        generation, cursor = "", b""
        while True:
            try:
                generation, cursor = await self._settle(generation, cursor)
                self.ready.set()
                looks_at = self._clock() + LOOK_S
                while self._clock() < looks_at:
                    cursor = await self._step(cursor)
            except StoreUnavailable as error:
                log("bus_unavailable", level=logging.WARNING, reason=repr(error.__cause__))
                await asyncio.sleep(RETRY_S)

    async def _settle(self, generation: str, cursor: bytes) -> tuple[str, bytes]:
        """The store's generation and from where to read on; ends every stream where the store is another one."""
        found = await self._bus.generation(self._fresh_name())
        end = await self._bus.end()
        if not generation:
            # Who came before us, or heard a reader that broke, may have missed what stands before `end`.
            self.end_all()
        elif found != generation or not await self._bus.knows(cursor):
            # Another data set, or one that has lost its end: what streams have heard may not be true.
            log("store_replaced", level=logging.WARNING, streams=self.count())
            self.end_all()
            cursor = end
        return found, cursor or end

    async def _step(self, cursor: bytes) -> bytes:
        began = self._clock()
        batch = await self._bus.read(cursor)
        if (len(batch) == BATCH or self._clock() - began > LAG_S) and await self._bus.begins_after(cursor):
            log("bus_overrun", level=logging.WARNING, streams=self.count())
            self.end_all()
        for event in batch:
            self._deliver(event)
        return batch[-1].id if batch else cursor

    def _deliver(self, event: BusEvent) -> None:
        streams = self._streams.get(event.session_name)
        if not streams:
            return
        kind, event_id = event.kind.decode(), event.id.decode()
        in_words = kind == "message" and is_system(event.data)
        shared = b"" if in_words else _live_frame(event_id, kind, event.data, next(iter(streams)).say)
        for stream in list(streams):
            stream.offer(event.id, shared or _live_frame(event_id, kind, event.data, stream.say))

    async def _tick(self) -> None:
        while True:
            await asyncio.sleep(TICK_S)
            now = self._clock()
            for stream in [one for streams in self._streams.values() for one in streams]:
                if now >= stream.ends_at:
                    stream.end()
                elif now >= stream.pings_at:
                    stream.pings_at = now + PING_EVERY_S
                    stream.offer(b"", PING)


def _live_frame(event_id: str, kind: str, data: bytes, say: Say) -> bytes:
    return frame(kind, data) if kind == "delta" else kept_frame(event_id, kind, data, say)
