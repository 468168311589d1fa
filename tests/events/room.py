"""One process with open streams: a hub that follows the bus, agents and visitors who hear it, and a desk to act at."""

import asyncio
import json
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from app.domain.agent import Agent
from app.events.hub import Hub
from app.events.stream import Streams
from app.events.subscription import Listener
from app.store.store import Store
from tests.desk.floor import Floor


def say(code: str, params: Mapping[str, Any]) -> str:
    """A system message in words, as these tests can tell apart."""
    return f"[{code}]"


@dataclass(frozen=True, slots=True)
class Heard:
    """One event as it arrived."""

    kind: str
    data: dict[str, Any]
    id: str = ""


class Ear:
    """Reads one stream, event by event."""

    def __init__(self, chunks: AsyncIterator[bytes]) -> None:
        self._chunks = chunks
        self._waiting: list[Heard] = []

    async def next(self) -> Heard:
        """The next event; comments are passed over. Raises StopAsyncIteration at the stream's end."""
        async with asyncio.timeout(10):
            while not self._waiting:
                self._waiting = [heard for part in (await anext(self._chunks)).split(b"\n\n") if (heard := _read(part))]
        return self._waiting.pop(0)

    async def until(self, kind: str, **members: Any) -> list[Heard]:
        """All events up to and with the first of `kind` whose data hold `members`."""
        heard = [await self.next()]
        while heard[-1].kind != kind or not members.items() <= heard[-1].data.items():
            heard.append(await self.next())
        return heard


def _read(part: bytes) -> Heard | None:
    lines = dict(line.split(": ", 1) for line in part.decode().split("\n") if ": " in line)
    return Heard(lines["event"], json.loads(lines["data"]), lines.get("id", "")) if "event" in lines else None


class Room(Floor):
    """The floor, with a hub that is heard."""

    def __init__(self, store: Store) -> None:
        super().__init__(store)
        self.hub = Hub(store.bus, clock=time.monotonic, fresh_name=lambda: "fresh")
        self.signed_out: set[str] = set()
        self.streams = Streams(
            self.hub, store.sessions, may_listen=self.may_listen, life_s=lambda: 600, now_ms=self.clock_ms
        )

    async def may_listen(self, listener: Listener) -> bool:
        """Whether the agent is signed in still, by the test's word."""
        return listener.agent.id not in self.signed_out

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Follow the bus until the block ends."""
        task = asyncio.create_task(self.hub.run())
        try:
            await asyncio.wait_for(self.hub.ready.wait(), 10)
            yield
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    @asynccontextmanager
    async def agent(
        self, agent: Agent, on_screen: str = "", *, after: str = "", login: str = "l_1"
    ) -> AsyncIterator[Ear]:
        """The agent's stream, with a session on screen or none."""
        chunks = self.streams.open_for_agent(Listener(agent, login), on_screen, after=after, say=say)
        try:
            yield Ear(chunks)
        finally:
            await chunks.aclose()

    @asynccontextmanager
    async def visitor(self, name: str, *, after: str = "") -> AsyncIterator[Ear]:
        """The visitor's stream."""
        chunks = self.streams.open(name, after=after, say=say)
        try:
            yield Ear(chunks)
        finally:
            await chunks.aclose()

    async def poll(self, name: str, *, after: str = "", poll: int = 1, agent: Agent | None = None) -> list[Heard]:
        """All of one poll, to its end: the visitor's, or the agent's."""
        if agent:
            chunks = self.streams.open_for_agent(Listener(agent, "l_1"), name, after=after, say=say, poll=poll)
        else:
            chunks = self.streams.open(name, after=after, say=say, poll=poll)
        async with asyncio.timeout(10):
            parts = b"".join([chunk async for chunk in chunks]).split(b"\n\n")
        return [heard for part in parts if (heard := _read(part))]

    async def mark(self, name: str) -> str:
        """A message of the visitor's, behind which everything before it has been heard; returns its text."""
        text = f"mark {self.new_id()}"
        await self.say(name, text)
        return text
