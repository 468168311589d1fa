"""Turns: who may go on with an answer, and that nobody else's words get in."""

import asyncio

import pytest

from app.domain.conversation import visitor_speaks
from app.domain.errors import SessionNotFound
from app.store.commits import Conflict, TurnLost
from app.store.lives import LEASE_MS
from app.store.store import Store, open_store
from app.store.turns import Draft, Lease
from tests.store.talk import NOW_MS, begin, bus, finish, kept, say, show, visitors

OWNER = Lease("s_1", "t_1", 1)
STRANGERS = [Lease("s_1", "t_1", 2), Lease("s_1", "t_1", 0), Lease("s_1", "t_0", 1), Lease("s_2", "t_1", 1)]


async def _redis_ms(store: Store) -> int:
    seconds, micros = await store.redis.time()
    return int(seconds) * 1000 + int(micros) // 1000


async def test_the_owner_lets_the_answer_grow_on_the_bus_alone(store: Store) -> None:
    await begin(store)
    await say(store, "hello")
    log = await kept(store)
    await show(store, OWNER, "so")
    await show(store, OWNER, "so far")
    assert (await store.turns.draft("s_1")).text == "so far"
    assert [kind for _, _, kind in await bus(store)][-2:] == ["delta", "delta"]
    assert await kept(store) == log


@pytest.mark.parametrize("stranger", STRANGERS, ids=str)
async def test_nobody_else_may_say_or_note_or_renew_anything(store: Store, stranger: Lease) -> None:
    await begin(store)
    await begin(store, "s_2")
    await say(store, "hello")
    before = await bus(store)
    with pytest.raises(TurnLost):
        await show(store, stranger, "not mine")
    with pytest.raises(TurnLost):
        await store.turns.note_run(stranger, {"chat_id": "7"})
    assert not await store.turns.renew(stranger)
    assert await bus(store) == before
    assert await store.turns.draft("s_1") == Draft("", {})


@pytest.mark.parametrize("epoch", [0, 2])
async def test_who_speaks_in_another_epoch_is_fenced_off(store: Store, epoch: int) -> None:
    await begin(store)
    await say(store, "hello")
    with pytest.raises(TurnLost):
        await show(store, OWNER, "late", epoch=epoch)


async def test_nothing_is_said_after_the_turns_end(store: Store) -> None:
    await begin(store)
    await say(store, "hello")
    await show(store, OWNER, "so far")
    await finish(store, "so far and so on")
    with pytest.raises(TurnLost):
        await show(store, OWNER, "one more word")
    assert await store.turns.draft("s_1") == Draft("", {})


async def test_a_lease_that_lives_is_not_taken_over(store: Store) -> None:
    await begin(store)
    await say(store, "hello")
    assert await store.turns.claim("s_1") is None
    assert await store.turns.orphans(now_ms=await _redis_ms(store)) == []
    assert await store.turns.orphans(now_ms=await _redis_ms(store) + LEASE_MS + 1) == ["s_1"]


async def test_one_of_many_takes_over_and_the_old_owner_is_fenced_off(store: Store, valkey: str) -> None:
    await begin(store)
    await say(store, "hello")
    await show(store, OWNER, "so far")
    await store.turns.release(OWNER)
    other = open_store(valkey, tag="test", expire_s=3600)
    claims = await asyncio.gather(*(one.turns.claim("s_1") for one in (store, other) * 20))
    assert [claim for claim in claims if claim] == [Lease("s_1", "t_1", 2)]
    with pytest.raises(TurnLost):
        await show(store, OWNER, "so far, so stale")
    assert not await store.turns.renew(OWNER)
    await show(other, Lease("s_1", "t_1", 2), "so far, so good")
    assert (await store.turns.draft("s_1")).text == "so far, so good"
    await other.close()


async def test_who_read_before_a_takeover_cannot_write_it_away(store: Store) -> None:
    await begin(store)
    await say(store, "hello")
    before = await store.sessions.load("s_1")
    await store.turns.release(OWNER)
    await store.turns.claim("s_1")
    with pytest.raises(Conflict):
        await store.commits.commit(before, visitor_speaks(before, visitors("and?"), "t_2"), now_ms=NOW_MS)
    assert (await store.sessions.load("s_1")).turn_attempt == 2


async def test_a_stale_owner_cannot_let_go_of_what_is_no_longer_his(store: Store) -> None:
    await begin(store)
    await say(store, "hello")
    await store.turns.release(OWNER)
    assert await store.turns.claim("s_1") == Lease("s_1", "t_1", 2)
    await store.turns.release(OWNER)
    assert await store.turns.claim("s_1") is None


async def test_a_lease_that_ran_out_is_renewed_unless_somebody_was_quicker(store: Store) -> None:
    await begin(store)
    await say(store, "hello")
    await store.turns.release(OWNER)
    assert await store.turns.renew(OWNER)
    assert await store.turns.claim("s_1") is None


async def test_a_takeover_keeps_what_was_shown_and_how_the_upstream_calls_it(store: Store) -> None:
    await begin(store)
    await say(store, "hello")
    await store.turns.note_run(OWNER, {"chat_id": "7"})
    await show(store, OWNER, "so far")
    await store.turns.release(OWNER)
    await store.turns.claim("s_1")
    assert await store.turns.draft("s_1") == Draft("so far", {"chat_id": "7"})


async def test_a_new_turn_begins_with_an_empty_draft(store: Store) -> None:
    await begin(store)
    await say(store, "hello", turn_id="t_1")
    await store.turns.note_run(OWNER, {"chat_id": "7"})
    await show(store, OWNER, "so far")
    await say(store, "and?", turn_id="t_2")
    await finish(store, "so far")
    assert (await store.sessions.load("s_1")).turn_id == "t_2"
    assert await store.turns.draft("s_1") == Draft("", {})
    await show(store, Lease("s_1", "t_2", 1), "next")


async def test_a_turn_that_ended_is_no_orphan(store: Store) -> None:
    await begin(store)
    await say(store, "hello")
    await store.turns.release(OWNER)
    await finish(store, "done")
    assert await store.turns.orphans(now_ms=await _redis_ms(store) + 10 * LEASE_MS) == []
    assert await store.turns.claim("s_1") is None


async def test_an_orphan_whose_session_is_gone_is_forgotten(store: Store) -> None:
    await begin(store)
    await say(store, "hello")
    await store.turns.release(OWNER)
    await store.redis.delete("{test}:session:s_1")
    assert await store.turns.claim("s_1") is None
    assert await store.redis.zcard("{test}:turns") == 0
    with pytest.raises(SessionNotFound):
        await finish(store, "too late")


async def test_orphans_are_given_out_in_portions_the_oldest_first(store: Store) -> None:
    for number in range(5):
        await begin(store, f"s_{number}")
        await say(store, "hello", turn_id="t_1", name=f"s_{number}")
        await store.redis.zadd("{test}:turns", {f"s_{number}": 1_000 - number})
    assert await store.turns.orphans(now_ms=1_000, limit=3) == ["s_4", "s_3", "s_2"]
