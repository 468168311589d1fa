"""A certificate authority of our own (Pebble, which proves names as Let's Encrypt does) and nginx/certify asking it."""

import json
import os
import ssl
import subprocess
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from tests.deploy.entry import until
from tests.processes import ROOT, free_port
from tests.wire.certificate import Certificate, make_certificate

CERTIFY = ROOT / "nginx" / "certify"
DAY_S = 86_400


@dataclass(slots=True)
class Authority:
    """Pebble and its resolver, by which every name leads to the loopback; it asks for proofs at `proving_port`.

    Its certificates last for `days`. Certbot renews what lasts for less than 30.
    """

    folder: Path
    proving_port: int
    days: int = 90
    port: int = field(default_factory=free_port)
    told_port: int = field(default_factory=free_port)
    names_port: int = field(default_factory=free_port)
    named_port: int = field(default_factory=free_port)
    own: Certificate = field(init=False)
    running: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.folder.mkdir()
        self.own = make_certificate(self.folder)
        config = {
            "listenAddress": f"127.0.0.1:{self.port}",
            "managementListenAddress": f"127.0.0.1:{self.told_port}",
            "certificate": self.own.certfile,
            "privateKey": self.own.keyfile,
            "httpPort": self.proving_port,
            "tlsPort": 1,
            "certificateValidityPeriod": self.days * DAY_S,
        }
        (self.folder / "pebble.json").write_text(json.dumps({"pebble": config}), "utf-8")

    @property
    def directory(self) -> str:
        return f"https://127.0.0.1:{self.port}/dir"

    @property
    def root(self) -> Path:
        """The certificate that all it issues goes back to, once it runs; another one each time it is started."""
        return self.folder / "root.pem"

    @property
    def orders(self) -> int:
        """How many certificates it was asked for."""
        return (self.folder / "pebble.log").read_text().count("order-plz")

    def trust(self) -> ssl.SSLContext:
        """A client's context that trusts what it issues, and nothing else."""
        return ssl.create_default_context(cafile=str(self.root))

    def start(self) -> None:
        """Start, and return when it answers."""
        names = f"127.0.0.1:{self.names_port}"
        resolver = ["pebble-challtestsrv", "-defaultIPv4", "127.0.0.1", "-defaultIPv6", "", "-dns01", names]
        resolver += ["-http01", "", "-https01", "", "-tlsalpn01", "", "-management", f"127.0.0.1:{self.named_port}"]
        pebble = ["pebble", "-config", str(self.folder / "pebble.json"), "-dnsserver", names, "-strict"]
        # No pauses and no refusals at random; each certificate has its names proved anew.
        quick = {"PEBBLE_VA_NOSLEEP": "1", "PEBBLE_WFE_NONCEREJECT": "0", "PEBBLE_AUTHZREUSE": "0"}
        with (self.folder / "pebble.log").open("ab") as log:
            for command in (resolver, pebble):
                self.running += [subprocess.Popen(command, env=quick | _path(), stdout=log, stderr=log)]
        until(self._is_up, "Pebble answers")

    def lead_names_to(self, address: str) -> None:
        """What every name means from now on."""
        told = {"ip": address}
        httpx.post(f"http://127.0.0.1:{self.named_port}/set-default-ipv4", json=told, timeout=5).raise_for_status()

    def stop(self) -> None:
        """End both."""
        for process in self.running:
            process.terminate()
            process.wait(10)
        self.running.clear()

    def _is_up(self) -> bool:
        own = ssl.create_default_context(cafile=self.own.certfile)
        try:
            found = httpx.get(f"https://127.0.0.1:{self.told_port}/roots/0", verify=own, timeout=5)
            httpx.get(self.directory, verify=own, timeout=5)
            httpx.get(f"http://127.0.0.1:{self.named_port}/", timeout=5)
        except httpx.TransportError:
            return False
        self.root.write_text(found.text)
        return True


@dataclass(slots=True)
class Certifier:
    """nginx/certify with the real certbot, as compose.yml runs it; only its sleep is a double, which tests end."""

    folder: Path
    environ: dict[str, str]
    process: subprocess.Popen[bytes] | None = None

    def __post_init__(self) -> None:
        self.folder.mkdir()
        os.mkfifo(self._bell)
        self.put("sleep", f'echo "$1" >> {self._slept}\nexec cat {self._bell}')

    @property
    def said(self) -> list[str]:
        """Its lines so far."""
        return self._log.read_text().splitlines()

    @property
    def naps_s(self) -> list[int]:
        """How long it meant to sleep each time, the last one perhaps going on."""
        return [int(line) for line in self._slept.read_text().split()] if self._slept.exists() else []

    def put(self, name: str, script: str) -> None:
        """A program that it finds before the system's."""
        path = self.folder / name
        path.write_text(f"#!/bin/sh\n{script}\n")
        path.chmod(0o755)

    def take_away(self, name: str) -> None:
        """The system's program again."""
        (self.folder / name).unlink()

    def once(self, *options: str, **environ: str) -> subprocess.CompletedProcess[str]:
        """One look."""
        command, told = [str(CERTIFY), "once", *options], self._told() | environ
        return subprocess.run(command, env=told, capture_output=True, text=True, check=False, timeout=60)

    def start(self) -> None:
        """For ever, as in the container."""
        with self._log.open("ab") as log:
            self.process = subprocess.Popen([CERTIFY], env=self._told(), stdout=log, stderr=log)

    def sleeps(self, times: int) -> int:
        """Return when it sleeps for the `times`th time: for how many seconds."""
        until(lambda: len(self.naps_s) >= times, f"certify sleeps for the {times}th time", 60)
        return self.naps_s[times - 1]

    def wake(self) -> None:
        """The time it meant to sleep is over."""
        until(self._rings, "certify sleeps")

    def stop(self) -> int | None:
        """SIGTERM, as Docker does; returns the exit code."""
        if self.process is None:
            return None
        self.process.terminate()
        return self.process.wait(30)

    @property
    def _bell(self) -> Path:
        return self.folder / "bell"

    @property
    def _slept(self) -> Path:
        return self.folder / "slept"

    @property
    def _log(self) -> Path:
        return self.folder / "certify.log"

    def _rings(self) -> bool:
        try:
            os.close(os.open(self._bell, os.O_WRONLY | os.O_NONBLOCK))
        except OSError:  # nobody listens yet
            return False
        return True

    def _told(self) -> dict[str, str]:
        return self.environ | {"PATH": f"{self.folder}:{os.environ['PATH']}", "HOME": str(self.folder)}


def _path() -> dict[str, str]:
    return {"PATH": os.environ["PATH"]}
