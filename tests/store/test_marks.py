"""How far each side has read: a mark goes forward only, and only what is news is told."""

import asyncio
import json

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.store.bus import order
from app.store.lives import KEPT_S
from app.store.store import Store, open_store
from tests.store.census import KEYS, bus_of
from tests.store.talk import begin, kept, say

IDS = st.builds("{}-{}".format, st.sampled_from([9, 10, 99, 100, 1_795_370_519_482]), st.sampled_from([0, 2, 9, 10]))


async def test_a_side_that_has_read_nothing_has_no_mark(store: Store) -> None:
    await begin(store)
    await say(store, "hello")
    assert await store.marks.of("s_1") == {}
    await store.marks.read_to("s_1", "demo", "visitor", "5-1")
    assert await store.marks.of("s_1") == {"visitor": "5-1"}


async def test_each_side_has_a_mark_of_its_own_and_a_page_opens_with_both(store: Store) -> None:
    await begin(store)
    await say(store, "hello")
    await store.marks.read_to("s_1", "demo", "visitor", "5-1")
    await store.marks.read_to("s_1", "demo", "agent", "4-0")
    wanted = {"visitor": "5-1", "agent": "4-0"}
    assert await store.marks.of("s_1") == wanted
    assert (await store.sessions.view("s_1", limit=1)).marks == wanted
    assert (await store.sessions.snapshot("s_1", after="")).marks == wanted


async def test_a_mark_is_told_once_and_never_goes_back(store: Store) -> None:
    await begin(store)
    await say(store, "hello")
    # Ids are compared as numbers: as words, "9" would stand after "10".
    for message_id in ("9-9", "10-1", "10-1", "9-9", "10-0", "10-10", "10-9"):
        await store.marks.read_to("s_1", "demo", "visitor", message_id)
    assert await store.marks.of("s_1") == {"visitor": "10-10"}
    told = [data for kind, data in await bus_of(store, "s_1") if kind == "read"]
    assert told == [{"by": "visitor", "id": i} for i in ("9-9", "10-1", "10-10")]


async def test_what_is_not_said_yet_is_not_read(store: Store) -> None:
    await begin(store)
    await say(store, "hello")
    last = (await store.sessions.view("s_1", limit=1)).messages[-1].id
    ms, _, count = last.partition("-")
    for message_id in (f"{ms}-{int(count) + 1}", f"{int(ms) + 1}-0", "9999999999999-0"):
        await store.marks.read_to("s_1", "demo", "visitor", message_id)
    assert await store.marks.of("s_1") == {}
    await store.marks.read_to("s_1", "demo", "visitor", last)
    assert await store.marks.of("s_1") == {"visitor": last}


async def test_what_is_told_names_the_shop_and_is_not_kept(store: Store) -> None:
    await begin(store)
    await say(store, "hello")
    await store.marks.read_to("s_1", "demo", "agent", "5-1")
    (event,) = [event for event in await store.bus.read(b"0-0") if event.kind == b"read"]
    assert (event.session_name, event.shop, json.loads(event.data)) == (b"s_1", b"demo", {"by": "agent", "id": "5-1"})
    assert "read" not in {kind for _, kind, _ in await kept(store)}
    assert 3600 + KEPT_S - 60 <= await store.redis.ttl(KEYS.of("s_1").marks) <= 3600 + KEPT_S


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(IDS, min_size=1, max_size=8))
def test_in_whatever_order_the_furthest_mark_stays(valkey: str, ids: list[str]) -> None:
    async def read_all() -> dict[str, str]:
        store = open_store(valkey, tag="test", expire_s=3600)
        await store.redis.flushall()
        await begin(store)
        await say(store, "hello")
        for message_id in ids:
            await store.marks.read_to("s_1", "demo", "visitor", message_id)
        found = await store.marks.of("s_1")
        await store.close()
        return found

    assert asyncio.run(read_all()) == {"visitor": max(ids, key=order)}
