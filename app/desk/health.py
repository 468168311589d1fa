"""Whether the shop can serve: the store and the AI, as the operator asks; it mends nothing."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass

from app.ai.provider import AIError, Provider
from app.domain.errors import StoreUnavailable
from app.store.store import Store

PATIENCE_S = 3.0
FRESH_S = 15.0


@dataclass(frozen=True, slots=True)
class Report:
    """What was found; `ai` is the provider's name."""

    store_connected: bool
    ai: str
    ai_connected: bool


class Health:
    """Asks the store each time and the AI at most every quarter of a minute, since asking may cost a call."""

    def __init__(self, store: Store, provider: Provider, *, clock_s: Callable[[], float]) -> None:
        self._store = store
        self._provider = provider
        self._clock_s = clock_s
        self._ai_known = (0.0, False)
        self._asking = asyncio.Lock()

    async def report(self) -> Report:
        """How things are now."""
        store, ai = await asyncio.gather(self._store_answers(), self._ai_answers())
        return Report(store, self._provider.name, ai)

    async def _store_answers(self) -> bool:
        try:
            async with asyncio.timeout(PATIENCE_S):
                await self._store.ping()
        except (StoreUnavailable, TimeoutError):
            return False
        return True

    async def _ai_answers(self) -> bool:
        async with self._asking:
            stale_at_s, answers = self._ai_known
            if self._clock_s() < stale_at_s:
                return answers
            try:
                async with asyncio.timeout(PATIENCE_S):
                    await self._provider.check()
                answers = True
            except (AIError, TimeoutError):
                answers = False
            self._ai_known = (self._clock_s() + FRESH_S, answers)
            return answers
