"""The contract every AI fulfils, and the words it speaks in; no provider lives here.

A provider knows nothing of Redis, routes or other visitors. What it must remember between
turns it returns as `State` (a flat mapping of strings), which the caller keeps with the session.
"""

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, Protocol

State = Mapping[str, str]
"""What a provider remembers of one session, e.g. `{"conversation_id": "7…"}`; kept by the caller."""

Run = Mapping[str, str]
"""How the upstream calls one answer in the making, e.g. `{"chat_id": "7…"}`; kept with the turn."""

Speaker = Literal["visitor", "ai", "agent"]


@dataclass(frozen=True, slots=True)
class Line:
    """One thing said, in the words that were shown."""

    speaker: Speaker
    text: str


@dataclass(frozen=True, slots=True)
class Prompt:
    """What one turn asks: `fresh` holds at least one visitor's line; `history` is all that came before it.

    `instructions` are the shop's own, beside the operator's; `bot_id` is its own bot, "" for the operator's.
    """

    session_name: str
    visitor_id: str
    lang: str
    fresh: tuple[Line, ...]
    history: tuple[Line, ...] = ()
    state: State = field(default_factory=dict)
    instructions: str = ""
    bot_id: str = ""


@dataclass(frozen=True, slots=True)
class Opened:
    """The provider (re)opened its side of the session; the caller keeps `state` from now on."""

    state: State


@dataclass(frozen=True, slots=True)
class Started:
    """The upstream accepted the turn and calls it `run`; enough to cancel or recover it later."""

    run: Run


@dataclass(frozen=True, slots=True)
class Delta:
    """The next piece of the answer, to be appended."""

    text: str


@dataclass(frozen=True, slots=True)
class Replaced:
    """The whole answer so far is `text` instead (the upstream's final text differs from its pieces)."""

    text: str


@dataclass(frozen=True, slots=True)
class Suggested:
    """Questions the visitor may want to ask next."""

    questions: tuple[str, ...]


Piece = Opened | Started | Delta | Replaced | Suggested


@dataclass(frozen=True, slots=True)
class Answer:
    """A whole answer, as `recover` finds it."""

    text: str
    suggestions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Greeting:
    """What an empty chat shows: a welcome (None: the shop's own words) and up to four questions."""

    text: str | None = None
    suggestions: tuple[str, ...] = ()


FailureKind = Literal[
    "auth", "config", "quota", "rate", "busy", "content", "context", "gone", "network", "server", "timeout", "open"
]


class AIError(Exception):
    """The AI did not answer.

    `kind` says why; `retryable` says whether the same question may be asked again as it is (never
    after a read timeout: the upstream is still running); `code` and `logid` are the upstream's own.
    """

    def __init__(self, kind: FailureKind, *, retryable: bool = False, code: str = "", logid: str = "") -> None:
        super().__init__(f"{kind} {code}".strip())
        self.kind = kind
        self.retryable = retryable
        self.code = code
        self.logid = logid


class Provider(Protocol):
    """One AI. Every method may raise `AIError`; none raises anything of its HTTP client's."""

    name: str

    async def open(self, session_name: str, visitor_id: str, bot_id: str = "") -> State:
        """Open the upstream's side of a new session, with the shop's own bot if any; `{}` where there is none."""
        ...

    def stream(self, prompt: Prompt) -> AsyncIterator[Piece]:
        """Answer, piece by piece; ends when the answer is complete.

        Closing the iterator early frees the connection. An answer with no text at all raises
        `AIError("content")`.
        """
        ...

    async def recover(self, prompt: Prompt, run: Run) -> Answer | None:
        """Fetch an answer whose stream was lost, once it is complete; None where it cannot be had."""
        ...

    async def cancel(self, prompt: Prompt, run: Run) -> None:
        """Tell the upstream to stop; best effort, an answer that has ended already is fine."""
        ...

    async def tell(self, state: State, session_name: str, lines: Sequence[Line]) -> None:
        """Make what people said part of the upstream's memory; nothing to do where we send the history ourselves."""
        ...

    async def summarize(self, prompt: Prompt, lang: str) -> str | None:
        """What `prompt.history` is about and what was tried, in a few lines of `lang`; None where the AI cannot say."""
        ...

    async def greet(self, lang: str, bot_id: str = "") -> Greeting:
        """The upstream's own welcome and first questions, or those of the shop's own bot."""
        ...

    async def check(self) -> None:
        """Return when the upstream can be reached and knows us; raise `AIError` otherwise."""
        ...

    async def close(self) -> None:
        """Release connections."""
        ...
