"""nginx/start as a process with a user, a resolver and certificates of its own; what is done to it is up to tests."""

import os
import shutil
import signal
import ssl
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import httpx

from tests.deploy.nginx import Nginx
from tests.processes import ROOT
from tests.wire.certificate import make_certificate

NOBODY = 65534
PLAIN_GETENT = '#!/bin/sh\nawk -v host="$2" \'$2 == host { print $1, "STREAM", host }\' "{hosts}"\n'


class Edge:
    """nginx/start, its own user's; `nginx` says where it listens, `hosts` is what its resolver knows."""

    def __init__(self, folder: Path) -> None:
        shutil.copytree(ROOT / "nginx", folder / "program")
        self.nginx = Nginx(folder / "nginx", [])
        self.certificates = folder / "certificates"
        self.certificates.mkdir()
        self.hosts = folder / "hosts"
        self.hosts.touch()
        self.acme = folder / "acme/.well-known/acme-challenge"
        self.acme.mkdir(parents=True)
        getent = folder / "bin/getent"
        getent.parent.mkdir()
        getent.write_text(PLAIN_GETENT.replace("{hosts}", str(self.hosts)))
        getent.chmod(0o755)
        self._folder = folder
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def said(self) -> str:
        return (self._folder / "said").read_text()

    @property
    def has_ended(self) -> bool:
        return self._process is not None and self._process.poll() is not None

    def start(self, backends: str) -> None:
        """Start; the resolver is ours, and changes are looked for five times a second."""
        environ = self.nginx.settings() | {
            "BACKENDS": backends,
            "CERT_FILE": str(self.certificates / "certificate.pem"),
            "KEY_FILE": str(self.certificates / "key.pem"),
            "ACME_ROOT": str(self._folder / "acme"),
            "CHECK_S": "0.2",
        }
        environ["PATH"] = f"{self._folder / 'bin'}:{environ['PATH']}"
        del environ["ACCESS_LOG"]
        user = NOBODY if os.geteuid() == 0 else None
        for path in (self._folder, *self._folder.rglob("*")) if user else ():
            os.chown(path, NOBODY, NOBODY)
        with (self._folder / "said").open("ab") as said:
            start = [self._folder / "program/start"]
            self._process = subprocess.Popen(start, env=environ, stdout=said, stderr=said, user=user, group=user)
        until(lambda: self.has_ended or is_answering(f"{self.nginx.http}/edge-health"), self)

    def certify(self) -> ssl.SSLContext:
        """Put a new certificate in place, as certbot does; returns what its clients trust."""
        new = make_certificate(self._folder / "nginx", "chat.test")
        for file in (new.certfile, new.keyfile):
            path = self.certificates / Path(file).name
            shutil.copy(file, f"{path}.new")
            Path(f"{path}.new").chmod(0o644)
            Path(f"{path}.new").rename(path)
        return new.trusted()

    def resolve(self, *addresses: str) -> None:
        """Let the host `app` have these addresses."""
        self.hosts.write_text("".join(f"{address} app\n" for address in addresses))

    def signal(self, number: signal.Signals) -> None:
        assert self._process
        self._process.send_signal(number)

    def wait(self, timeout_s: float = 15) -> int:
        assert self._process
        return self._process.wait(timeout_s)

    def end(self) -> None:
        if self._process and self._process.poll() is None:
            self._process.terminate()
            self.wait()


def is_answering(address: str, trust: ssl.SSLContext | bool = False) -> bool:
    try:
        return httpx.get(address, verify=trust, timeout=2).status_code < 500
    except httpx.TransportError:
        return False


def until(is_so: Callable[[], bool], edge: Edge, timeout_s: float = 20) -> None:
    ends = time.monotonic() + timeout_s
    while not is_so():
        assert time.monotonic() < ends, edge.said[-2000:]
        time.sleep(0.05)
