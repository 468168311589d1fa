"""The AI behind any OpenAI-compatible address (DeepSeek, Qwen, Ollama, vLLM, ...); it neither retries nor remembers.

Stateless: every turn carries its history. The format is the chat completions API's, streamed.
"""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from contextlib import aclosing
from functools import partial
from typing import cast

import httpx

from app.ai.lanes import LIMITS, Lanes
from app.ai.openai_chunks import read_words
from app.ai.openai_errors import explain_answer, explain_transport
from app.ai.openai_prompt import Message, write_instructions, write_messages, write_summary
from app.ai.provider import AIError, Answer, Delta, Greeting, Line, Piece, Prompt, Run, Started, State
from app.ai.sse import Frame, parse

DRAIN_S = 1.0
"""How long the end of a finished stream is awaited, so that its connection serves the next turn."""

CHECK_S = 5.0
"""How long `check` may take."""

_CONNECTIONS = 200


class OpenAIProvider:
    """Speaks to one address, with one model."""

    name = "openai"

    def __init__(
        self,
        base_url: str,
        api_key: str,
        model: str,
        *,
        instructions: str = "",
        temperature: float | None = None,
        max_tokens: int | None = None,
        history_chars: int = 12_000,
        connect_timeout_s: float = 5.0,
    ) -> None:
        """Take the address up to and with `/v1`, and a key, which may be empty (Ollama).

        `instructions` replace our own system prompt; what is None is left to the upstream.
        """
        self._instructions = instructions
        self._history_chars = history_chars
        self._options = {"model": model, "temperature": temperature, "max_tokens": max_tokens, "stream": True}
        make = partial(
            httpx.AsyncClient,
            base_url=base_url.strip(),
            headers={"Authorization": f"Bearer {api_key.strip()}"} if api_key.strip() else {},
            # Models think for as long as they think: who waits decides how long (see `patience`).
            timeout=httpx.Timeout(None, connect=connect_timeout_s, pool=connect_timeout_s),
            limits=LIMITS,
            verify=httpx.create_ssl_context(),
        )
        self._lanes = Lanes(make, connections=_CONNECTIONS)

    async def open(self, session_name: str, visitor_id: str, bot_id: str = "") -> State:
        """Nothing is opened upstream."""
        return {}

    async def stream(self, prompt: Prompt) -> AsyncIterator[Piece]:
        """Answer, as the protocol says; `Started({})` comes first, once the upstream has accepted the turn."""
        instructions = write_instructions(self._instructions, prompt.lang, prompt.instructions)
        async with aclosing(self._speak(write_messages(prompt, instructions, self._history_chars))) as pieces:
            async for piece in pieces:
                yield piece

    async def _speak(self, messages: list[Message]) -> AsyncGenerator[Piece, None]:
        options = {name: value for name, value in self._options.items() if value is not None}
        try:
            with self._lanes.lend() as client:
                async with client.stream(
                    "POST", "chat/completions", json={**options, "messages": messages}
                ) as response:
                    await _expect_stream(response)
                    yield Started({})
                    async with aclosing(_read(response)) as words:
                        async for word in words:
                            yield word
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise explain_transport(error) from error

    async def summarize(self, prompt: Prompt, lang: str) -> str | None:
        """Ask the model to sum up what was said, for an agent who reads `lang`."""
        messages = write_summary(prompt.history, lang, self._history_chars)
        if not messages:
            return None
        async with aclosing(self._speak(messages)) as pieces:
            return "".join([piece.text async for piece in pieces if isinstance(piece, Delta)]).strip() or None

    async def recover(self, prompt: Prompt, run: Run) -> Answer | None:
        """Always None: the upstream keeps nothing of an answer whose stream was lost."""
        return None

    async def cancel(self, prompt: Prompt, run: Run) -> None:
        """Do nothing: closing the stream's connection is what stops the upstream."""

    async def tell(self, state: State, session_name: str, lines: Sequence[Line]) -> None:
        """Do nothing: what people said comes with the next turn's history."""

    async def greet(self, lang: str, bot_id: str = "") -> Greeting:
        """Return an empty greeting: the shop's own words are shown."""
        return Greeting()

    async def check(self) -> None:
        """Ask for the list of models; servers that have none (404) are reached all the same."""
        try:
            with self._lanes.lend() as client:
                async with asyncio.timeout(CHECK_S):
                    response = await client.get("models")
        except TimeoutError as error:
            raise AIError("timeout", code="check") from error
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise explain_transport(error) from error
        if response.status_code not in {200, 404}:
            raise explain_answer(response, response.content)

    async def close(self) -> None:
        """Release connections."""
        await self._lanes.close()


async def _expect_stream(response: httpx.Response) -> None:
    media_type = response.headers.get("content-type", "").partition(";")[0].strip().lower()
    if response.status_code != 200 or media_type != "text/event-stream":
        raise explain_answer(response, await response.aread())


async def _read(response: httpx.Response) -> AsyncGenerator[Delta, None]:
    # Generators all the way down; each is closed here, not when the garbage is collected.
    chunks = cast("AsyncGenerator[bytes, None]", response.aiter_bytes())
    async with aclosing(chunks), aclosing(parse(chunks)) as frames:
        async with aclosing(read_words(frames)) as words:
            async for word in words:
                yield word
        await _drain(frames)


async def _drain(frames: AsyncIterator[Frame]) -> None:
    """Read to the end of the body: HTTP/1.1 cannot use a connection again otherwise."""
    try:
        async with asyncio.timeout(DRAIN_S):
            async for _ in frames:
                pass
    except (TimeoutError, AIError, httpx.HTTPError):
        # The answer is complete already; only the connection is lost.
        return
