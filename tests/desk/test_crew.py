"""The turns of one process: begun in the background, held on to, dropped when lost, handed over at the end."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import pytest

from app.desk import crew as crew_module
from app.desk.crew import PAUSE_S, Crew
from app.domain.errors import StoreUnavailable
from app.store.commits import TurnLost
from app.store.store import Store
from app.store.turns import Lease
from tests.desk.stage import Stage, until


class Answers:
    """An answering that waits until the test lets go; it remembers what it was given and what became of it."""

    def __init__(self) -> None:
        self.begun: list[Lease] = []
        self.cancelled: list[Lease] = []
        self.let_go = asyncio.Event()
        self.has_begun = asyncio.Event()

    async def __call__(self, lease: Lease, pause_s: Callable[[], float]) -> str:
        self.begun.append(lease)
        self.has_begun.set()
        try:
            await self.let_go.wait()
        except asyncio.CancelledError:
            self.cancelled.append(lease)
            raise
        return ""


@asynccontextmanager
async def holding(crew: Crew, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[None]:
    """The crew renews its leases all the time until the block ends."""
    monkeypatch.setattr(crew_module, "RENEW_S", 0.002)
    task = asyncio.create_task(crew.hold())
    yield
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


async def lease_ends(store: Store, lease: Lease) -> float:
    return float(await store.redis.zscore("{test}:turns", lease.session_name) or 0)


async def is_idle(crew: Crew) -> bool:
    return crew.count() == 0


async def test_a_turn_and_those_that_follow_it_are_answered_in_the_background(stage: Stage) -> None:
    crew = Crew(stage.store.turns, stage.answering.answer)
    lease = await stage.ask("q1")
    await stage.say(lease.session_name, "q2")
    crew.start(lease)
    assert crew.count() == 1
    await until(lambda: is_idle(crew))
    states = [data["state"] for kind, data in await stage.heard(lease.session_name) if kind == "turn"]
    assert states == ["started", "finished", "started", "finished"]
    said = [message["text"] for message in await stage.messages(lease.session_name)]
    assert said == ["q1", "q2", "You said: q1", "You said: q2"]


async def test_the_same_turn_is_answered_once(stage: Stage) -> None:
    answers = Answers()
    crew = Crew(stage.store.turns, answers)
    lease = await stage.ask()
    crew.start(lease)
    crew.start(lease)
    await answers.has_begun.wait()
    assert (answers.begun, crew.count()) == ([lease], 1)
    answers.let_go.set()
    await until(lambda: is_idle(crew))


async def test_a_lease_is_held_on_to_while_the_answer_takes(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    answers = Answers()
    crew = Crew(stage.store.turns, answers)
    lease = await stage.ask()
    await stage.store.turns.release(lease)
    ended = await lease_ends(stage.store, lease)
    crew.start(lease)

    async def is_renewed() -> bool:
        return await lease_ends(stage.store, lease) > ended

    async with holding(crew, monkeypatch):
        await until(is_renewed)
    assert await stage.store.turns.claim(lease.session_name) is None
    await crew.close(grace_s=0)


async def test_a_turn_that_was_taken_over_is_dropped(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    answers = Answers()
    crew = Crew(stage.store.turns, answers)
    lost, kept = await stage.ask(), await stage.ask()
    for lease in (lost, kept):
        crew.start(lease)
    await stage.take_over(lost)
    async with holding(crew, monkeypatch):
        await until(lambda: _are_cancelled(answers, [lost]))
    assert crew.count() == 1
    await crew.close(grace_s=0)


async def _are_cancelled(answers: Answers, leases: list[Lease]) -> bool:
    return answers.cancelled == leases


async def test_a_store_that_is_away_costs_no_turn(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    answers = Answers()
    crew = Crew(stage.store.turns, answers)
    lease = await stage.ask()
    renew, refused = stage.store.turns.renew, asyncio.Event()

    async def away(lease: Lease) -> bool:
        refused.set()
        raise StoreUnavailable()

    monkeypatch.setattr(stage.store.turns, "renew", away)
    crew.start(lease)
    async with holding(crew, monkeypatch):
        await refused.wait()
        monkeypatch.setattr(stage.store.turns, "renew", renew)
        assert (crew.count(), answers.cancelled) == (1, [])
    await crew.close(grace_s=0)


async def test_who_closes_hands_over_what_is_not_done(stage: Stage) -> None:
    answers = Answers()
    crew = Crew(stage.store.turns, answers)
    lease = await stage.ask()
    crew.start(lease)
    await answers.has_begun.wait()
    await crew.close(grace_s=0)
    assert (answers.cancelled, crew.count()) == ([lease], 0)
    assert await stage.store.turns.claim(lease.session_name) == Lease(lease.session_name, lease.turn_id, 2)


async def test_who_closes_waits_for_what_is_almost_done(stage: Stage) -> None:
    answers = Answers()
    crew = Crew(stage.store.turns, answers)
    crew.start(await stage.ask())
    await answers.has_begun.wait()
    closing = asyncio.create_task(crew.close(grace_s=10))
    answers.let_go.set()
    await closing
    assert answers.cancelled == []


async def test_who_closes_begins_nothing_more(stage: Stage) -> None:
    answers = Answers()
    crew = Crew(stage.store.turns, answers)
    await crew.close(grace_s=0)
    crew.start(await stage.ask())
    assert (crew.count(), answers.begun) == (0, [])


async def test_who_closes_is_not_held_up_by_a_store_that_is_away(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    async def away(lease: Lease) -> None:
        raise StoreUnavailable()

    monkeypatch.setattr(stage.store.turns, "release", away)
    answers = Answers()
    crew = Crew(stage.store.turns, answers)
    crew.start(await stage.ask())
    await answers.has_begun.wait()
    await crew.close(grace_s=0)
    assert len(answers.cancelled) == 1


@pytest.mark.parametrize(
    ("error", "line"),
    [(TurnLost(), "turn_left"), (StoreUnavailable(), "turn_left"), (RuntimeError("a bug"), "turn_broken")],
)
async def test_an_answer_that_breaks_breaks_nothing_else(
    stage: Stage, caplog: pytest.LogCaptureFixture, error: Exception, line: str
) -> None:
    async def breaks(lease: Lease, pause_s: Callable[[], float]) -> str:
        raise error

    crew = Crew(stage.store.turns, breaks)
    with caplog.at_level(logging.INFO, "kefu"):
        crew.start(await stage.ask())
        await until(lambda: is_idle(crew))
    assert [record.getMessage() for record in caplog.records] == [line]


async def test_many_turns_at_once_append_less_often(stage: Stage) -> None:
    answers = Answers()
    crew = Crew(stage.store.turns, answers)
    assert crew.pause_s() == PAUSE_S
    for number in range(100):
        crew.start(Lease("s", f"t_{number}", 1))
    assert crew.pause_s() > PAUSE_S
    answers.let_go.set()
    await until(lambda: is_idle(crew))
