"""Where what was missed can no longer be told, the stream says `resync`, once, and goes on from there."""

import pytest

from app.settings import Settings
from app.store.keys import Keys
from app.store.store import Store
from tests.live import open_visitor, serving
from tests.scripted import ScriptedProvider, echo

GARBAGE = ["garbage", "1", "-", "1-", "-1", "1-1-1", "1-1 2-2", "0x1-0", "9" * 30 + "-0", "$", "+", "()", "''"]


@pytest.mark.parametrize("last_id", [*GARBAGE, "0-0", "1-1", "999999999999999999-0"])
async def test_an_id_that_the_log_does_not_hold_gets_resync(last_id: str, settings: Settings) -> None:
    async with serving(settings, ScriptedProvider(echo())) as live, live.client() as http:
        visitor = await open_visitor(http)
        async with visitor.hear(last_id) as ear:
            hello, resync = await ear.next(), await ear.next()
            assert (hello.kind, hello.id) == ("hello", "")
            assert (resync.kind, resync.id) == ("resync", hello.data["cursor"])
            await visitor.say("still heard")
            assert (await ear.next()).data["text"] == "still heard"


async def test_the_id_of_resync_makes_the_next_return_clean(settings: Settings) -> None:
    async with serving(settings, ScriptedProvider(echo())) as live, live.client() as http:
        visitor = await open_visitor(http)
        async with visitor.hear("1-1") as ear:
            resync = (await ear.until("resync"))[-1]
        turn_id = (await visitor.say("afterwards")).json()["turn_id"]
        async with visitor.hear(resync.id) as ear:
            heard = await ear.until("turn", state="finished", turn_id=turn_id)
    assert "resync" not in [event.kind for event in heard]
    assert [event.data["text"] for event in heard if event.kind == "message"] == ["afterwards", "You said: afterwards"]


async def test_another_sessions_id_gets_resync_and_tells_nothing(settings: Settings) -> None:
    async with serving(settings, ScriptedProvider(echo())) as live, live.client() as http:
        one, other = await open_visitor(http), await open_visitor(http)
        message_id = (await one.say("not for you")).json()["message_id"]
        async with other.hear(message_id) as ear:
            assert [(await ear.next()).kind, (await ear.next()).kind] == ["hello", "resync"]
            await other.say("mine")
            assert (await ear.next()).data["text"] == "mine"


async def test_an_id_that_was_trimmed_gets_resync_and_the_oldest_kept_one_does_not(
    settings: Settings, store: Store
) -> None:
    async with serving(settings, ScriptedProvider(echo())) as live, live.client() as http:
        visitor = await open_visitor(http)
        async with visitor.hear() as ear:
            turn_id = (await visitor.say("first")).json()["turn_id"]
            kept = [event.id for event in await ear.until("turn", state="finished", turn_id=turn_id) if event.id]
        await store.redis.xtrim(Keys("test").of(visitor.session_name).log, maxlen=2, approximate=False)
        async with visitor.hear(kept[-3]) as ear:
            assert (await ear.until("resync"))[-1].id == kept[-1]
        async with visitor.hear(kept[-2]) as ear:
            assert [(await ear.next()).kind, (await ear.next()).id] == ["hello", kept[-1]]
