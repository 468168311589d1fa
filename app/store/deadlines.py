"""Which sessions have been silent for their whole life; closing them is not done here."""

from redis.asyncio import Redis

from app.store.client import ask
from app.store.keys import Keys


class Deadlines:
    """The sessions in the order in which their silence ends. All methods raise `StoreUnavailable`."""

    def __init__(self, redis: Redis, keys: Keys) -> None:
        self._redis = redis
        self._keys = keys

    async def passed(self, *, now_ms: int, limit: int = 100) -> list[str]:
        """Names of up to `limit` sessions whose deadline lies before `now_ms`."""
        found = await ask(self._redis.zrangebyscore(self._keys.deadlines, "-inf", now_ms, start=0, num=limit))
        return [name.decode() for name in found]

    async def forget(self, session_name: str) -> None:
        """Drop the deadline of a session that is no longer kept."""
        await ask(self._redis.zrem(self._keys.deadlines, session_name))

    async def has_passed(self, session_name: str, *, now_ms: int) -> bool:
        """Whether the session's deadline lies before `now_ms`; False where it has none (any more)."""
        deadline = await ask(self._redis.zscore(self._keys.deadlines, session_name))
        return deadline is not None and deadline <= now_ms
