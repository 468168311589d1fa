"""Tries to sign in: counted before a password is looked at, so that no crowd gets in more than is allowed."""

import hashlib
from collections.abc import Sequence

from redis.asyncio import Redis

from app.store.client import ask, script
from app.store.keys import Keys
from app.store.lives import LOCK_MS, LOGIN_IDLE_MS, NAME_TRIES_MS

TRIES_OF_PAIR = 5
FREE_TRIES_OF_NAME = 10
LONGEST_PAUSE_MS = 300_000


class Tries:
    """Failed sign-ins by name and address. A pair is locked after `TRIES_OF_PAIR` failures.

    A name that is tried from many addresses is slowed, in pauses that double up to `LONGEST_PAUSE_MS`, for all
    but the addresses from which it has signed in before: nobody can lock its owner out. All raise `StoreUnavailable`.
    """

    def __init__(self, redis: Redis, keys: Keys) -> None:
        self._redis, self._keys = redis, keys
        self._reserve, self._forgive = script(redis, "reserve_try"), script(redis, "forgive_tries")

    async def reserve(self, username: str, address: str) -> int:
        """Count one try: 0, or how many ms there may be none. A reply that is lost on its way may count twice."""
        args = [TRIES_OF_PAIR, LOCK_MS, FREE_TRIES_OF_NAME, LONGEST_PAUSE_MS, NAME_TRIES_MS]
        return int(await ask(self._reserve(keys=self._of(username, address), args=args)))

    async def forgive(self, username: str, address: str) -> None:
        """The try was good: forget the pair's failures, and know it from now on."""
        await ask(self._forgive(keys=self._of(username, address), args=[LOGIN_IDLE_MS]))

    async def origin(self, username: str, addresses: Sequence[str]) -> str:
        """From which of `addresses` a try of a name that nobody has was counted, "" for none; the try is forgotten."""
        known = [self._of(username, address) for address in addresses]
        async with self._redis.pipeline(transaction=False) as pipe:
            for keys in known:
                pipe.exists(keys[0])
            found = await ask(pipe.execute())
        for keys in known:
            await ask(self._redis.delete(*keys))
        return next((address for address, is_there in zip(addresses, found, strict=True) if is_there), "")

    def _of(self, username: str, address: str) -> list[str]:
        return [*self._keys.tries(_digest(username), _digest(f"{username}\0{address}"))]


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:32]
