"""A backup goes from one kind of store to another: from Valkey to Debian's Redis, from there to a cluster, and home."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from app.settings import Settings
from app.store.store import Store, open_store
from tests.failover.cluster import Cluster
from tests.failover.machines import REDIS, Machine, running
from tests.live import open_visitor, serving
from tests.scripted import ScriptedProvider, echo
from tests.store.stock import back_up, everything, fill, restore


@pytest.fixture
def redis_7(tmp_path: Path) -> Iterator[str]:
    """The URL of the Redis that Debian has."""
    machine = Machine(REDIS, tmp_path / "redis")
    with running(machine):
        yield f"redis://{machine.place}"


async def moved(store: Store, url: str) -> Store:
    """Another store that was given a backup of `store`."""
    other = open_store(url, tag="test", expire_s=3600)
    await restore(other, await back_up(store))
    return other


async def test_every_key_comes_through_redis_and_a_cluster(store: Store, redis_7: str, cluster: Cluster) -> None:
    await fill(store)
    before = await everything(store)
    redis = await moved(store, redis_7)
    spread = await moved(redis, cluster.url)
    try:
        assert await everything(redis) == before
        assert await everything(spread) == before
        await restore(store, await back_up(spread), replace=True)
        assert await everything(store) == before
    finally:
        await redis.close()
        await spread.close()


async def test_a_conversation_goes_on_in_debians_redis(store: Store, settings: Settings, redis_7: str) -> None:
    async with serving(settings, ScriptedProvider(echo())) as live, live.client() as http:
        visitor = await open_visitor(http)
        async with visitor.hear() as ear:
            await visitor.say("here")
            before = (await ear.until("turn", state="finished"))[-1].id
    await (await moved(store, redis_7)).close()
    elsewhere = replace(settings, redis_url=redis_7)
    async with serving(elsewhere, ScriptedProvider(echo())) as live, live.client() as http:
        visitor.http = http
        async with visitor.hear(before) as ear:
            await visitor.say("there")
            heard = await ear.until("turn", state="finished")
        assert "resync" not in [event.kind for event in heard]
        said = [message["text"] for message in await visitor.messages()]
    assert said == ["here", "You said: here", "there", "You said: there"]
