"""The store goes away while an answer is spoken: whatever of it arrived, the next words mend what was drawn."""

import asyncio
from typing import Any

from app.desk.speech import Speech
from app.domain.errors import StoreUnavailable
from app.domain.events import Event
from app.domain.markup import render
from app.store.turns import Lease

BEFORE = "One"
LOST = "One and a half.\n\nTwo.\n\nThree"
AFTER = LOST + " and more."


class Faltering:
    """Takes the place of the store's turns, and loses the second append."""

    def __init__(self) -> None:
        self.heard: list[Event] = []
        self.appends = 0
        self.arrived = asyncio.Event()

    async def append(self, lease: Lease, epoch: int, text: str, event: Event) -> None:
        self.appends += 1
        self.arrived.set()
        if self.appends == 2:
            raise StoreUnavailable
        self.heard.append(event)

    async def after(self, appends: int) -> None:
        while self.appends < appends:
            self.arrived.clear()
            await self.arrived.wait()


async def test_words_that_were_lost_are_drawn_again_with_the_next() -> None:
    turns: Any = Faltering()
    speech = Speech(turns, Lease("s", "t", 1), 1, pause_s=lambda: 0.0)
    writing = asyncio.create_task(speech.write())
    async with asyncio.timeout(10):
        for appends, text in enumerate((BEFORE, LOST, AFTER), 1):
            speech.replace(text)
            await turns.after(appends)
    speech.complete()
    await writing
    last = turns.heard[-1].data
    assert (last["offset"], last["text"]) == (len(BEFORE), AFTER.removeprefix(BEFORE))
    assert (last["block"], last["html"]) == (0, render(AFTER))
