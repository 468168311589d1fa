"""The master of our slot dies while people chat: its replica takes the slot over, and the chat goes on there."""

import asyncio
import secrets
from pathlib import Path

from tests.crash.crowd import count, crowded
from tests.crash.stage import staged
from tests.failover.cluster import Cluster
from tests.failover.rereader import Rereader

GUESTS = 6


async def test_the_chat_goes_on_with_the_slots_new_owner(tmp_path: Path, cluster: Cluster) -> None:
    seed = secrets.randbits(32)
    async with (
        staged(tmp_path, cluster.url, "openai", words_per_second=25, REDIS_WAIT_REPLICAS="1") as stage,
        crowded(stage, GUESTS, seed, Rereader) as guests,
    ):
        await asyncio.sleep(2)
        owner = cluster.owner(stage.keys.tag)
        owner.kill()
        await asyncio.to_thread(cluster.wait_for_another, stage.keys.tag, owner)
        # Its pair is one server now: until it has a replica again, nothing may be acknowledged.
        await asyncio.sleep(2)
        await asyncio.to_thread(owner.start)
        await asyncio.to_thread(cluster.wait_until_whole)
        assert owner.ask("ROLE")[0] == "slave"
    assert count(guests)["finished"] > GUESTS, (seed, count(guests))
