"""The OpenAI-compatible provider over real sockets against the double; retries and time-outs are tested elsewhere."""

import asyncio
import json
import socket
from collections.abc import AsyncIterator
from contextlib import aclosing, asynccontextmanager, suppress
from typing import cast

import pytest
import pytest_asyncio

from app.ai.openai import OpenAIProvider
from app.ai.openai_prompt import trim_history, write_instructions, write_messages
from app.ai.provider import AIError, Delta, FailureKind, Greeting, Line, Piece, Prompt, Provider, Started
from tests.openai_double import Double, running


def ask(*texts: str, history: tuple[Line, ...] = (), lang: str = "en") -> Prompt:
    """A turn in which the visitor says `texts`."""
    return Prompt("s-1", "v-1", lang, tuple(Line("visitor", text) for text in texts), history)


@pytest.fixture(name="double")
def make_double() -> Double:
    """A double that speaks as fast as it can."""
    return Double()


@pytest_asyncio.fixture(name="address")
async def _address(double: Double) -> AsyncIterator[str]:
    async with running(double) as address:
        yield address


@asynccontextmanager
async def using(
    address: str,
    *,
    key: str = "sk-double",
    model: str = "double-1",
    instructions: str = "",
    history_chars: int = 12_000,
    max_tokens: int | None = None,
) -> AsyncIterator[OpenAIProvider]:
    """A provider for `address`, closed afterwards."""
    provider = OpenAIProvider(
        address, key, model, instructions=instructions, history_chars=history_chars, max_tokens=max_tokens
    )
    try:
        yield provider
    finally:
        await provider.close()


@pytest_asyncio.fixture(name="ai")
async def _ai(address: str) -> AsyncIterator[OpenAIProvider]:
    async with using(address) as provider:
        yield provider


async def hear(ai: Provider, prompt: Prompt, heard: list[Piece] | None = None) -> list[Piece]:
    """Every piece of an answer; `heard` keeps what came before an error."""
    pieces = [] if heard is None else heard
    async for piece in ai.stream(prompt):
        pieces.append(piece)
    return pieces


def join(pieces: list[Piece]) -> str:
    """The words of an answer."""
    return "".join(piece.text for piece in pieces if isinstance(piece, Delta))


async def fail(ai: Provider, prompt: Prompt, heard: list[Piece] | None = None) -> AIError:
    """The error an answer ends with."""
    with pytest.raises(AIError) as raised:
        await hear(ai, prompt, heard)
    return raised.value


def sent(double: Double) -> list[dict[str, str]]:
    """The messages of the last request."""
    return cast("list[dict[str, str]]", double.requests[-1].body["messages"])


async def test_speaks_word_by_word_once_started(ai: OpenAIProvider) -> None:
    first, *words = await hear(ai, ask("count to 5"))
    assert first == Started({})
    assert len(words) == 5 and join(words) == "word1 word2 word3 word4 word5"


@pytest.mark.parametrize("mode", ["split", "crlf", "null", "usage-null", "reasoning", "no-done", "length"])
async def test_odd_streams_give_the_same_words(ai: OpenAIProvider, mode: str) -> None:
    assert join(await hear(ai, ask(f"“退货”怎么办？ [[{mode}]]"))) == join(await hear(ai, ask("“退货”怎么办？")))


@pytest.mark.parametrize(
    ("mode", "kind", "retryable", "code"),
    [
        ("400", "config", False, "invalid_request_error"),
        ("401", "auth", False, "invalid_api_key"),
        ("402", "quota", False, "invalid_request_error"),
        ("403", "auth", False, "unsupported_region"),
        ("404", "config", False, "model_not_found"),
        ("408", "server", True, "server_error"),
        ("422", "config", False, "invalid_parameter"),
        ("429", "rate", True, "rate_limit_exceeded"),
        ("429:2", "rate", True, "rate_limit_exceeded"),
        ("429:60", "rate", False, "rate_limit_exceeded"),
        ("quota", "quota", False, "insufficient_quota"),
        ("context", "context", False, "context_length_exceeded"),
        ("500", "server", True, "server_error"),
        ("503", "server", True, "server_error"),
        ("html", "server", True, "502"),
        ("html-200", "server", False, "200"),
        ("json-200", "server", False, "server_error"),
        ("whole", "server", False, "200"),
    ],
)
async def test_refusals(ai: OpenAIProvider, mode: str, kind: FailureKind, retryable: bool, code: str) -> None:
    heard: list[Piece] = []
    error = await fail(ai, ask(f"hello [[{mode}]]"), heard)
    assert (error.kind, error.retryable, error.code, heard) == (kind, retryable, code, [])


@pytest.mark.parametrize(
    ("mode", "kind", "words"),
    [
        ("cut:2", "network", 2),
        ("drop", "network", 0),
        ("eof:2", "network", 2),
        ("error:2", "server", 2),
        ("event-error:2", "server", 2),
        ("filter", "content", 9),
        ("empty", "content", 0),
    ],
)
async def test_answers_that_end_badly(ai: OpenAIProvider, mode: str, kind: FailureKind, words: int) -> None:
    heard: list[Piece] = []
    error = await fail(ai, ask(f"count to 9 [[{mode}]]"), heard)
    assert (error.kind, len(heard)) == (kind, 1 + words)
    assert error.retryable == (kind == "server")


async def test_nobody_listens_on_the_port() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        async with using(f"http://127.0.0.1:{taken.getsockname()[1]}/v1") as ai:
            error = await fail(ai, ask("hello"))
            assert (error.kind, error.retryable) == ("network", True)
            with pytest.raises(AIError, match="network"):
                await ai.check()


@pytest.mark.parametrize("address", ["", "ftp://127.0.0.1/v1"])
async def test_an_address_that_is_none(address: str) -> None:
    async with using(address) as ai:
        assert (await fail(ai, ask("hello"))).kind == "config"


async def test_sends_instructions_history_and_fresh_lines(ai: OpenAIProvider, double: Double) -> None:
    history = (
        Line("visitor", "Hello"),
        Line("ai", "Hi!"),
        Line("agent", "Ann here: it ships today."),
        Line("visitor", "Thanks"),
        Line("ai", "Welcome."),
    )
    await hear(ai, ask("Really?", "Today?", history=history))
    system, *rest = sent(double)
    assert system["role"] == "system" and "online shop" in system["content"]
    assert rest == [
        {"role": "user", "content": "Hello"},
        {"role": "assistant", "content": "Hi!\n\nAnn here: it ships today."},
        {"role": "user", "content": "Thanks"},
        {"role": "assistant", "content": "Welcome."},
        {"role": "user", "content": "Really?\n\nToday?"},
    ]
    body = double.requests[-1].body
    assert set(body) == {"model", "messages", "stream"} and body["stream"] is True
    assert double.requests[-1].headers["authorization"] == "Bearer sk-double"


async def test_remembers_through_the_history(ai: OpenAIProvider) -> None:
    history = (Line("visitor", "我叫张三"), Line("ai", "您好！"))
    assert join(await hear(ai, ask("我叫什么？", history=history, lang="zh"))) == "您叫张三。"


async def test_options_and_own_instructions_are_sent(address: str, double: Double) -> None:
    async with using(address, instructions="You sell bicycles.", max_tokens=300) as ai:
        await hear(ai, ask("你好", lang="zh-CN"))
    assert double.requests[-1].body["max_tokens"] == 300
    assert sent(double)[0]["content"].startswith("You sell bicycles.\n\n请使用访客所用的语言回答")


def test_instructions_follow_the_prompts_language() -> None:
    assert "如实说明" in write_instructions("", "zh")
    assert "honestly" in write_instructions(" ", "en") and "honestly" in write_instructions("", "fr")


@pytest.mark.parametrize(("budget_chars", "kept"), [(16, 4), (15, 2), (8, 2), (7, 0), (0, 0), (-5, 0)])
def test_history_is_trimmed_in_whole_lines_and_pairs(budget_chars: int, kept: int) -> None:
    history = (Line("visitor", "q1__"), Line("ai", "a1__"), Line("visitor", "q2__"), Line("ai", "a2__"))
    assert trim_history(history, budget_chars) == history[len(history) - kept :]


def test_a_history_that_fits_is_sent_as_it_is() -> None:
    history = (Line("agent", "I write first."), Line("visitor", "Fine."))
    assert trim_history(history, 100) == history


def test_fresh_lines_are_sent_whatever_the_budget() -> None:
    prompt = ask("x" * 50, history=(Line("visitor", "old"), Line("ai", "older")))
    assert [m["content"] for m in write_messages(prompt, "Be kind.", 10)] == ["Be kind.", "x" * 50]


async def test_leaving_early_hangs_up_upstream(ai: OpenAIProvider, double: Double) -> None:
    async with aclosing(ai.stream(ask("count to 9 [[stall:2]]"))) as pieces:  # type: ignore[type-var]
        heard = [await anext(pieces) for _ in range(3)]
    assert join(heard).split() == ["word1", "word2"]
    async with asyncio.timeout(10):
        while not double.hung_up:
            await asyncio.sleep(0.01)
    assert double.speaking == 0


async def test_a_finished_answer_does_not_wait_for_the_end_of_the_body(ai: OpenAIProvider) -> None:
    assert join(await hear(ai, ask("count to 3 [[linger]]"))) == "word1 word2 word3"


async def test_one_connection_serves_turn_after_turn(ai: OpenAIProvider, double: Double) -> None:
    for mode in ("", "[[length]]", "[[crlf]]", "[[no-done]]", "[[500]]", ""):
        with suppress(AIError):
            await hear(ai, ask(f"count to 3 {mode}"))
    assert len(double.requests) == 6
    assert len({request.peer for request in double.requests}) == 1


async def test_a_hundred_turns_at_once(ai: OpenAIProvider, double: Double) -> None:
    double.plan("stall", "1", times=100)
    turns = [asyncio.create_task(hear(ai, ask(f"count to {n}"))) for n in range(2, 102)]
    async with asyncio.timeout(30):
        while double.speaking < 100:
            await asyncio.sleep(0.01)
    double.release()
    answers = await asyncio.gather(*turns)
    assert [len(join(pieces).split()) for pieces in answers] == list(range(2, 102))


async def test_what_a_stateless_upstream_leaves_to_us(ai: OpenAIProvider, double: Double) -> None:
    prompt = ask("hello")
    assert await ai.open("s-1", "v-1") == {}
    assert await ai.recover(prompt, {}) is None
    assert await ai.greet("zh") == Greeting()
    await ai.cancel(prompt, {})
    await ai.tell({}, "s-1", [Line("agent", "hello")])
    assert not double.requests


async def test_check_knows_a_good_key_from_a_bad_one(address: str, ai: OpenAIProvider) -> None:
    await ai.check()
    async with using(address, key="sk-wrong") as other:
        with pytest.raises(AIError, match="auth invalid_api_key"):
            await other.check()


async def test_check_accepts_a_server_without_a_list_of_models(address: str) -> None:
    async with using(address.removesuffix("/v1") + "/elsewhere") as ai:
        await ai.check()
        assert (await fail(ai, ask("hello"))).kind == "config"


async def test_a_server_without_keys_is_sent_none() -> None:
    double = Double(key="")
    async with running(double) as address, using(address, key=" ") as ai:
        assert join(await hear(ai, ask("count to 2"))) == "word1 word2"
    assert "authorization" not in double.requests[-1].headers


async def _serve_body(body: str, content_type: str = "text/event-stream") -> asyncio.Server:
    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        head = f"HTTP/1.1 200 OK\r\nContent-Type: {content_type}\r\nConnection: close\r\n\r\n"
        writer.write((head + body).encode())
        await writer.drain()
        writer.close()
        await writer.wait_closed()

    return await asyncio.start_server(answer, "127.0.0.1", 0)


@pytest.mark.parametrize(
    ("frames", "kind"),
    [
        (["not json"], "server"),
        (["[1]"], "server"),
        ([{"choices": ["x"]}], "server"),
        ([{"choices": [{"delta": {"reasoning_content": "hm"}, "finish_reason": "stop"}]}], "content"),
        ([{"error": {"message": "m", "code": "insufficient_quota"}}], "quota"),
        ([{"error": "plain words"}], "server"),
        ([], "network"),
        (["[DONE]"], "content"),
    ],
)
async def test_frames_that_are_no_answer(frames: list[object], kind: FailureKind) -> None:
    body = "".join(f"data: {f if isinstance(f, str) else json.dumps(f)}\n\n" for f in frames)
    async with await _serve_body(body) as server:
        port = server.sockets[0].getsockname()[1]
        async with using(f"http://127.0.0.1:{port}") as ai:
            assert (await fail(ai, ask("hello"))).kind == kind


async def test_text_beside_a_finish_reason_is_kept() -> None:
    chunk = {"choices": [{"delta": {"content": "all at once"}, "finish_reason": "stop"}]}
    async with await _serve_body(f"data:{json.dumps(chunk)}\n") as server:
        port = server.sockets[0].getsockname()[1]
        async with using(f"http://127.0.0.1:{port}") as ai:
            assert join(await hear(ai, ask("hello"))) == "all at once"
