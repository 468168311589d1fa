"""What an empty chat offers: the AI's own first questions, asked for seldom and never waited for long."""

import asyncio
import logging
from collections.abc import Callable

from app.ai.provider import AIError, Greeting, Provider
from app.telemetry.log import log

FRESH_S = 600.0
RETRY_S = 30.0
PATIENCE_S = 1.0


class Greeter:
    """The provider's greetings by language and Coze bot, kept for ten minutes; `clock_s` is monotonic."""

    def __init__(self, provider: Provider, *, clock_s: Callable[[], float]) -> None:
        self._provider = provider
        self._clock_s = clock_s
        self._known: dict[tuple[str, str], tuple[float, Greeting]] = {}

    async def greet(self, lang: str, bot_id: str = "") -> Greeting:
        """The greeting in `lang`; an empty one where the AI does not say within a second.

        `bot_id` is the shop's own bot at Coze, "" where it has none.
        """
        stale_at, greeting = self._known.get((lang, bot_id), (0.0, Greeting()))
        if self._known and self._clock_s() < stale_at:
            return greeting
        life_s = FRESH_S
        try:
            async with asyncio.timeout(PATIENCE_S):
                greeting = await self._provider.greet(lang, bot_id)
        except (AIError, TimeoutError) as error:
            log("ai_greeting_failed", level=logging.WARNING, reason=str(error))
            life_s = RETRY_S
        self._known[lang, bot_id] = (self._clock_s() + life_s, greeting)
        return greeting
