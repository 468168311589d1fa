"""The agents' lists: which sessions wait, are owned, go on with the AI, are closed; they change in `commits`."""

from collections.abc import Sequence

from redis.asyncio import Redis

from app.domain.errors import SessionNotFound
from app.domain.session import Session, Status
from app.store.client import ask
from app.store.keys import Keys
from app.store.lives import WAITS_KEPT
from app.store.records import session_of

OFFLINE = "offline"
"""The list of what waits for the next shift (offline messages, requests while closed), beside those of a status."""


_BATCH = 100


class Lists:
    """Reads of the lists of one deployment. All methods raise `StoreUnavailable`."""

    def __init__(self, redis: Redis, keys: Keys) -> None:
        self._redis = redis
        self._keys = keys

    def _key(self, name: str) -> str:
        return self._keys.offline if name == OFFLINE else self._keys.status(name)

    async def names(self, name: str, *, start: int, limit: int) -> list[str]:
        """Up to `limit` sessions of the list `name` (a status or `OFFLINE`) from place `start` (0 is the first) on.

        Who waits stands in the queue's order, all others with the newest first.
        """
        is_queue = name in (Status.PENDING_MANUAL, OFFLINE)
        read = self._redis.zrange if is_queue else self._redis.zrevrange
        found = await ask(read(self._key(name), start, start + limit - 1))
        return [entry.decode() for entry in found]

    async def owned(self, agent_id: str) -> list[str]:
        """The sessions that an agent owns, oldest first."""
        found = await ask(self._redis.zrange(self._keys.owned(agent_id), 0, -1))
        return [entry.decode() for entry in found]

    async def loads(self, agent_ids: Sequence[str]) -> list[int]:
        """How many sessions each of the agents owns."""
        async with self._redis.pipeline(transaction=False) as pipe:
            for agent_id in agent_ids:
                pipe.zcard(self._keys.owned(agent_id))
            return [int(count) for count in await ask(pipe.execute())]

    async def counts(self) -> dict[str, int]:
        """How long each list is, by its name."""
        names = [*(status.value for status in Status), OFFLINE]
        async with self._redis.pipeline(transaction=False) as pipe:
            for name in names:
                pipe.zcard(self._key(name))
            found = await ask(pipe.execute())
        return dict(zip(names, (int(count) for count in found), strict=True))

    async def load(self, names: Sequence[str]) -> list[Session]:
        """The sessions of those names, in that order, without those that are no longer kept."""
        if not names:
            return []
        async with self._redis.pipeline(transaction=False) as pipe:
            for name in names:
                pipe.hgetall(self._keys.of(name).session)
            found = await ask(pipe.execute())
        sessions = []
        for name, fields in zip(names, found, strict=True):
            try:
                sessions.append(session_of(name, fields))
            except SessionNotFound:
                continue
        return sessions

    async def waits_ms(self, shop_id: str) -> list[int]:
        """How long the last visitors of a shop waited for a person, the latest first."""
        found = await ask(self._redis.lrange(self._keys.waits(shop_id), 0, WAITS_KEPT - 1))
        return [int(entry) for entry in found]

    async def due_alarms(self, *, now_ms: int, limit: int = 100) -> list[str]:
        """Sessions whose wait or offer has lasted too long at `now_ms`."""
        found = await ask(self._redis.zrangebyscore(self._keys.alarms, "-inf", now_ms, start=0, num=limit))
        return [entry.decode() for entry in found]

    async def forget(self, name: str) -> None:
        """Take a session that is no longer kept off every list that can hold it."""
        agents = await ask(self._redis.hvals(self._keys.agents))
        owned = (self._keys.owned(agent_id.decode()) for agent_id in agents)
        statuses = (self._keys.status(status.value) for status in Status)
        async with self._redis.pipeline(transaction=False) as pipe:
            for key in (*statuses, *owned, self._keys.offline, self._keys.alarms):
                pipe.zrem(key, name)
            await ask(pipe.execute())

    async def forget_expired(self, *, now_ms: int) -> None:
        """Forget the closed sessions whose keys have expired by `now_ms`, and their offline messages with them."""
        found = await ask(self._redis.zrangebyscore(self._keys.expiries, "-inf", now_ms))
        for batch in (found[start : start + _BATCH] for start in range(0, len(found), _BATCH)):
            names = [entry.decode() for entry in batch]
            kept = {session.name for session in await self.load(names)}
            for name in names:
                if name not in kept:
                    await self.forget(name)
        # By time, not by name: who was closed again meanwhile has a later one.
        await ask(self._redis.zremrangebyscore(self._keys.expiries, "-inf", now_ms))
