"""Layout 0 to 1: closed sessions are listed with the time at which their keys expire; nothing else is changed."""

from collections.abc import Awaitable, Callable

from redis.asyncio import Redis

from app.domain.session import Status
from app.store.client import ask
from app.store.keys import Keys
from app.store.lives import EXPIRED_MS

_BATCH = 500
_GONE = -2


async def list_expiries(redis: Redis, keys: Keys, hold: Callable[[], Awaitable[None]]) -> None:
    """Give each closed session, and each of which no more than an offline message is left, its entry in `expiries`.

    Who has one keeps it. Without it the lists would name them for ever.
    """
    for key in (keys.status(Status.CLOSED.value), keys.offline):
        names = [name.decode() for name in await ask(redis.zrange(key, 0, -1))]
        for start in range(0, len(names), _BATCH):
            await _list_some(redis, keys, names[start : start + _BATCH])
            await hold()


async def _list_some(redis: Redis, keys: Keys, names: list[str]) -> None:
    async with redis.pipeline(transaction=True) as pipe:
        for name in names:
            pipe.hget(keys.of(name).session, "status")
            pipe.pexpiretime(keys.of(name).session)
        found = await ask(pipe.execute())
    entries = {
        name: max(ends_ms, 0) + EXPIRED_MS
        for name, status, ends_ms in zip(names, found[::2], found[1::2], strict=True)
        if ends_ms == _GONE or status == Status.CLOSED.value.encode()
    }
    if entries:
        await ask(redis.zadd(keys.expiries, entries, nx=True))
