"""A small HTTP/2 client on hyper-h2: one connection, many streams, every frame seen; it pools and retries nothing."""

import asyncio
import ssl
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import h2.config
import h2.connection
import h2.events
from h2.errors import ErrorCodes
from h2.settings import SettingCodes


@dataclass(slots=True)
class Stream:
    """One request and what has come back for it. A `frozen` stream gives the server no new room to write."""

    id: int
    client: "H2Client"
    frozen: bool = False
    headers: dict[str, str] = field(default_factory=dict)
    body: bytearray = field(default_factory=bytearray)
    has_ended: bool = False
    reset: int | None = None
    owed: int = 0

    @property
    def status(self) -> int:
        return int(self.headers[":status"])

    @property
    def is_over(self) -> bool:
        return self.has_ended or self.reset is not None or self.client.is_closed

    async def response(self) -> "Stream":
        """Return when the headers are there."""
        await self.client.until(lambda: bool(self.headers) or self.is_over)
        return self

    async def finished(self) -> "Stream":
        """Return when the stream has come to its end, whatever that is."""
        await self.client.until(lambda: self.is_over)
        return self

    async def lines(self) -> AsyncIterator[str]:
        """The body line by line, as it comes."""
        at = 0
        while True:
            await self.client.until(lambda at=at: b"\n" in self.body[at:] or self.is_over)  # type: ignore[misc]
            while (end := self.body.find(b"\n", at)) >= 0:
                yield self.body[at:end].decode()
                at = end + 1
            if self.is_over:
                return

    async def send(self, data: bytes, *, last: bool = True) -> None:
        """Send a part of the body, as the windows allow."""
        connection = self.client.connection
        while data:
            await self.client.until(lambda: connection.local_flow_control_window(self.id) > 0 or self.is_over)
            if self.is_over:
                return
            room = min(connection.local_flow_control_window(self.id), connection.max_outbound_frame_size)
            connection.send_data(self.id, data[:room])
            data = data[room:]
            await self.client.flush()
        if last:
            connection.end_stream(self.id)
            await self.client.flush()

    async def thaw(self) -> None:
        """Read on."""
        self.frozen = False
        if self.owed:
            self.client.connection.increment_flow_control_window(self.owed, self.id)
            await self.client.flush()

    async def hang_up(self) -> None:
        """RST_STREAM: this answer is not wanted any more."""
        self.client.connection.reset_stream(self.id, ErrorCodes.CANCEL)
        self.has_ended = True
        await self.client.flush()


class H2Client:
    """One connection. Everything that arrives is read by a task of its own."""

    def __init__(self, authority: str, scheme: str, writer: asyncio.StreamWriter, window: int) -> None:
        config = h2.config.H2Configuration(client_side=True, header_encoding="utf-8")
        self.connection = h2.connection.H2Connection(config)
        self.connection.initiate_connection()
        self.connection.update_settings({SettingCodes.INITIAL_WINDOW_SIZE: window, SettingCodes.ENABLE_PUSH: 0})
        self.streams: dict[int, Stream] = {}
        self.is_closed = False
        self._authority, self._scheme = authority, scheme
        self._writer = writer
        self._changed = asyncio.Condition()

    async def open(
        self,
        method: str,
        path: str,
        headers: Mapping[str, str] | None = None,
        *,
        ends: bool = True,
        frozen: bool = False,
    ) -> Stream:
        """Begin a request; without `ends` its body follows by `send`."""
        stream = Stream(self.connection.get_next_available_stream_id(), self, frozen)
        self.streams[stream.id] = stream
        pseudo = [(":method", method), (":scheme", self._scheme), (":authority", self._authority), (":path", path)]
        given = [(name.lower(), value) for name, value in (headers or {}).items()]
        self.connection.send_headers(stream.id, pseudo + given, end_stream=ends)
        await self.flush()
        return stream

    async def request(
        self, method: str, path: str, headers: Mapping[str, str] | None = None, body: bytes = b""
    ) -> Stream:
        """A whole request and its whole answer."""
        stream = await self.open(method, path, headers, ends=not body)
        if body:
            await stream.send(body)
        return await stream.finished()

    async def flush(self) -> None:
        """Write out what the state machine wants to say."""
        if data := self.connection.data_to_send():
            self._writer.write(data)
            await self._writer.drain()

    async def until(self, is_so: Callable[[], bool], timeout_s: float = 15) -> None:
        """Return when `is_so`, looked at whenever something arrives."""
        async with asyncio.timeout(timeout_s), self._changed:
            await self._changed.wait_for(is_so)

    async def read(self, reader: asyncio.StreamReader) -> None:
        """Take in everything until the connection ends."""
        try:
            while data := await reader.read(65_536):
                for event in self.connection.receive_data(data):
                    self._take(event)
                await self.flush()
                await self._tell()
        except ConnectionError:
            pass
        finally:
            self.is_closed = True
            await self._tell()

    async def _tell(self) -> None:
        async with self._changed:
            self._changed.notify_all()

    def _take(self, event: Any) -> None:
        stream = self.streams.get(getattr(event, "stream_id", 0) or 0)
        match event:
            case h2.events.ConnectionTerminated():
                self.is_closed = True
            case h2.events.ResponseReceived() if stream:
                stream.headers = {str(name): str(value) for name, value in event.headers}
            case h2.events.DataReceived() if stream:
                stream.body += event.data
                self._make_room(stream, event.flow_controlled_length)
            case h2.events.StreamEnded() if stream:
                stream.has_ended = True
            case h2.events.StreamReset() if stream:
                stream.reset = event.error_code

    def _make_room(self, stream: Stream, taken: int) -> None:
        """A frozen stream's bytes make room for others, as in a browser whose page does not read one of its streams."""
        if stream.frozen:
            self.connection.increment_flow_control_window(taken)
            stream.owed += taken
        else:
            self.connection.acknowledge_received_data(taken, stream.id)


@asynccontextmanager
async def connect(base: str, tls: ssl.SSLContext | None = None, *, window: int = 65_535) -> AsyncIterator[H2Client]:
    """A connection to `base`: prior knowledge over http, ALPN over https; `window` is the room given to each stream."""
    parts = urlsplit(base)
    if tls:
        tls.set_alpn_protocols(["h2"])
    reader, writer = await asyncio.open_connection(parts.hostname, parts.port, ssl=tls)
    if tls:
        assert writer.get_extra_info("ssl_object").selected_alpn_protocol() == "h2"
    client = H2Client(parts.netloc, parts.scheme, writer, window)
    await client.flush()
    reading = asyncio.create_task(client.read(reader))
    try:
        yield client
    finally:
        reading.cancel()
        await asyncio.gather(reading, return_exceptions=True)
        writer.transport.abort()
