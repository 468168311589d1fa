"""Coze's access tokens: one per visitor, kept while they last, fetched once at a time."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from itertools import count
from typing import Any

import jwt
import pytest

from app.ai.coze import CozeProvider
from app.ai.coze_auth import OAuthApp, Pat, VisitorTokens, new_id
from app.ai.coze_link import open_client
from app.ai.coze_target import BotTarget
from app.ai.provider import AIError, Line, Prompt, State
from tests.coze_double import CozeDouble, new_key, running

PRIVATE, PUBLIC = new_key()
APP = OAuthApp("client-1", "kid-1", PRIVATE)
MINT = "/api/permission/oauth2/token"


class Clock:
    """Unix seconds that pass when told to."""

    now = time.time()

    def __call__(self) -> float:
        return self.now


@asynccontextmanager
async def fetching(
    double: CozeDouble, clock: Clock, app: OAuthApp = APP, keep: int = 100
) -> AsyncIterator[VisitorTokens]:
    """Run the double, which knows the app, and fetch tokens from it."""
    double.register_oauth("client-1", "kid-1", PUBLIC)
    async with running(double) as base_url:
        http = open_client(base_url, connect_timeout_s=5)
        tokens = VisitorTokens(app, base_url, http, clock=clock, new_id=new_id, keep=keep)
        yield tokens
        await tokens.close()
        await http.aclose()


@asynccontextmanager
async def talking(double: CozeDouble, clock: Clock) -> AsyncIterator[CozeProvider]:
    """Run the double and a provider that signs in with the app."""
    double.register_oauth("client-1", "kid-1", PUBLIC)
    async with running(double) as base_url:
        provider = CozeProvider(base_url, BotTarget(double.bot_id), APP, clock=clock)
        yield provider
        await provider.close()


def claims_sent(double: CozeDouble) -> list[dict[str, Any]]:
    sent = [one.headers["authorization"].removeprefix("Bearer ") for one in double.requests_to(MINT)]
    return [jwt.decode(text, options={"verify_signature": False}) for text in sent]


async def say(provider: CozeProvider, text: str, state: State, who: str = "1") -> None:
    prompt = Prompt(f"session-{who}", "visitor", "en", (Line("visitor", text),), (), state)
    async for _ in provider.stream(prompt):
        pass


async def test_each_visitor_has_a_token_of_their_own_that_is_kept() -> None:
    double, clock = CozeDouble(), Clock()
    async with talking(double, clock) as provider:
        first = await provider.open("session-1", "visitor-1")
        second = await provider.open("session-2", "visitor-2")
        await say(provider, "hello", first)
        await say(provider, "hello", second, "2")
        await say(provider, "hello", first)
    assert len(double.requests_to(MINT)) == 2
    owners = [double.conversations[state["conversation_id"]].owner[1] for state in (first, second)]
    assert owners == ["session-1", "session-2"]


async def test_signs_what_coze_asks_for() -> None:
    double, clock = CozeDouble(), Clock()
    async with fetching(double, clock) as tokens:
        await tokens.get("session-1")
        await tokens.get("")
    claims, nobody = claims_sent(double)
    assertion = double.requests[0].headers["authorization"].removeprefix("Bearer ")
    assert jwt.get_unverified_header(assertion) == {"alg": "RS256", "typ": "JWT", "kid": "kid-1"}
    assert claims["iss"] == "client-1"
    assert claims["session_name"] == "session-1"
    assert claims["iat"] == int(clock.now)
    assert claims["exp"] > claims["iat"]
    assert claims["aud"] == double.requests[0].headers["host"]
    assert len(claims["jti"].encode()) > 32
    assert claims["jti"] != nobody["jti"]
    assert "session_name" not in nobody
    assert double.requests[0].json == {
        "grant_type": "urn:ietf:params:oauth:grant-type:jwt-bearer",
        "duration_seconds": 3600,
    }


async def test_the_audience_is_the_host_alone() -> None:
    http = open_client("https://api.coze.cn", connect_timeout_s=5)
    tokens = VisitorTokens(APP, "https://api.coze.cn/", http, clock=Clock(), new_id=new_id)
    claims = jwt.decode(tokens.assertion("x"), options={"verify_signature": False})
    assert claims["aud"] == "api.coze.cn"
    await http.aclose()


async def test_expires_in_is_a_moment_and_a_token_is_replaced_a_minute_before() -> None:
    double, clock = CozeDouble(), Clock()
    double.clock = double.keyring._clock = clock
    async with fetching(double, clock) as tokens:
        start = int(clock.now)
        clock.now = float(start)
        first = await tokens.get("session-1")
        clock.now = start + 3600 - 61
        assert await tokens.get("session-1") == first
        clock.now = start + 3600 - 60
        assert await tokens.get("session-1") != first
    assert len(double.requests_to(MINT)) == 2


async def test_who_comes_together_waits_for_the_same_token() -> None:
    double = CozeDouble()
    async with fetching(double, Clock()) as tokens:
        got = await asyncio.gather(*(tokens.get("session-1") for _ in range(20)))
    assert len(set(got)) == 1
    assert len(double.requests_to(MINT)) == 1


async def test_who_goes_away_does_not_take_the_token_along() -> None:
    double = CozeDouble()
    async with fetching(double, Clock()) as tokens:
        first = asyncio.create_task(tokens.get("session-1"))
        second = asyncio.create_task(tokens.get("session-1"))
        await asyncio.sleep(0)
        first.cancel()
        assert (await second).startswith("czs_")
        assert first.cancelled()


async def test_a_failure_is_everybody_s_and_is_not_kept() -> None:
    double = CozeDouble()
    async with fetching(double, Clock()) as tokens:
        double.misbehave("http-500", path=MINT)
        got = await asyncio.gather(*(tokens.get("session-1") for _ in range(3)), return_exceptions=True)
        assert all(isinstance(one, AIError) and one.retryable for one in got)
        assert (await tokens.get("session-1")).startswith("czs_")


async def test_keeps_no_more_tokens_than_told_and_forgets_the_oldest() -> None:
    double = CozeDouble()
    async with fetching(double, Clock(), keep=2) as tokens:
        for who in ("1", "2", "1", "3", "1", "2"):
            await tokens.get(who)
    assert [claims["session_name"] for claims in claims_sent(double)] == ["1", "2", "3", "2"]


async def test_an_app_coze_does_not_know_is_refused() -> None:
    for app in (OAuthApp("client-2", "kid-1", PRIVATE), OAuthApp("client-1", "kid-2", PRIVATE)):
        async with fetching(CozeDouble(), Clock(), app) as tokens:
            with pytest.raises(AIError) as caught:
                await tokens.get("session-1")
        assert (caught.value.kind, caught.value.retryable, caught.value.code) == (
            "auth",
            False,
            "invalid_client",
        )


async def test_a_jwt_is_used_once() -> None:
    double = CozeDouble()
    double.register_oauth("client-1", "kid-1", PUBLIC)
    ids = count()
    async with running(double) as base_url:
        http = open_client(base_url, connect_timeout_s=5)
        same = VisitorTokens(APP, base_url, http, clock=Clock(), new_id=lambda: "always-the-same-id-which-must-not-be")
        await same.get("1")
        with pytest.raises(AIError):
            await same.get("2")
        fine = VisitorTokens(
            APP, base_url, http, clock=Clock(), new_id=lambda: f"never-the-same-id-{next(ids)}-as-must-be"
        )
        assert await fine.get("1") != await fine.get("2")
        await http.aclose()


@pytest.mark.parametrize(("code", "status"), [(700012006, 200), (4100, 200), (4100, 401)])
@pytest.mark.parametrize("times", [1, 2])
async def test_a_refused_token_is_replaced_once(code: int, status: int, times: int) -> None:
    double = CozeDouble(auth_code=code, auth_status=status)
    async with talking(double, Clock()) as provider:
        state = await provider.open("session-1", "visitor-1")
        double.expire_tokens()
        await say(provider, "hello", state)
        assert len(double.requests_to(MINT)) == 2
        mode = "http-401" if status == 401 else "token-invalid"
        double.misbehave(mode, times=times)
        if times == 1:
            await say(provider, "hello", state)
        else:
            with pytest.raises(AIError) as caught:
                await say(provider, "hello", state)
            assert caught.value.kind == "auth"
    assert len(double.requests_to(MINT)) == 3


async def test_a_fixed_token_is_not_tried_again() -> None:
    double = CozeDouble()
    async with running(double) as base_url:
        provider = CozeProvider(base_url, BotTarget(double.bot_id), Pat("pat_unknown"))
        with pytest.raises(AIError) as caught:
            await provider.open("session-1", "visitor-1")
        await provider.close()
    assert caught.value.kind == "auth"
    assert len(double.requests) == 1


async def test_a_token_replaced_by_somebody_else_is_not_dropped() -> None:
    double = CozeDouble()
    async with fetching(double, Clock()) as tokens:
        first = await tokens.get("session-1")
        assert tokens.drop("session-1", first)
        assert tokens.drop("session-1", first)
        second = await tokens.get("session-1")
        assert tokens.drop("session-1", first)
        assert await tokens.get("session-1") == second


async def test_closing_ends_a_fetch_that_hangs() -> None:
    double = CozeDouble()
    async with fetching(double, Clock()) as tokens:
        double.misbehave("slow-first held", path=MINT)
        waiting = asyncio.create_task(tokens.get("session-1"))
        await double.until_held()
        await tokens.close()
        with pytest.raises(asyncio.CancelledError):
            await waiting
        double.release()
