"""Many connections to one upstream, in several small pools: one large pool is slow; what is asked is not known here."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import httpx

WIDTH = 8
"""Connections of one lane. At every start and end of a request httpcore 1.0 compares each connection of its pool
with all others (httpcore #1035): with a hundred answers at once that took longer than everything else about them."""

LIMITS = httpx.Limits(max_connections=WIDTH, max_keepalive_connections=WIDTH)
"""What every lane's client is to be made with."""


@dataclass(slots=True, eq=False)
class _Lane:
    client: httpx.AsyncClient
    busy: int = 0


class Lanes:
    """Clients that are alike, made by `make` as they are needed, for `connections` requests at once.

    The first one with room is lent out, so that few requests share few connections; beyond `connections`
    requests wait for one, as long as the client's own pool time-out allows.
    """

    def __init__(self, make: Callable[[], httpx.AsyncClient], *, connections: int) -> None:
        self._make = make
        self._most = max(1, connections // WIDTH)
        self._lanes: list[_Lane] = []
        self._closing: set[asyncio.Future[None]] = set()

    @contextmanager
    def lend(self) -> Iterator[httpx.AsyncClient]:
        """A client for one request, until its answer has been read.

        A request that is cancelled may leave its connection counted as in use for ever, and a lane that has no
        connection left although we lend it out has lost some: such a lane is lent out no more.
        """
        lane = self._choose()
        lane.busy += 1
        try:
            yield lane.client
        except (asyncio.CancelledError, httpx.PoolTimeout):
            self._retire(lane)
            raise
        finally:
            lane.busy -= 1
            if lane not in self._lanes and not lane.busy:
                closing = asyncio.ensure_future(lane.client.aclose())
                self._closing.add(closing)
                closing.add_done_callback(self._closing.discard)

    async def close(self) -> None:
        """Release all connections."""
        for lane in self._lanes:
            await lane.client.aclose()
        await asyncio.gather(*self._closing)

    def _retire(self, lane: _Lane) -> None:
        if lane in self._lanes:
            self._lanes.remove(lane)

    def _choose(self) -> _Lane:
        for lane in self._lanes:
            if lane.busy < WIDTH:
                return lane
        if len(self._lanes) < self._most:
            self._lanes.append(_Lane(self._make()))
            return self._lanes[-1]
        return min(self._lanes, key=lambda lane: lane.busy)
