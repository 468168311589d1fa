"""A stream that comes back hears every later event once, in order, whichever process it comes back to."""

import asyncio
from contextlib import AsyncExitStack

from app.ai.provider import Delta
from app.settings import Settings
from tests.live import Heard, open_visitor, serving
from tests.scripted import ScriptedProvider, echo, held
from tests.wire.roads import Road


def _kept(heard: list[Heard]) -> list[str]:
    return [event.id for event in heard if event.id and event.kind not in {"hello", "resync"}]


async def test_what_was_missed_is_replayed_once_and_in_order(road: Road, settings: Settings) -> None:
    async with road.serving(settings, ScriptedProvider(echo())) as live, road.http(live) as http:
        visitor = await open_visitor(http)
        async with road.listen(live, visitor, {"Last-Event-ID": visitor.cursor}) as answer:
            turn_id = (await visitor.say("first")).json()["turn_id"]
            whole = _kept(await answer.ear.until("turn", state="finished", turn_id=turn_id))
        assert len(whole) == len(set(whole)) == 4
        for at, last_id in enumerate([visitor.cursor, *whole[:-1]]):
            async with road.listen(live, visitor, {"Last-Event-ID": last_id}) as answer:
                assert _kept(await answer.ear.until("turn", state="finished", turn_id=turn_id)) == whole[at:]


async def test_a_resumed_hello_carries_no_id_before_the_replay_has_arrived(road: Road, settings: Settings) -> None:
    async with road.serving(settings, ScriptedProvider(echo())) as live, road.http(live) as http:
        visitor = await open_visitor(http)
        async with road.listen(live, visitor, {"Last-Event-ID": visitor.cursor}) as answer:
            assert (await answer.ear.next()).id == ""


async def test_said_on_one_process_heard_on_another(road: Road, settings: Settings) -> None:
    async with AsyncExitStack() as stack:
        here = await stack.enter_async_context(road.serving(settings, ScriptedProvider(echo())))
        there = await stack.enter_async_context(road.serving(settings, ScriptedProvider(echo())))
        visitor = await open_visitor(await stack.enter_async_context(road.http(here)))
        elsewhere = await open_visitor(await stack.enter_async_context(road.http(there)), visitor.token)
        assert elsewhere.session_name == visitor.session_name
        answer = await stack.enter_async_context(road.listen(there, elsewhere, {"Last-Event-ID": visitor.cursor}))
        assert (await answer.ear.next()).kind == "hello"
        turn_id = (await visitor.say("over there")).json()["turn_id"]
        heard = await answer.ear.until("turn", state="finished", turn_id=turn_id)
        assert here.listeners() == 0
    assert [event.data.get("text") for event in heard if event.kind == "message"] == [
        "over there",
        "You said: over there",
    ]


async def test_the_running_answer_arrives_whole_at_offset_0(road: Road, settings: Settings) -> None:
    gate = asyncio.Event()
    script = held([Delta("Half an "), Delta("answer 😀 ")], gate, [Delta("and the rest")])
    async with road.serving(settings, ScriptedProvider(script)) as live, road.http(live) as http:
        visitor = await open_visitor(http)
        async with road.listen(live, visitor, {"Last-Event-ID": visitor.cursor}) as first:
            turn_id = (await visitor.say("?")).json()["turn_id"]
            shown = ""
            while shown != "Half an answer 😀 ":
                event = await first.ear.next()
                shown += event.data["text"] if event.kind == "delta" else ""
        async with road.listen(live, visitor, {"Last-Event-ID": visitor.cursor}) as second:
            so_far = (await second.ear.until("delta"))[-1].data
            gate.set()
            heard = await second.ear.until("turn", state="finished", turn_id=turn_id)
    assert (so_far["offset"], so_far["text"], so_far["block"]) == (0, "Half an answer 😀 ", 0)
    assert "Half an answer 😀" in so_far["html"]
    assert heard[-2].data["text"] == "Half an answer 😀 and the rest"


async def test_coming_and_going_while_an_answer_streams_loses_and_doubles_nothing(settings: Settings) -> None:
    """A listener that leaves after every event, each time to the other process, against one that stays."""

    async def words(_: object) -> object:
        for number in range(40):
            await asyncio.sleep(0.02)
            yield Delta(f"word{number} ")

    async with AsyncExitStack() as stack:
        lives = [
            await stack.enter_async_context(serving(settings, ScriptedProvider(words)))  # type: ignore[arg-type]
            for _ in range(2)
        ]
        https = [await stack.enter_async_context(live.client()) for live in lives]
        stays = await open_visitor(https[0])
        wanders = [await open_visitor(http, stays.token) for http in https]
        still = await stack.enter_async_context(stays.hear())
        for text in ("one", "two", "three"):
            await stays.say(text)
        last_id, wandered, text, finished = stays.cursor, list[str](), "", 0
        while finished < 2:
            wanderer = wanders[len(wandered) % 2]
            async with wanderer.hear(last_id) as ear:
                while True:
                    event = await ear.next()
                    if event.kind == "delta":
                        units = text.encode("utf-16-le")[: event.data["offset"] * 2]
                        assert len(units) == event.data["offset"] * 2, "a gap in the answer"
                        text = units.decode("utf-16-le") + event.data["text"]
                    elif event.id and event.kind != "hello":
                        if event.kind == "message" and event.data["role"] == "ai":
                            assert event.data["text"].startswith(text.rstrip())
                            text = ""
                        wandered.append(event.id)
                        last_id = event.id
                        finished += event.data.get("state") == "finished"
                        break
        while (await still.next()).id != last_id:
            pass
        log = await lives[0].engine.store.sessions.snapshot(stays.session_name, after=stays.cursor)
    assert log.replay is not None
    assert wandered == [kept.id for kept in log.replay]
