"""Which sessions a verified person has with a shop; who is one is found out elsewhere, and `commits` writes it."""

from redis.asyncio import Redis

from app.store.client import ask
from app.store.keys import Keys


class Persons:
    """Reads of one deployment's persons. All methods raise `StoreUnavailable`."""

    def __init__(self, redis: Redis, keys: Keys) -> None:
        self._redis = redis
        self._keys = keys

    async def sessions(self, shop_id: str, digest: str, *, limit: int) -> tuple[list[str], int]:
        """Up to `limit` sessions, the last changed first, and how many there are; some may be kept no longer."""
        key = self._keys.person(shop_id, digest)
        async with self._redis.pipeline(transaction=True) as pipe:
            pipe.zrevrange(key, 0, limit - 1)
            pipe.zcard(key)
            names, count = await ask(pipe.execute())
        return [name.decode() for name in names], int(count)
