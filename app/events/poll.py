"""What a poll answers: a stream's frames up to now in one piece that ends, after some waiting for news; no sockets."""

import asyncio
from collections.abc import Awaitable, Callable

from app.domain.errors import KefuError
from app.events.hub import PING_EVERY_S
from app.events.subscription import BYE, Subscription
from app.events.wire import PING
from app.store.bus import order

POLL_WAIT_S = PING_EVERY_S
"""How long a poll waits for news: a client hears the server as often as on a stream, and is as soon to miss it."""
POLL_GATHER_S = 0.3
"""How long a poll goes on gathering once there is news: an answer that grows must not be asked for in a tight loop."""

Greet = Callable[[], Awaitable[tuple[list[bytes], str]]]
"""Reads what a stream begins with: the frames from `hello` on, and the moment of the bus they are of."""

_READ_AGAIN = (b"id: ", b"event: delta\n")


async def answer_poll(stream: Subscription, greet: Greet, *, waits: bool) -> bytes:
    """All frames of one poll, `bye` the last; `bye` alone where there is nothing to greet with.

    What is kept, and the running answer, is read at the end: so `hello` is true when it arrives, however long the
    answer was held back. `stream` adds what is not kept.
    """
    try:
        frames, bus_id = await greet()
        if waits and not _has_kept(frames):
            passing = await _gather(stream, bus_id, is_growing=len(frames) > 1)
            frames, _ = await greet()
            # Signs of life come before what they announce: after a message its author no longer types.
            frames[1:1] = passing
    except KefuError:
        return BYE
    return b"".join([*frames, BYE])


def _has_kept(frames: list[bytes]) -> bool:
    """Whether there is something that the client can go on from; its first place in the log is that too."""
    return any(frame.startswith(b"id: ") for frame in frames)


async def _gather(stream: Subscription, bus_id: str, *, is_growing: bool) -> list[bytes]:
    """What is not kept of what happens after `bus_id`, for a moment from the first event on, or from now on."""
    heard: list[bytes] = []
    while not (heard or is_growing or stream.is_over):
        heard = _news(await stream.take(), bus_id)
    if not stream.is_over:
        await asyncio.sleep(POLL_GATHER_S)
    heard += _news(stream.take_waiting(), bus_id)
    events = (event for data in heard for event in data.split(b"\n\n") if event)
    return [event + b"\n\n" for event in events if not event.startswith(_READ_AGAIN)]


def _news(taken: list[tuple[bytes, bytes]], bus_id: str) -> list[bytes]:
    seen = order(bus_id)
    return [data for event_id, data in taken if data not in (PING, BYE) and (not event_id or order(event_id) > seen)]
