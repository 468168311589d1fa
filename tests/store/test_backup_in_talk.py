"""A backup that is taken while everybody talks is the state at one moment, not bits of many."""

import asyncio
import io
import itertools
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace

import pytest

from app.domain.conversation import fall_silent
from app.domain.errors import StoreUnavailable
from app.domain.handover import by_hand, escalate
from app.domain.ownership import close, take_over
from app.store import backup
from app.store.backup_file import BackupReader, BackupWriter
from app.store.client import ask
from app.store.copying import Copy, Copying
from app.store.schema import StoreRefused
from app.store.store import Store, open_store
from tests.domain.people import LI, shift
from tests.store.census import check_store
from tests.store.people import keep
from tests.store.stock import back_up, restore
from tests.store.talk import NOW_MS, begin, change, finish, say

TIRELESS = replace(LI, max_sessions=100_000)
ROW = 40
MANY = 200


@pytest.fixture
async def elsewhere(valkey: str, store: Store) -> AsyncIterator[Store]:
    """The same data as another process sees them."""
    other = open_store(valkey, tag="test", expire_s=3600)
    yield other
    await other.close()


@asynccontextmanager
async def going_on(*works: Callable[[], Awaitable[None]]) -> AsyncIterator[None]:
    """Do each of the works again and again beside the block."""

    async def go_on(work: Callable[[], Awaitable[None]]) -> None:
        while True:
            await work()

    tasks = [asyncio.create_task(go_on(work)) for work in works]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        ended = await asyncio.gather(*tasks, return_exceptions=True)
    assert [type(error) for error in ended] == [asyncio.CancelledError] * len(tasks), ended


def talking(store: Store, mark: str) -> Callable[[], Awaitable[None]]:
    """A whole conversation, with a person at times, in a session of its own each time."""
    numbers = itertools.count()

    async def talk() -> None:
        number = next(numbers)
        name = f"s_{mark}_{number}"
        await begin(store, name)
        await say(store, "hello", "c1", name=name)
        await finish(store, "good day", name=name)
        if number % 3 == 0:
            await change(store, name, lambda s: escalate(s, by_hand("visitor"), shift()))
            await change(store, name, lambda s: take_over(s, TIRELESS, NOW_MS))
        if number % 2 == 0:
            await change(store, name, lambda s: close(s, NOW_MS, by="visitor") if s.agent_id else fall_silent(s))

    return talk


def in_turn(store: Store) -> Callable[[], Awaitable[None]]:
    """Raise a row of keys by one, each after the other: at any moment the first ones are one ahead of the rest."""
    numbers = itertools.count(1)

    async def raise_row() -> None:
        number = next(numbers)
        for place in range(ROW):
            await ask(store.redis.set(f"{{test}}:known:{place}", number))

    return raise_row


def row_in(file: io.BytesIO) -> list[int]:
    """The row of keys as the backup holds it."""
    found = {copy.key: copy.value for copy in BackupReader(file).copies()}
    return [int(found.get(f"known:{place}", 0)) for place in range(ROW)]


async def test_sessions_logs_and_lists_agree_in_a_backup_that_is_taken_meanwhile(
    store: Store, elsewhere: Store
) -> None:
    await keep(store, TIRELESS)
    for number in range(MANY):
        await begin(store, f"s_{number}")
        await say(store, "hello", name=f"s_{number}")
    works = [talking(elsewhere, mark) for mark in "ab"]
    files = []
    async with going_on(*works, in_turn(elsewhere)):
        for _ in range(2):
            before = await store.bus.end()
            files.append(await back_up(store))
            assert await store.bus.end() != before
    for file in files:
        row = row_in(file)
        assert row == sorted(row, reverse=True)
        assert row[0] - row[-1] <= 1
        await restore(store, file, replace=True)
        assert len(await check_store(store)) > MANY


async def test_a_session_that_begins_in_the_last_moment_is_there_with_all_its_keys(
    store: Store, elsewhere: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    read, names = Copying.read, [f"s_late_{number}" for number in range(5)]

    async def read_later(self: Copying, keys: Sequence[bytes], *, marks: bool = False) -> list[Copy]:
        if names:
            await begin(elsewhere, names.pop())
        return await read(self, keys, marks=marks)

    await begin(store)
    monkeypatch.setattr(Copying, "read", read_later)
    file = await back_up(store)
    monkeypatch.undo()
    await restore(store, file, replace=True)
    assert names == []
    assert len(await check_store(store)) == 6


async def test_without_the_second_look_it_would_be_bits_of_many_moments(
    store: Store, elsewhere: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """So the test above can fail."""

    async def look_away(*_: object) -> None:
        return

    monkeypatch.setattr(backup.Backups, "_catch_up", look_away)
    for number in range(MANY):
        await begin(store, f"s_{number}")
    found = False
    async with going_on(in_turn(elsewhere)):
        while not found:
            row = row_in(await back_up(store))
            found = row != sorted(row, reverse=True) or row[0] - row[-1] > 1
    assert found


async def test_where_it_cannot_keep_up_it_says_so(
    store: Store, elsewhere: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(backup, "FEW", -1)
    monkeypatch.setattr(backup, "ROUNDS", 3)
    with pytest.raises(StoreRefused, match="quieter hour"):
        await back_up(store)


async def test_it_is_given_up_where_it_may_have_missed_what_changed(
    store: Store, elsewhere: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy_all = backup.Backups._copy_all

    async def copy_and_empty(self: backup.Backups, into: BackupWriter, progress: backup.Progress) -> None:
        await copy_all(self, into, progress)
        await elsewhere.redis.flushall()

    await begin(store)
    monkeypatch.setattr(backup.Backups, "_copy_all", copy_and_empty)
    with pytest.raises(StoreUnavailable) as refused:
        await back_up(store)
    assert "emptied" in repr(refused.value.__cause__)


async def test_who_listens_for_changes_does_not_come_back_silently(
    store: Store, elsewhere: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy_all = backup.Backups._copy_all

    async def copy_and_cut(self: backup.Backups, into: BackupWriter, progress: backup.Progress) -> None:
        await copy_all(self, into, progress)
        await elsewhere.redis.client_kill_filter(_type="pubsub")

    await begin(store)
    monkeypatch.setattr(backup.Backups, "_copy_all", copy_and_cut)
    with pytest.raises(StoreUnavailable):
        await back_up(store)
