"""Visitors of the program and of the control, alike to whoever measures: each says things and hears its own stream."""

import asyncio
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field

from bench.load import Connection, Event, Stream, connect, ignore, listen, write_request
from bench.processes import Process

AT_ONCE = 25
"""How many are let in at a time, so that the letting in is no load of its own."""

Hear = Callable[[Event], None]


@dataclass(slots=True)
class Visitor:
    """Somebody with a place to say things and a stream to hear; `token` is "" at the control."""

    port: int
    say_path: str
    hear_path: str
    token: str = ""
    cursor: str = ""
    connection: Connection | None = None
    stream: Stream | None = None
    heard: asyncio.Queue[Event] = field(default_factory=asyncio.Queue)

    async def say(self, text: str, client_id: str = "") -> int:
        """Say something; returns the status. Raises ConnectionError or EOFError where the server has gone."""
        self.connection = self.connection or await connect(self.port)
        body = {"message": text} | ({"client_id": client_id} if self.token else {})
        status, _ = await self.connection.ask("POST", self.say_path, body, token=self.token)
        return status

    async def listen(self, hear: Hear = ignore, last_id: str = "") -> None:
        """Open the stream, from the opening's cursor or from `last_id` on."""
        request = write_request("GET", self.hear_path, token=self.token, last_id=last_id or self.cursor)
        self.stream = await listen(self.port, request, hear)

    def leave(self) -> None:
        """Close whatever is open."""
        for one in (self.connection, self.stream):
            if one:
                one.close()
        self.connection = self.stream = None


async def enter(process: Process, count: int, *, is_control: bool) -> list[Visitor]:
    """`count` visitors with sessions of their own, none of whom listens yet."""
    if is_control:
        names = [secrets.token_hex(8) for _ in range(count)]
        return [Visitor(process.port, f"/say/{name}", f"/events/{name}") for name in names]
    connection = await connect(process.port)
    found = []
    for _ in range(count):
        status, opened = await connection.ask("POST", "/api/chat/session", {"shop": "demo"})
        assert status == 200, opened
        found.append(Visitor(process.port, "/api/chat", "/api/chat/events", opened["token"], opened["cursor"]))
    connection.close()
    return found


async def all_listen(visitors: list[Visitor], hear: Callable[[Visitor], Hear] = lambda _: ignore) -> None:
    """Open everybody's stream, a few at a time."""
    for start in range(0, len(visitors), AT_ONCE):
        await asyncio.gather(*(visitor.listen(hear(visitor)) for visitor in visitors[start : start + AT_ONCE]))
