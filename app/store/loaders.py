"""The loaders that shops have pinned, by the names that their content gave them: a line pasted once works for ever."""

from redis.asyncio import Redis

from app.store.client import ask
from app.store.keys import Keys


class Loaders:
    """The files that were served under a name of their content. All methods raise `StoreUnavailable`."""

    def __init__(self, redis: Redis, keys: Keys) -> None:
        self._redis = redis
        self._keys = keys

    async def keep(self, name: str, content: bytes) -> None:
        """Keep the file, also for versions of the program that make it otherwise."""
        await ask(self._redis.hsetnx(self._keys.loaders, name, content.decode()))

    async def find(self, name: str) -> bytes | None:
        """The file of that name, None where it was never served here."""
        found: bytes | None = await ask(self._redis.hget(self._keys.loaders, name))
        return found
