"""What dies, when and how: back ends, the store and Nginx in turn; it keeps a diary, and mends what it breaks."""

import asyncio
import random
import signal
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from tests.chaos.books import Span

KILL, TERM, STOP = signal.SIGKILL, signal.SIGTERM, signal.SIGSTOP
HOW = (KILL, KILL, TERM, STOP)
DOWN_S = {KILL: (0.1, 2.0), TERM: (0.1, 2.0), STOP: (1.0, 6.0)}
"""For how long a thing stays as it was left."""

CALM_S = (1.0, 4.0)
"""From one thing's mending to the next one's end."""

ALONE = ("store", "nginx")
"""Of which there is but one: while it is away, nothing can run, or nobody can hear of it."""


class Victim(Protocol):
    """Something that runs, and can be started again; the calls return when it is so."""

    def start(self) -> object: ...

    def signal(self, number: signal.Signals) -> None: ...

    def wait(self) -> object: ...

    def answers(self) -> bool: ...


@dataclass(slots=True)
class Mischief:
    """Strikes `victims` in a random order, first each with SIGKILL; `diary` has what was struck, how, and how long."""

    victims: Mapping[str, Victim]
    rng: random.Random
    diary: list[Span] = field(default_factory=list)

    async def rage(self, seconds: float) -> None:
        """Strike one after the other for so long, and in any case each once; all are well in the end."""
        ends, is_first = time.monotonic() + seconds, True
        while is_first or time.monotonic() < ends:
            for name in self.rng.sample(sorted(self.victims), len(self.victims)):
                how = KILL if is_first else self.rng.choice(HOW)
                await asyncio.sleep(self.rng.uniform(*CALM_S))
                if not is_first and time.monotonic() >= ends:
                    return
                await self._strike(name, how)
            is_first = False

    async def _strike(self, name: str, how: signal.Signals) -> None:
        victim, began = self.victims[name], time.monotonic()
        victim.signal(how)
        if how is not STOP:
            await asyncio.to_thread(victim.wait)
        await asyncio.sleep(self.rng.uniform(*DOWN_S[how]))
        if how is STOP:
            victim.signal(signal.SIGCONT)
        else:
            await asyncio.to_thread(victim.start)
        while not await asyncio.to_thread(victim.answers):
            await asyncio.sleep(0.02)
        self.diary.append(Span(f"{name} {how.name}", began, time.monotonic()))

    def outages(self) -> Sequence[Span]:
        """When nothing could run, or nobody could be told."""
        return [span for span in self.diary if span.what.startswith(ALONE)]
