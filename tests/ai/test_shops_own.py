"""What a shop says of its AI: its own instructions for a model, its own bot at Coze."""

from collections.abc import AsyncIterator
from dataclasses import replace
from typing import cast

import pytest

from app.ai.coze import CozeProvider
from app.ai.coze_target import WorkflowTarget
from app.ai.openai import OpenAIProvider
from app.ai.openai_prompt import write_instructions
from app.ai.provider import Opened, Prompt
from tests.ai.coze_talk import LONG_AGO, ask, connect, hear, shown
from tests.coze_double import CozeDouble
from tests.coze_double.double import Bot
from tests.openai_double import Double, running

OWN = "7400000000000000001"


@pytest.fixture
def double() -> CozeDouble:
    """Coze with the operator's bot and a shop's."""
    double = CozeDouble()
    double.bots[OWN] = Bot()
    return double


@pytest.fixture
async def coze(double: CozeDouble) -> AsyncIterator[CozeProvider]:
    async with connect(double) as provider:
        yield provider


def by_own(prompt: Prompt) -> Prompt:
    return replace(prompt, bot_id=OWN)


def bots_asked(double: CozeDouble) -> list[str]:
    return [one.json["bot_id"] for one in double.requests_to("/v3/chat")]


async def test_a_shops_instructions_follow_the_operators() -> None:
    model = Double()
    async with running(model) as address:
        provider = OpenAIProvider(address, "sk-double", "double-1", instructions="You sell bicycles.")
        await hear(provider, replace(ask("hi", {}), instructions="  Never speak of prices. "))
        await hear(provider, ask("hi", {}))
        await provider.close()
    messages = [cast("list[dict[str, str]]", request.body["messages"]) for request in model.requests]
    whole, plain = (one[0]["content"] for one in messages)
    assert whole.startswith("You sell bicycles.\n\nNever speak of prices.\n\nAnswer in the language")
    assert plain.startswith("You sell bicycles.\n\nAnswer in the language")
    assert "honestly" in write_instructions("", "en", "Be brief.")


async def test_a_shops_bot_answers_in_a_conversation_of_its_own(double: CozeDouble, coze: CozeProvider) -> None:
    state = await coze.open("session-1", "visitor-1", OWN)
    await hear(coze, by_own(ask("my name is Ann", state)))
    assert shown(await hear(coze, by_own(ask("what is my name", state)))) == "Your name is Ann."
    assert bots_asked(double) == [OWN, OWN]
    assert [one.json["bot_id"] for one in double.requests_to("/v1/conversation/create")] == [OWN]


@pytest.mark.parametrize("to_own", [True, False])
async def test_another_bot_begins_anew_and_knows_what_was_said(
    to_own: bool, double: CozeDouble, coze: CozeProvider
) -> None:
    state = await coze.open("session-1", "visitor-1", "" if to_own else OWN)
    prompt = ask("what is my name", state, LONG_AGO)
    pieces = await hear(coze, by_own(prompt) if to_own else prompt)
    assert shown(pieces) == "Your name is Ann."
    [opened] = [piece for piece in pieces if isinstance(piece, Opened)]
    assert opened.state["conversation_id"] != state["conversation_id"]
    assert opened.state.get("bot_id", "") == (OWN if to_own else "")
    assert bots_asked(double) == [OWN if to_own else double.bot_id]
    again = await hear(coze, replace(prompt, state=opened.state, bot_id=OWN if to_own else ""))
    assert not [piece for piece in again if isinstance(piece, Opened)]


async def test_a_shops_bot_says_its_own_welcome(double: CozeDouble, coze: CozeProvider) -> None:
    await coze.greet("en", OWN)
    await coze.greet("en")
    assert [one.query["bot_id"] for one in double.requests_to("/v1/bot/get_online_info")] == [OWN, double.bot_id]


async def test_a_workflow_answers_for_every_shop(double: CozeDouble) -> None:
    async with connect(double, target=WorkflowTarget(double.workflow_id, double.app_id)) as provider:
        state = await provider.open("session-1", "visitor-1", OWN)
        await hear(provider, by_own(ask("hello", state)))
    assert len(double.requests_to("/v1/workflows/chat")) == 1
