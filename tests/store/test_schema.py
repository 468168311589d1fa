"""The layout of the data is looked at before all else, and brought up to date once, by one of those who start."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable

import pytest
from redis.asyncio import Redis

from app.store import layout_lock, lives, migrations, schema
from app.store.client import ask
from app.store.keys import Keys
from app.store.schema import CURRENT, StoreRefused
from app.store.store import Store, open_store
from tests.store.stock import back_up, restore
from tests.store.talk import begin

SCHEMA, CAME_FROM, LOCK = Keys("test").schema
Step = Callable[[Redis, Keys, Callable[[], Awaitable[None]]], Awaitable[None]]


@pytest.fixture
async def others(valkey: str, store: Store) -> AsyncIterator[list[Store]]:
    """The store as further processes see it."""
    opened = [open_store(valkey, tag="test", expire_s=3600) for _ in range(4)]
    yield opened
    for one in opened:
        await one.close()


class Steps:
    """Migrations that do nothing but tell that they were taken, and wait for the gate."""

    def __init__(self) -> None:
        self.taken: list[int] = []
        self.gate = asyncio.Event()
        self.gate.set()
        self.fails = False

    def to(self, number: int) -> Step:
        async def take(redis: Redis, keys: Keys, hold: Callable[[], Awaitable[None]]) -> None:
            self.taken.append(number)
            await self.gate.wait()
            await hold()
            if self.fails:
                raise ConnectionAbortedError

        return take


@pytest.fixture
def steps(monkeypatch: pytest.MonkeyPatch) -> Steps:
    """Steps to layout 3, as a later version of the program may have them."""
    steps = Steps()
    monkeypatch.setattr(schema, "MIGRATIONS", tuple(steps.to(number) for number in (1, 2, 3)))
    monkeypatch.setattr(schema, "CURRENT", 3)
    monkeypatch.setattr(schema, "LOOK_S", 0.01)
    return steps


async def number(store: Store) -> bytes | None:
    found: bytes | None = await ask(store.redis.get(SCHEMA))
    return found


async def test_an_empty_store_has_the_layout_of_today(store: Store, steps: Steps) -> None:
    assert await store.schema.find() == 3
    await store.schema.settle()
    assert (await number(store), steps.taken) == (b"3", [])
    assert await store.redis.keys("*") == [SCHEMA.encode()]


async def test_data_without_a_number_are_those_of_before_there_were_numbers(store: Store, steps: Steps) -> None:
    await begin(store)
    assert await store.schema.find() == 0
    await store.schema.settle()
    assert (await number(store), steps.taken) == (b"3", [1, 2, 3])
    assert await store.redis.exists(LOCK) == 0


async def test_only_the_steps_that_are_missing_are_taken(store: Store, steps: Steps) -> None:
    await begin(store)
    await store.redis.set(SCHEMA, 2)
    await store.schema.settle()
    assert (await number(store), steps.taken) == (b"3", [3])


async def test_of_several_that_start_at_once_one_migrates_and_the_others_wait(
    store: Store, others: list[Store], steps: Steps
) -> None:
    await begin(store)
    steps.gate.clear()
    settling = [asyncio.create_task(one.schema.settle()) for one in [store, *others]]
    while not steps.taken:
        await asyncio.sleep(0.01)
    assert await store.redis.pttl(LOCK) > lives.SCHEMA_LOCK_MS / 2
    await asyncio.sleep(0.1)
    assert not any(task.done() for task in settling)
    steps.gate.set()
    await asyncio.gather(*settling)
    assert steps.taken == [1, 2, 3]


async def test_who_starts_within_a_day_migrates_what_older_processes_have_written_meanwhile(
    store: Store, others: list[Store], steps: Steps
) -> None:
    await begin(store)
    await store.redis.set(SCHEMA, 1)
    await store.schema.settle()
    assert 0 < await store.redis.ttl(CAME_FROM) <= lives.SCHEMA_AGAIN_S
    await others[0].schema.settle()
    assert (await number(store), steps.taken) == (b"3", [2, 3, 2, 3])
    assert await store.schema.find() == 1
    await store.redis.delete(CAME_FROM)
    await others[0].schema.settle()
    assert steps.taken == [2, 3, 2, 3]


async def test_a_migration_that_broke_off_is_taken_up(store: Store, others: list[Store], steps: Steps) -> None:
    await begin(store)
    steps.fails = True
    with pytest.raises(ConnectionAbortedError):
        await store.schema.settle()
    assert await number(store) is None
    steps.fails = False
    await others[0].schema.settle()
    assert (await number(store), steps.taken) == (b"3", [1, 1, 2, 3])


async def test_the_lock_of_a_process_that_died_runs_out(
    store: Store, others: list[Store], steps: Steps, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(layout_lock, "SCHEMA_LOCK_MS", 200)
    await begin(store)
    steps.gate.clear()
    frozen = asyncio.create_task(store.schema.settle())
    while not steps.taken:
        await asyncio.sleep(0.01)
    # It holds on to nothing while it waits, as a frozen process would not.
    taking_over = asyncio.create_task(others[0].schema.settle())
    while len(steps.taken) < 2:
        await asyncio.sleep(0.01)
    steps.gate.set()
    await asyncio.gather(frozen, taking_over)
    assert await number(store) == b"3"
    assert await store.redis.exists(LOCK) == 0


async def test_data_of_a_later_version_are_left_alone(store: Store) -> None:
    await begin(store)
    await store.redis.set(SCHEMA, CURRENT + 1)
    before = set(await store.redis.keys("*"))
    for using in (store.schema.settle, store.schema.find):
        with pytest.raises(StoreRefused, match=f"layout {CURRENT + 1}, this version reads up to {CURRENT}"):
            await using()
    assert set(await store.redis.keys("*")) == before


async def test_a_backup_of_an_older_layout_is_migrated_when_it_is_restored(store: Store, steps: Steps) -> None:
    await begin(store)
    file = await back_up(store, schema=1)
    await store.redis.flushall()
    await restore(store, file)
    assert (await number(store), steps.taken) == (b"3", [2, 3])


async def test_only_who_has_the_right_gives_it_back(store: Store) -> None:
    mine, other = (layout_lock.LayoutLock(store.redis, Keys("test"), owner=name) for name in ("mine", "other"))
    assert await mine.take()
    assert not await other.take()
    await other.free()
    for use in (other.hold(), other.write("9")):
        with pytest.raises(layout_lock.LayoutLost):
            await use
    await mine.hold()
    assert await number(store) is None
    await mine.free()
    assert await other.take()


def test_there_is_a_step_to_every_layout() -> None:
    assert len(migrations.MIGRATIONS) == CURRENT == 1
