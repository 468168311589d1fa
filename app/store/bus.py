"""The bus: every event of every session in one order, as processes follow it; who listens is not known here."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from redis.asyncio import Redis

from app.store.client import ask
from app.store.keys import Keys
from app.store.lives import BUS_LENGTH
from app.store.records import to_json
from app.store.wires import Pool

BATCH = 500
WAIT_MS = 2_000


class PlaceLost(Exception):
    """The bus does not hold what was read from it: another server has taken over, and never heard of it."""


@dataclass(frozen=True, slots=True)
class BusEvent:
    """One event as the bus carries it; all parts are the stored bytes. `shop` is empty on growing answers."""

    id: bytes
    session_name: bytes
    kind: bytes
    data: bytes
    shop: bytes = b""


class Bus:
    """One process's place on the bus. All methods raise `StoreUnavailable`."""

    def __init__(self, redis: Redis, keys: Keys) -> None:
        self._redis = redis
        self._keys = keys
        assert isinstance(redis.connection_pool, Pool)
        self._pool = redis.connection_pool
        self._made = 0

    async def generation(self, fresh: str) -> str:
        """The name of this data set; an empty store takes the name `fresh`."""
        await ask(self._redis.set(self._keys.generation, fresh, nx=True))
        found: bytes = await ask(self._redis.get(self._keys.generation))
        return found.decode()

    async def tell(self, kind: str, data: Mapping[str, Any], *, session_name: str = "", shop: str = "") -> None:
        """Tell all processes something that changes no session and is not kept: somebody types, settings changed."""
        entry = {"s": session_name, "k": kind, "d": to_json(dict(data)), "o": shop}
        await ask(self._redis.xadd(self._keys.bus, entry, maxlen=BUS_LENGTH))  # type: ignore[arg-type]  # str is fine

    async def end(self) -> bytes:
        """The id of the last event, `0-0` on an empty bus."""
        last = await ask(self._redis.xrevrange(self._keys.bus, count=1))
        return bytes(last[0][0]) if last else b"0-0"

    async def knows(self, cursor: bytes) -> bool:
        """Whether the bus has ever held the event `cursor`: it does so now, or has been trimmed past it."""
        async with self._redis.pipeline(transaction=True) as pipe:
            pipe.xrange(self._keys.bus, min=cursor, max=cursor)
            pipe.xrange(self._keys.bus, count=1)
            found, first = await ask(pipe.execute())
        return bool(found) or cursor == b"0-0" or (bool(first) and order(first[0][0]) > order(cursor))

    async def begins_after(self, cursor: bytes) -> bool:
        """Whether events after `cursor` may have been trimmed: the oldest one kept is younger than it."""
        first = await ask(self._redis.xrange(self._keys.bus, count=1))
        return bool(first) and order(first[0][0]) > order(cursor)

    async def read(self, cursor: bytes) -> list[BusEvent]:
        """The next events after `cursor`, waiting up to `WAIT_MS` for the first; raises `PlaceLost`."""
        reply = await ask(self._redis.xread({self._keys.bus: cursor}, count=BATCH, block=WAIT_MS))
        entries = reply[0][1] if reply else []
        if self._pool.made != self._made:
            await self._look_back(cursor, *(event_id for event_id, _ in entries[-1:]))
        return [BusEvent(i, f[b"s"], f[b"k"], f[b"d"], f.get(b"o", b"")) for i, f in entries]

    async def _look_back(self, *cursors: bytes) -> None:
        """Go on only where the server that answers now knows what the last ones said: it may have another past."""
        made = self._pool.made
        for cursor in cursors:
            if not await self.knows(cursor):
                raise PlaceLost
        self._made = made


def order(event_id: bytes | str) -> tuple[int, int]:
    """An id as numbers that compare in the bus's order; raises ValueError for anything else."""
    head, _, tail = (event_id.decode() if isinstance(event_id, bytes) else event_id).partition("-")
    return int(head), int(tail)
