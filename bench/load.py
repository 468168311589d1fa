"""A lean HTTP/1.1 client for measuring: keep-alive requests and event streams; it follows nothing and checks little."""

import asyncio
import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, cast

HOST = "127.0.0.1"


@dataclass(frozen=True, slots=True)
class Event:
    """One event of a stream; `at_s` is the monotonic clock when its last byte arrived."""

    kind: str
    id: str
    data: bytes
    at_s: float


@dataclass(slots=True)
class Connection:
    """One keep-alive connection, for one request at a time."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter

    async def ask(self, method: str, path: str, body: Any = None, *, token: str = "") -> tuple[int, Any]:
        """The status and the JSON of one answer; raises ConnectionError or EOFError where the server has gone."""
        self.writer.write(write_request(method, path, body, token=token))
        head = await self.reader.readuntil(b"\r\n\r\n")
        length = int(head.lower().partition(b"content-length:")[2].partition(b"\r\n")[0])
        answer = await self.reader.readexactly(length)
        return int(head[9:12]), json.loads(answer)

    def close(self) -> None:
        self.writer.close()


async def connect(port: int) -> Connection:
    """A connection to a server on the loopback."""
    return Connection(*await asyncio.open_connection(HOST, port))


def write_request(method: str, path: str, body: Any = None, *, token: str = "", last_id: str = "") -> bytes:
    """One request as bytes."""
    lines = [f"{method} {path} HTTP/1.1", f"Host: {HOST}", "Accept-Language: en"]
    if token:
        lines.append(f"Authorization: Bearer {token}")
    if last_id:
        lines.append(f"Last-Event-ID: {last_id}")
    content = b"" if body is None else json.dumps(body, ensure_ascii=False).encode()
    if content:
        lines += ["Content-Type: application/json", f"Content-Length: {len(content)}"]
    return "\r\n".join([*lines, "", ""]).encode() + content


class Stream(asyncio.Protocol):
    """One open event stream, which calls `hear` for each event as it arrives, and remembers the last id."""

    def __init__(self, request: bytes, hear: Callable[[Event], None]) -> None:
        self.last_id = ""
        self.begun = asyncio.Event()
        self.ended = asyncio.Event()
        self._request = request
        self._hear = hear
        self._transport: asyncio.Transport | None = None
        self._raw = b""
        self._text = b""
        self._in_body = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        # uvloop's transport is one by what it does, not by its class.
        self._transport = cast("asyncio.Transport", transport)
        self._transport.write(self._request)

    def data_received(self, data: bytes) -> None:
        at_s = time.monotonic()
        self._raw += data
        if not self._in_body:
            head, gap, rest = self._raw.partition(b"\r\n\r\n")
            if not gap:
                return
            assert b" 200 " in head.split(b"\r\n")[0], head
            self._raw, self._in_body = rest, True
        self._take_chunks()
        *blocks, self._text = self._text.split(b"\n\n")
        for block in blocks:
            self._read(block, at_s)

    def connection_lost(self, error: Exception | None) -> None:
        self.ended.set()

    def close(self) -> None:
        if self._transport:
            self._transport.close()

    def _take_chunks(self) -> None:
        """Undo the chunked transfer coding (RFC 9112, 7.1), as far as whole chunks have arrived."""
        while True:
            size, gap, rest = self._raw.partition(b"\r\n")
            if not gap or len(rest) < int(size, 16) + 2:
                return
            self._text += rest[: int(size, 16)]
            self._raw = rest[int(size, 16) + 2 :]

    def _read(self, block: bytes, at_s: float) -> None:
        found = dict(line.split(b": ", 1) for line in block.split(b"\n") if b": " in line)
        if b"event" not in found:
            return
        event = Event(found[b"event"].decode(), found.get(b"id", b"").decode(), found.get(b"data", b""), at_s)
        self.last_id = event.id or self.last_id
        self.begun.set()
        self._hear(event)


async def listen(port: int, request: bytes, hear: Callable[[Event], None]) -> Stream:
    """An open stream, returned when its first event has arrived."""
    loop = asyncio.get_running_loop()
    _, stream = await loop.create_connection(lambda: Stream(request, hear), HOST, port)
    await asyncio.wait_for(stream.begun.wait(), 30)
    return stream


def ignore(_: Event) -> None:
    """Hear an event and do nothing."""
