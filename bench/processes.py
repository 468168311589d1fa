"""The processes that are measured, each started, looked at and stopped by its own id; none is put to work here."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import psutil

from app.store import embedded

ROOT = Path(__file__).parents[1]
START_TIMEOUT_S = 30.0
STOP_TIMEOUT_S = 20.0


@dataclass(frozen=True, slots=True)
class Process:
    """A running server on a port of the loopback."""

    port: int
    popen: "subprocess.Popen[bytes]"

    def cpu_s(self) -> float:
        """Seconds of processor time so far, its own and the kernel's on its behalf."""
        used = psutil.Process(self.popen.pid).cpu_times()
        return used.user + used.system

    def rss_bytes(self) -> int:
        """Resident memory now."""
        return int(psutil.Process(self.popen.pid).memory_info().rss)

    def stop(self) -> float:
        """SIGTERM; returns the seconds until it had ended. One that does not end is killed, and that raises."""
        began = time.monotonic()
        self.popen.terminate()
        try:
            self.popen.wait(STOP_TIMEOUT_S)
        except subprocess.TimeoutExpired:
            self.popen.kill()
            self.popen.wait()
            raise
        return time.monotonic() - began


@dataclass(frozen=True, slots=True)
class Yard:
    """Where the processes live: a folder for their logs, and the store that they share, with its AOF on."""

    folder: Path
    redis_url: str

    @contextmanager
    def control(self) -> Iterator[Process]:
        """The control application."""
        port = free_port()
        with self._running(port, ["-m", "bench.control", self.redis_url, str(port)], {}) as process:
            yield process

    @contextmanager
    def ours(self, settings: Mapping[str, str] | None = None, *, port: int = 0) -> Iterator[Process]:
        """The program itself, with the FAQ unless `settings` name another AI."""
        port = port or free_port()
        environ = {"PORT": str(port), "REDIS_URL": self.redis_url, "SECRET_KEY": "b" * 32, "REDIS_TAG": "bench"}
        with self._running(port, ["-m", "app", "serve"], environ | dict(settings or {})) as process:
            yield process

    @contextmanager
    def double(self, *, words_per_second: int = 20, first_word_ms: int = 300) -> Iterator[Process]:
        """An upstream that speaks as `tests.openai_double` does."""
        port = free_port()
        pace = ["--words-per-second", str(words_per_second), "--first-word-ms", str(first_word_ms)]
        with self._running(port, ["-m", "tests.openai_double", "--port", str(port), *pace], {}) as process:
            yield process

    @contextmanager
    def _running(self, port: int, arguments: list[str], environ: dict[str, str]) -> Iterator[Process]:
        kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG", "TMPDIR") if name in os.environ}
        with (self.folder / "log").open("ab") as log:
            popen = subprocess.Popen([sys.executable, *arguments], cwd=ROOT, env=kept | environ, stdout=log, stderr=log)
        process = Process(port, popen)
        try:
            self._wait(process)
            yield process
        finally:
            if popen.poll() is None:
                process.stop()

    def _wait(self, process: Process) -> None:
        ends = time.monotonic() + START_TIMEOUT_S
        while True:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", process.port)) == 0:
                    return
            if process.popen.poll() is not None or time.monotonic() > ends:
                raise RuntimeError((self.folder / "log").read_text()[-2000:])
            time.sleep(0.02)


@contextmanager
def open_yard() -> Iterator[Yard]:
    """A yard of one's own, gone afterwards."""
    with TemporaryDirectory(prefix="kefu-bench-") as name:
        store = embedded.join(Path(name) / "store")
        try:
            yield Yard(Path(name), store.url)
        finally:
            store.leave()


def openai_settings(double: Process) -> dict[str, str]:
    """The settings with which the program asks `double`, for as long as that takes to answer."""
    return {
        "AI_PROVIDER": "openai",
        "OPENAI_BASE_URL": f"http://127.0.0.1:{double.port}/v1",
        "OPENAI_API_KEY": "sk-double",
        "OPENAI_MODEL": "double-1",
        "AI_FIRST_WORD_TIMEOUT_S": "900",
        "AI_ANSWER_TIMEOUT_S": "900",
    }


def free_port() -> int:
    """A port of the loopback that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
