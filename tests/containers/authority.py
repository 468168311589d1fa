"""A certificate authority on this machine: Pebble, instead of Let's Encrypt; it proves names as that does."""

import json
import ssl
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

from tests.containers.installation import HTTP_PORT, until
from tests.wire.certificate import make_certificate

NAMED = "host.containers.internal"
"""What containers call this machine."""


@contextmanager
def authority(folder: Path, names_port: int = 18053) -> Iterator[Path]:
    """Run it while the block lasts; yields its own certificate's file. Every name leads to this machine."""
    own = make_certificate(folder, NAMED, "localhost")
    config = {
        "listenAddress": "0.0.0.0:14000",
        "managementListenAddress": "127.0.0.1:15000",
        "certificate": own.certfile,
        "privateKey": own.keyfile,
        "httpPort": HTTP_PORT,
        "tlsPort": 1,
    }
    (folder / "pebble.json").write_text(json.dumps({"pebble": config}), "utf-8")
    names = [
        "pebble-challtestsrv",
        "-defaultIPv4",
        "127.0.0.1",
        "-defaultIPv6",
        "",
        "-dns01",
        f"127.0.0.1:{names_port}",
    ]
    names += ["-http01", "", "-https01", "", "-tlsalpn01", "", "-management", "127.0.0.1:18055"]
    pebble = ["pebble", "-config", str(folder / "pebble.json"), "-dnsserver", f"127.0.0.1:{names_port}", "-strict"]
    environ = {"PEBBLE_VA_NOSLEEP": "1", "PEBBLE_WFE_NONCEREJECT": "0"}
    with (folder / "pebble.log").open("wb") as log:
        running = [
            subprocess.Popen(names, stdout=log, stderr=log),
            subprocess.Popen(pebble, stdout=log, stderr=log, env=environ),
        ]
        try:
            until(lambda: answers(own.certfile), "Pebble answers")
            yield Path(own.certfile)
        finally:
            for process in running:
                process.terminate()
                process.wait(10)


def answers(certfile: str) -> bool:
    """Whether it serves."""
    try:
        return bool(root(certfile))
    except httpx.TransportError:
        return False


def root(certfile: str) -> str:
    """The certificate (PEM) that what it issues goes back to; another one each time it is started."""
    found = httpx.get("https://127.0.0.1:15000/roots/0", verify=ssl.create_default_context(cafile=certfile), timeout=5)
    return found.text if found.status_code == 200 else ""
