"""The right to change the layout of the data, which one process has at a time; what is changed is done elsewhere."""

from redis.asyncio import Redis

from app.store.client import ask, script
from app.store.keys import Keys
from app.store.lives import SCHEMA_AGAIN_S, SCHEMA_LOCK_MS


class LayoutLost(Exception):
    """Another process has the right by now: this one was not heard of for `SCHEMA_LOCK_MS`."""


class LayoutLock:
    """The right as this process has it, or not. All methods raise `StoreUnavailable`."""

    def __init__(self, redis: Redis, keys: Keys, *, owner: str) -> None:
        """`owner` is a name that nobody else has."""
        self._redis = redis
        self._schema, self._came_from, self._key = keys.schema
        self._owner = owner
        self._hold = script(redis, "hold_layout")

    async def take(self) -> bool:
        """Take it if nobody has it; whether so."""
        return bool(await ask(self._redis.set(self._key, self._owner, nx=True, px=SCHEMA_LOCK_MS)))

    async def hold(self) -> None:
        """Have it for another `SCHEMA_LOCK_MS`; raises `LayoutLost`."""
        await self._change(SCHEMA_LOCK_MS)

    async def write(self, number: str, *, came_from: str = "") -> None:
        """Hold on to it, and say which layout the data have now; raises `LayoutLost`.

        `came_from` is the one from which to migrate again at later starts, "" for none.
        """
        await self._change(SCHEMA_LOCK_MS, number, came_from)

    async def free(self) -> None:
        """Give it back; nothing happens where it is another's."""
        await ask(self._hold(keys=self._keys, args=[self._owner, 0, "", "", ""]))

    @property
    def _keys(self) -> list[str]:
        return [self._key, self._schema, self._came_from]

    async def _change(self, hold_ms: int, number: str = "", came_from: str = "") -> None:
        args: list[str | int] = [self._owner, hold_ms, number, came_from, SCHEMA_AGAIN_S]
        if not await ask(self._hold(keys=self._keys, args=args)):
            raise LayoutLost()
