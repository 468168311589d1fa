"""The store dies and comes back with its data: what was acknowledged is there, streams recover, nobody is forgotten."""

import asyncio
import os
import random
import secrets
import signal
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from app.store import embedded
from app.store.store import Store
from tests.crash.crowd import count, crowded
from tests.crash.stage import staged

KILLS = 20 if os.environ.get("SOAK") else 4
GUESTS = 12


@dataclass(slots=True)
class Ground:
    """A store of the test's own, which can be killed and started again on the same data."""

    folder: Path
    share: embedded.EmbeddedStore

    async def kill(self, store: Store) -> None:
        """SIGKILL, and wait until it is gone; `store` is a way to ask for its process id."""
        pid = (await store.redis.info("server"))["process_id"]
        os.kill(pid, signal.SIGKILL)
        # A child of this process, as the test started it.
        await asyncio.to_thread(os.waitpid, pid, 0)
        self.share.users.close()

    def start(self) -> None:
        """Start it on what it left behind."""
        self.share = embedded.join(self.folder)


@pytest.fixture
def ground(tmp_path: Path) -> Iterator[Ground]:
    folder = tmp_path / "store"
    ground = Ground(folder, embedded.join(folder))
    yield ground
    ground.share.leave()


async def test_a_killed_store_costs_nothing_that_was_acknowledged(tmp_path: Path, ground: Ground) -> None:
    seed = secrets.randbits(32)
    rng = random.Random(seed)
    async with (
        staged(tmp_path, ground.share.url, "openai", words_per_second=25) as stage,
        crowded(stage, GUESTS, seed) as guests,
    ):
        for _ in range(KILLS):
            await asyncio.sleep(rng.uniform(1, 3))
            await ground.kill(stage.store)
            await asyncio.sleep(rng.uniform(0, 2))
            await asyncio.to_thread(ground.start)
    assert count(guests)["finished"] > GUESTS, (seed, count(guests))
