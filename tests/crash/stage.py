"""Two servers on one store with one upstream: where processes are killed and frozen, and what they wrote down."""

import asyncio
import json
import secrets
import signal
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import aclosing, asynccontextmanager, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import httpx

from app.desk.shopbook import ShopBook
from app.domain.events import INTERNAL
from app.store.client import ask
from app.store.keys import Keys
from app.store.store import Store, open_store
from tests.conftest import SECRET
from tests.crash.upstream import AI, Upstream, running_upstream
from tests.live import Visitor, open_visitor
from tests.processes import Server

POLL_S = 0.05


@dataclass(frozen=True, slots=True)
class Stage:
    """Two servers, the store both use (under `keys`), the upstream both ask, and a client for visitors."""

    servers: tuple[Server, Server]
    store: Store
    keys: Keys
    upstream: Upstream
    http: httpx.AsyncClient

    def bugs(self) -> list[str]:
        """What the servers logged as errors: there is no kill and no loss that makes a bug of ours right."""
        return [str(line) for server in self.servers for line in lines_of(server) if line["level"] == "ERROR"]

    async def log_of(self, session_name: str) -> list[str]:
        """The ids of the session's own log that its visitor may hear, as far back as it is kept."""
        kept: list[Any] = await ask(self.store.redis.xrange(self.keys.of(session_name).log))
        return [event_id.decode() for event_id, fields in kept if fields[b"k"].decode() not in INTERNAL]


def lines_of(server: Server) -> list[dict[str, Any]]:
    """The server's log, line by line; what is no JSON (a banner, a half line of a killed process) is passed over."""
    found = []
    for line in server.log.read_text("utf-8", "replace").splitlines():
        try:
            found.append(json.loads(line))
        except ValueError:
            assert "Traceback" not in line, server.log.read_text("utf-8", "replace")[-4000:]
    return [line for line in found if isinstance(line, dict)]


def says(server: Server, *events: str, turn_id: str) -> bool:
    """Whether the server's log has one of `events` about the turn."""
    return any(line["event"] in events and line.get("turn_id") == turn_id for line in lines_of(server))


async def until(check: Callable[[], bool | Awaitable[bool]], what: str, *, within_s: float) -> None:
    """Return when `check` holds; fails with `what` after `within_s`."""
    try:
        async with asyncio.timeout(within_s):
            while True:
                holds = check()
                if holds if isinstance(holds, bool) else await holds:
                    return
                # It is another process's file or this test's own books: nobody rings a bell.
                await asyncio.sleep(POLL_S)
    except TimeoutError:
        raise AssertionError(f"not within {within_s} s: {what}") from None


@asynccontextmanager
async def staged(
    folder: Path, redis_url: str, ai: AI, *, words_per_second: float = 20, tag: str = "", **environ: str
) -> AsyncIterator[Stage]:
    """Set the stage under `tag`, or one of its own; `environ` are further settings of both servers."""
    tag = tag or f"crash-{secrets.token_hex(4)}"
    with running_upstream(ai, folder, words_per_second=words_per_second) as upstream:
        settings = upstream.environ | {"REDIS_URL": redis_url, "REDIS_TAG": tag, "SECRET_KEY": SECRET} | environ
        one, two = Server(folder / "one.log", settings), Server(folder / "two.log", settings)
        store = open_store(redis_url, tag=tag, expire_s=3600)
        limits = httpx.Limits(max_connections=None)
        async with aclosing(store.redis), httpx.AsyncClient(timeout=20, limits=limits) as http:
            # An AI whose process is killed again and again fails again and again: that is no reason to ask for people.
            shops = ShopBook(store)
            await shops.change("demo", lambda shop: replace(shop, policy=replace(shop.policy, fail_limit=20)))
            with _ended((one, two)):
                await asyncio.gather(*(asyncio.to_thread(server.start) for server in (one, two)))
                yield Stage((one, two), store, Keys(tag), upstream, http)


@asynccontextmanager
async def visiting(stage: Stage) -> AsyncIterator[tuple[Visitor, Visitor]]:
    """One visitor with a new session: as it reaches the first server, and as it reaches the second."""
    one, two = (httpx.AsyncClient(base_url=server.base, timeout=20) for server in stage.servers)
    async with one, two:
        visitor = await open_visitor(one)
        yield visitor, replace(visitor, http=two)


@contextmanager
def _ended(servers: tuple[Server, ...]) -> Iterator[None]:
    try:
        yield
    finally:
        for server in servers:
            if server.process is not None and server.process.poll() is None:
                # Also the way out for a process that is frozen.
                server.signal(signal.SIGKILL)
                server.wait()
