"""A store that stays away, as one loop tells of it in the log: at once, then now and then; it waits for nothing."""

import logging
import time
from collections.abc import Callable
from typing import Any

from app.telemetry.log import log

AGAIN_S = 60.0
"""How long it is left unsaid that the store is still away: whoever is woken wants to see what else happened."""


class Absence:
    """What a loop says, as `event`, while the store is away; `loop` names it where others say the same."""

    def __init__(self, event: str, *, loop: str = "", clock: Callable[[], float] = time.monotonic) -> None:
        self._event = event
        self._about: dict[str, Any] = {"loop": loop} if loop else {}
        self._clock = clock
        self._began_s: float | None = None
        self._tells_at_s = 0.0

    def tell(self, error: BaseException) -> float:
        """Note that it failed, and say so where that is due; returns for how many seconds it has."""
        now_s = self._clock()
        if self._began_s is None:
            self._began_s = self._tells_at_s = now_s
        away_s = now_s - self._began_s
        if now_s >= self._tells_at_s:
            self._tells_at_s = now_s + AGAIN_S
            reason = repr(error.__cause__ or error)
            log(self._event, level=logging.WARNING, **self._about, reason=reason, away_s=round(away_s, 1))
        return away_s

    def end(self) -> float | None:
        """The store answers again: for how many seconds it was away, None where it was not."""
        began_s, self._began_s = self._began_s, None
        return None if began_s is None else round(self._clock() - began_s, 1)
