"""The program as a process of its own, to be stopped, killed and frozen; inside the test's loop see `live`."""

import os
import signal
import socket
import ssl
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

import httpx

ROOT = Path(__file__).parents[1]


def free_port() -> int:
    """A port of the loopback that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def run_command(
    *arguments: str, timeout_s: float = 30, said: str = "", **environ: str
) -> subprocess.CompletedProcess[str]:
    """Run `python -m app ARGUMENTS` to its end; `said` is what it reads."""
    command = [sys.executable, "-m", "app", *arguments]
    return subprocess.run(
        command,
        cwd=ROOT,
        env=_environ(environ),
        input=said,
        capture_output=True,
        text=True,
        timeout=timeout_s,
        check=False,
    )


@dataclass(slots=True)
class Server:
    """One `python -m app serve` on the loopback; `environ` are its settings, `log` the file it writes to.

    Given a certificate (TLS_CERT_FILE) it speaks HTTPS, and `trust` is what its clients go by.
    """

    log: Path
    environ: dict[str, str]
    port: int = field(default_factory=free_port)
    arguments: tuple[str, ...] = ()
    process: subprocess.Popen[bytes] | None = None

    @property
    def base(self) -> str:
        scheme = "https" if "TLS_CERT_FILE" in self.environ else "http"
        return f"{scheme}://127.0.0.1:{self.port}"

    @property
    def trust(self) -> ssl.SSLContext:
        """Its certificate and no other, where it has one."""
        return ssl.create_default_context(cafile=self.environ.get("TLS_CERT_FILE"))

    @property
    def pid(self) -> int:
        assert self.process is not None
        return self.process.pid

    def start(self, timeout_s: float = 30) -> None:
        """Start, and return when it answers."""
        with self.log.open("ab") as log:
            environ = _environ(self.environ | {"PORT": str(self.port)})
            self.process = subprocess.Popen(
                [sys.executable, "-m", "app", "serve", *self.arguments], cwd=ROOT, env=environ, stdout=log, stderr=log
            )
        ends, trust = time.monotonic() + timeout_s, self.trust
        while True:
            try:
                httpx.get(f"{self.base}/api/health/live", timeout=1, verify=trust)
            except httpx.TransportError:
                is_hopeful = self.process.poll() is None and time.monotonic() < ends
                assert is_hopeful, self.log.read_text()[-2000:]
                time.sleep(0.02)
            else:
                return

    def signal(self, number: signal.Signals) -> None:
        """Send it a signal."""
        os.kill(self.pid, number)

    def kill(self) -> None:
        """SIGKILL, and wait until it is gone."""
        self.signal(signal.SIGKILL)
        self.wait()

    def stop(self, timeout_s: float = 20) -> int:
        """SIGTERM; returns the exit code."""
        if self.process is None or self.process.poll() is not None:
            return self.process.returncode if self.process else 0
        self.signal(signal.SIGTERM)
        return self.wait(timeout_s)

    def wait(self, timeout_s: float = 20) -> int:
        """The exit code, once it has ended."""
        assert self.process is not None
        return self.process.wait(timeout_s)


def _environ(changes: dict[str, str]) -> dict[str, str]:
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG", "TMPDIR") if name in os.environ}
    return kept | {"PYTHONUNBUFFERED": "1"} | changes
