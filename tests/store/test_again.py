"""A call whose answer is lost on the way is sent again by the client, and changes nothing a second time."""

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from app.domain.errors import StoreUnavailable
from app.domain.events import note_added
from app.domain.outcome import Outcome
from app.domain.ownership import take_over
from app.store.commits import Committed, Duplicate
from app.store.embedded import join
from app.store.store import Store, open_store
from app.store.turns import Lease
from tests.domain.people import LI
from tests.store.census import check_store
from tests.store.talk import NOW_MS, begin, bus, change, say, show


class Line:
    """A wire to the store that can be cut after a call has arrived and before its answer is back."""

    def __init__(self, path: str) -> None:
        self._path = path
        self.cuts = 0
        self.was_cut = 0

    async def carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection of the client's."""
        answers, calls = await asyncio.open_unix_connection(self._path)
        try:
            while asked := await reader.read(1 << 20):
                calls.write(asked)
                answered = await answers.read(1 << 20)
                if self.cuts and b"EVALSHA" in asked:
                    self.cuts -= 1
                    self.was_cut += 1
                    return
                writer.write(answered)
                await writer.drain()
        finally:
            calls.close()
            writer.close()


@pytest.fixture
async def wired(tmp_path: Path) -> AsyncIterator[tuple[Store, Line]]:
    """A store of this test's own behind a `Line`."""
    share = join(tmp_path)
    line = Line(share.url.removeprefix("unix://"))
    server = await asyncio.start_unix_server(line.carry, tmp_path / "line.sock")
    store = open_store(f"unix://{tmp_path}/line.sock", tag="test", expire_s=3600)
    yield store, line
    await store.close()
    server.close()
    share.leave()


async def test_a_note_stands_once(wired: tuple[Store, Line]) -> None:
    store, line = wired
    await begin(store)
    line.cuts = 1
    noted = await change(store, "s_1", lambda one: Outcome(one, events=(note_added(NOW_MS, author=None, text="once"),)))
    assert line.was_cut == 1
    ((note_id, _, _),) = [entry for entry in await bus(store) if entry[2] == "note"]
    assert isinstance(noted, Committed)
    assert noted.ids == (note_id,)
    await check_store(store)


async def test_a_message_begins_its_turn_and_its_sender_is_told_so(wired: tuple[Store, Line]) -> None:
    store, line = wired
    await begin(store)
    line.cuts = 1
    said = await say(store, "hello", "c_1")
    assert line.was_cut == 1
    assert isinstance(said, Committed), "else nobody would begin to answer before the lease has run out"
    assert [kind for _, _, kind in await bus(store)].count("message") == 1


async def test_a_takeover_hears_again_what_it_stopped(wired: tuple[Store, Line]) -> None:
    store, line = wired
    await begin(store)
    await say(store, "hello")
    await show(store, Lease("s_1", "t_1", 1), 'half an "answer" \\ 您好')
    line.cuts = 1
    taken = await change(store, "s_1", lambda one: take_over(one, LI, NOW_MS))
    assert line.was_cut == 1
    assert isinstance(taken, Committed)
    assert json.loads(taken.stopped)["text"] == 'half an "answer" \\ 您好'
    assert (await store.sessions.load("s_1")).epoch == 2
    await check_store(store)


async def test_what_is_cut_twice_is_away(wired: tuple[Store, Line]) -> None:
    store, line = wired
    await begin(store)
    line.cuts = 2
    with pytest.raises(StoreUnavailable):
        await say(store, "hello", "c_1")
    assert isinstance(await say(store, "hello", "c_1"), Duplicate)
