"""A master dies, and another freezes, while people chat: the Sentinels choose a new one, and the chat goes on."""

import asyncio
import secrets
import signal
from pathlib import Path

from tests.crash.crowd import count, crowded
from tests.crash.stage import staged
from tests.failover.rereader import Rereader
from tests.failover.sentinels import Watched

GUESTS = 12


async def test_two_failovers_cost_nothing_that_was_acknowledged(tmp_path: Path, group: Watched) -> None:
    seed = secrets.randbits(32)
    async with (
        # All there are: a master that wakes too late may find one of two following it still.
        staged(tmp_path, group.url, "openai", words_per_second=25, REDIS_WAIT_REPLICAS="2") as stage,
        crowded(stage, GUESTS, seed, Rereader) as guests,
    ):
        await asyncio.sleep(2)
        first = group.master()
        first.kill()
        second = await asyncio.to_thread(group.wait_for_another, first)
        await asyncio.sleep(2)
        await asyncio.to_thread(first.start)
        await asyncio.to_thread(group.wait_until_whole)
        assert first.ask("ROLE")[0] == "slave"
        second.tell(signal.SIGSTOP)
        await asyncio.to_thread(group.wait_for_another, second)
        await asyncio.sleep(1)
        # It still takes itself for the master, and does what it was asked before it froze.
        second.tell(signal.SIGCONT)
        await asyncio.to_thread(group.wait_until_whole)
        assert second.ask("ROLE")[0] == "slave"
    assert count(guests)["finished"] > GUESTS, (seed, count(guests))
