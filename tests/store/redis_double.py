"""A server that speaks Redis's protocol and says what a test wants: refusals and views that a real one seldom shows."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from app.store.finders import Address

GREETINGS = {b"HELLO": b"%1\r\n+proto\r\n:3\r\n", b"CLIENT": b"+OK\r\n", b"AUTH": b"+OK\r\n", b"PING": b"+PONG\r\n"}
Reply = Callable[[list[bytes]], bytes]


@dataclass(slots=True)
class Double:
    """Answers each command with what `reply` makes of it, or as a server does; b"" leaves it without an answer."""

    reply: Reply
    port: int = 0
    connections: int = 0
    heard: list[list[bytes]] = field(default_factory=list)

    @property
    def address(self) -> Address:
        return Address("127.0.0.1", self.port)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection."""
        self.connections += 1
        try:
            while head := await reader.readline():
                command = []
                for _ in range(int(head[1:])):
                    length = int((await reader.readline())[1:])
                    command.append((await reader.readexactly(length + 2))[:-2])
                self.heard.append(command)
                writer.write(self.reply(command) or GREETINGS.get(command[0].upper(), b""))
        except (ConnectionError, asyncio.IncompleteReadError):
            return
        finally:
            writer.close()


@asynccontextmanager
async def doubling(*replies: Reply) -> AsyncIterator[list[Double]]:
    """A double for each of `replies`."""
    doubles = [Double(reply) for reply in replies]
    servers = [await asyncio.start_server(double.serve, "127.0.0.1", 0) for double in doubles]
    for double, server in zip(doubles, servers, strict=True):
        double.port = server.sockets[0].getsockname()[1]
    try:
        yield doubles
    finally:
        for server in servers:
            server.close()


def packed(*parts: bytes | int | list[bytes | int]) -> bytes:
    """A reply that is a list."""
    return b"*%d\r\n" % len(parts) + b"".join(map(_part, parts))


def _part(part: bytes | int | list[bytes | int]) -> bytes:
    if isinstance(part, list):
        return packed(*part)
    return b":%d\r\n" % part if isinstance(part, int) else b"$%d\r\n%s\r\n" % (len(part), part)
