"""One turn from the question to its end: what is said, what is kept, and what follows."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from app.ai.provider import AIError, Delta, FailureKind, Line, Opened, Piece, Prompt, Replaced, Suggested
from app.desk.speech import ANSWER_LIMIT_CHARS
from app.desk.thread import FRESH_LINES
from app.domain.answers import Answers
from app.domain.shop import DEFAULT_ID
from app.store.turns import Draft, Lease
from tests.desk.stage import Stage
from tests.scripted import Script, held, saying


def failing(kind: FailureKind, *before: Piece) -> Script:
    """A script that says `before`, and then fails."""

    async def script(_: Prompt) -> AsyncIterator[Piece]:
        for piece in before:
            yield piece
        raise AIError(kind)

    return script


async def test_an_answer_is_kept_and_ends_its_turn(stage: Stage) -> None:
    stage.provider.script = saying(Delta("**Hello** "), Delta("there. "))
    lease = await stage.ask("hi")
    assert await stage.answer(lease) == ""
    question, answer = await stage.messages(lease.session_name)
    assert (question["role"], question["text"]) == ("visitor", "hi")
    assert (answer["role"], answer["text"], answer["turn_id"]) == ("ai", "**Hello** there.", lease.turn_id)
    assert answer["html"] == "<p><strong>Hello</strong> there.</p>"
    assert "stopped" not in answer
    kinds = [(kind, data.get("state")) for kind, data in await stage.heard(lease.session_name) if kind != "delta"]
    assert kinds[-3:] == [("turn", "started"), ("message", None), ("turn", "finished")]
    assert (await stage.store.sessions.load(lease.session_name)).turn_id == ""


async def test_the_ai_is_asked_the_question_with_all_that_came_before(stage: Stage) -> None:
    stage.provider.script = saying(Delta("a1"))
    lease = await stage.ask("q1")
    await stage.answer(lease)
    await stage.answer(await stage.ask("q2", lease.session_name))
    first, second = stage.provider.prompts
    assert (first.session_name, first.visitor_id, first.lang) == (lease.session_name, "v_1", "en")
    assert (first.fresh, first.history) == ((Line("visitor", "q1"),), ())
    assert second.fresh == (Line("visitor", "q2"),)
    assert second.history == (Line("visitor", "q1"), Line("ai", "a1"))


@pytest.mark.parametrize(
    ("kind", "code"),
    [
        ("network", "ai_unavailable"),
        ("open", "ai_unavailable"),
        ("timeout", "ai_unavailable"),
        ("content", "ai_no_answer"),
        ("context", "ai_no_answer"),
    ],
)
async def test_a_failure_before_the_first_word_ends_in_an_apology(stage: Stage, kind: FailureKind, code: str) -> None:
    stage.provider.script = failing(kind)
    lease = await stage.ask()
    await stage.answer(lease)
    _, apology = await stage.messages(lease.session_name)
    assert (apology["role"], apology["code"], apology["turn_id"]) == ("system", code, lease.turn_id)
    assert (await stage.heard(lease.session_name))[-1][1]["state"] == "failed"
    assert await stage.shown(lease.session_name) == []


async def test_a_failure_after_the_first_words_keeps_them_as_stopped_and_apologizes(stage: Stage) -> None:
    stage.provider.script = failing("network", Delta("half an "), Suggested(("more?",)))
    lease = await stage.ask()
    await stage.answer(lease)
    _, half, apology = await stage.messages(lease.session_name)
    assert (half["text"], half["stopped"], half["suggestions"]) == ("half an", True, ["more?"])
    assert apology["code"] == "ai_interrupted"
    assert (await stage.heard(lease.session_name))[-1][1]["state"] == "stopped"


@pytest.mark.parametrize(
    "pieces", [(), (Delta(""),), (Delta(" \n"), Delta("\x00")), (Delta("x"), Replaced(" ")), (Delta("\ud83d"),)]
)
async def test_an_answer_of_nothing_is_an_apology_and_not_silence(stage: Stage, pieces: tuple[Piece, ...]) -> None:
    stage.provider.script = saying(*pieces)
    lease = await stage.ask()
    await stage.answer(lease)
    said = await stage.messages(lease.session_name)
    assert [message.get("code") for message in said] == [None, "ai_no_answer"]
    assert (await stage.heard(lease.session_name))[-1][1]["state"] == "failed"


async def test_the_ai_is_told_how_the_shop_wants_it_to_answer(stage: Stage) -> None:
    await stage.answer(await stage.ask())
    own = Answers(instructions="Be brief.", coze_bot_id="73")
    stage.shops[DEFAULT_ID] = replace(stage.shops[DEFAULT_ID], answers=own)
    await stage.answer(await stage.ask())
    told = [(prompt.instructions, prompt.bot_id) for prompt in stage.provider.prompts]
    assert told == [("", ""), ("Be brief.", "73")]


async def test_what_was_said_meanwhile_is_answered_together_in_the_next_turn(stage: Stage) -> None:
    gate = asyncio.Event()
    stage.provider.script = held([Delta("a1")], gate)
    lease = await stage.ask("q1")
    answering = asyncio.create_task(stage.answer(lease))
    second, third = [await stage.say(lease.session_name, text) for text in ("q2", "q3")]
    assert second.turn_id == third.turn_id != lease.turn_id
    gate.set()
    assert await answering == second.turn_id
    stage.provider.script = saying(Delta("a2"))
    assert await stage.answer(Lease(lease.session_name, second.turn_id, 1)) == ""
    prompt = stage.provider.prompts[-1]
    assert prompt.fresh == (Line("visitor", "q2"), Line("visitor", "q3"))
    assert prompt.history == (Line("visitor", "q1"), Line("ai", "a1"))
    assert [one["text"] for one in await stage.messages(lease.session_name)] == ["q1", "q2", "q3", "a1", "a2"]


async def test_more_questions_than_one_can_answer_are_at_least_known_to_have_been_asked(stage: Stage) -> None:
    lease = await stage.ask("q0")
    queued = [await stage.say(lease.session_name, f"q{number}") for number in range(1, FRESH_LINES + 3)]
    await stage.answer(lease)
    await stage.answer(Lease(lease.session_name, queued[0].turn_id, 1))
    prompt = stage.provider.prompts[-1]
    assert [line.text for line in prompt.fresh] == [f"q{number}" for number in range(3, FRESH_LINES + 3)]
    assert [line.text for line in prompt.history] == ["q0", "You said: q0", "q1", "q2"]


async def test_a_turn_that_begins_late_leaves_the_next_question_to_the_next_turn(stage: Stage) -> None:
    lease = await stage.ask("q1")
    second = await stage.say(lease.session_name, "q2")
    await stage.answer(lease)
    await stage.answer(Lease(lease.session_name, second.turn_id, 1))
    assert [prompt.fresh for prompt in stage.provider.prompts] == [(Line("visitor", "q1"),), (Line("visitor", "q2"),)]


async def test_a_question_that_found_no_answer_is_asked_again_with_the_next(stage: Stage) -> None:
    stage.provider.script = failing("network")
    lease = await stage.ask("q1")
    await stage.answer(lease)
    stage.provider.script = saying(Delta("a"))
    await stage.answer(await stage.ask("q2", lease.session_name))
    assert stage.provider.prompts[-1].fresh == (Line("visitor", "q1"), Line("visitor", "q2"))


async def test_what_the_ai_remembers_is_kept_with_the_session(stage: Stage) -> None:
    stage.provider.state = {"conversation_id": "7"}
    stage.provider.script = saying(Delta("a"))
    lease = await stage.ask("q1")
    await stage.answer(lease)
    stage.provider.state = {"conversation_id": "another"}
    await stage.answer(await stage.ask("q2", lease.session_name))
    assert [prompt.state for prompt in stage.provider.prompts] == [{"conversation_id": "7"}] * 2


async def test_a_memory_that_was_opened_anew_takes_the_place_of_the_old(stage: Stage) -> None:
    stage.provider.state = {"conversation_id": "7"}
    stage.provider.script = saying(Opened({"conversation_id": "8"}), Delta("a"))
    lease = await stage.ask()
    await stage.answer(lease)
    assert (await stage.store.sessions.load(lease.session_name)).ai_state == {"conversation_id": "8"}


async def test_nobody_remembers_across_sessions(stage: Stage) -> None:
    stage.provider.state = {"conversation_id": "7"}
    stage.provider.script = saying(Delta("a"))
    await stage.answer(await stage.ask("my name is Ada"))
    stage.provider.state = {}
    await stage.answer(await stage.ask("who am I?"))
    other = stage.provider.prompts[-1]
    assert (other.state, other.history, other.fresh) == ({}, (), (Line("visitor", "who am I?"),))


async def test_an_ai_that_cannot_be_opened_ends_in_an_apology(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    async def refuse(session_name: str, visitor_id: str, bot_id: str) -> dict[str, str]:
        raise AIError("auth")

    monkeypatch.setattr(stage.provider, "open", refuse)
    lease = await stage.ask()
    await stage.answer(lease)
    assert (await stage.messages(lease.session_name))[-1]["code"] == "ai_unavailable"


async def test_suggestions_are_few_short_and_not_empty(stage: Stage) -> None:
    offered = (" one ", "", "x" * 121, "two", "  ", "three", "four\ud83d", "five")
    stage.provider.script = saying(Delta("a"), Suggested(offered))
    lease = await stage.ask()
    await stage.answer(lease)
    assert (await stage.messages(lease.session_name))[-1]["suggestions"] == ["one", "two", "three", "four"]


async def test_an_answer_without_end_is_cut_and_its_source_closed(stage: Stage) -> None:
    closed = asyncio.Event()

    async def endless(_: Prompt) -> AsyncIterator[Piece]:
        try:
            while True:
                yield Delta("x" * 999)
        finally:
            closed.set()

    stage.provider.script = endless
    lease = await stage.ask()
    await stage.answer(lease)
    answer = (await stage.messages(lease.session_name))[-1]
    assert answer["text"] == "x" * ANSWER_LIMIT_CHARS
    assert closed.is_set()


async def test_a_draft_ends_with_its_turn(stage: Stage) -> None:
    lease = await stage.ask()
    await stage.answer(lease)
    assert await stage.store.turns.draft(lease.session_name) == Draft("", {})
