"""A backup holds all that is kept, and a restore brings it back, as it was, wherever that is."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from app.store import embedded
from app.store.bus import order
from app.store.copying import Copying
from app.store.keys import Keys
from app.store.schema import StoreRefused
from app.store.store import Store, open_store
from tests.store.census import check_store
from tests.store.stock import back_up, everything, fill, names_of, restore
from tests.store.talk import NOW_MS, begin, kept, say

DAY_MS = 86_400_000


@pytest.fixture
def other_url(tmp_path: Path) -> Iterator[str]:
    """The URL of another Valkey, which is empty."""
    other = embedded.join(tmp_path / "other")
    yield other.url
    other.leave()


@pytest.fixture
async def other(other_url: str) -> AsyncIterator[Store]:
    """Another store under another tag."""
    opened = open_store(other_url, tag="elsewhere", expire_s=3600)
    yield opened
    await opened.close()


async def test_every_key_comes_back_with_its_type_its_content_and_its_end(store: Store, other: Store) -> None:
    await fill(store)
    file, before = await back_up(store), await everything(store)
    assert len(before) > 40
    await restore(other, file)
    assert await everything(other, "elsewhere") == before
    assert all(name.startswith(b"{elsewhere}:") for name in await names_of(other))


async def test_a_destroyed_store_goes_on_as_if_nothing_had_happened(store: Store) -> None:
    await fill(store)
    await store.redis.zrem(Keys("test").deadlines, "s_far", "s_never")
    sessions, last = await check_store(store), await store.bus.end()
    file = await back_up(store)
    await store.redis.flushall()
    await restore(store, file)
    assert await check_store(store) == sessions
    assert await store.bus.end() == b"0-0"
    assert await store.turns.orphans(now_ms=10 * NOW_MS) == ["s_2"]
    known = await kept(store, "s_1")
    assert (await store.sessions.snapshot("s_1", after=known[0][0])).replay is not None
    await say(store, "and then?", "c9", name="s_1")
    assert order(await store.bus.end()) > order(last)
    assert order((await kept(store, "s_1"))[-1][0]) > order(known[-1][0])


async def test_ids_that_were_given_out_are_not_given_out_again(store: Store) -> None:
    await begin(store)
    for key in (Keys("test").bus, Keys("test").of("s_1").log):
        await store.redis.xadd(key, {"s": "", "k": "x", "d": "{}"}, id="99999999999999-5")
    await store.redis.xdel(Keys("test").of("s_1").log, "99999999999999-5")
    file = await back_up(store)
    await store.redis.flushall()
    await restore(store, file)
    await say(store, "hello")
    assert order(await store.bus.end()) > (99999999999999, 5)


async def test_the_data_set_has_another_name_and_nobody_is_online(store: Store) -> None:
    await fill(store)
    file = await back_up(store)
    await restore(store, file, replace=True)
    assert await store.bus.generation("fresh") not in {"g_before", "fresh"}
    assert await store.presence.agents(now_ms=NOW_MS) == set()


async def test_what_has_expired_meanwhile_is_left_out_and_the_lists_forget_it(store: Store) -> None:
    await fill(store)
    ends_ms = await store.redis.pexpiretime(Keys("test").of("s_3").session)
    later_ms = ends_ms + DAY_MS
    file = await back_up(store)
    await restore(store, file, at_ms=later_ms, replace=True)
    assert not any(b":session:" in name or b":known:" in name for name in await names_of(store))
    assert await store.redis.zscore(Keys("test").status("closed"), "s_3")
    await store.lists.forget_expired(now_ms=later_ms + 2 * NOW_MS)
    assert await store.redis.zscore(Keys("test").status("closed"), "s_3") is None
    assert (await store.accounts.load_by_name("ada")).agent.id == "a_ada"


async def test_data_that_are_there_are_not_replaced_unless_that_is_said(store: Store) -> None:
    await fill(store)
    file = await back_up(store)
    await say(store, "after the backup", name="s_1")
    before = await everything(store)
    with pytest.raises(StoreRefused, match="--replace"):
        await restore(store, file)
    assert await everything(store) == before
    await store.redis.set("{test}:shop:new", "kept after the backup")
    await store.redis.set("{elsewhere}:shops", "another's")
    await restore(store, file, replace=True)
    assert "shop:new" not in await everything(store)
    assert await store.redis.get("{elsewhere}:shops") == b"another's"


async def test_while_servers_run_nothing_is_restored(store: Store) -> None:
    file = await back_up(store)
    await store.presence.see_server("p_1", now_ms=NOW_MS)
    with pytest.raises(StoreRefused, match=r"^1 server process uses these data: stop them first"):
        await restore(store, file, at_ms=NOW_MS + 14_000)
    await store.presence.server_leaves("p_1")
    await store.presence.see_server("p_killed", now_ms=NOW_MS - 16_000)
    await restore(store, file, replace=True)


async def test_a_restore_that_was_broken_off_is_run_again_and_until_then_nobody_starts(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    await fill(store)
    file, before = await back_up(store), await everything(store)

    async def break_off(*_: object) -> None:
        raise ConnectionAbortedError

    monkeypatch.setattr(Copying, "write", break_off)
    with pytest.raises(ConnectionAbortedError):
        await restore(store, file, replace=True)
    monkeypatch.undo()
    for using in (store.schema.settle(), store.schema.find()):
        with pytest.raises(StoreRefused, match="broken off"):
            await using
    await restore(store, file)
    assert await everything(store) == before
    await store.schema.settle()


async def test_a_key_of_a_kind_that_is_none_of_ours_is_named(store: Store) -> None:
    with pytest.raises(StoreRefused, match="foreign, of the type ReJSON-RL"):
        Copying(store.redis, Keys("test"))._copy(b"{test}:foreign", b"ReJSON-RL", -1, b"", b"")


async def test_a_store_that_does_not_tell_what_changes_is_not_copied(valkey: str, store: Store) -> None:
    rules = {"passwords": ["+pw"], "keys": ["*"], "channels": ["*"], "commands": ["+@all", "-client|tracking"]}
    await store.redis.acl_setuser("shy", enabled=True, **rules)  # type: ignore[arg-type]  # as documented
    shy = open_store(valkey.replace("unix://", "unix://shy:pw@"), tag="test", expire_s=3600)
    try:
        with pytest.raises(StoreRefused, match="CLIENT TRACKING"):
            await back_up(shy)
    finally:
        await shy.close()
        await store.redis.acl_deluser("shy")
