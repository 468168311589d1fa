"""The Coze provider against a Coze that misbehaves, over real sockets: what it says."""

import asyncio
from collections.abc import Coroutine
from typing import Any

import pytest

from app.ai.coze import CozeProvider
from app.ai.coze_auth import FixedToken, OAuthApp, Pat
from app.ai.coze_target import BotTarget, WorkflowTarget
from app.ai.provider import (
    AIError,
    Delta,
    Greeting,
    Opened,
    Provider,
    Replaced,
    Started,
    Suggested,
)
from tests.ai.coze_talk import LONG_AGO, ask, connect, fail, hear, shown
from tests.coze_double import CozeDouble, answer_to, new_key, running


async def test_answers_word_by_word_and_says_how_to_find_the_chat() -> None:
    double = CozeDouble()
    async with connect(double) as provider:
        state = await provider.open("session-1", "visitor-1")
        pieces = await hear(provider, ask("count to 40", state))
    numbers = [f"{n} " for n in range(1, 40)] + ["40"]
    (chat_id,) = double.chats
    assert pieces[0] == Started({"chat_id": chat_id, "conversation_id": state["conversation_id"]})
    assert pieces[1:] == [Delta(number) for number in numbers]


async def test_asks_as_the_facts_say() -> None:
    double = CozeDouble()
    async with connect(double) as provider:
        state = await provider.open("session-1", "visitor-1")
        await hear(provider, ask("hello", state, LONG_AGO))
    (chat,) = double.requests_to("/v3/chat")
    (created,) = double.requests_to("/v1/conversation/create")
    assert chat.query == dict(state)
    assert created.json == {"bot_id": double.bot_id}
    assert chat.json == {
        "bot_id": double.bot_id,
        "user_id": "visitor-1",
        "stream": True,
        "auto_save_history": True,
        "additional_messages": [{"role": "user", "type": "question", "content": "hello", "content_type": "text"}],
    }


WIRE = [
    "split-utf8",
    "crlf",
    "comments",
    "id-lines",
    "spaces",
    "no-spaces",
    "unknown-events",
    "verbose",
    "reasoning",
]
ENDS = ["done quoted", "done bare", "done debug", "done studio", "no-done"]


@pytest.mark.parametrize("mode", [*WIRE, *ENDS, "no-deltas", "]] [[".join(WIRE)])
@pytest.mark.parametrize("dialect", ["cloud", "studio"])
@pytest.mark.parametrize("kind", ["bot", "workflow"])
async def test_reads_every_dialect_of_the_stream(mode: str, dialect: Any, kind: str) -> None:
    double = CozeDouble(dialect=dialect)
    target = BotTarget(double.bot_id) if kind == "bot" else WorkflowTarget(double.workflow_id, double.app_id)
    async with connect(double, target=target) as provider:
        state = await provider.open("session-1", "visitor-1")
        pieces = await hear(provider, ask(f"[[{mode}]]怎么退货", state))
    assert shown(pieces) == answer_to("怎么退货")
    assert all(isinstance(piece, Started | Delta) for piece in pieces)


async def test_parts_several_answers_by_a_blank_line() -> None:
    async with connect(CozeDouble()) as provider:
        state = await provider.open("session-1", "visitor-1")
        for mode in ("[[two-answers]]", "[[two-answers]] [[no-deltas]]"):
            pieces = await hear(provider, ask(f"{mode}count to 3", state))
            assert shown(pieces) == "1 2 3\n\n2: 1 2 3"
            assert not any(isinstance(piece, Replaced) for piece in pieces)


async def test_the_final_text_wins() -> None:
    async with connect(CozeDouble()) as provider:
        state = await provider.open("session-1", "visitor-1")
        pieces = await hear(provider, ask("[[rewrite]] [[two-answers]]count to 3", state))
    assert shown(pieces) == "1 2 3 (edited)\n\n2: 1 2 3 (edited)"
    assert Replaced("1 2 3 (edited)") in pieces


async def test_suggests_what_to_ask_next_once_at_the_end() -> None:
    async with connect(CozeDouble(follow_ups=2)) as provider:
        state = await provider.open("session-1", "visitor-1")
        pieces = await hear(provider, ask("hello", state))
    assert pieces[-1] == Suggested(("When will it arrive?", "How do I return it?"))
    assert not any(isinstance(piece, Suggested) for piece in pieces[:-1])


FAILURES = [
    ("empty", "content", False, "empty"),
    ("failed", "server", True, "5000"),
    ("failed late", "server", False, "5000"),
    ("failed 4013", "rate", True, "4013"),
    ("failed 4014", "content", False, "4014"),
    ("failed-bare", "server", False, "701231"),
    ("failed-bare 4011 late", "quota", False, "4011"),
    ("error-event", "server", True, "5000"),
    ("error-event 4020 late", "rate", False, "4020"),
    ("requires-action", "config", False, "requires_action"),
    ("json-error 4009", "server", True, "4009"),
    ("json-error 4010", "context", False, "4010"),
    ("json-error 4015", "config", False, "4015"),
    ("json-error 4105", "content", False, "4105"),
    ("json-error 4101", "auth", False, "4101"),
    ("json-error 4200", "gone", False, "4200"),
    ("json-error 4002", "gone", False, "4002"),
    ("http-401", "auth", False, "4100"),
    ("token-invalid", "auth", False, "700012006"),
    ("cut 0", "network", False, "RemoteProtocolError"),
    ("cut-early", "network", False, "RemoteProtocolError"),
    ("cut", "network", False, "RemoteProtocolError"),
    ("hang-up", "network", False, "RemoteProtocolError"),
]


@pytest.mark.parametrize(("mode", "kind", "retryable", "code"), FAILURES)
async def test_says_what_went_wrong_and_whether_to_ask_again(mode: str, kind: str, retryable: bool, code: str) -> None:
    double = CozeDouble()
    async with connect(double) as provider:
        state = await provider.open("session-1", "visitor-1")
        error, pieces = await fail(provider, ask(f"[[{mode}]]hello", state))
    assert (error.kind, error.retryable, error.code) == (kind, retryable, code)
    assert not any(isinstance(piece, Opened) for piece in pieces)


@pytest.mark.parametrize(("mode", "kind"), [("http-429", "rate"), ("http-500", "server"), ("html-502", "server")])
async def test_a_bad_status_may_be_asked_again(mode: str, kind: str) -> None:
    async with connect(CozeDouble()) as provider:
        state = await provider.open("session-1", "visitor-1")
        error, _ = await fail(provider, ask(f"[[{mode}]]hello", state))
    assert (error.kind, error.retryable) == (kind, True)
    assert error.logid != ""


async def test_a_log_id_comes_with_failures_inside_the_stream() -> None:
    async with connect(CozeDouble()) as provider:
        state = await provider.open("session-1", "visitor-1")
        for mode in ("failed", "failed-bare", "error-event", "requires-action", "empty"):
            error, _ = await fail(provider, ask(f"[[{mode}]]hello", state))
            assert error.logid != ""


async def test_nobody_there_may_be_asked_again() -> None:
    async with running(CozeDouble()) as base_url:
        pass
    provider = CozeProvider(base_url, BotTarget("1"), Pat("pat_x"))
    for attempt in (provider.open("session-1", "visitor-1"), provider.check()):
        with pytest.raises(AIError) as caught:
            await attempt
        assert (caught.value.kind, caught.value.retryable) == ("network", True)
    await provider.close()


@pytest.mark.parametrize("dialect", ["cloud", "studio"])
async def test_greets_with_the_bot_s_own_words(dialect: Any) -> None:
    double = CozeDouble(dialect=dialect, suggested_questions=["1", "", "2", "3", "4", "5"])
    async with connect(double) as provider:
        assert await provider.greet("en") == Greeting("Hello, how can I help?", ("1", "2", "3", "4"))
    async with connect(double, target=WorkflowTarget(double.workflow_id, double.app_id)) as provider:
        assert await provider.greet("en") == Greeting()
    async with connect(double, target=BotTarget("404")) as provider:
        with pytest.raises(AIError) as caught:
            await provider.greet("en")
    assert (caught.value.kind, caught.value.code) == ("config", "4006")


@pytest.mark.parametrize("kind", ["bot", "workflow"])
@pytest.mark.parametrize("dialect", ["cloud", "studio"])
async def test_checks_without_asking_a_model(kind: str, dialect: Any) -> None:
    double = CozeDouble(dialect=dialect)
    target = BotTarget(double.bot_id) if kind == "bot" else WorkflowTarget(double.workflow_id, double.app_id)
    async with connect(double, target=target) as provider:
        await provider.check()
        assert double.chats == {}
        assert double.conversations == {}
        double.revoke(double.pat)
        with pytest.raises(AIError) as caught:
            await provider.check()
    assert caught.value.kind == "auth"


async def test_many_visitors_at_once_hear_their_own_answers() -> None:
    double = CozeDouble()
    async with connect(double) as provider:

        async def turn(at: int) -> str:
            state = await provider.open(f"session-{at}", f"visitor-{at}")
            return shown(await hear(provider, ask(f"number {at}", state, who=str(at))))

        turns: list[Coroutine[Any, Any, str]] = [turn(at) for at in range(60)]
        answers = await asyncio.gather(*turns)
    assert answers == [answer_to(f"number {at}") for at in range(60)]


def test_is_a_provider() -> None:
    provider: Provider = CozeProvider("http://127.0.0.1:9", BotTarget("1"), Pat("pat_x"))
    assert provider.name == "coze"


@pytest.mark.parametrize("token", ["", "  ", "pat_你好", "pat_\nx"])
def test_refuses_what_is_no_token(token: str) -> None:
    with pytest.raises(ValueError, match="access token"):
        FixedToken(Pat(token))


@pytest.mark.parametrize("pem", ["", "nonsense", new_key()[1]])
def test_refuses_what_is_no_private_key(pem: str) -> None:
    with pytest.raises(ValueError, match="private key"):
        CozeProvider("http://127.0.0.1:9", BotTarget("1"), OAuthApp("client", "kid", pem))


def test_secrets_do_not_show() -> None:
    assert "pat_secret" not in repr(Pat("pat_secret"))
    assert "PRIVATE KEY" not in repr(OAuthApp("client", "kid", "PRIVATE KEY"))
