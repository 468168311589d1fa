"""Which layout the data have: looked at before anything else is read, and brought up to this program's, by one process.

What a step changes is in `migrations`.
"""

import asyncio
from collections.abc import Callable

from redis.asyncio import Redis

from app.store.client import ask
from app.store.keys import Keys
from app.store.layout_lock import LayoutLock, LayoutLost
from app.store.migrations import MIGRATIONS
from app.telemetry.log import log

CURRENT = len(MIGRATIONS)
"""The layout that this program reads and writes."""

RESTORING = "restoring"
"""What stands in the layout's place while a restore goes on, or has been broken off."""

LOOK_S = 0.2


class StoreRefused(Exception):
    """The data are not such as can be used; the message tells the operator in one line what to do."""


class Schema:
    """The layout of one deployment's data. All methods raise `StoreUnavailable`."""

    def __init__(self, redis: Redis, keys: Keys, *, new_id: Callable[[], str]) -> None:
        self._redis = redis
        self._keys = keys
        self._new_id = new_id

    async def settle(self) -> None:
        """Return when the data have this program's layout; of several processes one migrates, the others wait.

        Raises `StoreRefused` for data of a later version, and for such as were restored in part.
        """
        lock, has_waited = LayoutLock(self._redis, self._keys, owner=self._new_id()), False
        while True:
            found = await self._look()
            # Who was waited for has migrated just now; who finds it done may come after an older process.
            if found is not None and found >= CURRENT and (has_waited or await self._look_back() is None):
                return
            if await lock.take():
                try:
                    await self._migrate(lock)
                except LayoutLost:
                    log("migration_lost")
                    continue
                finally:
                    await lock.free()
                return
            has_waited = True
            await asyncio.sleep(LOOK_S)

    async def find(self) -> int:
        """The layout from which the data are to be migrated, this program's where nothing is to be done.

        Raises what `settle` does.
        """
        found = await self._look()
        if found is None:
            return CURRENT
        before = await self._look_back()
        return found if before is None else min(found, before)

    async def _look(self) -> int | None:
        """The layout of the data, None where there are none."""
        schema, *_ = self._keys.schema
        said = ((await ask(self._redis.get(schema))) or b"").decode()
        if said == RESTORING:
            raise StoreRefused(
                "A restore of the data goes on, or was broken off: let it end, or run it again to its end."
            )
        if not said:
            keys = self._keys
            is_there = await ask(self._redis.exists(keys.generation, keys.bus, keys.agents, keys.shops))
            return 0 if is_there else None
        if int(said) > CURRENT:
            raise StoreRefused(
                f"The data have layout {said}, this version reads up to {CURRENT}; start the version that wrote them, "
                "or restore a backup from before it."
            )
        return int(said)

    async def _look_back(self) -> int | None:
        """The layout that was migrated lately, None where none was."""
        _, came_from, _ = self._keys.schema
        found = await ask(self._redis.get(came_from))
        return None if found is None else int(found)

    async def _migrate(self, lock: LayoutLock) -> None:
        found = await self._look()
        if found is None:
            await lock.write(str(CURRENT))
            return
        start = await self.find()
        for number in range(start, CURRENT):
            log("store_migrates", layout=number + 1)
            await MIGRATIONS[number](self._redis, self._keys, lock.hold)
            if number + 1 > found:
                await lock.write(str(number + 1), came_from=str(start))
