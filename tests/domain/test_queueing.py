"""The queue: who is before whom, and what those who wait are told about how long it may take."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.queueing import estimate_s, place
from app.domain.session import Session, Status

NOW_MS = 1_795_370_519_482
MINUTE_MS = 60_000


def waiting(name: str, since_ms: int = NOW_MS, severity: str = "low", *, at_head: bool = False) -> Session:
    return Session(
        name=name,
        shop="demo",
        visitor_id="v",
        lang="en",
        status=Status.PENDING_MANUAL,
        waiting_ms=since_ms,
        severity=severity,
        at_head=at_head,
    )


def queue(*sessions: Session) -> list[str]:
    return [session.name for session in sorted(sessions, key=place)]


def test_who_was_dropped_comes_first_then_the_urgent_then_the_others_and_each_by_waiting_time() -> None:
    assert queue(
        waiting("late"),
        waiting("early", NOW_MS - 1),
        waiting("urgent late", NOW_MS - 5, "high"),
        waiting("urgent early", NOW_MS - 6, "high"),
        waiting("dropped late", NOW_MS, "low", at_head=True),
        waiting("dropped early", NOW_MS - 9, "high", at_head=True),
    ) == ["dropped early", "dropped late", "urgent early", "urgent late", "early", "late"]


def test_no_wait_is_so_long_that_it_outweighs_severity() -> None:
    years_ms = 50 * 365 * 86_400_000
    assert queue(waiting("old", NOW_MS - years_ms, "low"), waiting("new", NOW_MS, "high")) == ["new", "old"]


def test_an_unknown_severity_waits_with_the_low() -> None:
    assert place(waiting("a", severity="")) == place(waiting("b", severity="low"))


@given(st.integers(0, 4_000_000_000_000), st.sampled_from(["high", "low"]), st.booleans())
def test_a_place_is_a_number_that_redis_keeps_exactly(since_ms: int, severity: str, at_head: bool) -> None:
    at = place(waiting("a", since_ms, severity, at_head=at_head))
    assert int(float(at)) == at >= 0


@pytest.mark.parametrize("status", [status for status in Status if status is not Status.PENDING_MANUAL])
def test_who_does_not_wait_stands_by_the_last_word_and_before_that_by_age(status: Status) -> None:
    session = replace(waiting("a", 0, "high"), status=status, created_ms=5)
    assert place(session) == 5
    assert place(replace(session, last_ms=9)) == 9


def test_without_experience_nobody_can_tell() -> None:
    assert estimate_s(1, []) is None


def test_the_first_waits_as_long_as_the_middle_one_did() -> None:
    assert estimate_s(1, [MINUTE_MS, 4 * MINUTE_MS, 60 * MINUTE_MS]) == 240


def test_every_place_further_back_costs_half_as_much_again() -> None:
    assert [estimate_s(position, [4 * MINUTE_MS]) for position in (1, 2, 3)] == [240, 360, 480]


def test_an_estimate_is_whole_minutes_and_never_none_at_all() -> None:
    assert estimate_s(1, [0]) == 60
    assert estimate_s(1, [MINUTE_MS + 1]) == 120


@given(st.integers(1, 500), st.lists(st.integers(0, 86_400_000), min_size=1, max_size=30))
def test_who_is_further_back_is_never_told_a_shorter_wait(position: int, waits_ms: list[int]) -> None:
    mine, next_one = estimate_s(position, waits_ms), estimate_s(position + 1, waits_ms)
    assert mine is not None
    assert next_one is not None
    assert 60 <= mine <= next_one
    assert mine % 60 == 0
