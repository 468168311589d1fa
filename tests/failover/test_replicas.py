"""What a failover can take away: what only the lost master had. Waiting for a replica tells nobody yes before that."""

import asyncio
import signal
from collections.abc import AsyncIterator

import pytest

from app.domain.errors import StoreUnavailable
from app.store.bus import PlaceLost
from app.store.commits import Committed
from app.store.store import Store, open_store
from tests.failover.machines import Machine
from tests.failover.sentinels import Watched
from tests.store.talk import begin, say, texts, visitors


@pytest.fixture
async def stores(group: Watched) -> AsyncIterator[tuple[Store, Store]]:
    """One that waits for no replica, and one that waits for one."""
    careless = open_store(group.url, tag="careless", expire_s=3600)
    careful = open_store(group.url, tag="careful", expire_s=3600, wait_replicas=1, wait_ms=300)
    yield careless, careful
    await careless.close()
    await careful.close()


async def _said(store: Store) -> list[str]:
    messages, _ = await store.sessions.history("s_1", before="", limit=10)
    return texts(messages)


def _isolate(group: Watched) -> Machine:
    """Cut the master off from its replicas; whoever has a connection to it still reaches it."""
    master = group.master()
    for replica in group.replicas():
        replica.tell(signal.SIGSTOP)
    master.ask("CLIENT", "KILL", "TYPE", "replica")
    return master


async def _fail_over(group: Watched, master: Machine) -> None:
    replicas = [machine for machine in group.data if machine is not master]
    master.kill()
    for replica in replicas:
        replica.tell(signal.SIGCONT)
    await asyncio.to_thread(group.wait_for_another, master)


async def test_what_no_replica_has_is_lost_but_never_acknowledged_where_one_is_waited_for(
    group: Watched, stores: tuple[Store, Store]
) -> None:
    careless, careful = stores
    for store in stores:
        await begin(store)
        assert isinstance(await say(store, "before", "c_1"), Committed)
    master = _isolate(group)
    assert isinstance(await say(careless, "alone", "c_2"), Committed)
    for _ in range(2):
        # The second time it is known already, and still nobody may rely on it.
        with pytest.raises(StoreUnavailable) as told:
            await say(careful, "alone", "c_2")
        assert "0 of 1 replicas" in str(told.value.__cause__)
    with pytest.raises(StoreUnavailable):
        await careful.commits.find("s_1", visitors("alone", "c_2"))
    with pytest.raises(StoreUnavailable):
        await careful.commits.confirm("s_1")
    assert await _said(careful) == ["before", "alone"]
    heard = [event.id for event in await careless.bus.read(b"0-0")]
    await _fail_over(group, master)
    assert await _said(careless) == ["before"]
    assert isinstance(await say(careless, "after", "c_3"), Committed)
    with pytest.raises(PlaceLost):
        await careless.bus.read(heard[-1])
    await careless.bus.read(heard[0])
    assert isinstance(await say(careful, "alone", "c_2"), Committed)
    assert await _said(careful) == ["before", "alone"]
    await asyncio.to_thread(master.start)
    await asyncio.to_thread(group.wait_until_whole)
    assert master.ask("ROLE")[0] == "slave"
