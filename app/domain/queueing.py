"""The queue for a person: who is before whom, and how long it may take; who is let in is elsewhere."""

import math
from collections.abc import Sequence
from statistics import median

from app.domain.escalation import Severity
from app.domain.session import Session, Status

_RANK_STEP = 10_000_000_000_000
"""More milliseconds than any moment has, so that a rank counts more than any wait (and below 2^53 in sum)."""


def place(session: Session) -> int:
    """The session's score in the list of its status: the queue goes by severity and waiting time, the rest by age.

    Who was dropped by an agent waits before all others.
    """
    if session.status is not Status.PENDING_MANUAL:
        return session.last_ms or session.created_ms
    rank = 0 if session.at_head else 1 if session.severity == Severity.HIGH else 2
    return rank * _RANK_STEP + session.waiting_ms


def estimate_s(position: int, waits_ms: Sequence[int]) -> int | None:
    """How long number `position` (from 1) may have to wait, in whole minutes as seconds; None without experience.

    `waits_ms` are recent waits of those who got through. Half of them were shorter; every place further back adds
    half as much again, since several agents serve one queue.
    """
    if not waits_ms:
        return None
    expected_ms = median(waits_ms) * (1 + (position - 1) / 2)
    return max(1, math.ceil(expected_ms / 60_000)) * 60
