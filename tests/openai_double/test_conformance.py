"""The vendor's own client, unchanged, believes the double; our provider is tested elsewhere."""

import os
import signal
import sys
from asyncio.subprocess import PIPE, create_subprocess_exec
from collections.abc import AsyncIterator
from pathlib import Path

import openai
import pytest
import pytest_asyncio
from openai import AsyncOpenAI
from openai.types.chat import ChatCompletionChunk, ChatCompletionMessageParam

from tests.openai_double import Double, running

ROOT = Path(__file__).parents[2]


@pytest.fixture(name="double")
def make_double() -> Double:
    """A double that speaks as fast as it can."""
    return Double()


@pytest_asyncio.fixture(name="client")
async def _client(double: Double) -> AsyncIterator[AsyncOpenAI]:
    async with (
        running(double) as address,
        AsyncOpenAI(base_url=address, api_key=double.key, max_retries=0) as client,
    ):
        yield client


def ask(text: str) -> list[ChatCompletionMessageParam]:
    """A conversation of one line."""
    return [{"role": "user", "content": text}]


async def hear(client: AsyncOpenAI, text: str, usage: bool = False) -> list[ChatCompletionChunk]:
    """Every chunk of a streamed answer."""
    stream = await client.chat.completions.create(
        model="double-1",
        messages=ask(text),
        stream=True,
        stream_options={"include_usage": True} if usage else openai.omit,
    )
    return [chunk async for chunk in stream]


def join(chunks: list[ChatCompletionChunk]) -> str:
    """The words of a streamed answer."""
    return "".join(chunk.choices[0].delta.content or "" for chunk in chunks if chunk.choices)


async def test_streamed_answer_has_role_words_and_finish(client: AsyncOpenAI) -> None:
    chunks = await hear(client, "Do you ship to Norway?")
    assert chunks[0].choices[0].delta.role == "assistant"
    assert 'You asked: "Do you ship to Norway?".' in join(chunks)
    assert [c.choices[0].finish_reason for c in chunks][-2:] == [None, "stop"]
    assert len({chunk.id for chunk in chunks}) == 1


async def test_usage_comes_last_and_without_choices(client: AsyncOpenAI) -> None:
    *words, last = await hear(client, "count to 7", usage=True)
    assert join(words).split() == [f"word{n}" for n in range(1, 8)]
    assert last.choices == []
    assert last.usage is not None and last.usage.completion_tokens == 7
    assert all(chunk.usage is None for chunk in words)


async def test_whole_answer(client: AsyncOpenAI) -> None:
    answer = await client.chat.completions.create(model="double-1", messages=ask("包邮吗？"))
    assert "包邮吗？" in (answer.choices[0].message.content or "")
    assert answer.choices[0].finish_reason == "stop"
    assert answer.usage is not None and answer.usage.total_tokens > 0


@pytest.mark.parametrize(
    ("told", "asked", "answer"),
    [
        ("我叫张三", "我叫什么？", "您叫张三。"),
        ("Hi, my name is Ann.", "what is my name?", "Your name is Ann."),
    ],
)
async def test_answers_from_the_history_it_is_sent(client: AsyncOpenAI, told: str, asked: str, answer: str) -> None:
    reply: ChatCompletionMessageParam = {"role": "assistant", "content": "…"}
    history = [*ask(told), reply, *ask(asked)]
    heard = await client.chat.completions.create(model="double-1", messages=history)
    assert heard.choices[0].message.content == answer
    forgot = await client.chat.completions.create(model="double-1", messages=ask(asked))
    assert forgot.choices[0].message.content in {
        "您还没有告诉我您的名字。",
        "You have not told me your name yet.",
    }


@pytest.mark.parametrize(
    ("mode", "error", "status", "code"),
    [
        ("400", openai.BadRequestError, 400, None),
        ("401", openai.AuthenticationError, 401, "invalid_api_key"),
        ("402", openai.APIStatusError, 402, "invalid_request_error"),
        ("404", openai.NotFoundError, 404, "model_not_found"),
        ("422", openai.UnprocessableEntityError, 422, "invalid_parameter"),
        ("429", openai.RateLimitError, 429, "rate_limit_exceeded"),
        ("quota", openai.RateLimitError, 429, "insufficient_quota"),
        ("500", openai.InternalServerError, 500, None),
        ("503", openai.InternalServerError, 503, None),
        ("html", openai.InternalServerError, 502, None),
    ],
)
async def test_errors_map_to_the_clients_own(
    client: AsyncOpenAI, mode: str, error: type[openai.APIStatusError], status: int, code: str | None
) -> None:
    with pytest.raises(error) as raised:
        await hear(client, f"hello [[{mode}]]")
    assert (raised.value.status_code, raised.value.code) == (status, code)


async def test_retry_after_is_a_header(client: AsyncOpenAI) -> None:
    with pytest.raises(openai.RateLimitError) as raised:
        await hear(client, "hello [[429:7]]")
    assert raised.value.response.headers["retry-after"] == "7"
    with pytest.raises(openai.RateLimitError) as raised:
        await hear(client, "hello [[429]]")
    assert "retry-after" not in raised.value.response.headers


@pytest.mark.parametrize("mode", ["error", "event-error"])
async def test_errors_in_mid_stream(client: AsyncOpenAI, mode: str) -> None:
    stream = await client.chat.completions.create(model="double-1", messages=ask(f"hi [[{mode}:2]]"), stream=True)
    heard = []
    with pytest.raises(openai.APIError, match="stopped working"):  # noqa: PT012 - what came before it counts too
        async for chunk in stream:
            heard.append(chunk)  # noqa: PERF401 - a comprehension would lose them with the error
    assert len(join(heard).split()) == 2


@pytest.mark.parametrize("mode", ["cut", "drop"])
async def test_cut_connections_are_noticed(client: AsyncOpenAI, double: Double, mode: str) -> None:
    with pytest.raises(openai.APIConnectionError):
        await hear(client, f"hi [[{mode}]]")
    assert double.hung_up == 0


@pytest.mark.parametrize("mode", ["split", "crlf", "null", "usage-null", "reasoning", "no-done", "length"])
async def test_odd_but_legal_streams_lose_no_word(client: AsyncOpenAI, mode: str) -> None:
    heard = await hear(client, f"“退货”怎么办？ [[{mode}]]")
    assert join(heard) == join(await hear(client, "“退货”怎么办？"))


@pytest.mark.parametrize(("mode", "reason"), [("length", "length"), ("filter", "content_filter")])
async def test_finish_reasons(client: AsyncOpenAI, mode: str, reason: str) -> None:
    heard = await hear(client, f"hi [[{mode}]]")
    assert heard[-1].choices[0].finish_reason == reason


async def test_reasoning_is_beside_the_content(client: AsyncOpenAI) -> None:
    heard = await hear(client, "hi [[reasoning]]")
    thoughts = [(c.choices[0].delta.model_extra or {}).get("reasoning_content", "") for c in heard]
    assert "".join(thoughts) == "The visitor asks about the shop."


async def test_empty_answer(client: AsyncOpenAI) -> None:
    assert join(await hear(client, "hi [[empty]]")) == ""


async def test_stall_goes_on_when_released(client: AsyncOpenAI, double: Double) -> None:
    stream = await client.chat.completions.create(model="double-1", messages=ask("count to 5 [[stall:2]]"), stream=True)
    heard = [await anext(stream) for _ in range(3)]
    assert join(heard).split() == ["word1", "word2"]
    double.release()
    heard += [chunk async for chunk in stream]
    assert join(heard).split()[-1] == "word5"


async def test_plan_covers_the_next_requests_only(client: AsyncOpenAI, double: Double) -> None:
    double.plan("503", times=2)
    for _ in range(2):
        with pytest.raises(openai.InternalServerError):
            await hear(client, "hi")
    assert join(await hear(client, "hi"))


async def test_models_and_key(client: AsyncOpenAI) -> None:
    assert [model.id async for model in client.models.list()] == ["double-1"]
    with pytest.raises(openai.AuthenticationError):
        await client.with_options(api_key="sk-wrong").models.list()
    with pytest.raises(openai.NotFoundError):
        await client.chat.completions.create(model="other", messages=ask("hi"))


async def test_requests_are_recorded(client: AsyncOpenAI, double: Double) -> None:
    await hear(client, "hello there")
    seen = double.requests[-1]
    assert (seen.method, seen.path) == ("POST", "/v1/chat/completions")
    assert seen.body["messages"] == ask("hello there")
    assert seen.headers["authorization"] == "Bearer sk-double"


async def test_runs_as_its_own_process_and_ends_on_sigterm() -> None:
    process = await create_subprocess_exec(
        sys.executable, "-m", "tests.openai_double", "--first-word-ms", "0", stdout=PIPE, cwd=ROOT
    )
    assert process.stdout is not None
    address = (await process.stdout.readline()).decode().strip()
    async with AsyncOpenAI(base_url=address, api_key="sk-double", max_retries=0) as client:
        stream = await client.chat.completions.create(model="double-1", messages=ask("count to 100000"), stream=True)
        assert join([await anext(stream) for _ in range(4)]) == "word1 word2 word3 "
        os.kill(process.pid, signal.SIGTERM)
        with pytest.raises(openai.APIConnectionError):
            async for _ in stream:
                pass
    assert await process.wait() == 0
    assert await process.stdout.read() == b""
