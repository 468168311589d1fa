"""One event stream as it came over the wire, every byte of it; what is wrong with it is found in `judging`."""

import asyncio
import json
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from tests.live import Heard

AGAIN_S = 0.05
LOOK_S = 0.02


@dataclass(slots=True)
class Tape:
    """Records the stream at `path` until cancelled; after every end it goes on from the last id.

    `reels` holds the body of each connection; `kept` counts the bytes of all.
    """

    name: str
    base: str
    path: str
    headers: Mapping[str, str]
    after: str
    reels: list[bytearray] = field(default_factory=list)
    is_running: asyncio.Event = field(default_factory=asyncio.Event)

    async def record(self) -> None:
        """Listen for ever."""
        while True:
            with suppress(OSError, asyncio.IncompleteReadError):
                await self._listen()
            await asyncio.sleep(AGAIN_S)

    async def _listen(self) -> None:
        """One connection of HTTP/1.1 to its end, on a socket of its own: with many streams a client's pool is slow."""
        address = urlsplit(self.base)
        reader, writer = await asyncio.open_connection(address.hostname, address.port)
        try:
            given = {"Host": address.netloc, **self.headers, "Last-Event-ID": self.last_id() or self.after}
            lines = [f"GET {self.path} HTTP/1.1", *(f"{name}: {value}" for name, value in given.items()), "", ""]
            writer.write("\r\n".join(lines).encode())
            head = await reader.readuntil(b"\r\n\r\n")
            assert head.startswith(b"HTTP/1.1 200 "), head
            assert b"transfer-encoding: chunked" in head.lower(), head
            self.reels.append(bytearray())
            while size := int(await reader.readline(), 16):
                self.reels[-1] += await reader.readexactly(size)
                await reader.readexactly(len(b"\r\n"))
                self.is_running.set()
        finally:
            writer.close()

    def last_id(self) -> str:
        """The last id heard, "" where none was."""
        for reel in reversed(self.reels):
            line = reel.rfind(b"\nid: ")
            end = reel.find(b"\n", line + 1)
            if line >= 0 and end >= 0:
                return bytes(reel[line + len(b"\nid: ") : end]).decode()
        return ""

    async def until(self, sign: bytes, within_s: float = 30) -> None:
        """Return when `sign` stands in the last reels."""
        try:
            async with asyncio.timeout(within_s):
                while not any(sign in reel for reel in self.reels):
                    await asyncio.sleep(LOOK_S)
        except TimeoutError:
            raise AssertionError(f"{self.name} never heard {sign!r}") from None

    def heard(self) -> Iterator[Heard]:
        """Every whole event of all reels, in order; comments are passed over."""
        for reel in self.reels:
            *whole, _ = bytes(reel).split(b"\n\n")
            for block in whole:
                fields = dict(line.split(": ", 1) for line in block.decode().split("\n") if ": " in line)
                if "data" in fields:
                    yield Heard(fields["event"], json.loads(fields["data"]), fields.get("id", ""))
