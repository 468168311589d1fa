"""A Coze provider connected to the double, and how to talk with it; no test lives here."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any

import pytest

from app.ai.coze import CozeProvider
from app.ai.coze_auth import Pat
from app.ai.coze_target import BotTarget
from app.ai.provider import (
    AIError,
    Delta,
    Line,
    Piece,
    Prompt,
    Provider,
    Replaced,
    State,
)
from tests.coze_double import CozeDouble, running

LONG_AGO = (Line("visitor", "My name is Ann"), Line("ai", "Hello Ann."))


async def no_sleep(seconds: float) -> None:
    await asyncio.sleep(0)


@asynccontextmanager
async def connect(double: CozeDouble, **settings: Any) -> AsyncIterator[CozeProvider]:
    """Run the double and a provider that talks to it."""
    settings = {"target": BotTarget(double.bot_id), "auth": Pat(double.pat), "sleep": no_sleep, **settings}
    async with running(double) as base_url:
        provider = CozeProvider(base_url, **settings)
        try:
            yield provider
        finally:
            await provider.close()


def ask(text: str, state: State, history: Sequence[Line] = (), who: str = "1") -> Prompt:
    return Prompt(f"session-{who}", f"visitor-{who}", "en", (Line("visitor", text),), tuple(history), state)


async def hear(provider: Provider, prompt: Prompt) -> list[Piece]:
    return [piece async for piece in provider.stream(prompt)]


def shown(pieces: Sequence[Piece]) -> str:
    text = ""
    for piece in pieces:
        if isinstance(piece, Delta):
            text += piece.text
        elif isinstance(piece, Replaced):
            text = piece.text
    return text


async def fail(provider: Provider, prompt: Prompt) -> tuple[AIError, list[Piece]]:
    pieces: list[Piece] = []
    try:
        async for piece in provider.stream(prompt):
            pieces += [piece]
    except AIError as error:
        return error, pieces
    pytest.fail(f"answered {pieces}")
