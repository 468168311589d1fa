"""What becomes of a turn whose owner died: nobody waits in silence, and nothing that was shown is lost."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from app.ai.provider import AIError, Answer, Delta, Line, Piece, Prompt, Run, Started
from app.desk.answering import ATTEMPTS
from app.domain.errors import StoreUnavailable
from app.store.commits import TurnLost
from app.store.turns import Draft, Lease
from tests.desk.stage import Stage, until
from tests.scripted import held, saying


async def _die(stage: Stage, *pieces: Piece) -> Lease:
    """An owner says `pieces` and dies; returns the lease of the one who takes over."""
    lease = await stage.ask("q")
    stage.provider.script = held(pieces, asyncio.Event())
    owner = asyncio.create_task(stage.answering.answer(lease, lambda: 0.0))
    text = "".join(piece.text for piece in pieces if isinstance(piece, Delta))
    run = next((piece.run for piece in pieces if isinstance(piece, Started)), {})

    async def has_said_it() -> bool:
        is_asked = len(stage.provider.prompts) > 0
        return is_asked and await stage.store.turns.draft(lease.session_name) == Draft(text, run)

    await until(has_said_it)
    owner.cancel()
    await asyncio.gather(owner, return_exceptions=True)
    stage.provider.script = saying(Delta("a new answer"))
    return await stage.take_over(lease)


async def _ended(stage: Stage, lease: Lease) -> tuple[list[str], str]:
    """What was said after the question (text or code), and the turn's last state."""
    said = [message.get("code") or message["text"] for message in await stage.messages(lease.session_name)]
    return said[1:], (await stage.heard(lease.session_name))[-1][1]["state"]


async def test_who_died_before_the_first_word_is_followed_by_one_who_asks_again(stage: Stage) -> None:
    lease = await _die(stage)
    await stage.answer(lease)
    assert await _ended(stage, lease) == (["a new answer"], "finished")
    assert [prompt.fresh for prompt in stage.provider.prompts] == [(Line("visitor", "q"),)] * 2
    assert (await stage.messages(lease.session_name))[-1]["turn_id"] == lease.turn_id


async def test_what_was_shown_stays_as_stopped_where_the_rest_cannot_be_had(stage: Stage) -> None:
    lease = await _die(stage, Delta("so far"))
    await stage.answer(lease)
    assert await _ended(stage, lease) == (["so far", "ai_interrupted"], "stopped")
    assert len(stage.provider.prompts) == 1


async def test_the_rest_is_fetched_by_the_name_that_the_upstream_gave(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = list[Run]()

    async def recover(prompt: Prompt, run: Run) -> Answer:
        asked.append(run)
        return Answer("so far and the rest\ud83d", (" more? ", "x" * 500))

    monkeypatch.setattr(stage.provider, "recover", recover)
    lease = await _die(stage, Started({"chat_id": "7"}), Delta("so far"))
    await stage.answer(lease)
    assert asked == [{"chat_id": "7"}]
    assert await _ended(stage, lease) == (["so far and the rest"], "finished")
    assert (await stage.messages(lease.session_name))[-1]["suggestions"] == ["more?"]
    assert len(stage.provider.prompts) == 1


async def test_an_answer_that_nobody_has_seen_is_fetched_too(stage: Stage) -> None:
    stage.provider.answer = Answer("the whole")
    lease = await _die(stage, Started({"chat_id": "7"}))
    await stage.answer(lease)
    assert await _ended(stage, lease) == (["the whole"], "finished")


@pytest.mark.parametrize("answer", [None, Answer(""), Answer(" \n")])
async def test_where_nothing_was_shown_and_nothing_can_be_fetched_the_ai_is_asked_again(
    stage: Stage, answer: Answer | None
) -> None:
    stage.provider.answer = answer
    lease = await _die(stage, Started({"chat_id": "7"}))
    await stage.answer(lease)
    assert await _ended(stage, lease) == (["a new answer"], "finished")


@pytest.mark.parametrize(("shown", "said"), [("", ["a new answer"]), ("so far", ["so far", "ai_interrupted"])])
async def test_an_upstream_that_cannot_be_asked_for_the_rest_has_none(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, shown: str, said: list[str]
) -> None:
    async def refuse(prompt: Prompt, run: Run) -> Answer | None:
        raise AIError("network")

    monkeypatch.setattr(stage.provider, "recover", refuse)
    lease = await _die(stage, Started({"chat_id": "7"}), *([Delta(shown)] if shown else []))
    await stage.answer(lease)
    assert (await _ended(stage, lease))[0] == said


@pytest.mark.parametrize("shown", ["", "so far"])
async def test_a_question_that_kills_its_owners_is_given_up_with_an_apology(stage: Stage, shown: str) -> None:
    lease = await _die(stage, *([Delta(shown)] if shown else []))
    while lease.attempt <= ATTEMPTS:
        lease = await stage.take_over(lease)
    await stage.answer(lease)
    expected = (["so far", "ai_interrupted"], "stopped") if shown else (["ai_unavailable"], "failed")
    assert await _ended(stage, lease) == expected
    assert len(stage.provider.prompts) == 1


async def test_an_owner_that_wakes_too_late_says_nothing(stage: Stage) -> None:
    lease = await stage.ask()
    taken = await stage.take_over(lease)
    with pytest.raises(TurnLost):
        await stage.answer(lease)
    assert stage.provider.prompts == []
    await stage.answer(taken)
    assert (await _ended(stage, taken))[1] == "finished"


async def test_an_owner_that_loses_the_turn_while_speaking_stops_and_closes_its_source(stage: Stage) -> None:
    go_on, closed = asyncio.Event(), asyncio.Event()

    async def script(_: Prompt) -> AsyncIterator[Piece]:
        try:
            yield Delta("mine")
            await go_on.wait()
            yield Delta(" and more")
            await asyncio.Event().wait()
        finally:
            closed.set()

    stage.provider.script = script
    lease = await stage.ask()
    answering = asyncio.create_task(stage.answer(lease))

    async def has_begun() -> bool:
        return (await stage.store.turns.draft(lease.session_name)).text == "mine"

    await until(has_begun)
    await stage.take_over(lease)
    go_on.set()
    with pytest.raises(ExceptionGroup) as lost:
        await answering
    assert lost.group_contains(TurnLost)
    assert closed.is_set()
    assert await stage.shown(lease.session_name) == ["mine"]
    assert len(await stage.messages(lease.session_name)) == 1


async def test_the_end_of_a_turn_waits_for_a_store_that_is_away_for_a_moment(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.desk.answering.STORE_WAIT_S", 0.001)
    commit, refusals = stage.store.commits.commit, 5
    lease = await stage.ask()

    async def sometimes(*arguments: object, **named: object) -> object:
        nonlocal refusals
        refusals -= 1
        if refusals >= 0:
            raise StoreUnavailable()
        return await commit(*arguments, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(stage.store.commits, "commit", sometimes)
    stage.provider.script = saying(Delta("a"))
    await stage.answer(lease)
    assert await _ended(stage, lease) == (["a"], "finished")
    assert refusals == -1
