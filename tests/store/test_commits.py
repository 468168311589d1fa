"""A commit is all or nothing: what it writes, and what makes it write nothing."""

import asyncio
from dataclasses import replace

import pytest

from app.domain.conversation import fall_silent, open_session, turn_ends, visitor_speaks
from app.domain.errors import SessionNotFound
from app.domain.events import TurnState
from app.domain.session import Session
from app.store.commits import Committed, Conflict, Duplicate, TurnLost
from app.store.store import Store
from tests.store.talk import NOW_MS, begin, bus, finish, kept, say, texts, visitors


async def test_what_is_committed_is_loaded_again(store: Store) -> None:
    session = Session(
        name="s_1", shop="demo", visitor_id="v_1", lang="zh", epoch=4, created_ms=NOW_MS, ai_state={"id": "您好 {}"}
    )
    await store.commits.commit(session, open_session(session), now_ms=NOW_MS)
    assert await store.sessions.load("s_1") == replace(session, version=1)


async def test_a_commit_returns_the_ids_of_its_events_as_bus_and_log_have_them(store: Store) -> None:
    await begin(store)
    said = await say(store, "hello", "c1")
    assert isinstance(said, Committed)
    log = await kept(store)
    assert [kind for _, kind, _ in log] == ["status", "message", "turn"]
    assert said.ids == tuple(i for i, _, _ in log[1:])
    assert [(i, "s_1", kind) for i, kind, _ in log] == await bus(store)


async def test_the_log_takes_the_ids_of_the_bus_even_when_the_clock_was_set_back(store: Store) -> None:
    future = "9000000000000-7"
    await store.redis.xadd("{test}:bus", {"s": "s_0", "k": "status", "d": "{}"}, id=future)
    await begin(store)
    said = await say(store, "hello")
    assert isinstance(said, Committed)
    assert said.ids == ("9000000000000-9", "9000000000000-10")
    assert [i for i, _, _ in await kept(store)] == ["9000000000000-8", *said.ids]


async def test_the_second_of_two_who_decided_at_once_has_to_decide_anew(store: Store) -> None:
    session = await begin(store)
    first, second = (visitor_speaks(session, visitors(text), f"t_{text}") for text in ("a", "b"))
    await store.commits.commit(session, first, now_ms=NOW_MS)
    before = await store.redis.dbsize(), await kept(store), await bus(store)
    with pytest.raises(Conflict):
        await store.commits.commit(session, second, now_ms=NOW_MS)
    assert before == (await store.redis.dbsize(), await kept(store), await bus(store))


async def test_a_new_session_does_not_overwrite_one_of_the_same_name(store: Store) -> None:
    session = await begin(store)
    stranger = replace(session, version=0, visitor_id="v_stranger")
    with pytest.raises(Conflict):
        await store.commits.commit(stranger, open_session(stranger), now_ms=NOW_MS)
    assert (await store.sessions.load("s_1")).visitor_id == "v_s_1"


async def test_of_many_at_once_exactly_one_commits(store: Store) -> None:
    session = await begin(store)

    async def speak(number: int) -> bool:
        try:
            outcome = visitor_speaks(session, visitors(f"{number}"), f"t_{number}")
            await store.commits.commit(session, outcome, now_ms=NOW_MS)
        except Conflict:
            return False
        return True

    assert sum(await asyncio.gather(*(speak(number) for number in range(30)))) == 1
    assert (await store.sessions.load("s_1")).version == session.version + 1


async def test_the_same_client_id_is_the_same_message(store: Store) -> None:
    await begin(store)
    first = await say(store, "hello", "c1", turn_id="t_1")
    await finish(store, "hi")
    again = await say(store, "hello", "c1", turn_id="t_2")
    assert isinstance(first, Committed)
    assert again == Duplicate(first.ids[0], "t_1")
    messages, _ = await store.sessions.history("s_1", before="", limit=10)
    assert texts(messages) == ["hello", "hi"]
    assert not (await store.sessions.load("s_1")).turn_id


async def test_a_retry_is_known_even_when_the_session_has_changed_meanwhile(store: Store) -> None:
    session = await begin(store)
    outcome = visitor_speaks(session, visitors("hello", "c1"), "t_1")
    first = await store.commits.commit(session, outcome, now_ms=NOW_MS)
    again = await store.commits.commit(session, outcome, now_ms=NOW_MS)
    assert isinstance(first, Committed)
    assert again == Duplicate(first.ids[0], "t_1")


async def test_a_client_id_says_nothing_about_another_session(store: Store) -> None:
    await begin(store, "s_1")
    await begin(store, "s_2")
    await say(store, "one", "c1", name="s_1")
    assert isinstance(await say(store, "two", "c1", name="s_2"), Committed)


async def test_a_message_without_a_client_id_is_never_a_duplicate(store: Store) -> None:
    await begin(store)
    assert isinstance(await say(store, "hello"), Committed)
    assert isinstance(await say(store, "hello"), Committed)


async def test_only_the_owner_of_the_turn_ends_it(store: Store) -> None:
    await begin(store)
    await say(store, "hello")
    session = await store.sessions.load("s_1")
    before = await kept(store)
    for stale in (replace(session, turn_attempt=2), replace(session, turn_id="t_0"), replace(session, turn_attempt=0)):
        with pytest.raises(TurnLost):
            await store.commits.commit(stale, turn_ends(stale, TurnState.FINISHED, []), now_ms=NOW_MS)
    assert await kept(store) == before


async def test_a_turn_ends_once(store: Store) -> None:
    await begin(store)
    await say(store, "hello")
    session = await store.sessions.load("s_1")
    await store.commits.commit(session, turn_ends(session, TurnState.FINISHED, []), now_ms=NOW_MS)
    with pytest.raises(TurnLost):
        await store.commits.commit(session, turn_ends(session, TurnState.FINISHED, []), now_ms=NOW_MS)


async def test_a_session_that_is_gone_does_not_come_back_by_halves(store: Store) -> None:
    session = await begin(store)
    await store.redis.delete(*[key async for key in store.redis.scan_iter("*:session:*")])
    for outcome in (visitor_speaks(session, visitors("x", "c1"), "t_1"), fall_silent(session)):
        with pytest.raises(SessionNotFound):
            await store.commits.commit(session, outcome, now_ms=NOW_MS)
    assert [key async for key in store.redis.scan_iter("*:session:*")] == []
    with pytest.raises(SessionNotFound):
        await store.sessions.load("s_1")


async def test_every_character_comes_back_as_it_was(store: Store) -> None:
    await begin(store)
    text = 'quotes " \\ / \u2028 您好 😀 {"a": [1]} </script> %s \x7f'
    await say(store, text)
    messages, _ = await store.sessions.history("s_1", before="", limit=1)
    assert texts(messages) == [text]
