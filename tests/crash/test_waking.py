"""A process that has just started already has streams: none of them may fall between its start and the bus."""

import asyncio
import time
from collections.abc import AsyncIterator

from app.events.hub import Hub
from app.events.stream import Streams
from app.events.subscription import BYE, Listener
from app.store.store import Store
from tests.desk.stage import Stage


async def _hear(chunks: AsyncIterator[bytes], *signs: bytes) -> bytes:
    heard = b""
    async with asyncio.timeout(5):
        while not any(sign in heard for sign in signs):
            heard += await anext(chunks)
    return heard


async def _nobody(_: Listener) -> bool:
    return False


async def test_a_stream_that_comes_before_its_process_follows_the_bus_misses_nothing(store: Store) -> None:
    stage = Stage(store)
    hub = Hub(store.bus, clock=time.monotonic, fresh_name=lambda: "a-name")
    streams = Streams(hub, store.sessions, life_s=lambda: 60, now_ms=lambda: 0, may_listen=_nobody)
    opened = await stage.desk.open(shop="demo", visitor_id="v", lang="en", context={})
    name, place = opened.session.name, opened.cursor
    early = streams.open(name, after=place, say=lambda code, _: code)
    await _hear(early, b"event: hello")
    posted = await stage.desk.post(name, "said in between", client_id="c1")
    following = asyncio.create_task(hub.run())
    try:
        message = f"id: {posted.message_id}\n".encode()
        heard = await _hear(early, message, BYE)
        await early.aclose()
        if message not in heard:
            again = streams.open(name, after=place, say=lambda code, _: code)
            await _hear(again, message)
            await again.aclose()
    finally:
        following.cancel()
        await asyncio.gather(following, return_exceptions=True)
