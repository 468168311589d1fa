"""How long things are kept: deadlines of silence, and that no key lives for ever without an owner."""

from app.domain.conversation import fall_silent, visitor_speaks
from app.domain.outcome import Outcome
from app.store.bus import Bus
from app.store.keys import NET_S, Keys
from app.store.store import Store
from app.store.turns import Lease
from tests.store.talk import NOW_MS, begin, change, finish, say, show, visitors

EXPIRE_S = 3600
DEADLINE_MS = NOW_MS + EXPIRE_S * 1000
SHARED = {"{test}:generation", "{test}:bus", "{test}:deadlines", "{test}:turns"}


async def _busy_scenario(store: Store) -> None:
    """Three sessions in which everything happens that leaves something in the store."""
    await store.bus.generation("g_1")
    for name in ("s_1", "s_2", "s_3"):
        await begin(store, name)
        await say(store, "hello", "c1", turn_id="t_1", name=name)
        await say(store, "and?", "c2", turn_id="t_2", name=name)
        await store.turns.note_run(Lease(name, "t_1", 1), {"chat_id": "7"})
        await show(store, Lease(name, "t_1", 1), "so far")
    await finish(store, "done", name="s_1")
    await store.turns.release(Lease("s_2", "t_1", 1))
    await store.turns.claim("s_2")
    await show(store, Lease("s_2", "t_1", 2), "so far, by another")
    await finish(store, "done", name="s_3")
    await finish(store, "done", name="s_3")
    await change(store, "s_3", fall_silent)


async def test_every_key_but_the_four_shared_ones_has_an_end(store: Store) -> None:
    await _busy_scenario(store)
    keys = [key.decode() async for key in store.redis.scan_iter("*", count=1000)]
    assert set(keys) >= SHARED
    lives = {key: await store.redis.ttl(key) for key in keys if key not in SHARED}
    assert {key.rpartition(":")[2] for key in lives} == {"s_1", "s_2", "s_3", "log", "messages", "clients", "turn"}
    assert all(EXPIRE_S + NET_S - 60 <= life <= EXPIRE_S + NET_S for life in lives.values()), lives


async def test_every_key_is_one_of_those_that_are_listed(store: Store) -> None:
    await _busy_scenario(store)
    keys = Keys("test")
    listed = {keys.generation, keys.bus, keys.deadlines, keys.turns}
    for name in ("s_1", "s_2", "s_3"):
        of = keys.of(name)
        listed |= {of.session, of.log, of.messages, of.clients, of.turn}
    assert {key.decode() async for key in store.redis.scan_iter("*", count=1000)} <= listed
    assert all(key.startswith("{test}:") for key in listed)


async def test_two_deployments_on_one_store_do_not_meet(store: Store) -> None:
    await begin(store)
    other = Keys("other")
    assert await Bus(store.redis, other).end() == b"0-0"
    assert not {other.bus, other.of("s_1").session} & {Keys("test").bus, Keys("test").of("s_1").session}


async def test_speaking_puts_off_the_silence_and_an_answer_does_not(store: Store) -> None:
    session = await begin(store)
    later_ms = NOW_MS + 60_000
    assert not await store.deadlines.has_passed("s_1", now_ms=DEADLINE_MS - 1)
    assert await store.deadlines.has_passed("s_1", now_ms=DEADLINE_MS)
    await store.commits.commit(session, visitor_speaks(session, visitors("x"), "t_1"), now_ms=later_ms)
    assert not await store.deadlines.has_passed("s_1", now_ms=DEADLINE_MS)
    await finish(store, "done")
    assert await store.deadlines.has_passed("s_1", now_ms=DEADLINE_MS + 60_000)


async def test_silent_sessions_are_told_in_the_order_in_which_they_fell_silent(store: Store) -> None:
    for number, name in enumerate(("s_b", "s_a", "s_c")):
        session = await begin(store, name)
        outcome = Outcome(session, silent_after=True)
        await store.commits.commit(session, outcome, now_ms=NOW_MS + number)
    assert await store.deadlines.passed(now_ms=DEADLINE_MS - 1) == []
    assert await store.deadlines.passed(now_ms=DEADLINE_MS + 1) == ["s_b", "s_a"]
    assert await store.deadlines.passed(now_ms=DEADLINE_MS + 9, limit=2) == ["s_b", "s_a"]


async def test_a_closed_session_has_no_deadline_until_the_visitor_speaks_again(store: Store) -> None:
    await begin(store)
    await change(store, "s_1", fall_silent)
    assert not await store.deadlines.has_passed("s_1", now_ms=DEADLINE_MS)
    assert await store.deadlines.passed(now_ms=DEADLINE_MS) == []
    await say(store, "back again")
    assert await store.deadlines.passed(now_ms=DEADLINE_MS) == ["s_1"]


async def test_a_forgotten_session_is_not_told_again(store: Store) -> None:
    await begin(store)
    await store.deadlines.forget("s_1")
    await store.deadlines.forget("s_1")
    assert await store.deadlines.passed(now_ms=DEADLINE_MS) == []
