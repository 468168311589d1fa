"""No body, query, token or resume id whatsoever makes the visitor's routes fail on our side."""

import asyncio
import json
from collections.abc import Callable
from typing import Any

import httpx
from hypothesis import given, settings
from hypothesis import strategies as st

from app.settings import Settings
from tests.live import Visitor, open_visitor, serving
from tests.scripted import ScriptedProvider, saying

JSON = {"Content-Type": "application/json"}
TEXT = st.text(st.characters(exclude_categories=()), max_size=40)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=4),
    max_leaves=8,
)
NAMES = st.sampled_from(["message", "client_id", "shop", "token", "lang", "user"]) | TEXT
OBJECTS = st.dictionaries(NAMES, VALUES, max_size=5).map(lambda found: json.dumps(found).encode())
CUT_OFF = st.builds(lambda body, cut: body[:cut], OBJECTS, st.integers(0, 60))
BODIES = st.binary(max_size=200) | OBJECTS | CUT_OFF
QUERIES = st.dictionaries(st.sampled_from(["before", "limit", "lang", "x"]), st.text(max_size=30), max_size=3)
HEADERS = st.text(st.characters(min_codepoint=0x21, max_codepoint=0xFF, exclude_categories=["Cc"]), max_size=60)
TRIES = settings(max_examples=150, deadline=None, derandomize=True, database=None)


async def _against(settings: Settings, attempt: Callable[[httpx.Client, Visitor], None]) -> None:
    """Let `attempt`, which speaks synchronously, loose on one server from a thread of its own."""
    async with serving(settings, ScriptedProvider(saying())) as live, live.client() as http:
        visitor = await open_visitor(http)
        with httpx.Client(base_url=live.base, timeout=30) as client:
            await asyncio.to_thread(attempt, client, visitor)
        await visitor.messages()


def _fits(response: httpx.Response) -> bool:
    """Whether it is an answer, or a refusal as every program can read it."""
    if response.status_code < 400:
        return True
    problem: dict[str, Any] = response.json()
    return response.status_code < 500 and problem["request_id"] == response.headers["x-request-id"]


async def test_no_body_breaks_the_routes(settings: Settings) -> None:
    def attempt(client: httpx.Client, visitor: Visitor) -> None:
        @TRIES
        @given(path=st.sampled_from(["/api/chat", "/api/chat/session"]), body=BODIES)
        def check(path: str, body: bytes) -> None:
            assert _fits(client.post(path, content=body, headers=JSON | visitor.headers))

        check()

    await _against(settings, attempt)


async def test_no_text_breaks_a_message(settings: Settings) -> None:
    def attempt(client: httpx.Client, visitor: Visitor) -> None:
        @TRIES
        @given(text=TEXT)
        def check(text: str) -> None:
            body = json.dumps({"message": text}).encode()
            assert _fits(client.post("/api/chat", content=body, headers=JSON | visitor.headers))

        check()

    await _against(settings, attempt)


async def test_no_query_breaks_the_history(settings: Settings) -> None:
    def attempt(client: httpx.Client, visitor: Visitor) -> None:
        @TRIES
        @given(query=QUERIES)
        def check(query: dict[str, str]) -> None:
            assert _fits(client.get("/api/chat/messages", params=query, headers=visitor.headers))

        check()

    await _against(settings, attempt)


async def test_no_token_breaks_the_guard(settings: Settings) -> None:
    def attempt(client: httpx.Client, visitor: Visitor) -> None:
        @TRIES
        @given(token=HEADERS, scheme=st.sampled_from(["Bearer", "bearer", "Basic", ""]))
        def check(token: str, scheme: str) -> None:
            given = f"{scheme} {token}".strip().encode("latin-1")
            asked = client.get("/api/chat/messages", headers={b"Authorization": given})
            assert asked.status_code == 401
            assert _fits(asked)

        check()

    await _against(settings, attempt)
