"""The application on a real port of the loopback, inside the test's own loop; for processes see `processes`."""

import asyncio
import json
import ssl
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

import httpx
from hypercorn.asyncio import serve
from quart import Quart

from app.ai.provider import Provider
from app.engine import Engine
from app.events.subscription import Subscription
from app.factory import ENGINE, create_app
from app.server import listen, read_config
from app.settings import Settings
from tests import edge


@cache
def _trust(certfile: str | None) -> ssl.SSLContext:
    """What a client of a server with that certificate trusts; reading all the system trusts takes a while."""
    return ssl.create_default_context(cafile=certfile)


@dataclass(frozen=True, slots=True)
class Live:
    """A running server: its address (`http://127.0.0.1:PORT`), its application and what drives it.

    `certfile` is the certificate its clients trust, where it speaks TLS. Behind the edge (see `edge`) there are two
    applications: `app` and `engine` are the first one's, and `others` drive the rest.
    """

    base: str
    app: Quart
    engine: Engine
    certfile: str | None = None
    others: tuple[Engine, ...] = ()
    front: edge.Front | None = None

    def client(self) -> httpx.AsyncClient:
        """An HTTP client for it; the caller closes it."""
        return httpx.AsyncClient(base_url=self.base, timeout=30, verify=_trust(self.certfile))

    def named(self, host: str) -> str:
        """Its address by another name for the same machine."""
        return self.base.replace("127.0.0.1", host)

    @property
    def h2(self) -> tuple[str, ssl.SSLContext | None]:
        """Where it speaks HTTP/2, and what is trusted there (None: no TLS); see `wire.h2_client.connect`."""
        if self.front:
            return self.front.h2
        return self.base, ssl.create_default_context(cafile=self.certfile) if self.certfile else None

    @property
    def engines(self) -> tuple[Engine, ...]:
        """What drives each application."""
        return (self.engine, *self.others)

    def listeners(self) -> int:
        """How many event streams are open, whichever application has them."""
        return sum(engine.hub.count() for engine in self.engines)

    def streams(self) -> list[Subscription]:
        """The open event streams of visitors."""
        places = (place for engine in self.engines for place in engine.hub._streams.values())
        return [stream for streams in places for stream in streams]

    def close_hubs(self) -> None:
        """End every stream, now and from now on, as an application does that is about to stop."""
        for engine in self.engines:
            engine.hub.close()

    async def drain(self) -> None:
        """Let go of everything, as every application does that is about to stop."""
        await asyncio.gather(*(engine.drain() for engine in self.engines))


@asynccontextmanager
async def serving(
    settings: Settings, provider: Provider | None = None, *, known_as: str = "", **hypercorn: Any
) -> AsyncIterator[Live]:
    """Serve until the block ends, then stop as the program itself does; `hypercorn` are further Config values.

    `known_as` is the host of its PUBLIC_URL, where it is to have one. With KEFU_TEST_EDGE=nginx two applications serve
    behind a real Nginx, which then has the certificate.
    """
    if edge.is_wanted():
        tls = {name: hypercorn.pop(name) for name in ("certfile", "keyfile") if name in hypercorn}
        async with AsyncExitStack() as stack:
            door = stack.enter_context(edge.front(**tls))
            public_url = door.named(known_as) if known_as else settings.public_url
            behind = replace(settings, public_url=public_url, trusted_proxies=("127.0.0.1",))
            lives = [await stack.enter_async_context(_alone(behind, provider, **hypercorn)) for _ in range(2)]
            await asyncio.to_thread(door.open, *(live.base for live in lives))
            one, *others = lives
            drivers = tuple(live.engine for live in others)
            yield replace(one, base=door.base, certfile=tls.get("certfile"), others=drivers, front=door)
    else:
        async with _alone(settings, provider, known_as=known_as, **hypercorn) as live:
            yield live


@asynccontextmanager
async def _alone(
    settings: Settings, provider: Provider | None, *, known_as: str = "", **hypercorn: Any
) -> AsyncIterator[Live]:
    config, stop = read_config(), asyncio.Event()
    for name, value in hypercorn.items():
        setattr(config, name, value)
    scheme = "https" if config.ssl_enabled else "http"
    with listen("127.0.0.1", 0) as socket:
        port = socket.getsockname()[1]
        public_url = f"{scheme}://{known_as}:{port}" if known_as else settings.public_url
        app = create_app(replace(settings, public_url=public_url), provider=provider)
        engine: Engine = app.extensions[ENGINE]

        async def until_drained() -> None:
            await stop.wait()
            await engine.drain()

        config.bind = [f"fd://{socket.fileno()}"]
        server = asyncio.create_task(serve(app, config, shutdown_trigger=until_drained))
        try:
            await asyncio.wait_for(engine.hub.ready.wait(), 10)
            yield Live(f"{scheme}://127.0.0.1:{port}", app, engine, config.certfile)
        finally:
            stop.set()
            try:
                await asyncio.wait_for(server, 20)
            finally:
                socket.detach()


@dataclass(slots=True)
class Visitor:
    """A visitor's program: it holds a token, and says and hears as a page would."""

    http: httpx.AsyncClient
    token: str
    session_name: str
    cursor: str
    opened: dict[str, Any]

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"}

    async def say(self, text: str, client_id: str = "", **headers: str) -> httpx.Response:
        body = {"message": text} | ({"client_id": client_id} if client_id else {})
        return await self.http.post("/api/chat", json=body, headers=self.headers | headers)

    @asynccontextmanager
    async def hear(self, after: str = "", lang: str = "en") -> AsyncIterator["Ear"]:
        """The session's event stream, from the opening's cursor or from `after` on."""
        headers = self.headers | {"Last-Event-ID": after or self.cursor, "Accept-Language": lang}
        async with self.http.stream("GET", "/api/chat/events", headers=headers) as response:
            assert response.status_code == 200, (response.status_code, await response.aread())
            yield Ear(response.aiter_lines())

    async def messages(self) -> list[dict[str, Any]]:
        response = await self.http.get("/api/chat/messages?limit=100", headers=self.headers)
        assert response.status_code == 200, response.text
        found: list[dict[str, Any]] = response.json()["messages"]
        return found


@dataclass(frozen=True, slots=True)
class Heard:
    """One event as it arrived; `id` is "" where it had none."""

    kind: str
    data: dict[str, Any]
    id: str


@dataclass(slots=True)
class Ear:
    """Reads one event stream, event by event."""

    lines: AsyncIterator[str]

    async def next(self, timeout_s: float = 15) -> Heard:
        """The next event; comments and `retry` are passed over. Raises StopAsyncIteration at the stream's end."""
        async with asyncio.timeout(timeout_s):
            kind = data = event_id = ""
            while True:
                line = await anext(self.lines)
                name, _, value = line.partition(": ")
                match name:
                    case "event":
                        kind = value
                    case "data":
                        data = value
                    case "id":
                        event_id = value
                    case "" if data:
                        return Heard(kind, json.loads(data), event_id)

    async def kinds(self) -> list[str]:
        """The kinds of all events up to the stream's end."""
        kinds = []
        while True:
            try:
                kinds.append((await self.next()).kind)
            except StopAsyncIteration:
                return kinds

    async def until(self, kind: str, **members: Any) -> list[Heard]:
        """All events up to and with the first of `kind` whose data hold `members`."""
        heard: list[Heard] = []
        while True:
            event = await self.next()
            heard.append(event)
            if event.kind == kind and members.items() <= event.data.items():
                return heard


async def open_visitor(http: httpx.AsyncClient, token: str = "", **body: Any) -> Visitor:
    """Open or resume a session."""
    response = await http.post("/api/chat/session", json={"shop": "demo", "token": token} | body)
    assert response.status_code == 200, response.text
    opened = response.json()
    return Visitor(http, opened["token"], opened["session_name"], opened["cursor"], opened)
