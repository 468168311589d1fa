"""One process's ear on the bus: one reader, and a bounded queue for every open stream; it writes to no socket."""

import asyncio
import json
import logging
from collections.abc import Callable, Mapping
from typing import Any

from app.domain.errors import StoreUnavailable
from app.domain.events import INTERNAL
from app.events.staff import concerns, is_on_screen, list_frame, screen_frame
from app.events.subscription import Listener, StaffSubscription, Subscription
from app.events.wire import PING, Say, frame, is_system, live_frame
from app.store.bus import BATCH, Bus, BusEvent, PlaceLost
from app.telemetry.absence import Absence
from app.telemetry.log import log

PING_EVERY_S = 15.0
TICK_S = 1.0
LAG_S = 3.0
LOOK_S = 2.0
AWAY_S = 5.0
"""How long streams wait for a store that is away: who comes again is refused, and the page tells its reader why."""

RETRY_S = 0.5
_HIDDEN = frozenset(kind.encode() for kind in INTERNAL)


class Hub:
    """The streams of this process by session, and those of the agents.

    `run` reads the bus and keeps time until it is cancelled. `on_join` is called whenever a stream takes its place.
    """

    def __init__(self, bus: Bus, *, clock: Callable[[], float], fresh_name: Callable[[], str]) -> None:
        self._bus = bus
        self._clock = clock
        self._fresh_name = fresh_name
        self._streams: dict[bytes, set[Subscription]] = {}
        self._staff: set[StaffSubscription] = set()
        self._came: set[Subscription] = set()
        self._ears: dict[bytes, list[Callable[[], None]]] = {}
        self.on_join: Callable[[], None] = lambda: None
        self._closed = False
        self.ready = asyncio.Event()

    def subscribe(self, session_name: str, say: Say, *, life_s: float) -> Subscription:
        """A new stream's place, which lives `life_s` at most; the caller must `leave` it."""
        now = self._clock()
        stream = Subscription(session_name.encode(), say, ends_at=now + life_s, pings_at=now + PING_EVERY_S)
        self._streams.setdefault(stream.session_name, set()).add(stream)
        self._joined(stream)
        return stream

    def subscribe_staff(self, listener: Listener, session_name: str, say: Say, *, life_s: float) -> StaffSubscription:
        """The same for an agent's stream, with `session_name` on screen ("" for none)."""
        now = self._clock()
        stream = StaffSubscription(
            session_name.encode(), say, ends_at=now + life_s, pings_at=now + PING_EVERY_S, listener=listener
        )
        self._staff.add(stream)
        self._joined(stream)
        return stream

    def _joined(self, stream: Subscription) -> None:
        if self._closed:
            stream.end()
        self._came.add(stream)
        self.on_join()

    def hear(self, kind: str, ear: Callable[[], None]) -> None:
        """Call `ear` at every event of that kind, and where events may have been missed."""
        self._ears.setdefault(kind.encode(), []).append(ear)

    def agents_here(self) -> set[str]:
        """The agents who have a stream open in this process."""
        return {stream.listener.agent.id for stream in self._staff}

    def sessions_here(self) -> list[str]:
        """The sessions whose visitor has a stream open in this process."""
        return [name.decode() for name in self._streams]

    def take_attendance(self) -> tuple[set[str], set[str]]:
        """The agents and the sessions with a stream here, now or at any time since this was last asked.

        Who polls comes and goes all the time, and is there all the while.
        """
        came, self._came = self._came, set()
        agents = {stream.listener.agent.id for stream in came if isinstance(stream, StaffSubscription)}
        names = {stream.session_name.decode() for stream in came if not isinstance(stream, StaffSubscription)}
        return agents | self.agents_here(), names.union(self.sessions_here())

    def sessions_on_screen(self) -> set[str]:
        """The sessions that an agent of this process is looking at."""
        return {stream.session_name.decode() for stream in self._staff if stream.session_name}

    def tell_visitor(self, session_name: str, kind: str, data: Mapping[str, Any]) -> None:
        """Send this process's streams of one session something that is not kept."""
        for stream in list(self._streams.get(session_name.encode(), ())):
            stream.offer(b"", frame(kind, data))

    def tell_staff(self, kind: str, data: Mapping[str, Any], *, session_name: str = "") -> None:
        """Send this process's agents something that is not kept; only those who look at `session_name`, if given."""
        for stream in list(self._staff):
            if not session_name or stream.session_name == session_name.encode():
                stream.offer(b"", frame(kind, data))

    def leave(self, stream: Subscription) -> None:
        """Forget a stream; leaving twice is fine."""
        stream.is_over = True
        if isinstance(stream, StaffSubscription):
            self._staff.discard(stream)
            return
        here = self._streams.get(stream.session_name, set())
        here.discard(stream)
        if not here:
            self._streams.pop(stream.session_name, None)

    def count(self) -> int:
        """How many streams are open."""
        return len(self._all())

    def _all(self) -> list[Subscription]:
        return [*self._staff, *(one for streams in self._streams.values() for one in streams)]

    def close(self) -> None:
        """End every stream, now and from now on: the process is about to stop."""
        self._closed = True
        self.end_all()

    def _end_streams(self) -> None:
        for stream in self._all():
            stream.end()

    def end_all(self) -> None:
        """End every stream; each resumes from its session's own log."""
        self._end_streams()
        for ears in self._ears.values():
            for ear in ears:
                ear()

    async def run(self) -> None:
        """Follow the bus and keep the streams' time, until cancelled."""
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._follow())
            tasks.create_task(self._tick())

    async def _follow(self) -> None:
        """Read the bus, and look every `LOOK_S` whether it is still the same one."""
        generation, cursor = "", b""
        away = Absence("bus_unavailable", clock=self._clock)
        while True:
            try:
                generation, cursor = await self._settle(generation, cursor)
                self.ready.set()
                looks_at = self._clock() + LOOK_S
                if (away_s := away.end()) is not None:
                    log("bus_back", away_s=away_s, streams=self.count())
                while self._clock() < looks_at:
                    cursor = await self._step(cursor)
            except PlaceLost:
                log("store_replaced", level=logging.WARNING, streams=self.count())
                generation, cursor = "", b""
            except StoreUnavailable as error:
                # From the first failure on: of a process that was frozen itself, the first is no proof.
                if away.tell(error) > AWAY_S:
                    self._end_streams()
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
        for ear in self._ears.get(event.kind, ()):
            ear()
        streams = self._streams.get(event.session_name)
        if streams and event.kind not in _HIDDEN:
            self._deliver_to(event, streams)
        if self._staff or self._came:
            self._deliver_to_staff(event)

    def _deliver_to(self, event: BusEvent, streams: set[Subscription]) -> None:
        in_words = event.kind == b"message" and is_system(event.data)
        shared = b"" if in_words else live_frame(event, next(iter(streams)).say)
        for stream in list(streams):
            stream.offer(event.id, shared or live_frame(event, stream.say))

    def _deliver_to_staff(self, event: BusEvent) -> None:
        if event.kind == b"agent":
            self._sign_out(event)
            return
        listed: bytes | None = None
        for stream in [one for one in self._staff if concerns(event, one)]:
            if listed is None:
                listed = list_frame(event)
            # The session on screen has its line in the lists as well.
            told = screen_frame(event, stream) + listed if is_on_screen(event, stream) else listed
            if told:
                stream.offer(event.id, told)

    def _sign_out(self, event: BusEvent) -> None:
        """End the streams of an agent, or of one login, that may no longer listen as they did."""
        said = json.loads(event.data)
        for stream in self._staff | {one for one in self._came if isinstance(one, StaffSubscription)}:
            listener = stream.listener
            if listener.agent.id == said["agent_id"] and said.get("login_id") in ("", None, listener.login_id):
                stream.end()
                self._came.discard(stream)

    async def _tick(self) -> None:
        while True:
            await asyncio.sleep(TICK_S)
            now = self._clock()
            for stream in self._all():
                if now >= stream.ends_at:
                    stream.end()
                elif now >= stream.pings_at:
                    stream.pings_at = now + PING_EVERY_S
                    stream.offer(b"", PING)
