"""The AI's own first questions: asked for seldom, and never waited for long."""

import asyncio

import pytest

from app.ai.provider import AIError, Greeting
from app.desk import greeting
from app.desk.greeting import FRESH_S, RETRY_S, Greeter
from tests.scripted import ScriptedProvider, echo


class Welcoming(ScriptedProvider):
    """An AI with a welcome in each language; `error` is what it raises instead."""

    def __init__(self) -> None:
        super().__init__(echo())
        self.asked: list[str] = []
        self.error: AIError | None = None
        self.gate: asyncio.Event | None = None

    async def greet(self, lang: str, bot_id: str = "") -> Greeting:
        self.asked.append(f"{lang} {bot_id}".strip())
        if self.gate:
            await self.gate.wait()
        if self.error:
            raise self.error
        return Greeting(f"welcome in {lang}", ("one?",))


class Clock:
    """A monotonic clock that a test sets, in seconds."""

    def __init__(self) -> None:
        self.now_s = 5.0

    def __call__(self) -> float:
        return self.now_s


async def test_a_greeting_is_asked_for_once_in_ten_minutes_in_each_language() -> None:
    ai, clock = Welcoming(), Clock()
    greeter = Greeter(ai, clock_s=clock)
    for _ in range(3):
        assert (await greeter.greet("zh")).text == "welcome in zh"
        assert (await greeter.greet("en")).suggestions == ("one?",)
    assert ai.asked == ["zh", "en"]
    clock.now_s += FRESH_S
    await greeter.greet("en")
    assert ai.asked == ["zh", "en", "en"]


async def test_a_shops_own_bot_greets_for_itself() -> None:
    ai = Welcoming()
    greeter = Greeter(ai, clock_s=Clock())
    for _ in range(2):
        await greeter.greet("en", "73")
        await greeter.greet("en")
    assert ai.asked == ["en 73", "en"]


async def test_an_ai_that_fails_is_asked_again_soon_and_the_old_greeting_stays() -> None:
    ai, clock = Welcoming(), Clock()
    greeter = Greeter(ai, clock_s=clock)
    ai.error = AIError("network")
    assert await greeter.greet("en") == Greeting()
    assert await greeter.greet("en") == Greeting()
    assert len(ai.asked) == 1
    clock.now_s += RETRY_S
    ai.error = None
    assert (await greeter.greet("en")).text == "welcome in en"
    clock.now_s += FRESH_S
    ai.error = AIError("network")
    assert (await greeter.greet("en")).text == "welcome in en"


async def test_an_ai_that_does_not_answer_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(greeting, "PATIENCE_S", 0.01)
    ai = Welcoming()
    ai.gate = asyncio.Event()
    assert await Greeter(ai, clock_s=Clock()).greet("en") == Greeting()
