"""A tolerant, incremental reader of server-sent events; it knows no upstream and opens no connection.

Follows the WHATWG HTML standard (section 9.2.6) with two differences: a last frame without its
blank line is delivered (Coze and some gateways end that way), and a line or frame longer than
`LIMIT_BYTES` is an error.
"""

import codecs
from collections.abc import AsyncGenerator, AsyncIterator, Iterator
from dataclasses import dataclass

from app.ai.provider import AIError

LIMIT_BYTES = 1 << 20
"""The largest line or frame kept in memory."""


@dataclass(frozen=True, slots=True)
class Frame:
    """One event; `event` is "message" where the stream names none, `id` is the last one seen."""

    event: str
    data: str
    id: str


class _Lines:
    """Cuts bytes that come in any portions into lines ended by LF, CR or CRLF."""

    def __init__(self) -> None:
        self._decoder = codecs.getincrementaldecoder("utf-8")(errors="replace")
        self._parts: list[str] = []
        self._held_chars = 0
        self._after_cr = False
        self._at_start = True

    def feed(self, chunk: bytes, final: bool = False) -> Iterator[str]:
        """Yield each line that is complete now; with `final` also the rest."""
        text = self._unmark(self._decoder.decode(chunk, final))
        if self._after_cr and text:
            text, self._after_cr = text.removeprefix("\n"), False
        self._after_cr = self._after_cr or text.endswith("\r")
        *whole, rest = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
        for line in whole:
            yield "".join((*self._parts, line))
            self._parts.clear()
            self._held_chars = 0
        self._hold(rest)
        if final and self._parts:
            yield "".join(self._parts)

    def _unmark(self, text: str) -> str:
        if self._at_start and text:
            self._at_start = False
            return text.removeprefix("\ufeff")
        return text

    def _hold(self, rest: str) -> None:
        if rest:
            self._parts.append(rest)
            self._held_chars += len(rest)
        if self._held_chars > LIMIT_BYTES:
            raise AIError("server", code="sse_too_long")


class _Frames:
    """Gathers lines into frames."""

    def __init__(self) -> None:
        self._event = ""
        self._data: list[str] = []
        self._data_chars = 0
        self._id = ""

    def take(self, line: str) -> Frame | None:
        """Take one line; return the frame it completes, if any."""
        if not line:
            return self.finish()
        field, _, value = line.partition(":")
        value = value.removeprefix(" ")
        if field == "event":
            self._event = value
        elif field == "data":
            self._add(value)
        elif field == "id" and "\0" not in value:
            self._id = value
        return None

    def finish(self) -> Frame | None:
        """Return the frame gathered so far (None where it has neither data nor name) and start anew."""
        event, data = self._event, self._data
        self._event, self._data, self._data_chars = "", [], 0
        if not event and not data:
            return None
        return Frame(event or "message", "\n".join(data), self._id)

    def _add(self, value: str) -> None:
        self._data.append(value)
        self._data_chars += len(value) + 1
        if self._data_chars > LIMIT_BYTES:
            raise AIError("server", code="sse_too_long")


async def parse(chunks: AsyncIterator[bytes]) -> AsyncGenerator[Frame, None]:
    """Yield the frames of a body that arrives in any portions.

    A frame with a name but no data is delivered too (some upstreams say "done" that way). Bytes
    that are not UTF-8 become U+FFFD. Raises `AIError("server")` for a line or frame over
    `LIMIT_BYTES` characters; what `chunks` raises passes through.
    """
    lines, frames = _Lines(), _Frames()
    async for chunk in chunks:
        for line in lines.feed(chunk):
            if (frame := frames.take(line)) is not None:
                yield frame
    for line in lines.feed(b"", final=True):
        if (frame := frames.take(line)) is not None:
            yield frame
    if (frame := frames.finish()) is not None:
        yield frame
