"""Several processes of the server on one socket, kept alive and stopped by this one; it serves nobody itself.

They are forked, and share the one socket that was bound before: whoever is free takes the next connection, so that none
waits for a process that has died or is frozen (with SO_REUSEPORT each would have a queue of its own).
"""

import logging
import os
import select
import signal
import sys
import time
from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import NoReturn

from app.telemetry.log import log, sign_lines

STOP_S = 20.0
"""How long the workers have to let go once they are told; longer than any takes that is not frozen."""

STEADY_S = 30.0
"""A worker that lived this long did not die of how it began."""

LONGEST_PAUSE_S = 30.0

HEARD = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGCHLD)

Work = Callable[[int, Callable[[], None]], None]
"""What a worker does until it is told to stop; it gets its leash, which ends when this process does, and says when it
is ready."""


@dataclass(slots=True)
class _Place:
    """Where a worker works, or will again at `due_s`; `deaths` are those in a row that came early."""

    pid: int = 0
    began_s: float = 0.0
    due_s: float = 0.0
    deaths: int = 0


def pause_s(deaths: int) -> float:
    """How long to wait before a worker is replaced: not at all, then ever longer while each dies early."""
    return 0.0 if deaths <= 1 else min(2.0 ** min(deaths - 2, 10), LONGEST_PAUSE_S)


class Workers:
    """`count` processes that do `work` until one of the signals `stops`; SIGHUP, where it is none, is passed on.

    `ready` is called once, when the first of them is, `let_go` when they are to stop. To be run while this process has
    no other thread: a fork takes none along.
    """

    def __init__(
        self,
        count: int,
        work: Work,
        *,
        stops: Collection[signal.Signals],
        ready: Callable[[], None],
        let_go: Callable[[], None],
    ) -> None:
        self._places = [_Place() for _ in range(count)]
        self._work, self._stops, self._ready, self._let_go = work, stops, ready, let_go
        # Whoever holds an end of the leash that can be written to keeps the workers: this process alone.
        self._leash, self._hand = os.pipe()
        self._news, self._bell = os.pipe()
        self._signals, self._wakeup = os.pipe()
        self._stop_by_s = 0.0

    def run(self) -> None:
        """Keep them alive until told to stop, and return when all have let go."""
        for end in (self._signals, self._wakeup, self._news):
            os.set_blocking(end, False)
        signal.set_wakeup_fd(self._wakeup, warn_on_full_buffer=False)
        for number in HEARD:
            signal.signal(number, _be_woken)
        try:
            while not self._stop_by_s or self._pids():
                self._start_those_due()
                self._attend()
                self._bury()
                self._lose_patience()
        finally:
            signal.set_wakeup_fd(-1)
            for number in HEARD:
                signal.signal(number, signal.SIG_DFL)

    def _pids(self) -> list[int]:
        return [place.pid for place in self._places if place.pid]

    def _start_those_due(self) -> None:
        for place in self._places:
            if not place.pid and not self._stop_by_s and place.due_s <= time.monotonic():
                place.pid, place.began_s = self._fork(), time.monotonic()
                log("worker_started", pid=place.pid)

    def _fork(self) -> int:
        """A new worker's process id. Until it hears signals itself they wait, and none gets lost."""
        sys.stdout.flush()
        before = signal.pthread_sigmask(signal.SIG_BLOCK, HEARD)
        try:
            return os.fork() or self._be_worker()
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, before)

    def _be_worker(self) -> NoReturn:
        """Work, and end without a look at what this process was before."""
        code = 1
        sign_lines()
        try:
            signal.set_wakeup_fd(-1)
            for number in HEARD:
                signal.signal(number, signal.SIG_DFL)
            signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGCHLD})
            for end in (self._hand, self._news, self._signals, self._wakeup):
                os.close(end)
            self._work(self._leash, lambda: _ring(self._bell))
            code = 0
        except BaseException as error:  # noqa: BLE001 - the end of a process: logged, and begun anew by the other
            log("worker_broken", level=logging.ERROR, error=error)
        finally:
            sys.stdout.flush()
            os._exit(code)

    def _attend(self) -> None:
        """Wait for the next signal, readiness or moment at which something is to be done."""
        now_s = time.monotonic()
        moments = [place.due_s for place in self._places if not place.pid and not self._stop_by_s]
        moments += [self._stop_by_s] if self._stop_by_s else []
        timeout_s = max(min(moments) - now_s, 0) if moments else None
        heard, _, _ = select.select([self._signals, self._news], [], [], timeout_s)
        if self._news in heard:
            os.read(self._news, 4096)
            self._ready()
            self._ready = _nothing
        if self._signals in heard:
            numbers = os.read(self._signals, 4096)
            if not self._stop_by_s and any(number in numbers for number in self._stops):
                self._stop()
            elif signal.SIGHUP in numbers:
                self._tell(signal.SIGHUP)

    def _stop(self) -> None:
        self._stop_by_s = time.monotonic() + STOP_S
        log("workers_stopping", pids=self._pids())
        self._let_go()
        self._tell(signal.SIGTERM)

    def _tell(self, number: signal.Signals) -> None:
        for pid in self._pids():
            os.kill(pid, number)

    def _bury(self) -> None:
        """Take note of all that have ended, the orphans too that fall to a container's first process."""
        while True:
            try:
                pid, status = os.waitpid(-1, os.WNOHANG)
            except ChildProcessError:
                return
            if not pid:
                return
            for place in self._places:
                if place.pid == pid:
                    self._replace(place, os.waitstatus_to_exitcode(status))

    def _replace(self, place: _Place, code: int) -> None:
        """Give the place to another, at once or after a pause."""
        pid, place.pid = place.pid, 0
        if self._stop_by_s:
            if code:
                log("worker_ended_badly", level=logging.WARNING, pid=pid, code=code)
            return
        now_s = time.monotonic()
        place.deaths = 1 if now_s - place.began_s > STEADY_S else place.deaths + 1
        place.due_s = now_s + pause_s(place.deaths)
        level = logging.ERROR if code else logging.INFO
        log("worker_died", level=level, pid=pid, code=code, deaths=place.deaths, pause_s=pause_s(place.deaths))

    def _lose_patience(self) -> None:
        if self._stop_by_s and time.monotonic() > self._stop_by_s:
            log("workers_killed", level=logging.ERROR, pids=self._pids())
            self._tell(signal.SIGKILL)
            self._stop_by_s += STOP_S


def _be_woken(*_: object) -> None:
    """The signal's number is in the pipe by now; what it means is seen to there."""


def _ring(bell: int) -> None:
    os.write(bell, b".")


def _nothing() -> None:
    """What there is to do when a further worker is ready."""
