"""The agents' lists: after every change each session stands on its own, at its place, and on no other."""

import asyncio
from dataclasses import replace
from functools import partial

import pytest

from app.domain.agent import Agent
from app.domain.conversation import fall_silent, visitor_speaks
from app.domain.errors import AlreadyTaken, AtCapacity, SessionNotFound
from app.domain.escalation import Severity
from app.domain.handover import by_hand, cancel, escalate, leave_message
from app.domain.ownership import (
    accept_transfer,
    close,
    end_offer,
    offer_transfer,
    owner_gone,
    release,
    take_over,
)
from app.domain.session import Status
from app.store.commits import Conflict
from app.store.lists import OFFLINE
from app.store.lives import EXPIRED_MS, KEPT_S
from app.store.store import Store, open_store
from tests.domain.people import LI, WANG, shift
from tests.store.census import KEYS, check_store, scores
from tests.store.talk import NOW_MS, begin, change, visitors

LIMITS = {LI.id: LI.max_sessions, WANG.id: WANG.max_sessions}


async def queue(store: Store, name: str, at_ms: int = NOW_MS, severity: Severity = Severity.HIGH) -> None:
    """The visitor asks for a person, in a new session."""
    await begin(store, name)
    wanted = replace(by_hand("visitor"), severity=severity)
    await change(store, name, lambda session: escalate(session, wanted, shift(at_ms)))


async def take(store: Store, name: str, agent: Agent) -> bool:
    """Whether the agent got the session, trying until that is sure."""
    while True:
        session = await store.sessions.load(name)
        try:
            await store.commits.commit(session, take_over(session, agent, NOW_MS), now_ms=NOW_MS)
        except (AlreadyTaken, AtCapacity):
            return False
        except Conflict:
            continue
        return True


async def test_after_every_change_a_session_is_on_exactly_its_lists(store: Store) -> None:
    await queue(store, "s_1")
    await check_store(store)
    for rule in (
        lambda s: take_over(s, LI, NOW_MS + 1),
        lambda s: offer_transfer(s, LI.id, WANG, NOW_MS + 60),
        end_offer,
        lambda s: offer_transfer(s, LI.id, WANG, NOW_MS + 70),
        lambda s: accept_transfer(s, WANG, NOW_MS + 2),
        lambda s: owner_gone(s, "t_1", shift()),
        lambda s: cancel(s, "t_2", NOW_MS + 3),
        lambda s: leave_message(s, visitors("call me"), "ada@example.org"),
        lambda s: take_over(s, LI, NOW_MS + 4),
        lambda s: release(s, LI.id, "t_3", NOW_MS + 5),
        lambda s: close(s, NOW_MS + 6, by="agent"),
        lambda s: take_over(s, WANG, NOW_MS + 7),
        fall_silent,
    ):
        await change(store, "s_1", rule)
        await check_store(store, agents=LIMITS)


async def test_the_queue_is_read_in_its_order_and_the_others_with_the_newest_first(store: Store) -> None:
    await queue(store, "low_late", NOW_MS + 2, Severity.LOW)
    await queue(store, "low_early", NOW_MS + 1, Severity.LOW)
    await queue(store, "high", NOW_MS + 3)
    await queue(store, "dropped", NOW_MS)
    await change(store, "dropped", lambda s: take_over(s, LI, NOW_MS))
    await change(store, "dropped", lambda s: owner_gone(s, "t", shift(NOW_MS + 9)))
    order = ["dropped", "high", "low_early", "low_late"]
    assert await store.lists.names(Status.PENDING_MANUAL, start=0, limit=10) == order
    for number, name in enumerate(("one", "two", "three")):
        await begin(store, name)
        said = replace(visitors("hello"), at_ms=NOW_MS + number)
        await change(store, name, partial(visitor_speaks, message=said, turn_id="t_1"))
    assert await store.lists.names(Status.BOT_ACTIVE, start=0, limit=10) == ["three", "two", "one"]
    await check_store(store)


async def test_lists_are_read_page_by_page(store: Store) -> None:
    for number in range(7):
        await queue(store, f"s_{number}", NOW_MS + number)
    pages = [await store.lists.names(Status.PENDING_MANUAL, start=start, limit=3) for start in (0, 3, 6, 9)]
    assert pages == [["s_0", "s_1", "s_2"], ["s_3", "s_4", "s_5"], ["s_6"], []]


async def test_counts_and_loads_say_how_long_the_lists_are(store: Store) -> None:
    for number in range(3):
        await queue(store, f"s_{number}")
    await take(store, "s_0", LI)
    await begin(store, "s_9")
    await change(store, "s_9", lambda s: leave_message(s, visitors("call me"), "ada@example.org"))
    counts = await store.lists.counts()
    assert counts == {
        **dict.fromkeys((status.value for status in Status), 0),
        "pending_manual": 2,
        "manual_live": 1,
        "after_hours_email": 1,
        OFFLINE: 1,
    }
    assert await store.lists.loads([LI.id, WANG.id]) == [1, 0]
    assert await store.lists.owned(LI.id) == ["s_0"]


async def test_sessions_are_loaded_in_order_and_without_those_that_are_gone(store: Store) -> None:
    for name in ("s_1", "s_2"):
        await begin(store, name)
    assert [one.name for one in await store.lists.load(["s_2", "s_x", "s_1"])] == ["s_2", "s_1"]
    assert await store.lists.load([]) == []


async def test_a_session_that_is_gone_is_forgotten_by_every_list(store: Store) -> None:
    await queue(store, "s_1")
    await change(store, "s_1", lambda s: leave_message(s, visitors("call me"), "ada@example.org"))
    await store.redis.delete(KEYS.of("s_1").session)
    await store.lists.forget("s_1")
    assert set((await store.lists.counts()).values()) == {0}
    with pytest.raises(SessionNotFound):
        await store.sessions.load("s_1")


async def test_closed_sessions_and_their_offline_messages_are_forgotten_when_their_keys_have_expired(
    store: Store,
) -> None:
    for name in ("s_gone", "s_kept"):
        await begin(store, name)
        await change(store, name, lambda s: leave_message(s, visitors("call me"), "ada@example.org"))
        await change(store, name, fall_silent)
    await store.redis.delete(KEYS.of("s_gone").session)
    ends_ms = NOW_MS + (3600 + KEPT_S) * 1000 + EXPIRED_MS
    await store.lists.forget_expired(now_ms=ends_ms - 1)
    assert len(await scores(store, KEYS.offline)) == 2
    await store.lists.forget_expired(now_ms=ends_ms)
    assert await store.lists.names(OFFLINE, start=0, limit=9) == ["s_kept"]
    assert await store.lists.names(Status.CLOSED, start=0, limit=9) == ["s_kept"]
    assert await scores(store, KEYS.expiries) == {}


async def test_only_alarms_that_are_due_are_told(store: Store) -> None:
    await queue(store, "s_1")
    due_ms = (await store.sessions.load("s_1")).alarm_ms
    assert await store.lists.due_alarms(now_ms=due_ms - 1) == []
    assert await store.lists.due_alarms(now_ms=due_ms) == ["s_1"]
    await take(store, "s_1", LI)
    assert await store.lists.due_alarms(now_ms=due_ms) == []


async def test_of_many_agents_on_two_processes_exactly_one_gets_each_session_and_nobody_more_than_they_may(
    store: Store, valkey: str
) -> None:
    other = open_store(valkey, tag="test", expire_s=3600)
    agents = [Agent(id=f"a{n}", username=f"a{n}", name=f"A{n}", max_sessions=1 + n % 3) for n in range(6)]
    sessions = [f"s_{n}" for n in range(10)]
    for name in sessions:
        await queue(store, name)
    tries = [
        take((store, other)[(at + n) % 2], name, agent)
        for at, name in enumerate(sessions)
        for n, agent in enumerate(agents)
    ]
    won = await asyncio.gather(*tries)
    await other.close()
    limits = {agent.id: agent.max_sessions for agent in agents}
    kept = await check_store(store, agents=limits)
    assert sum(won) == sum(bool(one.agent_id) for one in kept.values())
    # Twelve places for ten sessions: nobody who had room was turned away from a session that stayed free.
    loads = await store.lists.loads([agent.id for agent in agents])
    assert sum(loads) == sum(won) == 10


async def test_a_colleague_who_is_full_cannot_accept_and_the_session_stays_where_it_is(store: Store) -> None:
    for number in range(3):
        await queue(store, f"s_{number}")
    full = replace(WANG, max_sessions=2)
    assert [await take(store, f"s_{number}", full) for number in range(2)] == [True, True]
    assert await take(store, "s_2", LI)
    await change(store, "s_2", lambda s: offer_transfer(s, LI.id, full, NOW_MS + 60_000))
    with pytest.raises(AtCapacity) as refusal:
        await change(store, "s_2", lambda s: accept_transfer(s, full, NOW_MS))
    assert refusal.value.params == {"limit": 2}
    assert (await check_store(store, agents=LIMITS))["s_2"].agent_id == LI.id


async def test_waits_are_remembered_the_latest_first(store: Store) -> None:
    for number in range(3):
        await queue(store, f"s_{number}", NOW_MS - 1000 * (number + 1))
        await take(store, f"s_{number}", replace(LI, max_sessions=9))
    assert await store.lists.waits_ms("demo") == [3000, 2000, 1000]
    assert await store.lists.waits_ms("another") == []
    assert 0 < await store.redis.ttl(KEYS.waits("demo")) <= 7 * 86_400
