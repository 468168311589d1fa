"""A store that is away: told at once, then once a minute, and how long it lasted."""

import logging
from typing import Any

import pytest

from app.telemetry.absence import AGAIN_S, Absence


class Clock:
    """Stands still until it is told."""

    now_s = 1_000.0

    def __call__(self) -> float:
        return self.now_s


def told(caplog: pytest.LogCaptureFixture) -> list[tuple[str, dict[str, Any]]]:
    return [(record.getMessage(), record.__dict__["fields"]) for record in caplog.records]


def test_it_is_told_at_once_and_then_once_a_minute(caplog: pytest.LogCaptureFixture) -> None:
    clock = Clock()
    away = Absence("store_missed", clock=clock)
    for second in range(150):
        clock.now_s = 1_000.0 + second
        assert away.tell(OSError("refused")) == second
    reason = "OSError('refused')"
    assert told(caplog) == [("store_missed", {"reason": reason, "away_s": at_s}) for at_s in (0, AGAIN_S, 2 * AGAIN_S)]
    assert {record.levelno for record in caplog.records} == {logging.WARNING}


def test_what_comes_after_its_end_is_told_at_once(caplog: pytest.LogCaptureFixture) -> None:
    clock = Clock()
    away = Absence("store_missed", clock=clock)
    assert away.end() is None
    away.tell(OSError())
    clock.now_s += 2.04
    assert (away.end(), away.end()) == (2.0, None)
    assert away.tell(OSError()) == 0
    assert len(told(caplog)) == 2


def test_two_loops_that_say_the_same_are_told_apart(caplog: pytest.LogCaptureFixture) -> None:
    for loop in ("orphans", "sessions"):
        away = Absence("store_missed", loop=loop, clock=Clock())
        away.tell(OSError())
        away.tell(OSError())
    assert [fields["loop"] for _, fields in told(caplog)] == ["orphans", "sessions"]


def test_the_reason_is_what_the_store_itself_said(caplog: pytest.LogCaptureFixture) -> None:
    error = RuntimeError("away")
    error.__cause__ = OSError("READONLY")
    Absence("store_missed", clock=Clock()).tell(error)
    assert told(caplog)[0][1]["reason"] == "OSError('READONLY')"
