"""An answer while it is being spoken: words come in, appends go out, not more often than streams can use them.

It neither asks the AI nor ends the turn.
"""

import asyncio
from collections.abc import Callable

from app.domain.errors import StoreUnavailable
from app.domain.events import answer_grew
from app.domain.markup import GrowingText, utf16_units
from app.store.turns import Lease, Turns

ANSWER_LIMIT_CHARS = 20_000
RETRY_S = 0.25
REST = 4
"""How much longer than its rendering took an answer rests: what is laborious to draw must not hold up the others."""


class Speech:
    """The growing answer of one turn. `pause_s` says how long to gather words between two appends."""

    def __init__(self, turns: Turns, lease: Lease, epoch: int, *, pause_s: Callable[[], float]) -> None:
        self.text = ""
        self._turns = turns
        self.lease = lease
        self._epoch = epoch
        self._pause_s = pause_s
        self._held = ""
        self._shown = ""
        self._rendered = GrowingText()
        self._rendering_s = 0.0
        self._is_complete = False
        self._grown = asyncio.Event()

    @property
    def is_full(self) -> bool:
        """Whether the answer has reached the length at which it is cut."""
        return len(self.text) >= ANSWER_LIMIT_CHARS

    def say(self, words: str) -> None:
        """Append `words`."""
        words, self._held = _whole_characters(self._held + words)
        words = _tidy(words)
        self.text = (self.text + words if self.text else words.lstrip())[:ANSWER_LIMIT_CHARS]
        if self.text:
            self._grown.set()

    def replace(self, text: str) -> None:
        """Let the whole answer be `text` instead."""
        self.text = self._held = ""
        self.say(text)

    def complete(self) -> None:
        """Let `write` return: the finished message will say the rest."""
        self._is_complete = True
        self._grown.set()

    async def write(self) -> None:
        """Append what is new until `complete`, the first words at once; raises `TurnLost`.

        A store that is away for a moment is waited for: the lease decides whether the turn is still ours.
        """
        while True:
            await self._grown.wait()
            if self._is_complete:
                return
            self._grown.clear()
            try:
                await self._append()
            except StoreUnavailable:
                # Nobody knows what of it arrived: the next append draws every block again.
                self._rendered = GrowingText()
                self._grown.set()
                await asyncio.sleep(RETRY_S)
            await asyncio.sleep(max(self._pause_s(), self._rendering_s * REST))

    async def _append(self) -> None:
        text = self.text
        if text == self._shown:
            return
        same = len(self._shown) if text.startswith(self._shown) else _common_prefix(self._shown, text)
        began = asyncio.get_running_loop().time()
        block, html = self._rendered.grow(text)
        self._rendering_s = asyncio.get_running_loop().time() - began
        event = answer_grew(
            self.lease.turn_id,
            self._epoch,
            offset=utf16_units(text[:same]),
            text=text[same:],
            block=block,
            html=html,
        )
        await self._turns.append(self.lease, self._epoch, text, event)
        self._shown = text


def presentable(text: str) -> str:
    """A whole text as `Speech` would have it: of whole characters, and not longer than an answer may be."""
    return _tidy(_whole_characters(text)[0]).lstrip()[:ANSWER_LIMIT_CHARS]


def _tidy(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\x00", "")


def _common_prefix(one: str, other: str) -> int:
    return next(
        (at for at, pair in enumerate(zip(one, other, strict=False)) if pair[0] != pair[1]),
        min(len(one), len(other)),
    )


def _whole_characters(text: str) -> tuple[str, str]:
    """`text` without halves of surrogate pairs, which JSON may split over two pieces; the second half may yet come."""
    if not any("\ud800" <= char <= "\udfff" for char in text):
        return text, ""
    held = text[-1] if "\ud800" <= text[-1] <= "\udbff" else ""
    whole = text[: len(text) - len(held)]
    return whole.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace"), held
