"""The application on a real port of the loopback, inside the test's own loop; for processes see `processes`."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import httpx
from hypercorn.asyncio import serve
from quart import Quart

from app.ai.provider import Provider
from app.engine import Engine
from app.factory import ENGINE, create_app
from app.server import listen, read_config
from app.settings import Settings


@dataclass(frozen=True, slots=True)
class Live:
    """A running server: its address (`http://127.0.0.1:PORT`), its application and what drives it."""

    base: str
    app: Quart
    engine: Engine

    def client(self) -> httpx.AsyncClient:
        """An HTTP client for it; the caller closes it."""
        return httpx.AsyncClient(base_url=self.base, timeout=30)


@asynccontextmanager
async def serving(settings: Settings, provider: Provider | None = None, **hypercorn: Any) -> AsyncIterator[Live]:
    """Serve until the block ends, then stop as the program itself does; `hypercorn` are further Config values."""
    app = create_app(settings, provider=provider)
    engine: Engine = app.extensions[ENGINE]
    config, stop = read_config(), asyncio.Event()
    for name, value in hypercorn.items():
        setattr(config, name, value)

    async def until_drained() -> None:
        await stop.wait()
        await engine.drain()

    with listen("127.0.0.1", 0) as socket:
        config.bind = [f"fd://{socket.fileno()}"]
        server = asyncio.create_task(serve(app, config, shutdown_trigger=until_drained))
        try:
            await asyncio.wait_for(engine.hub.ready.wait(), 10)
            scheme = "https" if config.ssl_enabled else "http"
            yield Live(f"{scheme}://127.0.0.1:{socket.getsockname()[1]}", app, engine)
        finally:
            stop.set()
            await asyncio.wait_for(server, 20)
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
