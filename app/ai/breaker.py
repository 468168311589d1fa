"""A circuit breaker that makes a dead upstream cheap to ask; it calls nothing and reads no clock of its own."""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from app.ai.provider import AIError, FailureKind

BreakerState = Literal["closed", "open", "half_open"]

COUNTED: frozenset[FailureKind] = frozenset({"network", "server", "timeout", "rate", "auth", "config", "quota"})
"""What says something about the upstream; a refused or overlong question does not."""


@dataclass(slots=True, eq=False)
class Ticket:
    """One attempt's leave to ask the upstream; to be released in the end, whatever the verdict was."""

    probe: bool = False


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What a health page shows; `retry_in_s` is 0 unless the state is open, `last` the kind of the last failure."""

    state: BreakerState
    failures: int
    retry_in_s: float
    last: FailureKind | None


class Breaker:
    """Opens after `failures` in a row within `window_s`; after `cooldown_s` one probe at a time decides.

    An attempt that began before the circuit opened says nothing about it any more.
    """

    def __init__(
        self,
        clock: Callable[[], float],
        *,
        failures: int = 5,
        window_s: float = 60.0,
        cooldown_s: float = 15.0,
    ) -> None:
        """Take a monotonic `clock` in seconds."""
        self._clock = clock
        self._limit = failures
        self._window_s = window_s
        self._cooldown_s = cooldown_s
        self._failed_at: deque[float] = deque(maxlen=failures)
        self._last: FailureKind | None = None
        self._opened_at: float | None = None
        self._probe: Ticket | None = None

    def enter(self) -> Ticket:
        """Ask for leave; raises `AIError("open")` while the circuit is open or a probe is under way."""
        state = self._state()
        if state == "closed":
            return Ticket()
        if state == "open" or self._probe is not None:
            raise AIError("open", code=self._last or "")
        self._probe = Ticket(probe=True)
        return self._probe

    def succeed(self, ticket: Ticket) -> None:
        """The upstream answered: forget the failures, and close if this was the probe."""
        if ticket is self._probe:
            self._probe = self._opened_at = None
        if self._opened_at is None:
            self._failed_at.clear()

    def fail(self, ticket: Ticket, kind: FailureKind) -> None:
        """The attempt failed; what is not the upstream's fault only gives the ticket back."""
        if kind not in COUNTED:
            self.release(ticket)
        elif ticket is self._probe:
            self._open(kind)
        elif self._opened_at is None:
            self._count(kind)

    def release(self, ticket: Ticket) -> None:
        """The attempt was given up without a verdict: the next one may be the probe."""
        if ticket is self._probe:
            self._probe = None

    def snapshot(self) -> Snapshot:
        """Return what is known now."""
        state, retry_in_s = self._state(), 0.0
        if state == "open" and self._opened_at is not None:
            retry_in_s = self._opened_at + self._cooldown_s - self._clock()
        return Snapshot(state, len(self._failed_at), retry_in_s, self._last)

    def _state(self) -> BreakerState:
        if self._opened_at is None:
            return "closed"
        return "half_open" if self._clock() - self._opened_at >= self._cooldown_s else "open"

    def _count(self, kind: FailureKind) -> None:
        now = self._clock()
        while self._failed_at and self._failed_at[0] < now - self._window_s:
            self._failed_at.popleft()
        self._failed_at.append(now)
        self._last = kind
        if len(self._failed_at) >= self._limit:
            self._open(kind)

    def _open(self, kind: FailureKind) -> None:
        self._opened_at, self._probe, self._last = self._clock(), None, kind
