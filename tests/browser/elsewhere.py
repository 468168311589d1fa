"""Other people's sites, for pages that frame the chat; they are as near as the server, or browsers refuse."""

import asyncio
import ssl
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Answer:
    """What a site answers at one path."""

    body: str
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    kind: str = "text/html; charset=utf-8"


@dataclass(slots=True)
class Site:
    """A server of `pages`, which are bodies or answers by path; it answers to any name that leads to this machine."""

    host: str = "shop.test"
    scheme: str = "http"
    port: int = 0
    pages: dict[str, str | Answer] = field(default_factory=dict)

    @property
    def origin(self) -> str:
        """Where its owner says that it lives."""
        return f"{self.scheme}://{self.host}:{self.port}"

    async def answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer one request and close."""
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).decode()
            writer.write(_written(self._find(head.split(" ")[1])))
            await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            return  # a connection that the browser opened in advance and did not need
        finally:
            writer.close()

    def _find(self, path: str) -> Answer:
        found = self.pages.get(path) or Answer("", 404)
        return Answer(found) if isinstance(found, str) else found


def _written(answer: Answer) -> bytes:
    body = answer.body.encode()
    headers = {"Content-Type": answer.kind, "Content-Length": str(len(body)), "Connection": "close", **answer.headers}
    lines = (f"HTTP/1.1 {answer.status} As asked", *(f"{name}: {value}" for name, value in headers.items()))
    return "\r\n".join((*lines, "", "")).encode() + body


@asynccontextmanager
async def site(host: str = "shop.test", tls: ssl.SSLContext | None = None) -> AsyncIterator[Site]:
    """A site that is reachable until the block ends, over HTTPS where `tls` holds its certificate."""
    opened = Site(host, "https" if tls else "http")
    server = await asyncio.start_server(opened.answer, "127.0.0.1", 0, ssl=tls)
    opened.port = server.sockets[0].getsockname()[1]
    yield opened
    server.close()
