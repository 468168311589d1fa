"""The circuit breaker, on a clock that is turned by hand."""

import pytest

from app.ai.breaker import Breaker, Snapshot
from app.ai.provider import AIError, FailureKind


class Clock:
    """Seconds that pass when the test says so."""

    now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture(name="clock")
def make_clock() -> Clock:
    """A clock of one's own."""
    return Clock()


@pytest.fixture(name="breaker")
def make_breaker(clock: Clock) -> Breaker:
    """Opens after three failures in a minute, for fifteen seconds."""
    return Breaker(clock, failures=3, window_s=60, cooldown_s=15)


def fail(breaker: Breaker, times: int, kind: FailureKind = "network") -> None:
    """So many failed attempts."""
    for _ in range(times):
        breaker.fail(breaker.enter(), kind)


def is_refused(breaker: Breaker) -> bool:
    """Whether the next attempt is refused; one that is not is given back."""
    try:
        breaker.release(breaker.enter())
    except AIError as error:
        return (error.kind, error.retryable) == ("open", False)
    return False


def test_opens_after_so_many_in_a_row(breaker: Breaker, clock: Clock) -> None:
    fail(breaker, 2)
    assert breaker.snapshot() == Snapshot("closed", 2, 0.0, "network")
    fail(breaker, 1, "timeout")
    clock.now += 5
    assert breaker.snapshot() == Snapshot("open", 3, 10.0, "timeout")
    assert is_refused(breaker)


def test_a_success_between_starts_the_count_anew(breaker: Breaker) -> None:
    fail(breaker, 2)
    breaker.succeed(breaker.enter())
    fail(breaker, 2)
    assert not is_refused(breaker)


def test_failures_far_apart_do_not_add_up(breaker: Breaker, clock: Clock) -> None:
    for _ in range(10):
        fail(breaker, 1)
        clock.now += 31
    assert breaker.snapshot().state == "closed"


@pytest.mark.parametrize("kind", ["network", "server", "timeout", "rate", "auth", "config", "quota"])
def test_what_counts(breaker: Breaker, kind: FailureKind) -> None:
    fail(breaker, 3, kind)
    assert breaker.snapshot().state == "open"


@pytest.mark.parametrize("kind", ["content", "context", "busy", "gone"])
def test_what_does_not_count(breaker: Breaker, kind: FailureKind) -> None:
    fail(breaker, 9, kind)
    assert breaker.snapshot() == Snapshot("closed", 0, 0.0, None)


def test_one_probe_at_a_time_after_the_cooldown(breaker: Breaker, clock: Clock) -> None:
    fail(breaker, 3)
    clock.now += 15
    assert breaker.snapshot().state == "half_open"
    probe = breaker.enter()
    assert probe.probe
    assert is_refused(breaker) and is_refused(breaker)
    breaker.succeed(probe)
    assert breaker.snapshot() == Snapshot("closed", 0, 0.0, "network")
    assert not breaker.enter().probe


def test_a_failed_probe_opens_at_once_for_another_cooldown(breaker: Breaker, clock: Clock) -> None:
    fail(breaker, 3)
    clock.now += 20
    fail(breaker, 1, "server")
    assert breaker.snapshot().state == "open"
    clock.now += 14
    assert is_refused(breaker)
    clock.now += 1
    assert not is_refused(breaker)


@pytest.mark.parametrize("kind", [None, "content", "context"])
def test_a_probe_without_a_verdict_is_given_back(breaker: Breaker, clock: Clock, kind: FailureKind | None) -> None:
    fail(breaker, 3)
    clock.now += 15
    probe = breaker.enter()
    if kind is None:
        breaker.release(probe)
    else:
        breaker.fail(probe, kind)
    assert breaker.snapshot().state == "half_open"
    assert breaker.enter().probe


def test_attempts_from_before_say_nothing_any_more(breaker: Breaker, clock: Clock) -> None:
    late = [breaker.enter() for _ in range(3)]
    fail(breaker, 3)
    breaker.succeed(late[0])
    assert breaker.snapshot().state == "open"
    clock.now += 15
    probe = breaker.enter()
    breaker.fail(late[1], "network")
    breaker.release(late[2])
    assert is_refused(breaker)
    breaker.succeed(probe)
    assert breaker.snapshot().state == "closed"


def test_a_verdict_is_final_when_the_ticket_is_released(breaker: Breaker, clock: Clock) -> None:
    fail(breaker, 3)
    clock.now += 15
    first = breaker.enter()
    breaker.fail(first, "server")
    clock.now += 15
    second = breaker.enter()
    breaker.release(first)
    assert is_refused(breaker)
    breaker.succeed(second)
