"""The parent of several processes, with work that does nothing but what the test needs; the real work is in `wire`."""

import json
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psutil
import pytest

from app.workers import LONGEST_PAUSE_S, Workers, pause_s
from tests.processes import ROOT
from tests.wire.watching import see_now

PROGRAM = """
import os, signal, sys, time
from app.telemetry.log import start_logging
from app.workers import Workers
start_logging("INFO")
{preparation}
def work(leash, ready):
    signal.pthread_sigmask(signal.SIG_UNBLOCK, set(signal.Signals))
    os.write(1, b"begun\\n")
    ready()
{work}
stops = {{signal.SIGTERM, signal.SIGINT}}
say = lambda word: lambda: os.write(1, word)
Workers({count}, work, stops=stops, ready=say(b"ready\\n"), let_go=say(b"gone\\n")).run()
say(b"the end\\n")()
"""


@contextmanager
def parent(work: str, *, count: int = 2, preparation: str = "") -> Iterator[subprocess.Popen[str]]:
    """A parent whose workers do that; it is gone afterwards, and they with it."""
    program = PROGRAM.format(work=textwrap.indent(work, "    "), count=count, preparation=preparation)
    process = subprocess.Popen([sys.executable, "-c", program], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    try:
        yield process
    finally:
        if process.poll() is None:
            for child in psutil.Process(process.pid).children():
                child.kill()
            process.kill()
        process.communicate(timeout=10)


def told(process: subprocess.Popen[str], name: str, count: int) -> list[Any]:
    """What follows in its output until so many lines are there that are `name`, or log lines of that event."""
    assert process.stdout
    found: list[Any] = []
    for line in process.stdout:
        if line.startswith("{") and json.loads(line)["event"] == name:
            found.append(json.loads(line))
        elif line.split()[0] == name:
            found.append(line.split()[1:])
        if len(found) == count:
            return found
    pytest.fail(f"it ended before it told {name} {count} times: {found}")


SLEEP = "time.sleep(60)"


def test_a_pause_grows_while_workers_die_early() -> None:
    assert [pause_s(deaths) for deaths in range(1, 8)] == [0, 1, 2, 4, 8, 16, LONGEST_PAUSE_S]
    assert pause_s(5000) == LONGEST_PAUSE_S


def test_a_worker_that_dies_again_and_again_is_told_of_and_waited_for() -> None:
    with parent("raise ValueError('bad luck')", count=1) as process:
        died = told(process, "worker_died", 3)
        assert [(line["code"], line["deaths"], line["pause_s"]) for line in died] == [(1, 1, 0), (1, 2, 1), (1, 3, 2)]
        # It is told to stop while it waits, and does not wait.
        process.send_signal(signal.SIGTERM)
        assert process.wait(10) == 0


def test_it_is_ready_once_and_lets_go_once() -> None:
    with parent(SLEEP, count=3) as process:
        told(process, "begun", 3)
        process.send_signal(signal.SIGINT)
        process.send_signal(signal.SIGTERM)
        rest = process.communicate(timeout=10)[0].splitlines()
        assert [line for line in rest if not line.startswith("{")] in (
            ["gone", "the end"],
            ["ready", "gone", "the end"],
        )
        assert process.returncode == 0


def test_a_worker_that_does_not_let_go_is_killed_in_the_end() -> None:
    stubborn = "signal.signal(signal.SIGTERM, signal.SIG_IGN); os.write(1, b'deaf\\n'); time.sleep(60)"
    with parent(stubborn, preparation="import app.workers; app.workers.STOP_S = 0.2") as process:
        told(process, "deaf", 2)
        process.send_signal(signal.SIGTERM)
        assert len(told(process, "workers_killed", 1)[0]["pids"]) == 2
        assert process.wait(10) == 0


def test_a_signal_that_comes_before_the_worker_heeds_it_is_not_lost() -> None:
    slow = "signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM}); os.write(1, b'slow\\n'); time.sleep(0.5)"
    heed = "signal.signal(signal.SIGTERM, lambda *_: os._exit(0)); signal.pthread_sigmask(signal.SIG_UNBLOCK, {15})"
    with parent(f"{slow}; {heed}; time.sleep(60)") as process:
        told(process, "slow", 2)
        process.send_signal(signal.SIGTERM)
        assert process.wait(10) == 0


def test_orphans_that_fall_to_the_first_process_of_a_container_leave_no_zombies() -> None:
    adopt = f"import ctypes; assert ctypes.CDLL(None).prctl({PR_SET_CHILD_SUBREAPER}, 1, 0, 0, 0) == 0"
    with parent("os.fork() and os.kill(os.getpid(), 9)\ntime.sleep(60)", count=1, preparation=adopt) as process:
        told(process, "worker_died", 2)
        family = psutil.Process(process.pid)
        orphans = [child for child in family.children() if child.status() != psutil.STATUS_ZOMBIE]
        for orphan in orphans:
            orphan.kill()
        see_now(lambda: not any(orphan.is_running() for orphan in orphans), "none of them left")
        assert orphans


PR_SET_CHILD_SUBREAPER = 36
"""prctl(2): orphans among our descendants become our children, as they do of a container's first process."""


def test_the_moment_when_patience_ends_is_not_slept_through(monkeypatch: pytest.MonkeyPatch) -> None:
    """It may come between two looks at the clock; nothing else would wake the parent of a worker that is frozen."""
    waits: list[float | None] = []

    def select_none(*lists: list[int] | float | None) -> tuple[list[int], list[int], list[int]]:
        waits.append(lists[-1])  # type: ignore[arg-type]  # the last is the time-out
        return [], [], []

    monkeypatch.setattr("select.select", select_none)
    workers = Workers(0, lambda *_: None, stops=(), ready=lambda: None, let_go=lambda: None)
    workers._stop_by_s = time.monotonic()
    workers._attend()
    assert waits == [0]
