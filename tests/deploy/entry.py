"""nginx/start as a process: the entry point of the edge's container, which sees by itself what changes around it."""

import os
import signal
import socket
import ssl
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

from tests.deploy.nginx import Nginx
from tests.processes import ROOT

HOST = "chat.test"


def until(is_so: Callable[[], object], what: str, timeout_s: float = 20) -> None:
    """Return once `is_so`; fails with `what` when that takes too long."""
    ends = time.monotonic() + timeout_s
    while not is_so():
        assert time.monotonic() < ends, what
        time.sleep(0.02)


class ByName(httpx.AsyncHTTPTransport):
    """Asks for `HOST` at the loopback, and verifies that the certificate is `HOST`'s."""

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        request.extensions["sni_hostname"] = HOST
        return await super().handle_async_request(request)


@dataclass(slots=True)
class Entry:
    """The edge as compose.yml runs it, in front of `backends`; `cert_dir` need not hold a certificate yet."""

    folder: Path
    backends: tuple[str, ...]
    server_name: str = HOST
    process: subprocess.Popen[bytes] | None = None
    nginx: Nginx = field(init=False)

    def __post_init__(self) -> None:
        self.acme_root.mkdir(parents=True)
        self.cert_dir.mkdir(mode=0o700)
        live = self.cert_dir / "live" / "kefu"
        told = {
            "SERVER_NAME": self.server_name,
            "CERT_FILE": str(live / "fullchain.pem"),
            "KEY_FILE": str(live / "privkey.pem"),
            "ACME_ROOT": str(self.acme_root),
            "NGINX_PROGRAM": str(self._program()),
            "CHECK_S": "0.3",
            "STOP_S": "0.1",
        }
        self.nginx = Nginx(self.folder / "nginx", self.backends, environ=told)

    @property
    def acme_root(self) -> Path:
        return self.folder / "acme"

    @property
    def cert_dir(self) -> Path:
        return self.folder / "certs"

    @property
    def said(self) -> str:
        """What it has written to standard error."""
        return self.nginx.errors.read_text()

    def start(self) -> None:
        """Start, and return when it answers."""
        with self.nginx.errors.open("ab") as errors:
            start, environ = ROOT / "nginx" / "start", self.nginx.settings()
            self.process = subprocess.Popen([start], env=environ, stdout=errors, stderr=errors, start_new_session=True)
        until(lambda: self.asks("/edge-health") == 204, "the edge answers")

    def asks(self, path: str) -> int:
        """The status of an answer over plain HTTP; 0 for none."""
        try:
            return httpx.get(f"{self.nginx.http}{path}", headers={"Host": HOST}, timeout=5).status_code
        except httpx.TransportError:
            return 0

    def shown(self, trust: ssl.SSLContext, host: str = HOST) -> dict[str, Any]:
        """The certificate that a new handshake gets, verified; empty where there is none that `trust` believes."""
        try:
            with (
                socket.create_connection(("127.0.0.1", self.nginx.https_port), 5) as plain,
                trust.wrap_socket(plain, server_hostname=host) as secure,
            ):
                return dict(secure.getpeercert() or {})
        except ssl.SSLError:
            return {}

    def client(self, trust: ssl.SSLContext) -> httpx.AsyncClient:
        """A client that verifies the name; the caller closes it."""
        return httpx.AsyncClient(
            base_url=self.nginx.https,
            headers={"Host": f"{HOST}:{self.nginx.https_port}"},
            transport=ByName(verify=trust),
            timeout=30,
        )

    def stop(self) -> None:
        """SIGTERM, as Docker does."""
        if self.process and self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(10)
            except subprocess.TimeoutExpired:
                os.killpg(self.process.pid, signal.SIGKILL)
                self.process.wait(10)
                raise

    def _program(self) -> Path:
        """Nginx; workers of a root's would be nobody, who cannot look into a test's folder."""
        path = self.folder / "nginx-program"
        user = '-g "user root;" ' if os.geteuid() == 0 else ""
        path.write_text(f'#!/bin/sh\nexec nginx {user}"$@"\n')
        path.chmod(0o755)
        return path
