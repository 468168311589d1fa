"""Reading a session: what a page opens, what a stream missed, and that no other session shines through."""

import pytest

from app.domain.errors import SessionNotFound
from app.domain.events import Event
from app.domain.outcome import Outcome
from app.domain.session import Role
from app.store.lives import LOG_LENGTH
from app.store.sessions import PROMPT_MESSAGES
from app.store.store import Store
from app.store.turns import Lease
from tests.store.talk import begin, bus, change, finish, kept, say, show, texts


async def _talk(store: Store, rounds: int, name: str = "s_1") -> None:
    for number in range(rounds):
        await say(store, f"q{number}", turn_id=f"t_{number}", name=name)
        await finish(store, f"a{number}", name=name)


async def _rattle(store: Store, events: int, name: str = "s_1") -> None:
    """Many kept events at once."""
    many = tuple(Event("status", {"number": number}) for number in range(events))
    await change(store, name, lambda session: Outcome(session, many))


async def test_a_page_opens_with_the_last_messages_and_the_place_to_go_on_from(store: Store) -> None:
    await begin(store)
    await _talk(store, 3)
    view = await store.sessions.view("s_1", limit=4)
    assert texts(view.messages) == ["q1", "a1", "q2", "a2"]
    assert view.more
    assert view.cursor == (await kept(store))[-1][0]
    assert not (await store.sessions.view("s_1", limit=6)).more


async def test_a_new_session_has_a_place_to_go_on_from_at_once(store: Store) -> None:
    await begin(store)
    view = await store.sessions.view("s_1", limit=50)
    assert (view.messages, view.more) == ((), False)
    assert view.cursor == (await kept(store))[0][0]


async def test_history_is_read_page_by_page_without_gap_or_double(store: Store) -> None:
    await begin(store)
    await _talk(store, 6)
    pages, before, more = list[str](), "", True
    while more:
        page, more = await store.sessions.history("s_1", before=before, limit=5)
        pages[:0], before = texts(page), page[0].id
    assert pages == [f"{who}{number}" for number in range(6) for who in "qa"]


@pytest.mark.parametrize("before", ["0-1", "0-0", "00-00"])
async def test_history_before_the_first_message_is_empty(store: Store, before: str) -> None:
    await begin(store)
    await _talk(store, 1)
    assert await store.sessions.history("s_1", before=before, limit=5) == ((), False)


async def test_an_ai_is_shown_the_last_messages_only(store: Store) -> None:
    await begin(store)
    await _talk(store, PROMPT_MESSAGES // 2 + 1)
    said = await store.sessions.said("s_1")
    assert (len(said), said[0].text, said[-1].text) == (PROMPT_MESSAGES, "q1", f"a{PROMPT_MESSAGES // 2}")
    assert (said[0].role, said[0].turn_id) == (Role.VISITOR, "t_1")


@pytest.mark.parametrize("name", ["s_2", "", "*"])
async def test_a_session_that_is_not_kept_is_not_found(store: Store, name: str) -> None:
    await begin(store)
    for read in (
        store.sessions.load(name),
        store.sessions.view(name, limit=1),
        store.sessions.snapshot(name, after=""),
    ):
        with pytest.raises(SessionNotFound):
            await read


async def test_from_every_kept_id_exactly_what_came_later_is_replayed(store: Store) -> None:
    await begin(store)
    await _talk(store, 4)
    log = await kept(store)
    for at, (event_id, _, _) in enumerate(log):
        snapshot = await store.sessions.snapshot("s_1", after=event_id)
        assert snapshot.replay is not None
        assert [(one.id, one.kind) for one in snapshot.replay] == [(i, kind) for i, kind, _ in log[at + 1 :]]


async def test_a_new_stream_misses_nothing_and_knows_its_place(store: Store) -> None:
    await begin(store)
    await _talk(store, 2)
    snapshot = await store.sessions.snapshot("s_1", after="")
    assert (snapshot.replay, snapshot.cursor) == ((), (await kept(store))[-1][0])
    assert snapshot.bus_id == (await bus(store))[-1][0]


@pytest.mark.parametrize("after", ["0-0", "0-1", "1795370519482-0", "999999999999999999-999999999999999999", "1"])
async def test_an_id_that_the_log_does_not_hold_cannot_be_replayed(store: Store, after: str) -> None:
    await begin(store)
    await _talk(store, 2)
    assert (await store.sessions.snapshot("s_1", after=after)).replay is None


async def test_another_sessions_id_cannot_be_replayed(store: Store) -> None:
    for name in ("s_1", "s_2", "s_1"):
        if name == "s_2" or not await kept(store):
            await begin(store, name)
        await _talk(store, 2, name)
    foreign = [event_id for event_id, _, _ in await kept(store, "s_2")]
    assert foreign
    for event_id in foreign:
        assert (await store.sessions.snapshot("s_1", after=event_id)).replay is None


async def test_an_id_that_only_the_bus_holds_cannot_be_replayed(store: Store) -> None:
    await begin(store)
    await say(store, "hello")
    await show(store, Lease("s_1", "t_1", 1), "so far")
    delta, _, kind = (await bus(store))[-1]
    assert kind == "delta"
    assert (await store.sessions.snapshot("s_1", after=delta)).replay is None


async def test_a_trimmed_id_cannot_be_replayed_and_the_oldest_kept_one_can(store: Store) -> None:
    await begin(store)
    first = (await kept(store))[0][0]
    for _ in range(4):
        await _rattle(store, LOG_LENGTH // 2)
    log = await kept(store)
    assert log[0][0] != first
    assert LOG_LENGTH <= len(log) < 2 * LOG_LENGTH
    assert (await store.sessions.snapshot("s_1", after=first)).replay is None
    oldest = (await store.sessions.snapshot("s_1", after=log[0][0])).replay
    assert oldest is not None
    assert [event.id for event in oldest] == [i for i, _, _ in log[1:]]


async def test_messages_outlive_the_log(store: Store) -> None:
    await begin(store)
    await _talk(store, 1)
    for _ in range(4):
        await _rattle(store, LOG_LENGTH // 2)
    assert texts((await store.sessions.view("s_1", limit=50)).messages) == ["q0", "a0"]


async def test_who_joins_late_is_told_the_running_answer_so_far(store: Store) -> None:
    await begin(store)
    await say(store, "hello")
    assert (await store.sessions.snapshot("s_1", after="")).answer is None
    await show(store, Lease("s_1", "t_1", 1), "so far 您好")
    snapshot = await store.sessions.snapshot("s_1", after="")
    assert snapshot.answer == ("t_1", "so far 您好")
    assert snapshot.bus_id == (await bus(store))[-1][0]
    await finish(store, "done")
    assert (await store.sessions.snapshot("s_1", after="")).answer is None


async def test_the_answer_of_another_session_is_not_told(store: Store) -> None:
    await begin(store)
    await begin(store, "s_2")
    await say(store, "hello")
    await show(store, Lease("s_1", "t_1", 1), "a secret")
    assert (await store.sessions.snapshot("s_2", after="")).answer is None
