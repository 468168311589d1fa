"""A proxy as some companies, antivirus programs and hotels have: it hands an answer on when it is complete; no test."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

CHUNK_BYTES = 65_536


@dataclass(slots=True)
class Buffering:
    """A proxy before the server at `port`, reachable at `base`.

    While it `holds`, a response that begins waits for its end, but for its first `passes_bytes`; else it goes on as it
    comes. `asked` are the paths of all requests so far.
    """

    port: int
    base: str = ""
    holds: bool = True
    passes_bytes: int = 0
    asked: list[str] = field(default_factory=list)
    _is_cut: bool = False
    _open: dict[asyncio.Task[None], asyncio.StreamWriter] = field(default_factory=dict)

    def polls(self) -> int:
        """How many polls it was asked for."""
        return sum("poll=" in path for path in self.asked)

    async def cut(self) -> None:
        """End what is open, and let nobody through."""
        self._is_cut = True
        for writer in self._open.values():
            writer.transport.abort()
        await asyncio.gather(*self._open)

    def restore(self) -> None:
        """Be there again."""
        self._is_cut = False

    async def accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Serve one connection, which carries one request."""
        task = asyncio.current_task()
        assert task is not None
        self._open[task] = writer
        try:
            if not self._is_cut:
                await self._serve(reader, writer)
        except (asyncio.IncompleteReadError, ConnectionError):
            return  # one of the two ends has gone
        finally:
            del self._open[task]
            writer.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head, body = await _read_request(reader)
        self.asked.append(head.split(b" ", 2)[1].decode())
        from_server, to_server = await asyncio.open_connection("127.0.0.1", self.port)
        answering = asyncio.create_task(self._hand_on(from_server, writer))
        # After its request nothing comes from a client but its leaving.
        leaving = asyncio.create_task(reader.read())
        try:
            to_server.write(head + body)
            await asyncio.wait({answering, leaving}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            answering.cancel()
            leaving.cancel()
            await asyncio.gather(answering, leaving, return_exceptions=True)
            to_server.close()

    async def _hand_on(self, from_server: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """The response, in one piece or as it comes; it ends with its connection."""
        holds, held, came_bytes = self.holds, b"", 0
        while part := await from_server.read(CHUNK_BYTES):
            came_bytes += len(part)
            held += part
            if not holds or came_bytes <= self.passes_bytes:
                writer.write(held)
                await writer.drain()
                held = b""
        writer.write(held)
        await writer.drain()


async def _read_request(reader: asyncio.StreamReader) -> tuple[bytes, bytes]:
    """One request's head, which asks the server to close after its answer, and its body."""
    lines = (await reader.readuntil(b"\r\n\r\n")).split(b"\r\n")[:-2]
    length = next((int(line.split(b":")[1]) for line in lines if line.lower().startswith(b"content-length:")), 0)
    kept = [line for line in lines if not line.lower().startswith(b"connection:")]
    return b"\r\n".join([*kept, b"Connection: close", b"", b""]), await reader.readexactly(length)


@asynccontextmanager
async def buffering(base: str) -> AsyncIterator[Buffering]:
    """A proxy before the server at `base` (`http://127.0.0.1:PORT`), until the block ends."""
    proxy = Buffering(int(base.rpartition(":")[2]))
    server = await asyncio.start_server(proxy.accept, "127.0.0.1", 0)
    proxy.base = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    try:
        yield proxy
    finally:
        server.close()
        await proxy.cut()
