"""What a process does as time passes: places in the queue, who is where and new settings reach the streams."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import replace

import pytest

from app.desk.shopbook import ShopBook
from app.domain.errors import StoreUnavailable
from app.domain.shop import SHOPS
from app.store.store import Store
from app.web import rounds
from app.web.rounds import Attendance, Places, ShopWatch
from tests.desk.stage import until
from tests.events.room import Heard, Room


@pytest.fixture
async def room(store: Store) -> AsyncIterator[Room]:
    """A process whose hub follows the bus of the empty store."""
    opened = Room(store)
    async with opened.running():
        yield opened


@asynccontextmanager
async def going(run: Callable[[], Awaitable[None]]) -> AsyncIterator[None]:
    """Go round until the block ends."""
    task = asyncio.ensure_future(run())
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def test_who_waits_hears_their_place_and_hears_it_again_only_when_it_changes(room: Room) -> None:
    li, places = await room.hire("Li"), Places(room.hub, room.waiting)
    first, second = await room.queue(), await room.queue()
    async with room.visitor(second) as ear:
        await ear.next()
        await places.tell()
        await places.tell()
        await room.later(4 * 60_000)
        await room.agents.take_over(li, first)
        await places.tell()
        told = [await ear.next() for _ in range(2)]
    assert told == [
        Heard("queue", {"queue_position": 2, "estimate_s": None, "people_online": True, "people_free": True}),
        Heard("queue", {"queue_position": 1, "estimate_s": 240, "people_online": True, "people_free": True}),
    ]


async def test_who_no_longer_waits_hears_of_no_place(room: Room) -> None:
    places, name = Places(room.hub, room.waiting), await room.queue()
    async with room.visitor(name) as ear:
        await ear.next()
        await places.tell()
        await room.waiting.cancel(name)
        await places.tell()
        text = await room.mark(name)
        assert [one.kind for one in await ear.until("message", text=text)].count("queue") == 1


async def test_a_queue_that_moves_is_told_at_once(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rounds, "EVERY_S", 60.0)
    monkeypatch.setattr(rounds, "PLACES_PAUSE_S", 0.001)
    name = await room.open()
    async with room.visitor(name) as ear, going(Places(room.hub, room.waiting).run):
        await ear.next()
        await room.waiting.ask(name)
        assert (await ear.until("queue"))[-1].data == {
            "queue_position": 1,
            "estimate_s": None,
            "people_online": False,
            "people_free": False,
        }


async def test_who_opens_a_new_stream_while_nothing_moves_hears_their_place_soon(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rounds, "EVERY_S", 0.01)
    name = await room.queue()
    async with going(Places(room.hub, room.waiting).run):
        for _ in range(2):
            async with room.visitor(name) as ear:
                assert (await ear.until("queue"))[-1].data["queue_position"] == 1


async def test_agents_hear_who_has_come_and_who_has_gone(room: Room) -> None:
    li, wang = await room.hire("Li", is_here=False), await room.hire("Wang", is_here=False)
    attendance = Attendance(room.hub, room.store.presence, clock_ms=room.clock_ms, name="p_1")
    async with room.agent(li) as ear:
        await ear.next()
        await attendance.look()
        assert await ear.next() == Heard("presence", {"online": [li.id]})
        async with room.agent(wang) as other:
            await other.next()
            await attendance.look()
            await attendance.look()
            assert await ear.next() == Heard("presence", {"online": [li.id, wang.id]})
        room.now_ms += 60_000
        await attendance.look()
        assert await ear.next() == Heard("presence", {"online": [li.id]})


async def test_who_looks_at_a_session_hears_whether_its_visitor_is_there(room: Room) -> None:
    li, wang, name = await room.hire("Li"), await room.hire("Wang"), await room.open()
    attendance = Attendance(room.hub, room.store.presence, clock_ms=room.clock_ms, name="p_1")
    await attendance.look()
    async with room.agent(li, name) as ear, room.agent(wang) as elsewhere:
        await ear.next()
        await elsewhere.next()
        async with room.visitor(name) as visitor:
            await visitor.next()
            await attendance.look()
            await attendance.look()
        await room.later(60_000)
        await attendance.look()
        await room.store.bus.tell("shops", {})
        told = [one.data for one in await ear.until("shops") if "visitor" in one.data]
        assert told == [{"session_name": name, "visitor": here} for here in (True, False)]
        assert not [one for one in await elsewhere.until("shops") if "visitor" in one.data]


async def test_the_store_knows_at_once_who_has_opened_a_stream(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rounds, "EVERY_S", 60.0)
    monkeypatch.setattr(rounds, "PLACES_PAUSE_S", 0.001)
    li, name = await room.hire("Li", is_here=False), await room.open()
    attendance = Attendance(room.hub, room.store.presence, clock_ms=room.clock_ms, name="p_1")

    async def are_known() -> bool:
        is_here = await room.store.presence.is_visitor_here(name, now_ms=room.now_ms)
        return is_here and await room.store.presence.agents(now_ms=room.now_ms) == {li.id}

    async with going(attendance.run), room.agent(li) as ear, room.visitor(name) as visitor:
        await ear.next()
        await visitor.next()
        await until(are_known)


async def test_a_shop_that_was_changed_elsewhere_is_known_here_at_once(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rounds, "EVERY_S", 60.0)
    here, elsewhere = ShopBook(room.store), ShopBook(room.store)
    async with going(ShopWatch(room.hub, here).run):
        shop = SHOPS["demo"]
        await elsewhere.change(shop.id, lambda known: replace(known, names=dict(known.names) | {"en": "Renamed"}))

        async def is_known() -> bool:
            return here.find("demo").names["en"] == "Renamed"

        await until(is_known)


@pytest.mark.parametrize(
    ("loop", "event"), [("places", "places_failed"), ("attendance", "attendance_failed"), ("shops", "shops_unread")]
)
async def test_a_store_that_is_away_is_waited_for_and_told_of_once(
    room: Room, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, loop: str, event: str
) -> None:
    monkeypatch.setattr(rounds, "EVERY_S", 0.001)
    monkeypatch.setattr(rounds, "PLACES_PAUSE_S", 0.001)
    tries, came_back = list[int](), asyncio.Event()

    async def sometimes(*_: object, **__: object) -> dict[str, str]:
        tries.append(1)
        if len(tries) < 4:
            raise StoreUnavailable()
        came_back.set()
        return {}

    book = ShopBook(room.store)
    monkeypatch.setattr(room.waiting, "places", sometimes)
    monkeypatch.setattr(room.store.presence, "see_agents", sometimes)
    monkeypatch.setattr(room.store.shops, "all", sometimes)
    runs = {
        "places": Places(room.hub, room.waiting).run,
        "attendance": Attendance(room.hub, room.store.presence, clock_ms=room.clock_ms, name="p_1").run,
        "shops": ShopWatch(room.hub, book).run,
    }
    async with going(runs[loop]):
        await asyncio.wait_for(came_back.wait(), 10)
    assert [record.getMessage() for record in caplog.records].count(event) == 1
