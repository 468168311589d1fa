"""A stream that the server ends says `bye`, and its client goes on where it was."""

import pytest

from app import engine
from app.events import hub
from app.settings import Settings
from app.store.keys import Keys
from app.store.store import Store
from tests.live import open_visitor, serving
from tests.scripted import ScriptedProvider, echo
from tests.wire.roads import Answer, Road
from tests.wire.watching import see


async def _rest(answer: Answer) -> list[str]:
    """The kinds of all further events, until the stream has really ended."""
    kinds = []
    while True:
        try:
            kinds.append((await answer.ear.next()).kind)
        except StopAsyncIteration:
            return kinds


async def test_a_stream_ends_with_bye_when_its_life_is_over(
    road: Road, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "STREAM_LIFE_S", (0.2, 0.3))
    monkeypatch.setattr(hub, "TICK_S", 0.02)
    async with road.serving(settings, ScriptedProvider(echo())) as live, road.http(live) as http:
        visitor = await open_visitor(http)
        async with road.listen(live, visitor, {}) as answer:
            assert await _rest(answer) == ["hello", "bye"]
        await see(lambda: live.listeners() == 0, "the stream left the hub")


async def test_streams_do_not_all_end_at_the_same_moment(settings: Settings) -> None:
    async with serving(settings, ScriptedProvider(echo())) as live, live.client() as http:
        visitor = await open_visitor(http)
        async with visitor.hear() as one, visitor.hear() as other:
            await one.next()
            await other.next()
            streams = live.streams()
            lives_s = sorted(stream.ends_at - stream.pings_at + hub.PING_EVERY_S for stream in streams)
    low, high = engine.STREAM_LIFE_S
    assert low <= lives_s[0] < lives_s[1] <= high
    assert high <= 300


async def test_a_stopping_server_says_bye_and_nothing_is_missed(road: Road, settings: Settings) -> None:
    async with road.serving(settings, ScriptedProvider(echo())) as live, road.http(live) as http:
        visitor = await open_visitor(http)
        async with road.listen(live, visitor, {}) as answer:
            hello = await answer.ear.next()
            await live.drain()
            assert await _rest(answer) == ["bye"]
            message_id = (await visitor.say("into the gap")).json()["message_id"]
        async with road.serving(settings, ScriptedProvider(echo())) as next_live, road.http(next_live) as next_http:
            again = await open_visitor(next_http, visitor.token)
            async with road.listen(next_live, again, {"Last-Event-ID": hello.id}) as answer:
                assert (await answer.ear.until("message"))[-1].id == message_id


async def test_whoever_comes_to_a_stopping_server_is_sent_on_at_once(settings: Settings) -> None:
    async with serving(settings, ScriptedProvider(echo())) as live, live.client() as http:
        visitor = await open_visitor(http)
        live.close_hubs()
        async with visitor.hear() as ear:
            assert [(await ear.next()).kind, (await ear.next()).kind] == ["hello", "bye"]


async def test_an_emptied_store_ends_the_streams_and_the_sessions(settings: Settings, store: Store) -> None:
    async with serving(settings, ScriptedProvider(echo())) as live, live.client() as http:
        visitor = await open_visitor(http)
        async with visitor.hear() as ear:
            assert (await ear.next()).kind == "hello"
            await store.redis.flushall()
            assert (await ear.next()).kind == "bye"
        gone = await http.get("/api/chat/events", headers=visitor.headers)
        assert (gone.status_code, gone.json()["code"]) == (404, "SESSION_NOT_FOUND")
        said = await visitor.say("anybody?")
        assert (said.status_code, said.json()["code"]) == (404, "SESSION_NOT_FOUND")
        again = await open_visitor(http, visitor.token)
        assert again.session_name != visitor.session_name
        async with again.hear() as ear:
            turn_id = (await again.say("a new start")).json()["turn_id"]
            await ear.until("turn", state="finished", turn_id=turn_id)


async def test_a_replaced_store_ends_the_streams_and_the_next_asks_to_read_again(
    settings: Settings, store: Store
) -> None:
    """An older state comes back under another generation: what a client heard last never happened there."""
    keys = Keys("test")
    async with serving(settings, ScriptedProvider(echo())) as live, live.client() as http:
        visitor = await open_visitor(http)
        async with visitor.hear() as ear:
            heard = await ear.until("hello")
            message_id = (await visitor.say("will be lost")).json()["message_id"]
            heard += await ear.until("turn", state="finished")
            pipe = store.redis.pipeline(transaction=True)
            for kept in {event.id for event in heard if event.id > visitor.cursor}:
                pipe.xdel(keys.of(visitor.session_name).log, kept)
            pipe.xdel(keys.of(visitor.session_name).messages, message_id)
            pipe.set(keys.generation, "another")
            await pipe.execute()
            assert (await ear.next()).kind == "bye"
        async with visitor.hear(heard[-1].id) as ear:
            resync = (await ear.until("resync"))[-1]
        assert resync.id == visitor.cursor


async def test_a_broken_reader_of_the_bus_is_logged_and_begins_anew(
    settings: Settings, store: Store, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(engine, "RESTART_S", 0.01)
    async with serving(settings, ScriptedProvider(echo())) as live, live.client() as http:
        visitor = await open_visitor(http)
        async with visitor.hear() as ear:
            last_id = visitor.cursor
            assert (await ear.next()).kind == "hello"
            await store.redis.xadd(Keys("test").bus, {"nonsense": "1"})
            assert (await ear.next()).kind == "bye"
        async with visitor.hear(last_id) as ear:
            turn_id = (await visitor.say("still there?")).json()["turn_id"]
            await ear.until("turn", state="finished", turn_id=turn_id)
    broken = [record for record in caplog.records if record.getMessage() == "loop_broken"]
    assert broken[0].exc_info
