"""What the doctor's own conversations leave in the store, and how it is taken out again; nobody else's is touched."""

from dataclasses import astuple

from redis.asyncio import Redis

from app.domain.session import Status
from app.store.client import ask, script
from app.store.keys import Keys


class Trials:
    """The sessions with which a deployment is tried out. All methods raise `StoreUnavailable`."""

    def __init__(self, redis: Redis, keys: Keys) -> None:
        self._redis = redis
        self._keys = keys
        self._erase = script(redis, "erase_session")

    async def hide(self, name: str) -> bool:
        """Take a session off the agents' lists; False where this store has never heard of it."""
        if not await ask(self._redis.exists(self._keys.of(name).session)):
            return False
        await ask(self._redis.zrem(self._keys.status(Status.BOT_ACTIVE.value), name))
        return True

    async def erase(self, name: str) -> bool:
        """Take out a session in which nothing was said, with all that names it; False where something was."""
        statuses = (self._keys.status(status.value) for status in Status)
        sets = (self._keys.deadlines, self._keys.turns, self._keys.alarms, self._keys.expiries, self._keys.offline)
        keys = [*astuple(self._keys.of(name)), *statuses, *sets, self._keys.visitors_present]
        return bool(await ask(self._erase(keys=keys, args=[name])))
