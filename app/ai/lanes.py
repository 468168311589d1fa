"""Many connections to one upstream, in several small pools: one large pool is slow; what is asked is not known here."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import httpx

WIDTH = 8
"""Connections of one lane. At every start and end of a request httpcore 1.0 compares each connection of its pool
with all others (httpcore #1035): with a hundred answers at once that took longer than everything else about them."""

LIMITS = httpx.Limits(max_connections=WIDTH, max_keepalive_connections=WIDTH)
"""What every lane's client is to be made with."""


@dataclass(slots=True)
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

    @contextmanager
    def lend(self) -> Iterator[httpx.AsyncClient]:
        """A client for one request, until its answer has been read."""
        lane = self._choose()
        lane.busy += 1
        try:
            yield lane.client
        finally:
            lane.busy -= 1

    async def close(self) -> None:
        """Release all connections."""
        for lane in self._lanes:
            await lane.client.aclose()

    def _choose(self) -> _Lane:
        for lane in self._lanes:
            if lane.busy < WIDTH:
                return lane
        if len(self._lanes) < self._most:
            self._lanes.append(_Lane(self._make()))
            return self._lanes[-1]
        return min(self._lanes, key=lambda lane: lane.busy)
