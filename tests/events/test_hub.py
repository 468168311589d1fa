"""The hub inside one process: places, bounds and time, by a clock of its own."""

import asyncio
import logging
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from app.domain.errors import StoreUnavailable
from app.events import hub as hubs
from app.events.hub import Hub
from app.events.subscription import BYE, QUEUE_FRAMES
from app.events.wire import PING
from app.store.embedded import join
from app.store.keys import Keys
from app.store.store import Store, open_store


def _say(code: str, params: Mapping[str, Any]) -> str:
    return code


class Clock:
    """Stands still until it is told."""

    now_s = 1_000.0

    def __call__(self) -> float:
        return self.now_s


def _hub(store: Store, clock: Clock | None = None) -> Hub:
    return Hub(store.bus, clock=clock or Clock(), fresh_name=lambda: "fresh")


async def test_a_place_holds_so_many_frames_and_then_only_the_goodbye(store: Store) -> None:
    stream = _hub(store).subscribe("s", _say, life_s=60)
    for number in range(QUEUE_FRAMES + 10):
        stream.offer(b"1-1", b"%d" % number)
    taken = await stream.take()
    assert [data for _, data in taken[:-1]] == [b"%d" % number for number in range(QUEUE_FRAMES)]
    assert taken[-1][1] == BYE
    assert stream.is_over
    assert await stream.take() == []


async def test_leaving_twice_is_fine_and_leaves_others(store: Store) -> None:
    hub = _hub(store)
    one, other = (hub.subscribe("s", _say, life_s=60) for _ in range(2))
    hub.leave(one)
    hub.leave(one)
    assert hub.count() == 1
    hub.leave(other)
    assert (hub.count(), hub._streams) == (0, {})


async def test_pings_and_ends_come_by_the_clock(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hubs, "TICK_S", 0.001)
    clock = Clock()
    hub = _hub(store, clock)
    running = asyncio.create_task(hub._tick())
    stream = hub.subscribe("s", _say, life_s=40)
    for now_s in (1_015.0, 1_030.0):
        clock.now_s = now_s
        assert await asyncio.wait_for(stream.take(), 5) == [(b"", PING)]
    clock.now_s = 1_040.0
    assert await asyncio.wait_for(stream.take(), 5) == [(b"", BYE)]
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)


async def test_a_reader_that_broke_and_was_started_again_lets_no_stream_miss_anything(store: Store) -> None:
    """What it did not deliver stands in the logs: the streams end, and resume from there."""
    hub = _hub(store)
    stream = hub.subscribe("s", _say, life_s=60)
    running = asyncio.create_task(hub._follow())
    assert await asyncio.wait_for(stream.take(), 5) == [(b"", BYE)]
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)


async def test_an_event_that_is_none_breaks_the_reader_and_not_the_process(store: Store) -> None:
    hub = _hub(store)
    running = asyncio.create_task(hub.run())
    await hub.ready.wait()
    await store.redis.xadd(Keys("test").bus, {"nonsense": "1"})
    with pytest.raises(ExceptionGroup):
        await asyncio.wait_for(running, 10)


async def test_streams_outlast_a_short_absence_of_the_store_and_end_in_a_long_one(tmp_path: Path) -> None:
    share = join(tmp_path)
    own, clock = open_store(share.url, tag="test", expire_s=60), Clock()
    hub = _hub(own, clock)
    running = asyncio.create_task(hub.run())
    await hub.ready.wait()
    stream = hub.subscribe("s", _say, life_s=600)
    share.leave()
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(stream.take(), 3 * hubs.RETRY_S)
    clock.now_s += hubs.AWAY_S + 0.1
    assert await asyncio.wait_for(stream.take(), 10) == [(b"", BYE)]
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    await own.close()


async def test_a_store_that_is_away_is_told_of_once_and_then_that_it_is_back(
    store: Store, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(hubs, "RETRY_S", 0.001)
    caplog.set_level(logging.INFO, "kefu")
    clock, end, tries = Clock(), store.bus.end, 0

    async def sometimes() -> bytes:
        nonlocal tries
        tries += 1
        if tries <= 4:
            clock.now_s += 0.5
            raise StoreUnavailable()
        return await end()

    monkeypatch.setattr(store.bus, "end", sometimes)
    hub = _hub(store, clock)
    running = asyncio.create_task(hub.run())
    await asyncio.wait_for(hub.ready.wait(), 10)
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    told = [(record.getMessage(), record.__dict__["fields"].get("away_s")) for record in caplog.records]
    assert told == [("bus_unavailable", 0.0), ("bus_back", 1.5)]
