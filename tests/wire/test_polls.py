"""Polls over HTTP: how they are asked for, who counts as being there by them, and that ids lead on from either kind."""

import asyncio
import random
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack

import httpx
import pytest

from app.ai.provider import Delta, Piece, Prompt
from app.engine import now_ms
from app.settings import Settings
from tests.desk.stage import until
from tests.live import Ear, Heard, Visitor, open_visitor, serving
from tests.scripted import ScriptedProvider, echo
from tests.web.refusals import refuse
from tests.wire.watching import see

PATH = "/api/chat/events"
TURNS = 4
PATIENCE_S = 60


async def heard_of(response: httpx.Response) -> list[Heard]:
    """All events of a poll."""
    ear, heard = Ear(response.aiter_lines()), list[Heard]()
    while not heard or heard[-1].kind != "bye":
        heard.append(await ear.next())
    return heard


async def poll(visitor: Visitor, after: str, poll: int = 1) -> list[Heard]:
    headers = visitor.headers | {"Last-Event-ID": after}
    response = await visitor.http.get(f"{PATH}?poll={poll}", headers=headers)
    assert response.status_code == 200, response.text
    return await heard_of(response)


async def test_a_poll_is_an_answer_that_nobody_keeps(settings: Settings) -> None:
    async with serving(settings, ScriptedProvider(echo())) as live, live.client() as http:
        visitor = await open_visitor(http)
        response = await http.get(f"{PATH}?poll=0", headers=visitor.headers)
        assert response.headers["Content-Type"] == "text/event-stream"
        assert response.headers["Cache-Control"] == "no-store, no-transform"
        (hello, _) = await heard_of(response)
        assert hello.id == visitor.cursor
        await visitor.say("hello")
        heard = await poll(visitor, hello.id)
        assert next(event.data["text"] for event in heard if event.kind == "message") == "hello"
        await see(lambda: live.listeners() == 0, "the polls left the hub")


@pytest.mark.parametrize("query", ["poll=2", "poll=-1", "poll=yes"])
async def test_what_is_no_kind_of_poll_is_refused(query: str, settings: Settings) -> None:
    async with serving(settings, ScriptedProvider(echo())) as live, live.client() as http:
        visitor = await open_visitor(http)
        await refuse(http, "GET", f"{PATH}?{query}", 422, "INVALID_FIELDS", headers=visitor.headers)


async def test_a_poll_is_refused_as_a_stream_is(settings: Settings) -> None:
    async with serving(settings, ScriptedProvider(echo())) as live, live.client() as http:
        headers = {"Authorization": "Bearer nobody's"}
        await refuse(http, "GET", f"{PATH}?poll=1", 401, "TOKEN_REFUSED", headers=headers)


async def test_who_leaves_a_poll_has_left(settings: Settings) -> None:
    async with serving(settings, ScriptedProvider(echo())) as live, live.client() as http:
        visitor = await open_visitor(http)
        asking = asyncio.create_task(poll(visitor, visitor.cursor))
        await see(lambda: live.listeners() == 1, "the poll is there")
        asking.cancel()
        await asyncio.gather(asking, return_exceptions=True)
        await see(lambda: live.listeners() == 0, "it has left")


async def test_who_polls_is_there_all_the_while(settings: Settings) -> None:
    """Polls that end all the time leave gaps, and nobody knows when the server looks at who is there."""
    async with serving(settings, ScriptedProvider(echo())) as live, live.client() as http:
        visitor = await open_visitor(http)
        await poll(visitor, visitor.cursor, 0)

        async def is_seen() -> bool:
            return await live.engine.store.presence.is_visitor_here(visitor.session_name, now_ms=now_ms())

        await until(is_seen)


def is_the_end(heard: list[Heard]) -> bool:
    """Whether the last that was heard is the end of an answer."""
    return bool(heard) and heard[-1].data.get("state") == "finished"


async def listen(visitor: Visitor, kind: str, after: str, dice: random.Random) -> list[Heard]:
    """What is heard of a poll, or of a stream that is left after a few events."""
    if kind != "stream":
        return await poll(visitor, after, int(kind == "wait"))
    heard, most = list[Heard](), dice.randint(1, 4)
    async with visitor.hear(after) as ear:
        while len(heard) < most and not is_the_end(heard):
            heard.append(await ear.next())
    return heard


async def talk(visitor: Visitor, dice: random.Random) -> None:
    """Say some things, at any moment of the answers."""
    for number in range(TURNS):
        await asyncio.sleep(dice.uniform(0, 0.8))
        assert (await visitor.say(f"question {number}")).status_code == 202


async def test_polls_and_streams_in_any_order_lose_and_double_nothing(settings: Settings) -> None:
    """A listener that comes and goes as it likes, each time to either process, against what was kept."""
    dice = random.Random(5)

    async def words(_: Prompt) -> AsyncIterator[Piece]:
        for number in range(20):
            await asyncio.sleep(0.02)
            yield Delta(f"word{number} ")

    async with AsyncExitStack() as stack, asyncio.timeout(PATIENCE_S):
        lives = [await stack.enter_async_context(serving(settings, ScriptedProvider(words))) for _ in range(2)]
        https = [await stack.enter_async_context(live.client()) for live in lives]
        first = await open_visitor(https[0])
        visitors = [first, await open_visitor(https[1], first.token)]
        talking = asyncio.create_task(talk(first, dice))
        heard, ways, is_over = list[Heard](), list[str](), False
        while not is_over:
            ways.append(dice.choice(["look", "wait", "stream"]))
            after = heard[-1].id if heard else first.cursor
            events = await listen(dice.choice(visitors), ways[-1], after, dice)
            heard += [event for event in events if event.id]
            log = await lives[0].engine.store.sessions.snapshot(first.session_name, after=first.cursor)
            is_over = talking.done() and is_the_end(heard) and heard[-1].id == log.cursor
        await talking
    assert log.replay is not None
    assert [event.id for event in heard] == [kept.id for kept in log.replay]
    assert set(ways) == {"look", "wait", "stream"}
