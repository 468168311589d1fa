"""A backup put in the place of a deployment's data; whether the file is a whole one has been found out before."""

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from itertools import islice

from redis.asyncio import Redis

from app.store.backup_file import BackupReader, Contents
from app.store.client import ask
from app.store.copying import NONE, Copy, Copying
from app.store.keys import Keys
from app.store.layout_lock import LayoutLock, LayoutLost
from app.store.presence import Presence
from app.store.schema import RESTORING, Schema, StoreRefused

BATCH = 100

Progress = Callable[[int, int], None]
"""Is told how many lines of the backup are done, and of how many."""


@dataclass(frozen=True, slots=True)
class Restorer:
    """Restores one deployment's data. `new_id` names the data set."""

    redis: Redis
    keys: Keys
    presence: Presence
    schema: Schema
    new_id: Callable[[], str]

    async def restore(
        self,
        backup: BackupReader,
        contents: Contents,
        progress: Progress,
        *,
        replace: bool,
        clock_ms: Callable[[], int],
    ) -> None:
        """Make the data those of `backup`, which was checked, less what has expired meanwhile.

        Only `replace` lets go of data that are there.

        One that is broken off leaves no data that a server would start on; it is to be run again. Raises
        `StoreRefused` where servers run, where data are there, and where it was disturbed; `StoreUnavailable`.
        """
        await self._refuse_servers("stop them first", clock_ms())
        lock = LayoutLock(self.redis, self.keys, owner=self.new_id())
        if not await lock.take():
            raise StoreRefused("Another process migrates or restores the data; try again in half a minute.")
        try:
            if not replace:
                await self._refuse_data()
            await self._replace(lock, backup, contents, progress, clock_ms)
        except LayoutLost as error:
            raise StoreRefused("Another process has begun to migrate or restore the data; restore again.") from error
        finally:
            await lock.free()
        await self.schema.settle()

    async def _replace(
        self,
        lock: LayoutLock,
        backup: BackupReader,
        contents: Contents,
        progress: Progress,
        clock_ms: Callable[[], int],
    ) -> None:
        await lock.write(RESTORING)
        async for keys in self._data():
            await ask(self.redis.unlink(*keys))
            await lock.hold()
        copying, copies, done = Copying(self.redis, self.keys), backup.copies(), 0
        prefix, _ = self.keys.backup
        while batch := list(islice(copies, BATCH)):
            # What says how far we are is no backup's to say.
            data = [copy for copy in batch if f"{prefix}{copy.key}" not in self.keys.schema]
            await copying.write([_as_of(clock_ms(), copy) for copy in data])
            await lock.hold()
            done += len(batch)
            progress(done, contents.lines)
        await self._refuse_servers("they were started meanwhile: stop them, and restore again", clock_ms())
        # By the new name of the data set whoever listens learns that what they have heard may not be true.
        await ask(self.redis.set(self.keys.generation, self.new_id()))
        await lock.write(str(contents.schema))

    async def _refuse_servers(self, what: str, now_ms: int) -> None:
        count = await self.presence.servers(now_ms=now_ms)
        if count:
            who = "1 server process uses" if count == 1 else f"{count} server processes use"
            raise StoreRefused(f"{who} these data: {what} (a killed one counts for 15 s).")

    async def _refuse_data(self) -> None:
        schema, *_ = self.keys.schema
        if await ask(self.redis.get(schema)) == RESTORING.encode():
            return
        async for _ in self._data():
            raise StoreRefused("The store holds data; --replace puts the backup in their place. Nothing was changed.")

    async def _data(self) -> AsyncIterator[list[bytes]]:
        """All keys of this deployment, some at a time, but those that say who may change its layout."""
        prefix, _ = self.keys.backup
        own = {key.encode() for key in self.keys.schema}
        cursor = -1
        while cursor:
            cursor, found = await ask(self.redis.scan(max(cursor, 0), match=f"{prefix}*", count=10 * BATCH))
            keys = [key for key in found if key not in own]
            if keys:
                yield keys


def _as_of(now_ms: int, copy: Copy) -> Copy:
    is_over = copy.expires_at_ms is not None and copy.expires_at_ms <= now_ms
    return Copy(copy.key, NONE) if is_over else copy
