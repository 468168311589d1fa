"""Debian's Nginx as a process, with the configuration that nginx/render makes; what stands behind it is up to tests."""

import os
import signal
import ssl
import subprocess
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import psutil

from tests.processes import ROOT, free_port
from tests.wire.certificate import Certificate, make_certificate

RENDER = ROOT / "nginx" / "render"


@dataclass(slots=True)
class Nginx:
    """One Nginx on the loopback, in front of `backends` ("127.0.0.1:PORT"), with a certificate of its own.

    It is reached by `server_name`, and by 127.0.0.1. `environ` is what nginx/render is told beside; `change` alters
    what it has made, for time-outs that no test can wait for.
    """

    folder: Path
    backends: Sequence[str]
    server_name: str = "chat.test"
    environ: dict[str, str] = field(default_factory=dict)
    change: Callable[[str], str] = str
    http_port: int = field(default_factory=free_port)
    https_port: int = field(default_factory=free_port)
    process: subprocess.Popen[bytes] | None = None
    certificate: Certificate = field(init=False)

    def __post_init__(self) -> None:
        self.run_dir.mkdir(parents=True, exist_ok=True)
        self.certificate = make_certificate(self.folder, *self.server_name.split())

    @property
    def https(self) -> str:
        """The address of it that needs no resolver."""
        return f"https://127.0.0.1:{self.https_port}"

    @property
    def http(self) -> str:
        return f"http://127.0.0.1:{self.http_port}"

    @property
    def named(self) -> str:
        """The address with the host name, for clients that can be told where that is."""
        return f"https://{self.server_name.split()[0]}:{self.https_port}"

    @property
    def certfile(self) -> str:
        return self.certificate.certfile

    @property
    def run_dir(self) -> Path:
        return self.folder / "run"

    @property
    def log(self) -> Path:
        """What it says of requests, a line of JSON for each."""
        return self.folder / "access.log"

    @property
    def errors(self) -> Path:
        return self.folder / "error.log"

    @property
    def pid(self) -> int:
        assert self.process is not None
        return self.process.pid

    def trusted(self) -> ssl.SSLContext:
        """A client's context that trusts its certificate and no other."""
        return self.certificate.trusted()

    def client(self, **options: Any) -> httpx.AsyncClient:
        """An HTTP client for it; the caller closes it."""
        return httpx.AsyncClient(base_url=self.https, verify=self.trusted(), timeout=30, **options)

    def settings(self) -> dict[str, str]:
        """What nginx/render and nginx/start are told."""
        return {
            "PATH": os.environ["PATH"],
            "SERVER_NAME": f"{self.server_name} 127.0.0.1",
            "BACKENDS": " ".join(self.backends),
            "LISTEN": "127.0.0.1",
            "HTTP_PORT": str(self.http_port),
            "HTTPS_PORT": str(self.https_port),
            "PUBLIC_HTTPS_PORT": str(self.https_port),
            "CERT_FILE": self.certificate.certfile,
            "KEY_FILE": self.certificate.keyfile,
            "RUN_DIR": str(self.run_dir),
            "ACCESS_LOG": str(self.log),
        } | self.environ

    def render(self) -> str:
        """The configuration as it would be used now."""
        made = subprocess.run([RENDER], env=self.settings(), capture_output=True, text=True, check=False)
        assert made.returncode == 0, made.stderr
        # Workers of a root's Nginx would be nobody, who cannot look into a test's folder.
        return ("user root;\n" if os.geteuid() == 0 else "") + self.change(made.stdout)

    def start(self, timeout_s: float = 15) -> None:
        """Start, and return when it answers."""
        command = ["nginx", "-e", "stderr", "-c", str(self._write())]
        with self.errors.open("ab") as errors:
            self.process = subprocess.Popen(command, stdout=errors, stderr=errors, start_new_session=True)
        ends = time.monotonic() + timeout_s
        while True:
            try:
                httpx.get(f"{self.http}/edge-health", timeout=1).raise_for_status()
            except httpx.TransportError:
                assert self.process.poll() is None and time.monotonic() < ends, self.errors.read_text()[-2000:]
                time.sleep(0.01)
            else:
                return

    def workers(self) -> list[psutil.Process]:
        """Its workers that take new connections; those that only finish old ones are not among them."""
        return [child for child in psutil.Process(self.pid).children() if is_accepting(child)]

    def reload(self, timeout_s: float = 15) -> None:
        """Render anew, and return when only new workers take new connections; the old ones keep what they have."""
        self._write()
        before = {worker.pid for worker in self.workers()}
        os.kill(self.pid, signal.SIGHUP)
        ends = time.monotonic() + timeout_s
        while not (now := {worker.pid for worker in self.workers()}) or now & before:
            assert time.monotonic() < ends, self.errors.read_text()[-2000:]
            time.sleep(0.01)

    def use(self, backends: Sequence[str]) -> None:
        """Stand in front of others from now on."""
        self.backends = backends
        self.reload()

    def kill(self) -> None:
        """SIGKILL for it and all its workers, which would go on without it."""
        os.killpg(self.pid, signal.SIGKILL)
        assert self.process is not None
        self.process.wait(10)

    def stop(self) -> int:
        """SIGTERM, which ends its streams too; returns the exit code."""
        if self.process is None or self.process.poll() is not None:
            return self.process.returncode if self.process else 0
        self.process.terminate()
        return self.process.wait(10)

    def _write(self) -> Path:
        path = self.folder / "nginx.conf"
        path.write_text(self.render())
        return path


def is_accepting(process: psutil.Process) -> bool:
    """Whether it is a worker that was not told to finish."""
    try:
        title = " ".join(process.cmdline())
    except psutil.NoSuchProcess:
        return False
    return "worker process" in title and "shutting down" not in title


@contextmanager
def fronting(folder: Path, *backends: str, **options: Any) -> Iterator[Nginx]:
    """A running Nginx in front of `backends`; `options` are further members of `Nginx`."""
    nginx = Nginx(folder / "nginx", backends, **options)
    nginx.start()
    try:
        yield nginx
    finally:
        nginx.stop()
