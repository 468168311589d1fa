"""What happens by itself as time passes: orphans are adopted, silent sessions close, and nobody is cut off."""

import asyncio
from collections.abc import Callable, Sequence

import pytest

from app.desk import sweeper as sweeper_module
from app.desk.sweeper import Sweeper
from app.domain.errors import StoreUnavailable
from app.domain.session import Status
from app.store.turns import Lease
from tests.desk.stage import NOW_MS, Stage

LIFE_MS = 3_600_000


def sweeper_of(stage: Stage, adopted: list[Lease] | None = None) -> Sweeper:
    return new_sweeper(stage, (stage.leases if adopted is None else adopted).append)


def new_sweeper(stage: Stage, start_turn: Callable[[Lease], None]) -> Sweeper:
    return Sweeper(
        stage.store,
        stage.changes,
        stage.team,
        start_turn=start_turn,
        clock_ms=stage.clock_ms,
        new_id=stage.new_id,
    )


async def status(stage: Stage, name: str) -> Status:
    return (await stage.store.sessions.load(name)).status


async def end_lease(stage: Stage, lease: Lease) -> None:
    """The lease ended long ago, by everybody's clock."""
    await stage.store.redis.zadd("{test}:turns", {lease.session_name: 1})


async def test_an_orphan_is_adopted(stage: Stage) -> None:
    lease = await stage.ask()
    await end_lease(stage, lease)
    adopted = list[Lease]()
    await sweeper_of(stage, adopted).adopt_orphans()
    assert adopted == [Lease(lease.session_name, lease.turn_id, 2)]


async def test_a_turn_that_has_an_owner_is_left_to_him(stage: Stage) -> None:
    await stage.ask()
    stage.now_ms += LIFE_MS
    adopted = list[Lease]()
    await sweeper_of(stage, adopted).adopt_orphans()
    assert adopted == []


async def test_of_many_sweepers_one_adopts_each_orphan(stage: Stage) -> None:
    leases = [await stage.ask() for _ in range(5)]
    for lease in leases:
        await end_lease(stage, lease)
    adopted = list[Lease]()
    await asyncio.gather(*(sweeper_of(stage, adopted).adopt_orphans() for _ in range(6)))
    assert sorted(adopted, key=str) == sorted((Lease(one.session_name, one.turn_id, 2) for one in leases), key=str)


async def test_an_adopted_turn_is_answered(stage: Stage) -> None:
    await end_lease(stage, await stage.ask("q"))
    await sweeper_of(stage).adopt_orphans()
    await stage.answer(stage.leases[-1])
    said = await stage.messages(stage.leases[-1].session_name)
    assert [message["text"] for message in said] == ["q", "You said: q"]


async def test_a_session_closes_when_its_silence_has_lasted_its_whole_life(stage: Stage) -> None:
    name = await stage.open()
    stage.now_ms = NOW_MS + LIFE_MS - 1
    await sweeper_of(stage).close_silent()
    assert await status(stage, name) is Status.BOT_ACTIVE
    stage.now_ms += 1
    await sweeper_of(stage).close_silent()
    assert await status(stage, name) is Status.CLOSED
    (_, told), (kind, row) = (await stage.heard(name))[-2:]
    assert (told, kind) == ({"status": "closed", "epoch": 1, "agent": None}, "queue")
    assert (row["session_name"], row["status"], row["version"]) == (name, "closed", 2)


async def test_a_session_closes_once_however_many_look(stage: Stage) -> None:
    name = await stage.open()
    stage.now_ms = NOW_MS + LIFE_MS
    await asyncio.gather(*(sweeper_of(stage).close_silent() for _ in range(6)))
    assert [kind for kind, _ in await stage.heard(name)] == ["status", "status", "queue"]


async def test_who_spoke_in_between_keeps_the_session_open(stage: Stage) -> None:
    name = await stage.open()
    stage.now_ms = NOW_MS + LIFE_MS // 2
    await stage.answer(await stage.ask("still here", name))
    stage.now_ms = NOW_MS + LIFE_MS
    await sweeper_of(stage).close_silent()
    assert await status(stage, name) is Status.BOT_ACTIVE


async def test_who_speaks_while_the_sweeper_decides_keeps_the_session_open(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = await stage.open()
    stage.now_ms = NOW_MS + LIFE_MS
    has_passed = stage.store.deadlines.has_passed

    async def just_then(session_name: str, *, now_ms: int) -> bool:
        answer = await has_passed(session_name, now_ms=now_ms)
        await stage.say(name, "wait!")
        return answer

    monkeypatch.setattr(stage.store.deadlines, "has_passed", just_then)
    await sweeper_of(stage).close_silent()
    assert await status(stage, name) is Status.BOT_ACTIVE
    assert [message["text"] for message in await stage.messages(name)] == ["wait!"]


async def test_who_spoke_and_was_answered_after_the_list_was_made_keeps_the_session_open(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = await stage.open()
    stage.now_ms = NOW_MS + LIFE_MS

    async def stale(*, now_ms: int, limit: int = 100) -> Sequence[str]:
        await stage.answer(await stage.ask("wait!", name))
        return [name]

    monkeypatch.setattr(stage.store.deadlines, "passed", stale)
    await sweeper_of(stage).close_silent()
    assert await status(stage, name) is Status.BOT_ACTIVE


async def test_no_session_closes_while_it_is_being_answered(stage: Stage) -> None:
    lease = await stage.ask()
    stage.now_ms = NOW_MS + LIFE_MS
    await sweeper_of(stage).close_silent()
    assert await status(stage, lease.session_name) is Status.BOT_ACTIVE
    await stage.answer(lease)
    await sweeper_of(stage).close_silent()
    assert await status(stage, lease.session_name) is Status.CLOSED


async def test_a_visitor_who_comes_back_finds_the_conversation(stage: Stage) -> None:
    lease = await stage.ask("q1")
    await stage.answer(lease)
    stage.now_ms = NOW_MS + LIFE_MS
    await sweeper_of(stage).close_silent()
    await stage.answer(await stage.ask("q2", lease.session_name))
    assert await status(stage, lease.session_name) is Status.BOT_ACTIVE
    assert [message["text"] for message in await stage.messages(lease.session_name)][::2] == ["q1", "q2"]


async def test_a_session_that_is_gone_is_forgotten_and_holds_up_nobody(stage: Stage) -> None:
    gone, name = await stage.open(), await stage.open()
    await stage.store.redis.delete(f"{{test}}:session:{gone}")
    stage.now_ms = NOW_MS + LIFE_MS
    await sweeper_of(stage).close_silent()
    assert await status(stage, name) is Status.CLOSED
    assert await stage.store.deadlines.passed(now_ms=stage.now_ms) == []


async def test_a_sweeper_waits_for_a_store_that_is_away(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(sweeper_module, "EVERY_S", 0.001)
    orphans, rounds, adopted = stage.store.turns.orphans, 0, asyncio.Event()

    async def sometimes(*, now_ms: int) -> list[str]:
        nonlocal rounds
        rounds += 1
        if rounds <= 3:
            raise StoreUnavailable()
        return await orphans(now_ms=now_ms)

    monkeypatch.setattr(stage.store.turns, "orphans", sometimes)
    await end_lease(stage, await stage.ask())
    sweeper = new_sweeper(stage, lambda _: adopted.set())
    sweeping = asyncio.create_task(sweeper.run())
    await asyncio.wait_for(adopted.wait(), 15)
    sweeping.cancel()
    await asyncio.gather(sweeping, return_exceptions=True)
    assert rounds > 3
    told = [record.__dict__["fields"] for record in caplog.records if record.getMessage() == "sweep_failed"]
    assert [line["loop"] for line in told] == ["orphans"]
