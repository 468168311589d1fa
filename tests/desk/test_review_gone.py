"""Who is really gone: a store that was away blames nobody, an owner who sees nothing is none, nobody is overlooked."""

import asyncio
from dataclasses import replace

import pytest

from app.desk import sweeper as sweeper_module
from app.domain.errors import StoreUnavailable
from app.domain.handover import Shift
from app.domain.session import Status
from app.store.accounts import Change
from tests.desk.floor import MINUTE_MS, Floor
from tests.desk.stage import until


def patience_ms(floor: Floor) -> int:
    return floor.shop_of("demo").service.agent_gone_s * 1000


async def sweep(floor: Floor, rounds: int = 3) -> None:
    """Let the sweeper go round some times, as a process that has just started does."""
    looked = 0
    tidy = floor.sweeper.tidy

    async def counted() -> None:
        nonlocal looked
        await tidy()
        looked += 1

    async def is_done() -> bool:
        return looked >= rounds

    floor.sweeper.tidy = counted  # type: ignore[method-assign]
    sweeping = asyncio.create_task(floor.sweeper.run())
    await until(is_done)
    sweeping.cancel()
    await asyncio.gather(sweeping, return_exceptions=True)


async def test_an_orphan_is_adopted_however_long_the_rest_takes(floor: Floor, monkeypatch: pytest.MonkeyPatch) -> None:
    stuck = asyncio.Event()

    async def slow(*, now_ms: int, limit: int = 100) -> list[str]:
        stuck.set()
        return await asyncio.Event().wait() and []

    monkeypatch.setattr(floor.store.lists, "due_alarms", slow)
    sweeping = asyncio.create_task(floor.sweeper.run())
    await stuck.wait()
    lease = await floor.ask()
    await floor.store.redis.zadd("{test}:turns", {lease.session_name: 1})

    async def is_adopted() -> bool:
        return floor.leases[-1] == replace(lease, attempt=2)

    await until(is_adopted)
    sweeping.cancel()
    await asyncio.gather(sweeping, return_exceptions=True)


async def test_one_session_that_cannot_be_read_holds_up_no_other(floor: Floor, monkeypatch: pytest.MonkeyPatch) -> None:
    broken, name = await floor.queue(shop="broken"), await floor.queue()
    shift = floor.team.shift

    async def unreadable(shop_id: str) -> Shift:
        if shop_id == "broken":
            raise ValueError("no such time zone")
        return await shift(shop_id)

    monkeypatch.setattr(floor.team, "shift", unreadable)
    floor.now_ms += 60 * MINUTE_MS
    await floor.sweeper.end_waits()
    assert (await floor.load(name)).status is Status.AFTER_HOURS_EMAIL
    assert (await floor.load(broken)).status is Status.PENDING_MANUAL


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """A sweeper that hardly rests."""
    monkeypatch.setattr(sweeper_module, "EVERY_S", 0.001)


async def test_agents_keep_their_sessions_when_the_whole_service_was_down(floor: Floor) -> None:
    li = await floor.hire("Li")
    name = await floor.live(li)
    floor.now_ms += 10 * MINUTE_MS
    await sweep(floor)
    assert (await floor.load(name)).agent_id == li.id


async def test_agents_keep_their_sessions_when_the_store_was_away(
    floor: Floor, monkeypatch: pytest.MonkeyPatch
) -> None:
    li = await floor.hire("Li")
    name = await floor.live(li)
    due_alarms, calls = floor.store.lists.due_alarms, 0

    async def away(*, now_ms: int, limit: int = 100) -> list[str]:
        nonlocal calls
        calls += 1
        if calls == 2:
            floor.now_ms += 10 * MINUTE_MS
            raise StoreUnavailable()
        return await due_alarms(now_ms=now_ms, limit=limit)

    monkeypatch.setattr(floor.store.lists, "due_alarms", away)
    await sweep(floor)
    assert calls > 2
    assert (await floor.load(name)).agent_id == li.id


async def test_who_stays_away_after_a_restart_is_missed_all_the_same(
    floor: Floor, monkeypatch: pytest.MonkeyPatch
) -> None:
    li = await floor.hire("Li")
    name = await floor.live(li)
    floor.now_ms += 10 * MINUTE_MS
    sweeping = asyncio.create_task(floor.sweeper.run())

    async def is_queued() -> bool:
        floor.now_ms += 1_000
        return (await floor.store.sessions.load(name)).status is Status.PENDING_MANUAL

    began_ms = floor.now_ms
    await until(is_queued)
    sweeping.cancel()
    await asyncio.gather(sweeping, return_exceptions=True)
    assert floor.now_ms - began_ms >= patience_ms(floor)


async def test_an_owner_who_may_no_longer_see_the_shop_owns_nothing_of_it(floor: Floor) -> None:
    li = await floor.hire("Li")
    name, other = await floor.live(li, "are you there?"), await floor.open("other")
    await floor.agents.take_over(li, other)
    await floor.store.accounts.change(li.id, Change({"shops": '["other"]'}))
    await floor.sweeper.requeue_left()
    assert (await floor.load(name)).status is Status.PENDING_MANUAL
    assert (await floor.load(other)).agent_id == li.id


async def test_an_owner_who_has_left_the_company_owns_nothing(floor: Floor) -> None:
    li = await floor.hire("Li")
    name = await floor.live(li)
    await floor.store.accounts.change(li.id, Change({"active": "0"}))
    await floor.sweeper.requeue_left()
    assert (await floor.load(name)).status is Status.PENDING_MANUAL


async def test_an_agent_who_works_by_a_program_is_not_gone_because_the_visitor_has_answered(floor: Floor) -> None:
    li = await floor.hire("Li", is_here=False)
    name = await floor.live(li)
    await floor.later(10 * patience_ms(floor))
    await floor.agents.say(li, name, "still here", client_id="")
    await floor.say(name, "good")
    await floor.sweeper.requeue_left()
    assert (await floor.load(name)).agent_id == li.id


async def test_a_session_that_is_no_longer_kept_takes_no_room_from_its_owner(floor: Floor) -> None:
    li = replace(await floor.hire("Li"), max_sessions=1)
    gone = await floor.live(li)
    await floor.store.redis.delete(f"{{test}}:session:{gone}")
    await floor.store.redis.zadd("{test}:deadlines", {gone: floor.now_ms})
    await floor.sweeper.close_silent()
    await floor.sweeper.requeue_left()
    assert await floor.store.lists.owned(li.id) == []
    await floor.agents.take_over(li, await floor.queue())
