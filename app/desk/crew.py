"""The turns that this process is answering: it starts them, holds on to their leases, and lets go at the end."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Any

from app.domain.errors import KefuError, StoreUnavailable
from app.store.lives import LEASE_MS
from app.store.turns import Lease, Turns
from app.telemetry.log import log

RENEW_S = LEASE_MS / 1000 / 4
PAUSE_S = 0.06
PAUSE_PER_TURN_S = 0.002


class Crew:
    """One task per turn. `answer` brings a turn to an end at the pace it is given; returns the next one's id, or ""."""

    def __init__(self, turns: Turns, answer: Callable[[Lease, Callable[[], float]], Awaitable[str]]) -> None:
        self._turns = turns
        self._answer = answer
        self._at_work: dict[Lease, asyncio.Task[None]] = {}
        self._is_closing = False

    def start(self, lease: Lease) -> None:
        """Answer the turn in the background, unless the process is about to stop: others will find it then."""
        if self._is_closing or lease in self._at_work:
            return
        task = asyncio.create_task(self._work(lease))
        self._at_work[lease] = task
        task.add_done_callback(lambda _: self._at_work.pop(lease, None))

    def pause_s(self) -> float:
        """How long to gather words between two appends: the more turns at once, the longer."""
        return max(PAUSE_S, len(self._at_work) * PAUSE_PER_TURN_S)

    def count(self) -> int:
        """How many turns are being answered here."""
        return len(self._at_work)

    async def hold(self) -> None:
        """Renew the leases of all turns at work until cancelled; a turn that was taken over is dropped."""
        while True:
            await asyncio.sleep(RENEW_S)
            for lease, task in list(self._at_work.items()):
                try:
                    is_ours = await self._turns.renew(lease)
                except StoreUnavailable:
                    break
                if not is_ours and not task.done() and lease in self._at_work:
                    log(
                        "turn_lost",
                        level=logging.WARNING,
                        session_name=lease.session_name,
                        turn_id=lease.turn_id,
                    )
                    task.cancel()

    async def close(self, *, grace_s: float) -> None:
        """Wait up to `grace_s` for the turns at work, then hand the rest to other processes."""
        self._is_closing = True
        if self._at_work:
            await asyncio.wait(self._at_work.values(), timeout=grace_s)
        left = dict(self._at_work)
        for task in left.values():
            task.cancel()
        await asyncio.gather(*left.values(), return_exceptions=True)
        for lease in left:
            try:
                await self._turns.release(lease)
            except StoreUnavailable:
                log("turn_not_released", level=logging.WARNING, session_name=lease.session_name, turn_id=lease.turn_id)

    async def _work(self, lease: Lease) -> None:
        about: dict[str, Any] = {"session_name": lease.session_name, "turn_id": lease.turn_id, "attempt": lease.attempt}
        try:
            queued = await self._answer(lease, self.pause_s)
            if queued:
                self.start(Lease(lease.session_name, queued, 1))
        except* KefuError as errors:
            # Lost to another process, or the store is away: whoever has the lease next goes on.
            log("turn_left", level=logging.WARNING, codes=[str(error) for error in errors.exceptions], **about)
        except* Exception as errors:  # noqa: BLE001 - the end of a background task: a bug is logged, the lease runs out
            log("turn_broken", level=logging.ERROR, error=errors, **about)
