"""A store that is away is said to be away, by every door; what is a bug stays a bug."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest
from redis.exceptions import ResponseError

from app.domain.conversation import open_session
from app.domain.errors import StoreUnavailable
from app.domain.session import Session
from app.store import client
from app.store.embedded import join
from app.store.store import Store, open_store
from app.store.turns import Lease
from tests.store.talk import NOW_MS, begin, finish, say, show

LEASE = Lease("s_1", "t_1", 1)
SESSION = Session(name="s_1", shop="demo", visitor_id="v_1", lang="en")
DOORS: dict[str, Callable[[Store], Awaitable[object]]] = {
    "ping": lambda store: store.ping(),
    "commit": lambda store: store.commits.commit(SESSION, open_session(SESSION), now_ms=NOW_MS),
    "load": lambda store: store.sessions.load("s_1"),
    "view": lambda store: store.sessions.view("s_1", limit=1),
    "history": lambda store: store.sessions.history("s_1", before="", limit=1),
    "said": lambda store: store.sessions.said("s_1"),
    "snapshot": lambda store: store.sessions.snapshot("s_1", after=""),
    "append": lambda store: show(store, LEASE, "x"),
    "note_run": lambda store: store.turns.note_run(LEASE, {}),
    "draft": lambda store: store.turns.draft("s_1"),
    "orphans": lambda store: store.turns.orphans(now_ms=NOW_MS),
    "claim": lambda store: store.turns.claim("s_1"),
    "renew": lambda store: store.turns.renew(LEASE),
    "release": lambda store: store.turns.release(LEASE),
    "passed": lambda store: store.deadlines.passed(now_ms=NOW_MS),
    "has_passed": lambda store: store.deadlines.has_passed("s_1", now_ms=NOW_MS),
    "forget": lambda store: store.deadlines.forget("s_1"),
    "generation": lambda store: store.bus.generation("g"),
    "end": lambda store: store.bus.end(),
    "knows": lambda store: store.bus.knows(b"1-0"),
    "begins_after": lambda store: store.bus.begins_after(b"0-0"),
    "read": lambda store: store.bus.read(b"0-0"),
}


@pytest.fixture
async def own_store(tmp_path: Path) -> AsyncIterator[Store]:
    """A store of this test's own, which it may maltreat."""
    share = join(tmp_path)
    opened = open_store(share.url, tag="test", expire_s=60)
    yield opened
    await opened.close()
    share.leave()


@pytest.mark.parametrize("door", DOORS)
async def test_every_door_says_that_the_store_is_away(door: str, tmp_path: Path) -> None:
    away = open_store(f"unix://{tmp_path}/gone.sock", tag="test", expire_s=60)
    with pytest.raises(StoreUnavailable) as told:
        await DOORS[door](away)
    assert told.value.__cause__ is not None
    await away.close()


async def test_a_store_that_takes_the_call_and_says_nothing_is_away(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def swallow(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read()
        writer.close()

    monkeypatch.setattr(client, "ANSWER_TIMEOUT_S", 0.05)
    server = await asyncio.start_unix_server(swallow, tmp_path / "mute.sock")
    mute = open_store(f"unix://{tmp_path}/mute.sock", tag="test", expire_s=60)
    with pytest.raises(StoreUnavailable):
        await mute.ping()
    await mute.close()
    server.close()


async def test_a_store_that_comes_back_is_used_again(tmp_path: Path) -> None:
    share = join(tmp_path)
    store = open_store(share.url, tag="test", expire_s=60)
    await begin(store)
    share.leave()
    with pytest.raises(StoreUnavailable):
        await say(store, "hello")
    share = join(tmp_path)
    await say(store, "hello")
    assert (await store.sessions.load("s_1")).turn_id == "t_1"
    await store.close()
    share.leave()


async def test_a_full_store_is_away_for_writing_and_breaks_nothing(own_store: Store) -> None:
    await begin(own_store)
    await own_store.redis.config_set("maxmemory", "1")
    with pytest.raises(StoreUnavailable):
        await say(own_store, "hello")
    with pytest.raises(StoreUnavailable):
        await own_store.bus.generation("g")
    assert (await own_store.sessions.load("s_1")).version == 1
    await own_store.redis.config_set("maxmemory", "0")
    await say(own_store, "hello")
    await finish(own_store, "hi")


async def test_a_store_that_became_a_replica_is_away_for_writing(own_store: Store) -> None:
    await begin(own_store)
    await own_store.redis.replicaof("127.0.0.1", "1")
    with pytest.raises(StoreUnavailable):
        await say(own_store, "hello")
    await own_store.redis.replicaof("NO", "ONE")
    await say(own_store, "hello")


async def test_what_is_a_bug_is_not_taken_for_a_store_that_is_away(store: Store) -> None:
    await store.redis.set("{test}:session:s_1", "no hash")
    with pytest.raises(ResponseError, match="WRONGTYPE"):
        await store.sessions.load("s_1")


async def test_a_store_that_forgot_our_scripts_is_told_them_again(store: Store) -> None:
    await begin(store)
    await store.redis.script_flush()
    await say(store, "hello")
    await store.redis.script_flush()
    await show(store, LEASE, "so far")


async def test_whoever_finds_no_free_connection_waits_for_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(client, "CONNECTIONS", 2)
    share = join(tmp_path)
    store = open_store(share.url, tag="test", expire_s=60)
    await asyncio.gather(*(store.ping() for _ in range(20)))
    assert len(await store.redis.client_list()) == 2
    await store.close()
    share.leave()


async def test_a_command_that_is_cancelled_keeps_no_connection(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(client, "CONNECTIONS", 2)
    share = join(tmp_path)
    store = open_store(share.url, tag="test", expire_s=60)
    waiting = [asyncio.create_task(store.bus.read(b"$")) for _ in range(4)]
    await asyncio.sleep(0)
    for one in waiting:
        one.cancel()
    await asyncio.gather(*waiting, return_exceptions=True)
    await asyncio.gather(*(store.ping() for _ in range(4)))
    await store.close()
    share.leave()
