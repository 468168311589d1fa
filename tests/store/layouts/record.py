"""Records what a version of the program writes, by a day of a shop that is played to it over HTTP.

    git archive COMMIT | tar -x -C FOLDER        (and compile its translations, as `make translations` does)
    python -m tests.store.layouts.record NUMBER FOLDER

writes `NUMBER.jsonl.gz` beside this file, as `python -m app backup` does. FOLDER is a program whose data have layout
NUMBER. 0 was recorded from 8048a9e, the last commit that did not list when closed sessions expire. Everybody in it is
made up. Sessions live ten years, so that none falls silent; what else expires is shifted when it is read.
"""

import asyncio
import hmac
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx

from app.store import embedded
from app.store.backup_file import BackupWriter
from app.store.store import open_store
from tests.conftest import SECRET
from tests.processes import free_port

HERE = Path(__file__).parent
PASSWORD = "a good long pass phrase"
TEN_YEARS_S = 315_360_000
OPEN_ALWAYS = [[{"starts": "00:00", "ends": "00:00"}]] * 7
SIGNED_SINCE = 1
"""The layout from which on verified persons and pinned loaders are kept."""


class Day:
    """One shop's day; `http` leads to the server."""

    def __init__(self, http: httpx.Client) -> None:
        self._http = http
        self._staff: dict[str, dict[str, str]] = {}

    def ask(self, method: str, path: str, who: dict[str, str], **body: Any) -> Any:
        sent = {} if method == "GET" else {"json": body}
        answer = self._http.request(method, path, headers=who, **sent)  # type: ignore[arg-type]
        assert answer.is_success, (path, answer.status_code, answer.text)
        return answer.json() if answer.content else None

    def visitor(self, *says: str, **opening: Any) -> tuple[str, dict[str, str]]:
        """A visitor who says something, and is answered; returns their session, and their headers."""
        opened = self.ask("POST", "/api/chat/session", {}, shop="demo", lang="en", **opening)
        who = {"Authorization": f"Bearer {opened['token']}"}
        for number, text in enumerate(says):
            self.ask("POST", "/api/chat", who, message=text, client_id=f"c{number}")
            self._wait_for_answer(who)
        return opened["session_name"], who

    def _wait_for_answer(self, who: dict[str, str]) -> None:
        with self._http.stream("GET", "/api/chat/events", headers=who) as events:
            for line in events.iter_lines():
                if "hello" in line:
                    break
        while self.ask("GET", "/api/chat/messages", who)["messages"][-1]["role"] == "visitor":
            pass

    def staff(self, username: str) -> dict[str, str]:
        """Somebody of the staff, signed in: their headers."""
        signed_in = self.ask("POST", "/api/agent/login", {}, username=username, password=PASSWORD, mode="token")
        return {"Authorization": f"Bearer {signed_in['access_token']}"}

    def play(self, *, is_signed: bool) -> None:
        """Everything that leaves something in the store."""
        root = self.staff("root")
        self.set_up(root)
        li = self.staff("li")
        self.ask("PATCH", "/api/agent/profile", li, status="online")
        self.visitor("How long does shipping take?")
        taken, who = self.visitor("Where is my order?")
        self.ask("POST", "/api/chat/escalate", who)
        self.ask("POST", f"/api/sessions/{taken}/takeover", li)
        self.ask("POST", f"/api/sessions/{taken}/messages", li, message="I shall look", client_id="l1")
        self.ask("POST", f"/api/sessions/{taken}/notes", li, text="has waited long")
        self.ask("POST", f"/api/sessions/{taken}/tags", li, tags=["VIP"])
        self.ask("POST", "/api/chat", who, message="thank you", client_id="c9")
        closed, _ = self.visitor("Do you ship to France?")
        self.ask("POST", f"/api/sessions/{closed}/takeover", li)
        self.ask("POST", f"/api/sessions/{closed}/close", li)
        _, who = self.visitor("Can I return it?")
        self.ask("POST", "/api/chat/rating", who, score=5, comment="quick")
        self.ask("POST", "/api/chat/end", who)
        for ends in (False, True):
            _, who = self.visitor("Is anybody there?")
            self.ask("POST", "/api/chat/offline-message", who, message="Call me", email="ada@example.org")
            if ends:
                self.ask("POST", "/api/chat/end", who)
        _, who = self.visitor("Hello")
        self.ask("POST", "/api/chat/escalate", who)
        if is_signed:
            self.prove(root)
            assert self._http.get("/sdk/fiido-kefu.js").is_success

    def prove(self, root: dict[str, str]) -> None:
        """A visitor whose id the shop has signed."""
        secret = self.ask("GET", "/api/admin/shops/demo/identity", root)["hash_secret"]
        proof = hmac.new(secret.encode(), b"customer-7", "sha256").hexdigest()
        self.visitor("It is me", user={"id": "customer-7", "hash": proof, "name": "Ada"})

    def set_up(self, root: dict[str, str]) -> None:
        """A shop that is always open, another one, staff, and a canned reply."""
        hours = {"time_zone": "Asia/Shanghai", "week": OPEN_ALWAYS, "days": {}}
        self.ask("PUT", "/api/admin/shops/demo/hours", root, **hours)
        self.ask("POST", "/api/admin/shops", root, id="bikes", names={"zh": "单车店", "en": "Bikes"})
        self.ask("POST", "/api/admin/replies", root, shortcut="hi", zh="您好", en="Hello")


@contextmanager
def running(program: Path, redis_url: str) -> Iterator[httpx.Client]:
    """The program of that folder on that store, with its first admin and an agent."""
    port = free_port()
    environ = {"REDIS_URL": redis_url, "SECRET_KEY": SECRET, "PORT": str(port)}
    environ |= {"SESSION_EXPIRE_SECONDS": str(TEN_YEARS_S), "LOG_LEVEL": "WARNING"}
    for username, role in (("root", "admin"), ("li", "agent")):
        hire = ["create-agent", "--username", username, "--role", role, "--password-stdin"]
        _run(program, environ, *hire, said=PASSWORD)
    server = subprocess.Popen([sys.executable, "-m", "app", "serve"], cwd=program, env=environ)
    try:
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=30) as http:
            _wait_until_it_answers(http)
            yield http
    finally:
        server.terminate()
        server.wait(20)


def _run(program: Path, environ: dict[str, str], *arguments: str, said: str) -> None:
    command = [sys.executable, "-m", "app", *arguments]
    subprocess.run(command, cwd=program, env=environ, input=said, text=True, check=True)


def _wait_until_it_answers(http: httpx.Client) -> None:
    while True:
        try:
            http.get("/api/health/ready")
        except httpx.TransportError:
            continue
        return


async def export(redis_url: str, number: int) -> None:
    """Write what is in the store beside this file."""
    store = open_store(redis_url, tag="kefu", expire_s=TEN_YEARS_S)
    try:
        with (HERE / f"{number}.jsonl.gz").open("wb") as file:
            made_at = datetime.now(UTC).isoformat(timespec="seconds")
            await store.backups.write(BackupWriter(file, schema=number, made_at=made_at), lambda *_: None)
    finally:
        await store.close()


def main(number: int, program: Path) -> None:
    """Play the day to `program`, and keep what it has written."""
    with tempfile.TemporaryDirectory() as folder:
        store = embedded.join(Path(folder))
        try:
            with running(program, store.url) as http:
                Day(http).play(is_signed=number >= SIGNED_SINCE)
            asyncio.run(export(store.url, number))
        finally:
            store.leave()


if __name__ == "__main__":
    main(int(sys.argv[1]), Path(sys.argv[2]).resolve())
