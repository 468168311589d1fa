"""Any process may die at any moment, and nobody notices."""

import asyncio
import os
import random
import secrets
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.crash.crowd import count, crowded
from tests.crash.guest import Guest
from tests.crash.stage import POLL_S, Stage, staged
from tests.crash.upstream import AI
from tests.processes import Server

KILLS = 150 if os.environ.get("SOAK") else 25
"""For each AI."""

GUESTS = 20


@dataclass(slots=True)
class Killer:
    """Kills servers at random moments and starts them again; a start may overlap with the next kill."""

    servers: tuple[Server, ...]
    rng: random.Random
    starting: dict[int, asyncio.Task[None]] = field(default_factory=dict)

    async def kill_one(self, guests: list[Guest]) -> None:
        """Kill a random server after a random while, every other time one that a message is on its way to."""
        await asyncio.sleep(self.rng.uniform(0.2, 1.8))
        alive = [server for server in self.servers if server.port not in self.starting]
        if not alive:
            await asyncio.wait(self.starting.values(), return_when=asyncio.FIRST_COMPLETED)
            return await self.kill_one(guests)
        victim = await self._asked(guests, alive) if self.rng.random() < 0.5 else self.rng.choice(alive)
        victim.kill()
        start = asyncio.create_task(asyncio.to_thread(victim.start))
        self.starting[victim.port] = start
        start.add_done_callback(lambda _: self.starting.pop(victim.port))
        return None

    async def end(self) -> None:
        """Wait until all servers are up."""
        await asyncio.gather(*self.starting.values())

    async def _asked(self, guests: list[Guest], alive: list[Server]) -> Server:
        by_base = {server.base: server for server in alive}
        while True:
            for guest in guests:
                if guest.busy_with in by_base:
                    # Anywhere between the request's first byte and the answer's last.
                    await asyncio.sleep(self.rng.uniform(0, 0.01))
                    return by_base[guest.busy_with] if guest.busy_with in by_base else self.rng.choice(alive)
            await asyncio.sleep(POLL_S / 50)


async def _kill(stage: Stage, seed: int) -> dict[str, int]:
    killer = Killer(stage.servers, random.Random(seed))
    async with crowded(stage, GUESTS, seed) as guests:
        for _ in range(KILLS):
            await killer.kill_one(guests)
        await killer.end()
    return count(guests)


@pytest.mark.parametrize("ai", ["openai", "coze"])
async def test_no_kill_costs_a_word_or_leaves_anybody_in_silence(tmp_path: Path, valkey: str, ai: AI) -> None:
    seed = secrets.randbits(32)
    async with staged(tmp_path, valkey, ai, words_per_second=25) as stage:
        ends = await _kill(stage, seed)
    # How many, depends on the machine's other work; fewer than deaths, and hardly anything would have been tried.
    assert ends["finished"] > KILLS, (seed, ends)
