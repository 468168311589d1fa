"""What a test tells the double to do and what the double remembers; nothing here opens a socket.

A mode is chosen by a marker in the user's last words, `[[stall]]` or `[[stall:5]]`, or by
`Double.plan` for the next requests:

    slow[:s]        the first word comes after s seconds, or when released
    stall[:n]       silence after n words (3) until released
    cut[:n]         the connection dies after n words (3)
    drop            the connection dies after the headers, before any word
    eof[:n]         an orderly end after n words (3), without finish_reason and [DONE]
    error[:n]       `data: {"error": …}` after n words (3)
    event-error[:n] the same under `event: error`
    reasoning       reasoning_content and `: keep-alive` comments before the words
    split           every few bytes a chunk of their own, so that characters are torn apart
    crlf            lines end with CR LF
    length          finish_reason "length"
    filter          finish_reason "content_filter"
    no-done         no `data: [DONE]` after the finish_reason
    linger          finish_reason, then silence until released
    empty           an answer without a word
    null            chunks with `"content": null` among the words
    usage-null      `"usage": null` on every chunk and on the last, whose choices are empty
    stamp           every word is the double's monotonic clock in seconds
    html            a proxy's HTML page with status 502
    html-200        a page with status 200
    json-200        an error body with status 200
    whole           one JSON answer although a stream was asked for
    400 401 402 403 404 408 422 429 500 503 quota context
                    an HTTP error; `429:s` carries Retry-After, in seconds
"""

import asyncio
import re
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field

_MARKER = re.compile(r"\s*\[\[([a-z0-9-]+)(?::([^\]]*))?\]\]\s*")


KEPT_ENDINGS = 20_000


@dataclass(frozen=True, slots=True)
class Mode:
    """How one answer is given."""

    name: str = "plain"
    argument: str = ""

    def number(self, default: float) -> float:
        """Return the argument as a number, or `default` where there is none."""
        return float(self.argument) if self.argument else default


@dataclass(frozen=True, slots=True)
class Recorded:
    """One request as it came; header names are lower case, `peer` tells connections apart."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: Mapping[str, object]
    peer: str = ""


@dataclass(slots=True)
class Double:
    """One upstream: its key (empty: none is asked for), its pace, its plan and what it has seen.

    `words_per_second` 0 speaks as fast as it can. `hung_up` counts answers whose listener left
    before the end; `speaking` those being spoken now. `endings` are the last spoken ones, each as its question,
    how it ended (`whole`, `left` by the listener, or `cut` by us) and how many chunks were said.
    """

    key: str = "sk-double"
    models: tuple[str, ...] = ("double-1",)
    words_per_second: float = 0.0
    first_word_s: float = 0.0
    remembered: int = 1000
    hung_up: int = 0
    speaking: int = 0
    answered: int = 0
    endings: deque[tuple[str, str, int]] = field(default_factory=lambda: deque(maxlen=KEPT_ENDINGS))
    closing: bool = False
    requests: deque[Recorded] = field(default_factory=deque)
    released: asyncio.Event = field(default_factory=asyncio.Event)
    _planned: deque[Mode] = field(default_factory=deque)

    def plan(self, name: str, argument: str = "", times: int = 1) -> None:
        """Give the next `times` requests this mode; a marker in the request itself goes first."""
        self._planned.extend([Mode(name, argument)] * times)

    def release(self) -> None:
        """Let everything that stalls go on, now and later; `released.clear()` undoes it."""
        self.released.set()

    def close(self) -> None:
        """Stop speaking in mid-word, everywhere."""
        self.closing = True
        self.release()

    def record(self, request: Recorded) -> None:
        """Remember a request, forgetting the oldest beyond `remembered`."""
        self.requests.append(request)
        while len(self.requests) > self.remembered:
            self.requests.popleft()

    def choose(self, question: str) -> tuple[Mode, str]:
        """Return the mode of this request, and the question without its marker."""
        if marker := _MARKER.search(question):
            return Mode(marker[1], marker[2] or ""), _MARKER.sub(" ", question).strip()
        return (self._planned.popleft() if self._planned else Mode()), question
