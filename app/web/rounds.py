"""What a process does as time passes: tells its streams who is where, reads settings; it changes no session."""

import asyncio
import logging
from collections.abc import Callable

from app.desk.shopbook import ShopBook
from app.desk.waiting import Place, WaitingDesk
from app.domain.errors import StoreUnavailable
from app.events.hub import Hub
from app.store.presence import Presence
from app.telemetry.absence import Absence
from app.telemetry.log import log

EVERY_S = 5.0
PLACES_PAUSE_S = 0.5
LEAVE_S = 0.5


class Places:
    """Keeps visitors who wait informed of their place: at once when the queue moves, and every few seconds."""

    def __init__(self, hub: Hub, waiting: WaitingDesk) -> None:
        self._hub = hub
        self._waiting = waiting
        self._told: dict[str, Place] = {}
        self._moved = asyncio.Event()
        hub.hear("queue", self._moved.set)

    async def run(self) -> None:
        """Go round until cancelled; a store that is away is waited for."""
        away = Absence("places_failed")
        while True:
            try:
                await self.tell()
                away.end()
            except StoreUnavailable as error:
                away.tell(error)
            try:
                async with asyncio.timeout(EVERY_S):
                    await self._moved.wait()
                # The queue moves in bursts; whoever waits can wait for half a second more.
                await asyncio.sleep(PLACES_PAUSE_S)
            except TimeoutError:
                # Nothing has moved, but somebody may have opened a new stream: all are told again.
                self._told = {}
            self._moved.clear()

    async def tell(self) -> None:
        """Tell everybody whose place is another than they were told."""
        places = await self._waiting.places()
        here = set(self._hub.sessions_here())
        known, self._told = self._told, {name: place for name, place in places.items() if name in here}
        for name, place in self._told.items():
            if known.get(name) != place:
                said = {"queue_position": place.position, "estimate_s": place.estimate_s}
                people = {"people_online": place.has_people, "people_free": place.has_room}
                self._hub.tell_visitor(name, "queue", said | people)


class Attendance:
    """Tells the store that this process runs, and who has a stream open in it, and the agents who is there."""

    def __init__(self, hub: Hub, presence: Presence, *, clock_ms: Callable[[], int], name: str) -> None:
        """`name` is this process's, and nobody else's."""
        self._hub, self._name = hub, name
        self._presence = presence
        self._clock_ms = clock_ms
        self._online: set[str] = set()
        self._here: dict[str, bool] = {}
        self._joined = asyncio.Event()
        hub.on_join = self._joined.set

    async def run(self) -> None:
        """Go round every few seconds, and at once when a stream is opened, until cancelled."""
        away = Absence("attendance_failed")
        while True:
            self._joined.clear()
            try:
                await self.look()
                away.end()
            except StoreUnavailable as error:
                away.tell(error)
            try:
                async with asyncio.timeout(EVERY_S):
                    await self._joined.wait()
                # A crowd that comes back at once is seen at once, in one look.
                await asyncio.sleep(PLACES_PAUSE_S)
            except TimeoutError:
                continue

    async def look(self) -> None:
        """See who is here, and tell the agents of this process what has changed anywhere."""
        now_ms = self._clock_ms()
        await self._presence.see_server(self._name, now_ms=now_ms)
        agents, sessions = self._hub.take_attendance()
        await self._presence.see_agents(agents, now_ms=now_ms)
        await self._presence.see_visitors(sessions, now_ms=now_ms)
        await self._tell_agents(now_ms)
        await self._tell_visitors(now_ms)

    async def leave(self) -> None:
        """Tell the store that this process stops; a store that does not answer at once sees that by itself."""
        try:
            async with asyncio.timeout(LEAVE_S):
                await self._presence.server_leaves(self._name)
        except (StoreUnavailable, TimeoutError) as error:
            log("attendance_failed", level=logging.WARNING, reason=repr(error.__cause__ or error))

    async def _tell_agents(self, now_ms: int) -> None:
        online = await self._presence.agents(now_ms=now_ms)
        if online != self._online:
            self._hub.tell_staff("presence", {"online": sorted(online)})
        self._online = online

    async def _tell_visitors(self, now_ms: int) -> None:
        names = sorted(self._hub.sessions_on_screen())
        here = dict(zip(names, await self._presence.are_visitors_here(names, now_ms=now_ms), strict=True))
        for name, is_here in here.items():
            if self._here.get(name) != is_here:
                self._hub.tell_staff("presence", {"session_name": name, "visitor": is_here}, session_name=name)
        self._here = here


class ShopWatch:
    """Keeps this process's shop book true: at once when a shop was changed anywhere, and every few seconds."""

    def __init__(self, hub: Hub, shops: ShopBook) -> None:
        self._shops = shops
        self._changed = asyncio.Event()
        hub.hear("shops", self._changed.set)

    async def run(self) -> None:
        """Read the book until cancelled; a store that is away is waited for."""
        away = Absence("shops_unread")
        while True:
            self._changed.clear()
            try:
                await self._shops.reload()
                away.end()
            except StoreUnavailable as error:
                away.tell(error)
            try:
                async with asyncio.timeout(EVERY_S):
                    await self._changed.wait()
            except TimeoutError:
                continue
