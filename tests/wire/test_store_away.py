"""The store goes away and comes back under open streams: nothing is lost, and streams go on by themselves."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.settings import Settings
from app.store import embedded
from tests.conftest import SECRET
from tests.live import open_visitor, serving
from tests.scripted import ScriptedProvider, echo
from tests.wire.watching import see


class OwnStore:
    """A store that a test may stop and start."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.start()

    def start(self) -> None:
        self.store = embedded.join(self._folder)

    def stop(self) -> None:
        self.store.leave()

    @property
    def settings(self) -> Settings:
        return Settings(redis_url=self.store.url, redis_tag="test", secret_key=SECRET)


@pytest.fixture
def own(tmp_path: Path) -> Iterator[OwnStore]:
    """A store of this test alone."""
    own = OwnStore(tmp_path)
    yield own
    own.stop()


async def test_an_open_stream_hears_on_after_the_store_was_restarted(own: OwnStore) -> None:
    async with serving(own.settings, ScriptedProvider(echo())) as live, live.client() as http:
        visitor = await open_visitor(http)
        async with visitor.hear() as ear:
            await visitor.say("before")
            await ear.until("turn", state="finished")
            own.stop()
            refused = await visitor.say("meanwhile", "c1")
            assert (refused.status_code, refused.json()["code"]) == (503, "STORE_UNAVAILABLE")
            assert refused.headers["Retry-After"] == str(refused.json()["retry_after"])
            own.start()
            kept = await visitor.say("meanwhile", "c1")
            assert kept.status_code == 202
            heard = await ear.until("turn", state="finished", turn_id=kept.json()["turn_id"])
        said = [message["text"] for message in await visitor.messages()]
    assert [event.data["text"] for event in heard if event.kind == "message"] == ["meanwhile", "You said: meanwhile"]
    assert said == ["before", "You said: before", "meanwhile", "You said: meanwhile"]


async def test_whoever_comes_while_the_store_is_away_is_told_and_comes_back(own: OwnStore) -> None:
    async with serving(own.settings, ScriptedProvider(echo())) as live, live.client() as http:
        visitor = await open_visitor(http)
        own.stop()
        refused = await http.get("/api/chat/events", headers=visitor.headers | {"Accept-Language": "zh"})
        assert (refused.status_code, refused.json()["code"]) == (503, "STORE_UNAVAILABLE")
        assert live.listeners() == 0
        own.start()
        async with visitor.hear() as ear:
            assert (await ear.next()).kind == "hello"


async def test_a_store_that_goes_between_the_request_and_its_stream_ends_it_with_bye(
    own: OwnStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with serving(own.settings, ScriptedProvider(echo())) as live, live.client() as http:
        visitor = await open_visitor(http)
        sessions = type(live.engine.store.sessions)
        load = sessions.load

        async def load_and_lose(*args: object) -> object:
            session = await load(*args)  # type: ignore[arg-type]
            own.stop()
            return session

        monkeypatch.setattr(sessions, "load", load_and_lose)
        async with visitor.hear() as ear:
            assert (await ear.next()).kind == "bye"
            with pytest.raises(StopAsyncIteration):
                await ear.next()
        monkeypatch.undo()
        own.start()
        await see(lambda: live.listeners() == 0, "the stream left the hub")
