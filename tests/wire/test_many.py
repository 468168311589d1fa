"""Many streams at once, and many requests beside one, on one connection and on many."""

import asyncio
from contextlib import AsyncExitStack

from app.settings import Settings
from tests.live import Ear, open_visitor, serving
from tests.scripted import ScriptedProvider, echo
from tests.wire.h2_client import connect
from tests.wire.watching import see

REQUESTS = 1_100
"""More than the 1,000 after which Hypercorn, by its own default, silences a connection's streams without a word."""


async def test_seven_streams_of_one_session_all_live(settings: Settings) -> None:
    async with serving(settings, ScriptedProvider(echo())) as live, AsyncExitStack() as stack:
        http = await stack.enter_async_context(live.client())
        visitor = await open_visitor(http)
        ears = [await stack.enter_async_context(visitor.hear()) for _ in range(7)]
        for ear in ears:
            assert (await ear.next()).kind == "hello"
        turn_id = (await visitor.say("to all")).json()["turn_id"]
        heard = [await ear.until("turn", state="finished", turn_id=turn_id) for ear in ears]
    kept = [[event.id for event in events if event.id] for events in heard]
    assert kept == [kept[0]] * 7


async def test_a_hundred_streams_live_on_one_http_2_connection(settings: Settings) -> None:
    async with serving(settings, ScriptedProvider(echo())) as live, live.client() as http:
        visitors = [await open_visitor(http) for _ in range(100)]
        async with connect(*live.h2) as client:
            streams = [await client.open("GET", "/api/chat/events", visitor.headers) for visitor in visitors]
            await see(lambda: live.listeners() == 100, "a hundred open streams")
            ears = [Ear(stream.lines()) for stream in streams]
            await asyncio.gather(*(visitor.say(f"I am {at}") for at, visitor in enumerate(visitors)))
            heard = await asyncio.gather(*(ear.until("turn", state="finished") for ear in ears))
            assert not client.is_closed
    texts = [[event.data["text"] for event in events if event.kind == "message"] for events in heard]
    assert texts == [[f"I am {at}", f"You said: I am {at}"] for at in range(100)]


async def test_a_stream_outlives_a_thousand_requests_on_its_connection(settings: Settings) -> None:
    async with serving(settings, ScriptedProvider(echo())) as live, live.client() as http:
        visitor = await open_visitor(http)
        async with connect(*live.h2) as client:
            stream = await (await client.open("GET", "/api/chat/events", visitor.headers)).response()
            for _ in range(REQUESTS // 50):
                answers = await asyncio.gather(*(client.request("GET", "/api/health/live") for _ in range(50)))
                assert {answer.status for answer in answers} == {200}
            turn_id = (await visitor.say("still there?")).json()["turn_id"]
            await Ear(stream.lines()).until("turn", state="finished", turn_id=turn_id)
            assert not client.is_closed
