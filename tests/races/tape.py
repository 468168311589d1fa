"""One event stream as it came over the wire, every byte of it; what is wrong with it is found in `judging`."""

import asyncio
import json
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field

import httpx

from tests.live import Heard

AGAIN_S = 0.05
LOOK_S = 0.02


@dataclass(slots=True)
class Tape:
    """Records the stream at `path` until cancelled; after every end it goes on from the last id.

    `reels` holds the body of each connection; `kept` counts the bytes of all.
    """

    name: str
    http: httpx.AsyncClient
    path: str
    headers: Mapping[str, str]
    after: str
    reels: list[bytearray] = field(default_factory=list)
    is_running: asyncio.Event = field(default_factory=asyncio.Event)

    async def record(self) -> None:
        """Listen for ever."""
        while True:
            headers = {**self.headers, "Last-Event-ID": self.last_id() or self.after}
            with suppress(httpx.TransportError):
                async with self.http.stream("GET", self.path, headers=headers) as response:
                    assert response.status_code == 200, await response.aread()
                    reel = bytearray()
                    self.reels.append(reel)
                    async for chunk in response.aiter_raw():
                        reel += chunk
                        self.is_running.set()
            await asyncio.sleep(AGAIN_S)

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
