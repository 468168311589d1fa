"""What happens by itself as time passes: orphaned turns get a new owner, waits and offers end, silent sessions close.

It answers nothing, and any number of processes may do it at once.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable

from app.desk.changes import Changes
from app.desk.team import Team
from app.domain.conversation import fall_silent
from app.domain.errors import NotAllowed, SessionNotFound, StoreUnavailable, TooBusy
from app.domain.handover import wait_too_long
from app.domain.outcome import Outcome
from app.domain.ownership import end_offer, owner_gone
from app.domain.session import Session, Status
from app.store.commits import Conflict
from app.store.keys import NET_S
from app.store.presence import FRESH_MS
from app.store.store import Store
from app.store.turns import Lease
from app.telemetry.log import log

EVERY_S = 2.0
LIVE_AT_ONCE = 1_000
PRESENCE_KEPT_MS = 3_600_000


class Sweeper:
    """Looks round every two seconds. `new_id` names the turns of an AI that has the word again."""

    def __init__(
        self,
        store: Store,
        changes: Changes,
        team: Team,
        *,
        start_turn: Callable[[Lease], None],
        clock_ms: Callable[[], int],
        new_id: Callable[[], str],
        expire_s: int,
    ) -> None:
        self._store = store
        self._changes = changes
        self._team = team
        self._start_turn = start_turn
        self._clock_ms = clock_ms
        self._new_id = new_id
        self._expire_s = expire_s
        self._is_stopping = False

    def stop(self) -> None:
        """Adopt nothing more: the process is about to stop, and would only let go of it again."""
        self._is_stopping = True

    async def run(self) -> None:
        """Sweep until cancelled; a store that is away is waited for."""
        while True:
            try:
                await self.adopt_orphans()
                await self.end_waits()
                await self.requeue_left()
                await self.close_silent()
                await self.tidy()
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

    async def end_waits(self) -> None:
        """End what has lasted too long: waiting for a person, an offer nobody answers."""
        for name in await self._store.lists.due_alarms(now_ms=self._clock_ms()):
            await self._change(name, self._end_wait)

    async def _end_wait(self, session: Session) -> Outcome:
        if not session.alarm_ms or session.alarm_ms > self._clock_ms():
            return Outcome(session)
        if session.offer_to:
            return end_offer(session)
        log("wait_ended", session_name=session.name, shop=session.shop)
        return wait_too_long(session, f"t_{self._new_id()}", await self._team.shift(session.shop))

    async def requeue_left(self) -> None:
        """Put the sessions of agents whose browser has been gone too long back into the queue."""
        names = await self._store.lists.names(Status.MANUAL_LIVE, start=0, limit=LIVE_AT_ONCE)
        sessions = await self._store.lists.load(names)
        present = await self._store.presence.agents(now_ms=self._clock_ms()) if sessions else set()
        for session in sessions:
            if session.agent_id not in present:
                await self._change(session.name, self._leave)

    async def _leave(self, session: Session) -> Outcome:
        if session.status is not Status.MANUAL_LIVE:
            return Outcome(session)
        shift = await self._team.shift(session.shop)
        seen_ms = await self._store.presence.agent_seen_ms(session.agent_id)
        # Who takes a session by a program, without a workbench, is there as long as they speak in it.
        last_ms = max(seen_ms, session.owned_ms, session.last_ms if session.last_role == "agent" else 0)
        if shift.at_ms - last_ms < max(shift.service.agent_gone_s * 1000, FRESH_MS):
            return Outcome(session)
        log("agent_gone", session_name=session.name, agent_id=session.agent_id)
        return owner_gone(session, f"t_{self._new_id()}", shift)

    async def _change(self, name: str, decide: Callable[[Session], Awaitable[Outcome]]) -> None:
        try:
            await self._changes.weigh(name, decide)
        except SessionNotFound:
            await self._store.lists.forget(name)
        except (NotAllowed, TooBusy) as error:
            # Somebody was quicker: the next round sees what is true then.
            log("sweep_outrun", session_name=name, code=error.code)

    async def close_silent(self) -> None:
        """Close the sessions in which nobody has spoken for their whole life."""
        now_ms = self._clock_ms()
        for name in await self._store.deadlines.passed(now_ms=now_ms):
            try:
                await self._close(name, now_ms)
            except SessionNotFound:
                await self._store.deadlines.forget(name)
                await self._store.lists.forget(name)
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

    async def tidy(self) -> None:
        """Forget who left long ago, and the closed sessions whose keys have expired."""
        now_ms = self._clock_ms()
        await self._store.presence.sweep(now_ms=now_ms, keep_ms=PRESENCE_KEPT_MS)
        await self._store.lists.trim_closed(before_ms=now_ms - (self._expire_s + NET_S) * 1000)
