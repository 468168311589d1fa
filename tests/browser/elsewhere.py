"""A shop's own site on another name, for pages that frame the chat; it is as near as the server, or browsers refuse."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field


@dataclass(slots=True)
class Site:
    """A server of `pages`, which are bodies by path, on any name that ends in `.test`."""

    port: int = 0
    pages: dict[str, str] = field(default_factory=dict)

    @property
    def origin(self) -> str:
        """Where the shop lives."""
        return f"http://shop.test:{self.port}"

    async def answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer one request and close."""
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).decode()
            body = self.pages.get(head.split(" ")[1], "").encode()
            status = "200 OK" if body else "404 Not Found"
            lines = (f"HTTP/1.1 {status}", "Content-Type: text/html; charset=utf-8", f"Content-Length: {len(body)}")
            writer.write("\r\n".join((*lines, "Connection: close", "", "")).encode() + body)
            await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            return  # a connection that the browser opened in advance and did not need
        finally:
            writer.close()


@asynccontextmanager
async def site() -> AsyncIterator[Site]:
    """A site that is reachable until the block ends."""
    opened = Site()
    server = await asyncio.start_server(opened.answer, "127.0.0.1", 0)
    opened.port = server.sockets[0].getsockname()[1]
    yield opened
    server.close()
