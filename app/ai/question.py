"""One question put to an AI, and the attempts and deadlines until it is answered; `patience` hands them out."""

import asyncio
import logging
import random
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from tenacity import AsyncRetrying, RetryCallState, retry_if_exception

from app.ai.breaker import Breaker, Ticket
from app.ai.provider import AIError, Delta, Opened, Piece, Prompt, Provider, Replaced, Run, Started

CANCEL_S = 2.0
"""How long telling the upstream to stop may hold up the visitor's apology."""

_log = logging.getLogger(__name__)
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Limits:
    """Seconds and counts; `whole_s` covers all attempts of one answer and the waits between them."""

    first_word_s: float = 25
    between_words_s: float = 20
    whole_s: float = 180
    attempts: int = 3
    wait_min_s: float = 1
    wait_max_s: float = 10
    breaker_failures: int = 5
    cooldown_s: float = 15


Sleep = Callable[[float], Awaitable[None]]


def wait_before(attempt: int, limits: Limits, rng: random.Random) -> float:
    """Return the seconds to wait before `attempt` (2, 3, …): doubling, with jitter, within the limits."""
    doubled = limits.wait_min_s * 2.0 ** (attempt - 2)
    return min(limits.wait_max_s, doubled + rng.uniform(0, limits.wait_min_s))


class Question:
    """One question and the attempts to have it answered."""

    def __init__(
        self,
        inner: Provider,
        breaker: Breaker,
        limits: Limits,
        prompt: Prompt,
        *,
        sleep: Sleep,
        rng: random.Random,
    ) -> None:
        self._inner, self._breaker, self._limits, self._prompt = inner, breaker, limits, prompt
        self._ends_at = asyncio.get_running_loop().time() + limits.whole_s
        self._first_word_at = 0.0
        self._attempts = 0
        self._spoken = False
        self._run: Run | None = None
        self._ticket: Ticket | None = None
        self._pieces: AsyncIterator[Piece] | None = None
        self._retrying = AsyncRetrying(
            sleep=sleep,
            wait=lambda _: wait_before(self._attempts + 1, limits, rng),
            stop=self._is_last,
            retry=retry_if_exception(self._may_ask_again),
            reraise=True,
        )

    async def hear(self) -> Piece | None:
        """Return the next piece, None at the end; asks again where that is allowed."""
        if self._spoken:
            return await self._listen()
        return await self._retrying(self._listen)

    async def close(self) -> None:
        """End the attempt under way, if any, without a verdict."""
        if self._ticket is not None:
            self._breaker.release(self._ticket)
        pieces, self._pieces, self._ticket = self._pieces, None, None
        if pieces is not None:
            await _end(pieces)

    def _is_last(self, state: RetryCallState) -> bool:
        return self._attempts >= self._limits.attempts

    def _may_ask_again(self, error: BaseException) -> bool:
        if not isinstance(error, AIError) or not error.retryable or error.kind == "timeout":
            return False
        return self._breaker.snapshot().state == "closed"

    def _ask(self) -> AsyncIterator[Piece]:
        self._attempts += 1
        self._ticket = self._breaker.enter()
        self._run = None
        self._first_word_at = asyncio.get_running_loop().time() + self._limits.first_word_s
        self._pieces = self._inner.stream(self._prompt)
        return self._pieces

    async def _listen(self) -> Piece | None:
        pieces = self._pieces or self._ask()
        try:
            piece = await self._next(pieces)
        except AIError as error:
            await self._give_up(error)
            raise
        except StopAsyncIteration:
            self._judge_well()
            await self.close()
            return None
        self._note(piece)
        return piece

    async def _next(self, pieces: AsyncIterator[Piece]) -> Piece:
        deadline, reason = self._deadline()
        scope = asyncio.timeout_at(deadline)
        try:
            async with scope:
                return await anext(pieces)
        except (TimeoutError, AIError) as error:
            # An error on the way out of a time-out is the time-out's doing.
            if not scope.expired():
                raise
            raise AIError("timeout", code=reason) from error

    def _deadline(self) -> tuple[float, str]:
        now = asyncio.get_running_loop().time()
        word = (now + self._limits.between_words_s, "between_words")
        return min(word if self._spoken else (self._first_word_at, "first_word"), (self._ends_at, "whole"))

    def _note(self, piece: Piece) -> None:
        if isinstance(piece, Opened):
            # The next attempt must not open the session once more.
            self._prompt = replace(self._prompt, state=piece.state)
        elif isinstance(piece, Started):
            self._run = piece.run
        elif isinstance(piece, Delta | Replaced) and not self._spoken:
            self._spoken = True
            if self._ticket is not None and self._ticket.probe:
                # A word proves that the upstream is back; nobody else has to wait for the whole answer.
                self._judge_well()

    def _judge_well(self) -> None:
        if self._ticket is not None:
            self._breaker.succeed(self._ticket)

    async def _give_up(self, error: AIError) -> None:
        if self._ticket is not None:
            self._breaker.fail(self._ticket, error.kind)
        await self.close()
        if error.kind == "timeout" and self._run is not None:
            await self._cancel(self._run)

    async def _cancel(self, run: Run) -> None:
        try:
            await within(CANCEL_S, self._inner.cancel(self._prompt, run), "cancel")
        except AIError as error:
            _log.warning("cannot stop the upstream's answer: %s", error)


async def within(seconds: float, work: Coroutine[Any, Any, _T], code: str) -> _T:
    """Await `work` for at most `seconds`; raises `AIError("timeout", code=code)` after that."""
    try:
        async with asyncio.timeout(seconds):
            return await work
    except TimeoutError as error:
        raise AIError("timeout", code=code) from error


async def _end(pieces: AsyncIterator[Piece]) -> None:
    """Close a generator now; left to the garbage collector it would hold its connection."""
    if (close := getattr(pieces, "aclose", None)) is not None:
        await close()
