"""One event stream as it arrives, and when: whether anything on the way holds it back or cuts it off."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Collection
from dataclasses import dataclass, field, replace

import httpx

LIMIT_CHARS = 1_000_000
"""A stream of ours says less in the time that is listened to it."""

PING = ":"
_END = ""


@dataclass(frozen=True, slots=True)
class Stream:
    """What became of a stream, in seconds; None for what did not come.

    `hello_s` is from asking to the first event, `event_s` from causing an event to its arrival, `lasted_s` how long
    the stream was open when it ended or `was_pinged`. `trouble` is the system's word for how it ended.
    """

    status: int = 0
    encoding: str = ""
    hello_s: float | None = None
    event_s: float | None = None
    lasted_s: float = 0.0
    was_pinged: bool = False
    trouble: str = ""


@dataclass(slots=True)
class _Ear:
    """Notes the name of every event as it comes, `PING` for a comment, `_END` for the end."""

    heard: asyncio.Queue[str] = field(default_factory=asyncio.Queue)
    found: Stream = field(default_factory=Stream)

    async def listen(self, client: httpx.AsyncClient, path: str, headers: dict[str, str]) -> None:
        try:
            async with client.stream("GET", path, headers=headers, timeout=httpx.Timeout(10, read=None)) as response:
                encoding = response.headers.get("content-encoding", "")
                self.found = replace(self.found, status=response.status_code, encoding=encoding)
                async for line in _lines(response):
                    self._note(line)
        except httpx.HTTPError as error:
            self.found = replace(self.found, trouble=str(error) or type(error).__name__)
        self.heard.put_nowait(_END)

    def _note(self, line: str) -> None:
        name, _, value = line.partition(": ")
        if line.startswith(PING):
            self.heard.put_nowait(PING)
        elif name == "event":
            self.heard.put_nowait(value)

    async def wait_for(self, wanted: Collection[str], limit_s: float) -> bool:
        """Whether one of `wanted` comes within `limit_s`, before the stream ends."""
        try:
            async with asyncio.timeout(limit_s):
                while (name := await self.heard.get()) not in wanted:
                    if name == _END:
                        self.heard.put_nowait(_END)
                        return False
        except TimeoutError:
            return False
        return True


async def _lines(response: httpx.Response) -> AsyncIterator[str]:
    """The lines as they come; raises httpx.HTTPError for more than `LIMIT_CHARS`, however few lines these are."""
    rest, heard = "", 0
    async for text in response.aiter_text():
        heard += len(text)
        if heard > LIMIT_CHARS:
            raise httpx.DecodingError("the stream says too much")
        *lines, rest = (rest + text).split("\n")
        for line in lines:
            yield line.removesuffix("\r")


async def follow(
    client: httpx.AsyncClient,
    headers: dict[str, str],
    cause: tuple[str, Callable[[], Awaitable[None]]],
    *,
    clock_s: Callable[[], float],
    patience_s: float,
    ping_s: float,
) -> Stream:
    """Open the stream, wait for `hello`, `cause` an event (its name, and what makes it), wait for that and for a ping.

    Each may take `patience_s`, the ping `ping_s`.
    """
    ear, began_s = _Ear(), clock_s()
    listening = asyncio.create_task(ear.listen(client, "/api/chat/events", headers))
    found = Stream()
    try:
        if await ear.wait_for({"hello"}, patience_s):
            found = replace(found, hello_s=clock_s() - began_s)
            name, make = cause
            caused_s = clock_s()
            await make()
            if await ear.wait_for({name}, patience_s):
                found = replace(found, event_s=clock_s() - caused_s)
                found = replace(found, was_pinged=await ear.wait_for({PING}, ping_s))
    finally:
        listening.cancel()
        await asyncio.wait([listening])
    seen = ear.found
    lasted_s = clock_s() - began_s
    return replace(found, status=seen.status, encoding=seen.encoding, trouble=seen.trouble, lasted_s=lasted_s)
