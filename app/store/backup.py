"""A copy of all data as they are at one moment, taken while the shop goes on talking; nothing is stopped for it.

Everything is read once while the server tells which keys change meanwhile. What has changed is read again, until few
are left. These are read in one script, which so sees one moment, and marks it: whatever changed before the mark and was
not among them is read in the next round. When nothing was missing, each key is as it was at that moment.
"""

from collections.abc import Callable, Iterable

from redis.asyncio import Redis

from app.store.backup_file import BackupWriter
from app.store.client import ask
from app.store.copying import Copying
from app.store.keys import Keys
from app.store.schema import StoreRefused
from app.store.tracking import Tracking, TrackingRefused

BATCH = 100
FEW = 1_000
"""So many changed keys may be read by the script that sees one moment; more are read before."""

ROUNDS = 200
"""After so many rounds of reading what has changed it is given up."""

Progress = Callable[[int, int], None]
"""Is told how many keys are done, and of how many, as far as that is known."""


class Backups:
    """Copies of one deployment's data. All methods raise `StoreUnavailable`."""

    def __init__(self, redis: Redis, keys: Keys) -> None:
        self._redis = redis
        self._copying = Copying(redis, keys)
        self._prefix, self._mark = keys.backup
        present = (keys.agents_present, keys.visitors_present, keys.servers_present)
        self._left_out = {key.encode() for key in (*keys.schema, self._mark, keys.generation, *present)}

    async def write(self, into: BackupWriter, progress: Progress) -> None:
        """Copy everything; what is of this moment and this machine only, such as who is online, is left out.

        Raises `StoreRefused` where the store cannot be copied as it is.
        """
        try:
            async with Tracking(self._redis, prefix=self._prefix, mark=self._mark) as tracking:
                await self._copy_all(into, progress)
                await self._catch_up(into, tracking)
        except TrackingRefused as error:
            raise StoreRefused(f"The store does not tell what changes ({error}); permit CLIENT TRACKING.") from error
        into.end()
        progress(into.lines, into.lines)

    async def _copy_all(self, into: BackupWriter, progress: Progress) -> None:
        total, cursor = int(await ask(self._redis.dbsize())), -1
        while cursor:
            cursor, found = await ask(self._redis.scan(max(cursor, 0), match=f"{self._prefix}*", count=10 * BATCH))
            await self._copy(into, found)
            progress(into.lines, max(total, into.lines))

    async def _catch_up(self, into: BackupWriter, tracking: Tracking) -> None:
        changed, busy = tracking.take(), set[bytes]()
        for _ in range(ROUNDS):
            if len(changed) > FEW:
                await self._copy(into, changed)
                changed = tracking.take()
                continue
            # What has changed in these last rounds will have changed again.
            busy = changed - self._left_out | (busy if len(busy) < FEW else set())
            copies = await self._copying.read(list(busy), marks=True)
            missing = await tracking.until_mark() - busy - self._left_out
            for copy in copies:
                into.add(copy)
            if not missing:
                return
            changed = missing | tracking.take()
        raise StoreRefused("The data change too quickly to be copied; try again at a quieter hour.")

    async def _copy(self, into: BackupWriter, keys: Iterable[bytes]) -> None:
        wanted = [key for key in keys if key not in self._left_out]
        for start in range(0, len(wanted), BATCH):
            for copy in await self._copying.read(wanted[start : start + BATCH]):
                into.add(copy)
