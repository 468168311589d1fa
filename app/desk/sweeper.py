"""What happens by itself as time passes: orphaned turns get a new owner, silent sessions close; it answers nothing."""

import asyncio
import logging
from collections.abc import Callable

from app.domain.conversation import fall_silent
from app.domain.errors import NotAllowed, SessionNotFound, StoreUnavailable
from app.store.commits import Conflict
from app.store.store import Store
from app.store.turns import Lease
from app.telemetry.log import log

EVERY_S = 2.0


class Sweeper:
    """Looks round every two seconds; any number of processes may do so at once."""

    def __init__(self, store: Store, *, start_turn: Callable[[Lease], None], clock_ms: Callable[[], int]) -> None:
        self._store = store
        self._start_turn = start_turn
        self._clock_ms = clock_ms
        self._is_stopping = False

    def stop(self) -> None:
        """Adopt nothing more: the process is about to stop, and would only let go of it again."""
        self._is_stopping = True

    async def run(self) -> None:
        """Sweep until cancelled; a store that is away is waited for."""
        while True:
            try:
                await self.adopt_orphans()
                await self.close_silent()
            except StoreUnavailable as error:
                log("sweep_failed", level=logging.WARNING, reason=repr(error.__cause__))
            await asyncio.sleep(EVERY_S)

    async def adopt_orphans(self) -> None:
        """Go on with the turns whose owners have gone."""
        for name in await self._store.turns.orphans(now_ms=self._clock_ms()):
            if self._is_stopping:
                return
            lease = await self._store.turns.claim(name)
            if lease:
                log("turn_adopted", session_name=name, turn_id=lease.turn_id, attempt=lease.attempt)
                self._start_turn(lease)

    async def close_silent(self) -> None:
        """Close the sessions in which nobody has spoken for their whole life."""
        now_ms = self._clock_ms()
        for name in await self._store.deadlines.passed(now_ms=now_ms):
            try:
                await self._close(name, now_ms)
            except SessionNotFound:
                await self._store.deadlines.forget(name)
            except (Conflict, NotAllowed):
                # Somebody spoke, or another process was quicker: the next round sees what is true then.
                continue

    async def _close(self, name: str, now_ms: int) -> None:
        session = await self._store.sessions.load(name)
        # Asked after the load: whoever speaks from here on makes the commit conflict.
        if session.turn_id or not await self._store.deadlines.has_passed(name, now_ms=now_ms):
            return
        await self._store.commits.commit(session, fall_silent(session), now_ms=now_ms)
        log("session_closed", session_name=name, reason="silent")
