"""Any AI, asked with patience: time-outs, retries and a circuit breaker; it knows no upstream by name."""

import asyncio
import random
import time
from collections.abc import AsyncIterator, Callable, Sequence

from app.ai.breaker import Breaker, Snapshot
from app.ai.provider import AIError, Answer, Greeting, Line, Piece, Prompt, Provider, Run, State
from app.ai.question import CANCEL_S, Limits, Question, Sleep, within

__all__ = ["Limits", "Patient"]


class Patient:
    """Any provider, asked with patience; itself a provider.

    Retries only what a retry can mend and only before the first word, never after a time-out: the
    upstream is still at work then. `AIError("open")` means that it was not asked at all.
    """

    def __init__(
        self,
        inner: Provider,
        limits: Limits | None = None,
        *,
        clock: Callable[[], float] = time.monotonic,
        sleep: Sleep = asyncio.sleep,
        rng: random.Random | None = None,
    ) -> None:
        """Wrap `inner`; `clock` (monotonic seconds) is the breaker's, `sleep` and `rng` are the retries'."""
        self.name = inner.name
        self._inner = inner
        self._limits = limits or Limits()
        self._sleep = sleep
        self._rng = rng or random.Random()
        self._breaker = Breaker(clock, failures=self._limits.breaker_failures, cooldown_s=self._limits.cooldown_s)

    def snapshot(self) -> Snapshot:
        """Return the breaker's state, for the health page."""
        return self._breaker.snapshot()

    async def stream(self, prompt: Prompt) -> AsyncIterator[Piece]:
        """Answer as the protocol says; adds "timeout" (never retryable) and "open" to the errors of `inner`."""
        question = Question(self._inner, self._breaker, self._limits, prompt, sleep=self._sleep, rng=self._rng)
        try:
            while (piece := await question.hear()) is not None:
                yield piece
        finally:
            await question.close()

    async def open(self, session_name: str, visitor_id: str, bot_id: str = "") -> State:
        """Open, once, within the time of a first word; refused like an answer while the circuit is open."""
        ticket = self._breaker.enter()
        try:
            opening = self._inner.open(session_name, visitor_id, bot_id)
            state = await within(self._limits.first_word_s, opening, "open")
        except AIError as error:
            self._breaker.fail(ticket, error.kind)
            raise
        finally:
            # A session that opens does not prove that questions are answered.
            self._breaker.release(ticket)
        return state

    async def recover(self, prompt: Prompt, run: Run) -> Answer | None:
        """Fetch the rest within the time of a whole answer."""
        return await within(self._limits.whole_s, self._inner.recover(prompt, run), "recover")

    async def cancel(self, prompt: Prompt, run: Run) -> None:
        """Tell the upstream to stop, within `CANCEL_S`."""
        await within(CANCEL_S, self._inner.cancel(prompt, run), "cancel")

    async def tell(self, state: State, session_name: str, lines: Sequence[Line]) -> None:
        """Tell, within the time of a first word."""
        await within(self._limits.first_word_s, self._inner.tell(state, session_name, lines), "tell")

    async def summarize(self, prompt: Prompt, lang: str) -> str | None:
        """Sum up, within the time of a first word."""
        return await within(self._limits.first_word_s, self._inner.summarize(prompt, lang), "summarize")

    async def greet(self, lang: str, bot_id: str = "") -> Greeting:
        """Greet, within the time of a first word."""
        return await within(self._limits.first_word_s, self._inner.greet(lang, bot_id), "greet")

    async def check(self) -> None:
        """Ask the upstream itself, whatever the breaker thinks of it."""
        await within(self._limits.first_word_s, self._inner.check(), "check")

    async def close(self) -> None:
        """Release the connections of `inner`."""
        await self._inner.close()
