"""An answer that is cut off: what was shown becomes a message, to the letter, and nobody says a word in it any more."""

import asyncio
import json
from dataclasses import replace

import pytest

from app.domain.conversation import turn_ends
from app.domain.errors import NotAllowed
from app.domain.events import TurnState
from app.domain.handover import by_hand, escalate
from app.domain.outcome import Outcome
from app.domain.ownership import close, take_over
from app.domain.session import Message, Role
from app.events.wire import message_json
from app.store.commits import Committed, Conflict, TurnLost
from app.store.store import Store
from app.store.turns import Lease
from tests.domain.people import LI, WANG, shift
from tests.store.census import check_store
from tests.store.talk import NOW_MS, begin, bus, change, kept, say, show

LEASE = Lease("s_1", "t_1", 1)
WEIRD = 'half "an" \\ answer / \u2028 您好 😀 {"role": "ai"} </script> \x7f'


async def speaking(store: Store, text: str) -> None:
    """The AI has said `text` so far."""
    await begin(store)
    await say(store, "hello")
    if text:
        await show(store, LEASE, text)


async def taken(store: Store) -> Committed:
    written = await change(store, "s_1", lambda session: take_over(session, LI, NOW_MS))
    assert isinstance(written, Committed)
    return written


@pytest.mark.parametrize("text", ["half an answer", WEIRD, "**bold** and *more"])
async def test_exactly_what_was_shown_stays_as_a_stopped_message(store: Store, text: str) -> None:
    await speaking(store, text)
    written = await taken(store)
    said = json.loads(written.stopped)
    assert (said["text"], said["role"], said["turn_id"], said["stopped"], said["epoch"]) == (text, "ai", "t_1", True, 1)
    (message,) = [data for i, kind, data in await kept(store) if i == written.stopped_id]
    assert message == said
    history, _ = await store.sessions.history("s_1", before="", limit=10)
    assert [entry.id for entry in history][1] == written.stopped_id
    await check_store(store)


async def test_a_stopped_message_is_rendered_when_it_is_read(store: Store) -> None:
    await speaking(store, "**half** <b> ")
    written = await taken(store)
    read = message_json(written.stopped_id, written.stopped, lambda code, _: code)
    assert (read["text"], read["html"]) == ("**half** <b>", "<p><strong>half</strong> &lt;b&gt;</p>")
    assert "draft" not in read


async def test_where_nothing_was_shown_there_is_nothing_to_keep(store: Store) -> None:
    await speaking(store, "")
    written = await taken(store)
    assert (written.stopped_id, written.stopped) == ("", b"")
    assert [data["role"] for _, kind, data in await kept(store) if kind == "message"] == ["visitor", "system"]


async def test_the_takeovers_status_comes_after_all_that_the_ai_has_said(store: Store) -> None:
    await speaking(store, "half")
    await taken(store)
    told = [(kind, data["epoch"]) for _, kind, data in (await kept(store))[3:]]
    assert told == [("message", 1), ("turn", 1), ("status", 2), ("message", 2)]
    kinds = [kind for _, _, kind in await bus(store)]
    assert "delta" not in kinds[kinds.index("turn", 4) :]


async def test_who_cut_the_answer_off_learns_how_the_upstream_calls_it(store: Store) -> None:
    await speaking(store, "half")
    await store.turns.note_run(LEASE, {"chat_id": "7", "é": "/"})
    assert (await taken(store)).run == {"chat_id": "7", "é": "/"}


async def test_a_run_that_was_never_told_is_none(store: Store) -> None:
    await speaking(store, "half")
    assert (await taken(store)).run == {}


async def test_after_the_takeover_the_ai_has_no_word_left(store: Store) -> None:
    await speaking(store, "half")
    await taken(store)
    before = await kept(store), await bus(store)
    with pytest.raises(TurnLost):
        await show(store, LEASE, "half an answer")
    with pytest.raises(TurnLost):
        await show(store, LEASE, "half an answer", epoch=2)
    with pytest.raises(TurnLost):
        await store.turns.note_run(LEASE, {"chat_id": "7"})
    with pytest.raises(NotAllowed):
        await change(store, "s_1", lambda session: take_over(session, WANG, NOW_MS))
    assert (await store.turns.renew(LEASE), await store.turns.claim("s_1")) == (False, None)
    assert (await kept(store), await bus(store)) == before


@pytest.mark.parametrize("by", ["queue", "close"])
async def test_the_queue_and_the_end_cut_an_answer_off_in_the_same_way(store: Store, by: str) -> None:
    await speaking(store, "half")
    rules = {
        "queue": lambda session: escalate(session, by_hand("visitor"), shift()),
        "close": lambda session: close(session, NOW_MS, by="visitor"),
    }
    written = await change(store, "s_1", rules[by])
    assert isinstance(written, Committed)
    assert json.loads(written.stopped)["text"] == "half"
    await check_store(store)


async def one_wins(store: Store, name: str, *, order: int) -> None:
    """The answer ends and an agent takes over, both deciding by the same session."""
    session = await store.sessions.load(name)
    answer = Message(role=Role.AI, at_ms=NOW_MS, text="half an answer", html="", turn_id="t_1")
    outcomes = [
        turn_ends(session, TurnState.FINISHED, [answer]),
        take_over(session, replace(LI, max_sessions=99), NOW_MS),
    ]

    async def commit(outcome: Outcome) -> bool:
        try:
            await store.commits.commit(session, outcome, now_ms=NOW_MS)
        except (Conflict, TurnLost):
            return False
        return True

    won = await asyncio.gather(*map(commit, outcomes[:: 1 if order else -1]))
    ended, taken = won[:: 1 if order else -1]
    assert ended != taken
    said = [data for _, kind, data in await kept(store, name) if kind == "message" and data["role"] == "ai"]
    assert [data["text"] for data in said] == (["half an answer"] if ended else ["half"])
    states = [data["state"] for _, kind, data in await kept(store, name) if kind == "turn"]
    assert states == ["started", TurnState.FINISHED if ended else TurnState.STOPPED]


async def test_of_a_takeover_and_the_answers_end_at_once_exactly_one_is_true(store: Store) -> None:
    for number in range(12):
        name = f"s_{number}"
        await begin(store, name)
        await say(store, "hello", name=name)
        await show(store, Lease(name, "t_1", 1), "half")
        await one_wins(store, name, order=number % 2)
    await check_store(store)
