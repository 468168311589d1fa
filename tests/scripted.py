"""An AI that says what a test tells it to, when the test tells it to; it fulfils our contract, without a network."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence

from app.ai.provider import Answer, Delta, Greeting, Line, Piece, Prompt, Run, State

Script = Callable[[Prompt], AsyncIterator[Piece]]


class ScriptedProvider:
    """Speaks by `script`, which may be changed between turns; `prompts`, `cancelled` and `told` are what it heard."""

    name = "scripted"

    def __init__(self, script: Script) -> None:
        self.script = script
        self.prompts: list[Prompt] = []
        self.cancelled: list[Run] = []
        self.told: list[Line] = []
        self.answer: Answer | None = None
        self.state: State = {}
        self.summary: str | None = None

    async def open(self, session_name: str, visitor_id: str, bot_id: str = "") -> State:
        return self.state

    async def stream(self, prompt: Prompt) -> AsyncIterator[Piece]:
        self.prompts.append(prompt)
        async for piece in self.script(prompt):
            yield piece

    async def recover(self, prompt: Prompt, run: Run) -> Answer | None:
        return self.answer

    async def cancel(self, prompt: Prompt, run: Run) -> None:
        self.cancelled.append(run)

    async def tell(self, state: State, session_name: str, lines: Sequence[Line]) -> None:
        self.told += lines

    async def summarize(self, prompt: Prompt, lang: str) -> str | None:
        return self.summary

    async def greet(self, lang: str, bot_id: str = "") -> Greeting:
        return Greeting()

    async def check(self) -> None:
        return

    async def close(self) -> None:
        return


def saying(*pieces: Piece) -> Script:
    """A script that says `pieces` at once."""

    async def script(_: Prompt) -> AsyncIterator[Piece]:
        for piece in pieces:
            await asyncio.sleep(0)
            yield piece

    return script


def echo() -> Script:
    """A script that repeats the last question, word by word."""

    async def script(prompt: Prompt) -> AsyncIterator[Piece]:
        for word in f"You said: {prompt.fresh[-1].text}".split(" "):
            await asyncio.sleep(0)
            yield Delta(word + " ")

    return script


def held(before: Sequence[Piece], gate: asyncio.Event, after: Sequence[Piece] = ()) -> Script:
    """A script that says `before`, waits for `gate`, and says `after`."""

    async def script(_: Prompt) -> AsyncIterator[Piece]:
        for piece in before:
            yield piece
        await gate.wait()
        for piece in after:
            yield piece

    return script
