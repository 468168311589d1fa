"""The whole compose file run by Podman, and what can be asked of it; what must be true is in `promises`.

tools/test_containers has built the images and set Podman's environment; KEFU_STATE is its folder.
"""

import json
import os
import shutil
import ssl
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import httpx

HOST = "chat.test"
HTTP_PORT, HTTPS_PORT = 18080, 18443
HERE = Path(__file__).parent
SERVICES = ("store", "app-a", "app-b", "edge", "certbot")
"""In the order in which they are started."""


class Led(httpx.AsyncHTTPTransport):
    """Takes every connection to this machine, whatever name it is for, as the DNS would."""

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """As the base class does."""
        request.extensions = {**request.extensions, "sni_hostname": request.url.host}
        request.url = request.url.copy_with(host="127.0.0.1")
        return await super().handle_async_request(request)


@dataclass(frozen=True, slots=True)
class Installation:
    """A folder with everything a clone holds, its .env and its secrets."""

    tree: Path
    programs: Path

    def compose(self, *arguments: str, timeout_s: float = 180) -> str:
        """What podman-compose says to `arguments`; raises CalledProcessError with it in the note."""
        files = ["-f", "compose.yml", "-f", str(HERE / "sandbox.yml")]
        return _run([str(self.programs / "podman-compose"), *files, *arguments], self.tree, timeout_s)

    def up(self) -> None:
        """Start all of it, and return when each says that it is well.

        certbot begins when the edge is well, as compose.yml wants it and podman-compose cannot arrange.
        """
        for services in (["store"], ["app-a", "app-b", "edge"], ["certbot"]):
            self.compose("up", "-d", "--no-build", "--no-deps", *services)
            for service in services:
                try:
                    until(partial(self.is_well, service), f"{service} is well")
                except AssertionError as error:
                    error.add_note(podman("logs", "--tail", "20", container(service)))
                    raise

    def down(self, *arguments: str) -> None:
        """Stop and remove every container; with `-v` the data too."""
        self.compose("down", *arguments)
        # Podman 4.3 may overlook one that is about to be restarted.
        podman("rm", "--force", "--ignore", "--time", "5", *map(container, SERVICES))

    def update(self) -> None:
        """Run tools/update."""
        _run(["tools/update"], self.tree, 600, COMPOSE=str(HERE / "engine"))

    def is_well(self, service: str) -> bool:
        """What its health check says now; nobody else asks it here, for want of systemd."""
        done = subprocess.run(["podman", "healthcheck", "run", container(service)], capture_output=True, check=False)
        return done.returncode == 0

    def is_certified(self) -> bool:
        """Whether the edge serves with a certificate of the authority in root.pem."""
        address = f"https://127.0.0.1:{HTTPS_PORT}/api/health/live"
        headers, extensions = {"Host": HOST}, {"sni_hostname": HOST}
        with httpx.Client(verify=self._trusted()) as http:
            try:
                return http.get(address, headers=headers, extensions=extensions).status_code == 200
            except httpx.TransportError:
                return False

    def client(self, **options: Any) -> httpx.AsyncClient:
        """A browser, as it were, that trusts the authority in root.pem."""
        led = Led(verify=self._trusted(), **options)
        return httpx.AsyncClient(base_url=f"https://{HOST}:{HTTPS_PORT}", transport=led, timeout=20)

    def _trusted(self) -> ssl.SSLContext:
        return ssl.create_default_context(cafile=self.tree / "root.pem")


def install(state: Path) -> Installation:
    """What a person does by docs/deploy.md, in the folder that tools/test_containers has filled."""
    tree = state / "tree"
    example = (tree / ".env.example").read_text("utf-8")
    lines = [
        example.replace("DOMAIN=\n", f"DOMAIN={HOST}\n"),
        f"PUBLIC_HTTP_PORT={HTTP_PORT}",
        f"PUBLIC_HTTPS_PORT={HTTPS_PORT}",
        "ACME_SERVER=https://host.containers.internal:14000/dir",
    ]
    (tree / ".env").write_text("\n".join(lines), "utf-8")
    _run(["tools/secrets"], tree, 10)
    return Installation(tree, state / "venv" / "bin")


def container(service: str) -> str:
    """The container's name."""
    return f"kefu_{service}_1"


def podman(*arguments: str, timeout_s: float = 60) -> str:
    """What Podman says to `arguments`."""
    return _run(["podman", *arguments], HERE, timeout_s)


def looked_at(service: str) -> dict[str, Any]:
    """All that Podman knows about a container."""
    found: list[dict[str, Any]] = json.loads(podman("inspect", container(service)))
    return found[0]


def inside(service: str, script: str) -> str:
    """What a shell in the container says, as the container's own user."""
    return podman("exec", container(service), "sh", "-c", script).strip()


def until(is_so: Callable[[], bool], what: str, patience_s: float = 90) -> float:
    """Look until it is so; returns the seconds that took."""
    began = time.monotonic()
    while not is_so():
        assert time.monotonic() - began < patience_s, f"not within {patience_s} s: {what}"
        time.sleep(0.3)
    return time.monotonic() - began


def _run(command: list[str], folder: Path, timeout_s: float, **environ: str) -> str:
    done = subprocess.run(
        command,
        cwd=folder,
        env=os.environ | environ,
        capture_output=True,
        text=True,
        check=False,
        timeout=timeout_s,
        stdin=subprocess.DEVNULL,
    )
    assert done.returncode == 0, f"{command}: {done.returncode}\n{done.stdout[-2000:]}\n{done.stderr[-3000:]}"
    return done.stdout


def state_folder() -> Path:
    """Where tools/test_containers keeps its things."""
    assert "KEFU_STATE" in os.environ, "run tools/test_containers"
    assert shutil.which("podman"), "run tools/test_containers"
    return Path(os.environ["KEFU_STATE"])
