"""The Coze provider against the double: chats that are stopped, lost, waited for or in the way."""

import asyncio
from collections.abc import Callable
from contextlib import aclosing
from typing import Any, cast

import pytest

from app.ai.patience import Limits, Patient
from app.ai.provider import (
    AIError,
    Answer,
    Delta,
    Opened,
    Started,
)
from tests.ai.coze_talk import LONG_AGO, ask, connect, fail, hear, no_sleep, shown
from tests.coze_double import CozeDouble, answer_to


async def test_an_old_conversation_is_kept_while_the_answer_runs_in_it() -> None:
    double = CozeDouble()
    async with connect(double) as provider:
        state = await provider.open("session-1", "visitor-1")
        async with aclosing(cast("Any", provider.stream(ask("[[stall 3]]count to 9", state)))) as pieces:
            async for piece in pieces:
                if piece == Delta("3 "):
                    break
        # The stream is closed, the chat is not: Coze refuses a second one until the first is stopped.
        error, _ = await fail(provider, ask("hello", state))
        assert (error.kind, error.retryable, error.code) == ("busy", True, "4016")
        assert len(double.requests_to("/v3/chat/cancel")) == 1
        assert shown(await hear(provider, ask("hello", state))) == answer_to("hello")
        double.release()


async def test_busy_with_a_chat_that_nobody_here_knows() -> None:
    double = CozeDouble()
    async with connect(double) as provider:
        state = await provider.open("session-1", "visitor-1")
        double.misbehave("json-error 4016")
        error, _ = await fail(provider, ask("hello", state))
    assert (error.kind, error.retryable) == ("busy", True)
    assert double.requests_to("/v3/chat/cancel") == []


async def test_closing_the_answer_frees_the_connection() -> None:
    double = CozeDouble()
    async with connect(double) as provider:
        state = await provider.open("session-1", "visitor-1")
        stream = cast("Any", provider.stream(ask("[[stall 1]]hello", state)))
        await anext(stream)
        await double.until_held()
        (chat,) = double.chats.values()
        await stream.aclose()
        await until(lambda: chat.stream == "abandoned")
        double.release()


async def until(true: Callable[[], bool]) -> None:
    for _ in range(2000):
        if true():
            return
        await asyncio.sleep(0.01)
    pytest.fail("nothing happened")


async def test_cancels_a_chat_and_does_not_mind_one_that_has_ended() -> None:
    double = CozeDouble()
    async with connect(double) as provider:
        state = await provider.open("session-1", "visitor-1")
        prompt = ask("[[stall 2]]count to 9", state)
        stream = cast("Any", provider.stream(prompt))
        started = await anext(stream)
        await double.until_held()
        await provider.cancel(prompt, started.run)
        (chat,) = double.chats.values()
        assert chat.status == "canceled"
        double.release()
        with pytest.raises(AIError) as caught:
            async for _ in stream:
                pass
        assert (caught.value.kind, caught.value.retryable) == ("gone", False)
        await provider.cancel(prompt, started.run)
        await provider.cancel(prompt, {"chat_id": "1", "conversation_id": state["conversation_id"]})
        await provider.cancel(prompt, {})
        double.misbehave("http-500", path="/v3/chat/cancel")
        with pytest.raises(AIError):
            await provider.cancel(prompt, started.run)


@pytest.mark.parametrize("dialect", ["cloud", "studio"])
async def test_recovers_an_answer_whose_stream_was_cut(dialect: Any) -> None:
    double = CozeDouble(dialect=dialect, follow_ups=1)
    async with connect(double) as provider:
        state = await provider.open("session-1", "visitor-1")
        prompt = ask("[[cut 2]] [[two-answers]]count to 3", state)
        error, pieces = await fail(provider, prompt)
        assert (error.kind, error.retryable, shown(pieces)) == ("network", False, "1 2 ")
        assert isinstance(pieces[0], Started)
        answer = await provider.recover(prompt, pieces[0].run)
    assert answer == Answer("1 2 3\n\n2: 1 2 3", ("When will it arrive?",))


async def test_waits_for_an_answer_that_is_not_complete_yet() -> None:
    double = CozeDouble()
    waits: list[float] = []

    async def sleep(seconds: float) -> None:
        waits.append(seconds)
        if len(waits) == 2:
            double.misbehave("http-500", path="/v3/chat/retrieve")
        if len(waits) == 3:
            double.release()
            await double.until_idle()

    async with connect(double, sleep=sleep) as provider:
        state = await provider.open("session-1", "visitor-1")
        prompt = ask("[[stall 1]]count to 3", state)
        async with aclosing(cast("Any", provider.stream(prompt))) as stream:
            started = await anext(stream)
            await double.until_held()
        assert await provider.recover(prompt, started.run) == Answer("1 2 3")
    assert waits == [1.0, 1.0, 1.0]


async def test_does_not_wait_for_ever() -> None:
    double = CozeDouble()
    async with connect(double) as provider:
        state = await provider.open("session-1", "visitor-1")
        prompt = ask("[[stall 1]]count to 3", state)
        async with aclosing(cast("Any", provider.stream(prompt))) as stream:
            started = await anext(stream)
            await double.until_held()
        assert await provider.recover(prompt, started.run) is None
        double.release()
    assert len(double.requests_to("/v3/chat/retrieve")) == 60


@pytest.mark.parametrize("mode", ["failed", "requires-action"])
async def test_recovers_nothing_from_a_chat_that_failed(mode: str) -> None:
    double = CozeDouble()
    async with connect(double) as provider:
        state = await provider.open("session-1", "visitor-1")
        prompt = ask(f"[[{mode}]]hello", state)
        _, pieces = await fail(provider, prompt)
        assert isinstance(pieces[0], Started)
        assert await provider.recover(prompt, pieces[0].run) is None


async def test_recovers_nothing_of_an_unknown_chat() -> None:
    double = CozeDouble()
    async with connect(double) as provider:
        state = await provider.open("session-1", "visitor-1")
        prompt = ask("hello", state)
        run = {"chat_id": "404", **state}
        assert await provider.recover(prompt, run) is None
        assert await provider.recover(prompt, {}) is None
        double.misbehave("json-error 4101", path="/v3/chat/retrieve")
        with pytest.raises(AIError):
            await provider.recover(prompt, run)


async def test_with_patience_is_asked_again_and_opened_once() -> None:
    double = CozeDouble()
    async with connect(double) as provider:
        patient = Patient(provider, sleep=no_sleep)
        pieces = await hear(patient, ask("[[json-error 5000 x2]]what is my name", {}, LONG_AGO))
    assert shown(pieces) == "Your name is Ann."
    assert sum(isinstance(piece, Opened) for piece in pieces) == 1


async def test_with_patience_a_slow_answer_is_cancelled() -> None:
    double = CozeDouble()
    async with connect(double) as provider:
        patient = Patient(provider, Limits(first_word_s=0.5), sleep=no_sleep)
        state = await patient.open("session-1", "visitor-1")
        error, _ = await fail(patient, ask("[[slow-delta held]]hello", state))
        assert (error.kind, error.code) == ("timeout", "first_word")
        (chat,) = double.chats.values()
        assert chat.status == "canceled"
        double.release()


async def test_with_patience_an_abandoned_chat_makes_room() -> None:
    double = CozeDouble()
    async with connect(double) as provider:
        patient = Patient(provider, sleep=no_sleep)
        state = await patient.open("session-1", "visitor-1")
        async with aclosing(cast("Any", patient.stream(ask("[[stall 1]]hello", state)))) as stream:
            await anext(stream)
            await double.until_held()
        assert shown(await hear(patient, ask("hello", state))) == answer_to("hello")
        double.release()
