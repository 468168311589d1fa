"""The bus: one order for everything, the same for whoever follows it."""

import pytest

from app.store import bus as bus_module
from app.store.bus import order
from app.store.store import Store
from app.store.turns import Lease
from tests.store.talk import begin, bus, say, show


async def test_the_first_to_come_names_the_data_set(store: Store) -> None:
    assert [await store.bus.generation(name) for name in ("first", "second")] == ["first", "first"]
    await store.redis.flushall()
    assert await store.bus.generation("third") == "third"


async def test_an_empty_bus_has_an_end_too(store: Store) -> None:
    assert await store.bus.end() == b"0-0"
    assert not await store.bus.begins_after(b"0-0")


async def test_who_follows_reads_every_event_once_in_order(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bus_module, "BATCH", 3)
    for name in ("s_1", "s_2"):
        await begin(store, name)
        await say(store, "hello", name=name)
        await show(store, Lease(name, "t_1", 1), "so far")
    read, cursor = [], b"0-0"
    while cursor != await store.bus.end():
        batch = await store.bus.read(cursor)
        assert 0 < len(batch) <= 3
        read += batch
        cursor = batch[-1].id
    assert [(one.id.decode(), one.session_name.decode(), one.kind.decode()) for one in read] == await bus(store)


async def test_who_waits_is_told_that_nothing_came(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bus_module, "WAIT_MS", 1)
    await begin(store)
    assert await store.bus.read(await store.bus.end()) == []


async def test_who_has_lagged_behind_what_is_kept_can_see_it(store: Store) -> None:
    await begin(store)
    first = await store.bus.end()
    assert not await store.bus.begins_after(first)
    await say(store, "hello")
    await store.redis.xtrim("{test}:bus", maxlen=1, approximate=False)
    assert await store.bus.begins_after(first)
    assert not await store.bus.begins_after(await store.bus.end())


async def test_a_bus_knows_what_it_held_and_what_it_was_trimmed_past(store: Store) -> None:
    assert await store.bus.knows(b"0-0")
    assert not await store.bus.knows(b"1795370519482-0")
    await begin(store)
    first = await store.bus.end()
    await say(store, "hello")
    end = await store.bus.end()
    assert [await store.bus.knows(cursor) for cursor in (first, end, b"9000000000000-0")] == [True, True, False]
    await store.redis.xtrim("{test}:bus", maxlen=1, approximate=False)
    assert await store.bus.knows(first)
    await store.redis.xdel("{test}:bus", end)
    assert not await store.bus.knows(end)


def test_ids_compare_as_numbers() -> None:
    ids = ["1795370519482-0", "10-10", "10-2", "10-0", "9-0"]
    assert sorted(ids, key=order) == ids[::-1]
    assert order(b"10-2") == order("10-2") == (10, 2)


@pytest.mark.parametrize("text", ["", "-", "x", "1", "1-", "-1", "1-x"])
def test_what_is_no_id_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="invalid literal"):
        order(text)
