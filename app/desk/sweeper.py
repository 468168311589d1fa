"""What happens by itself as time passes: orphaned turns get a new owner, waits and offers end, silent sessions close.

It answers nothing, and any number of processes may do it at once.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from functools import partial

from app.desk.changes import Changes
from app.desk.team import Team
from app.domain.agent import Agent
from app.domain.conversation import fall_silent
from app.domain.errors import NotAllowed, SessionNotFound, StoreUnavailable, TooBusy
from app.domain.handover import wait_too_long
from app.domain.outcome import Outcome
from app.domain.ownership import end_offer, owner_gone
from app.domain.session import Session, Status
from app.store.commits import Conflict
from app.store.presence import FRESH_MS
from app.store.store import Store
from app.store.turns import Lease
from app.telemetry.absence import Absence
from app.telemetry.log import log

EVERY_S = 2.0
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
    ) -> None:
        self._store = store
        self._changes = changes
        self._team = team
        self._start_turn = start_turn
        self._clock_ms = clock_ms
        self._new_id = new_id
        self._is_stopping = False
        self._watches_since_ms = 0

    def stop(self) -> None:
        """Adopt nothing more: the process is about to stop, and would only let go of it again."""
        self._is_stopping = True

    async def run(self) -> None:
        """Sweep until cancelled; a store that is away is waited for."""
        self._watches_since_ms = self._clock_ms()
        async with asyncio.TaskGroup() as rounds:
            # Orphans apart: however much else there is to do, visitors who wait for an answer do not wait for that.
            rounds.create_task(self._go_round("orphans", self.adopt_orphans))
            jobs = (self.end_waits, self.requeue_left, self.close_silent, self.tidy)
            rounds.create_task(self._go_round("sessions", *jobs))

    async def _go_round(self, loop: str, *jobs: Callable[[], Awaitable[None]]) -> None:
        away = Absence("sweep_failed", loop=loop)
        while True:
            try:
                for job in jobs:
                    await job()
                away.end()
            except StoreUnavailable as error:
                away.tell(error)
                # Nobody could be seen meanwhile, so nobody has been gone.
                self._watches_since_ms = self._clock_ms()
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
        """Put the sessions back into the queue whose owner has been gone too long, or may not see them any more."""
        agents = await self._store.accounts.all()
        loads = await self._store.lists.loads([agent.id for agent in agents])
        present = await self._store.presence.agents(now_ms=self._clock_ms()) if any(loads) else set()
        for agent, load in zip(agents, loads, strict=True):
            if not load or (agent.id in present and agent.active and not agent.shops):
                continue
            for session in await self._store.lists.load(await self._store.lists.owned(agent.id)):
                if agent.id not in present or not _may_own(agent, session):
                    await self._change(session.name, partial(self._leave, agent))

    async def _leave(self, agent: Agent, session: Session) -> Outcome:
        if session.agent_id != agent.id:
            return Outcome(session)
        shift = await self._team.shift(session.shop)
        seen_ms = await self._store.presence.agent_seen_ms(agent.id)
        gone_ms = shift.at_ms - max(seen_ms, session.owned_ms, self._watches_since_ms)
        if _may_own(agent, session) and gone_ms < max(shift.service.agent_gone_s * 1000, FRESH_MS):
            return Outcome(session)
        log("agent_gone", session_name=session.name, agent_id=agent.id)
        return owner_gone(session, f"t_{self._new_id()}", shift)

    async def _change(self, name: str, decide: Callable[[Session], Awaitable[Outcome]]) -> None:
        try:
            await self._changes.weigh(name, decide)
        except SessionNotFound:
            await self._store.lists.forget(name)
        except (NotAllowed, TooBusy) as error:
            # Somebody was quicker: the next round sees what is true then.
            log("sweep_outrun", session_name=name, code=error.code)
        except StoreUnavailable:
            raise
        except Exception as error:  # noqa: BLE001 - a bug in one session: logged, and no other visitor waits for it
            log("sweep_broken", level=logging.ERROR, error=error, session_name=name)

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
        # Who waits in the queue is told when that has lasted too long, and not dropped without a word.
        is_busy = session.turn_id or session.status is Status.PENDING_MANUAL
        if is_busy or not await self._store.deadlines.has_passed(name, now_ms=now_ms):
            return
        await self._store.commits.commit(session, fall_silent(session), now_ms=now_ms, is_deed=False)
        log("session_closed", session_name=name, reason="silent")

    async def tidy(self) -> None:
        """Forget who left long ago, and the closed sessions whose keys have expired."""
        now_ms = self._clock_ms()
        await self._store.presence.sweep(now_ms=now_ms, keep_ms=PRESENCE_KEPT_MS)
        await self._store.lists.forget_expired(now_ms=now_ms)


def _may_own(agent: Agent, session: Session) -> bool:
    return agent.active and agent.sees(session.shop)
