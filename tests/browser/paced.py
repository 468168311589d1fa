"""An AI that speaks when the test says so, piece by piece; for one that follows a script see `scripted`."""

import asyncio
from collections.abc import AsyncIterator

from app.ai.provider import AIError, Delta, Greeting, Piece, Prompt, Suggested
from tests.scripted import ScriptedProvider, echo


class PacedAI(ScriptedProvider):
    """Every turn says what it is handed until `end`; after `let_go` it repeats the question by itself."""

    def __init__(self) -> None:
        super().__init__(self._speak)
        self.greetings: dict[str, Greeting] = {}
        self._pieces: asyncio.Queue[Piece | AIError | None] = asyncio.Queue()

    def say(self, text: str) -> None:
        """Say `text` in the running turn, or in the next one."""
        self._pieces.put_nowait(Delta(text))

    def end(self, *suggestions: str) -> None:
        """Complete the answer."""
        if suggestions:
            self._pieces.put_nowait(Suggested(suggestions))
        self._pieces.put_nowait(None)

    def reply(self, text: str, *suggestions: str) -> None:
        """Say all of the answer."""
        self.say(text)
        self.end(*suggestions)

    def fail(self) -> None:
        """Break off, as an upstream does that is not there."""
        self._pieces.put_nowait(AIError("network"))

    def let_go(self) -> None:
        """Answer by itself from now on."""
        self.script = echo()

    def leave(self) -> None:
        """Complete whatever still runs: the test is over."""
        self.let_go()
        self.reply("…")

    async def greet(self, lang: str, bot_id: str = "") -> Greeting:
        """The greeting the test has laid out for `lang`."""
        return self.greetings.get(lang, Greeting())

    async def _speak(self, prompt: Prompt) -> AsyncIterator[Piece]:
        while (piece := await self._pieces.get()) is not None:
            if isinstance(piece, AIError):
                raise piece
            yield piece
