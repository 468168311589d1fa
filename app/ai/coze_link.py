"""Requests to Coze: with a token, once more with a new one, and only good answers get through.

It knows nothing of chats or conversations.
"""

from collections.abc import AsyncGenerator, AsyncIterator, Mapping
from contextlib import aclosing, asynccontextmanager
from functools import partial
from ssl import SSLContext
from typing import cast
from urllib.parse import urlsplit

import httpx

from app.ai.coze_auth import Tokens
from app.ai.coze_errors import Json, may_be_stale, of_response, translated
from app.ai.lanes import LIMITS, Lanes
from app.ai.provider import AIError
from app.ai.sse import Frame, parse

MAX_CONNECTIONS = 400
"""200 answers at once hold one connection each, and each may need another one to cancel or to ask."""


def open_lanes(base_url: str, *, connect_timeout_s: float, proxy: str | None = None) -> Lanes:
    """Return clients for many answers at once, as `open_client` makes them, which share one set of certificates."""
    verify = httpx.create_ssl_context(trust_env=False)
    make = partial(open_client, base_url, connect_timeout_s=connect_timeout_s, proxy=proxy, verify=verify)
    return Lanes(make, connections=MAX_CONNECTIONS)


def open_client(
    base_url: str, *, connect_timeout_s: float, proxy: str | None = None, verify: SSLContext | bool = True
) -> httpx.AsyncClient:
    """Return a client of HTTP/1.1 without a read timeout: how long to wait for words is not decided here.

    Raises `ValueError` for an address that is none.
    """
    parts = urlsplit(base_url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError(f"The Coze address must begin with http:// or https://, not {base_url!r}.")
    return httpx.AsyncClient(
        base_url=base_url,
        timeout=httpx.Timeout(None, connect=connect_timeout_s, pool=connect_timeout_s),
        limits=LIMITS,
        verify=verify,
        headers={"User-Agent": "fiido-kefu"},
        proxy=proxy,
        trust_env=False,
    )


class Link:
    """The way to one upstream."""

    def __init__(self, lanes: Lanes, tokens: Tokens) -> None:
        self._lanes, self._tokens = lanes, tokens

    async def call(
        self,
        method: str,
        path: str,
        session_name: str,
        *,
        params: Mapping[str, str] | None = None,
        body: Json | None = None,
    ) -> Json:
        """Return the JSON object answered to one request as this session; raises `AIError`."""
        async with self._send(method, path, session_name, params, body) as response:
            if _is_stream(response):
                raise AIError("server", code="not_json", logid=logid_of(response))
            return cast("Json", response.json())

    @asynccontextmanager
    async def listen(
        self, path: str, session_name: str, *, params: Mapping[str, str], body: Json
    ) -> AsyncIterator[tuple[AsyncGenerator[Frame, None], str]]:
        """Post, and hand over the frames of the answer and its log id; leaving frees the connection.

        Raises `AIError`, also from inside: a connection lost on the way is "network", never retryable.
        """
        async with self._send("POST", path, session_name, params, body) as response:
            if not _is_stream(response):
                raise AIError("server", code="not_a_stream", logid=logid_of(response))
            async with aclosing(_frames(response)) as frames:
                yield frames, logid_of(response)

    async def close(self) -> None:
        """Release connections."""
        await self._tokens.close()
        await self._lanes.close()

    @asynccontextmanager
    async def _send(
        self, method: str, path: str, session_name: str, params: Mapping[str, str] | None, body: Json | None
    ) -> AsyncIterator[httpx.Response]:
        again = False
        while True:
            token = await self._tokens.get(session_name)
            # An intermediary that compresses a stream holds it back.
            headers = {"Authorization": f"Bearer {token}", "Accept-Encoding": "identity"}
            with translated(), self._lanes.lend() as http:
                async with http.stream(method, path, params=params, json=body, headers=headers) as response:
                    error = await _refusal(response)
                    if error is None:
                        yield response
                        return
            if again or not may_be_stale(error) or not self._tokens.drop(session_name, token):
                raise error
            again = True


def logid_of(response: httpx.Response) -> str:
    """Return the id under which Coze's support finds the request."""
    return str(response.headers.get("x-tt-logid", ""))


def _is_stream(response: httpx.Response) -> bool:
    kind = response.headers.get("content-type", "").partition(";")[0].strip().lower()
    return response.status_code == 200 and kind == "text/event-stream"


async def _frames(response: httpx.Response) -> AsyncGenerator[Frame, None]:
    chunks = cast("AsyncGenerator[bytes, None]", response.aiter_bytes())
    with translated():
        async with aclosing(chunks), aclosing(parse(chunks)) as frames:
            async for frame in frames:
                yield frame


async def _refusal(response: httpx.Response) -> AIError | None:
    # Coze refuses with JSON, mostly with status 200, even where a stream was asked for.
    if _is_stream(response):
        return None
    await response.aread()
    return of_response(response)
