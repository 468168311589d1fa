"""The shop of the twelve regression cases: the program as a process, a real store, the Coze double, and its staff."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from tests import edge
from tests.conftest import SECRET
from tests.crash.upstream import Upstream, running_upstream
from tests.live import Visitor, open_visitor
from tests.processes import Server, run_command
from tests.staff import PASSWORD

ALWAYS = {"time_zone": "UTC", "week": [[{"starts": "00:00", "ends": "24:00"}]] * 7}
ADMIN, AGENT = "ada", "mei"


@dataclass(frozen=True, slots=True)
class Scene:
    """A running server at `base`, and the AI it asks; behind the edge (see `edge`) there are two servers."""

    base: str
    upstream: Upstream

    @asynccontextmanager
    async def client(self) -> AsyncIterator[httpx.AsyncClient]:
        """An HTTP client for the server, in English."""
        headers = {"Accept-Language": "en"}
        async with httpx.AsyncClient(base_url=self.base, timeout=30, headers=headers) as http:
            yield http

    def requests_to_the_ai(self) -> list[dict[str, Any]]:
        """Every request that the double has had."""
        found: list[dict[str, Any]] = self.upstream.ask("GET", "/_double/requests")["data"]
        return found


@contextmanager
def running_scene(folder: Path, redis_url: str) -> Iterator[Scene]:
    """Start everything; the shop never closes, so that no case depends on the time of day."""
    with running_upstream("coze", folder, words_per_second=60) as upstream:
        own = {"REDIS_URL": redis_url, "REDIS_TAG": "regression", "SECRET_KEY": SECRET}
        environ = upstream.environ | own
        for username, role in ((ADMIN, "admin"), (AGENT, "agent")):
            who = ("--username", username, "--name", username.capitalize(), "--role", role, "--lang", "en")
            said = f"{PASSWORD}\n"
            made = run_command("create-agent", *who, "--password-stdin", timeout_s=30, said=said, **environ)
            assert made.returncode == 0, made.stderr
        with _served(folder, environ) as base:
            _never_close(base)
            yield Scene(base, upstream)


@contextmanager
def _served(folder: Path, environ: dict[str, str]) -> Iterator[str]:
    """The address of the program, while it runs."""
    if not edge.is_wanted():
        with _running(Server(folder / "server.log", environ)) as base:
            yield base
        return
    behind = environ | {"TRUSTED_PROXIES": "127.0.0.1"}
    servers = [Server(folder / f"{name}.log", behind) for name in ("one", "two")]
    with edge.front() as door, _running(servers[0]) as one, _running(servers[1]) as two:
        door.open(one, two)
        yield door.base


@contextmanager
def _running(server: Server) -> Iterator[str]:
    server.start()
    try:
        yield server.base
    finally:
        server.stop()


def _never_close(base: str) -> None:
    """Set the hours as an admin does."""
    with httpx.Client(base_url=base, timeout=30) as http:
        keys = http.post("/api/agent/login", json=_credentials(ADMIN)).json()
        headers = {"Authorization": f"Bearer {keys['access_token']}"}
        changed = http.put("/api/admin/shops/demo/hours", json=ALWAYS, headers=headers)
        assert (changed.status_code, changed.json()["open_now"]) == (200, True), changed.text


def _credentials(username: str) -> dict[str, str]:
    return {"username": username, "password": PASSWORD, "mode": "token"}


@dataclass(slots=True)
class Person:
    """An agent's program."""

    http: httpx.AsyncClient
    headers: dict[str, str]

    async def read(self, path: str) -> Any:
        """What is at `path`, below /api/sessions."""
        answer = await self.http.get(f"/api/sessions{path}", headers=self.headers)
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def do(self, visitor: Visitor, action: str, **body: str) -> Any:
        """Do something with the visitor's session."""
        path = f"/api/sessions/{visitor.session_name}/{action}"
        answer = await self.http.post(path, json=body, headers=self.headers)
        assert answer.status_code in {200, 201}, answer.text
        return answer.json()


async def sign_in(http: httpx.AsyncClient) -> Person:
    """The agent, signed in."""
    answer = await http.post("/api/agent/login", json=_credentials(AGENT))
    assert answer.status_code == 200, answer.text
    return Person(http, {"Authorization": f"Bearer {answer.json()['access_token']}"})


async def ask_ai(visitor: Visitor, text: str) -> str:
    """Say `text`, and return what the AI answers."""
    async with visitor.hear() as ear:
        posted = await visitor.say(text)
        assert posted.status_code == 202, posted.text
        heard = await ear.until("turn", state="finished", turn_id=posted.json()["turn_id"])
    answers: list[str] = [event.data["text"] for event in heard if event.data.get("role") == "ai"]
    return answers[-1]


async def escalated(http: httpx.AsyncClient) -> Visitor:
    """A visitor who waits for a person."""
    visitor = await open_visitor(http)
    answer = await http.post("/api/chat/escalate", headers=visitor.headers)
    assert (answer.status_code, answer.json()["status"]) == (200, "pending_manual"), answer.text
    return visitor
