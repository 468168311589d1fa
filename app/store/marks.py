"""Up to which message the visitor and the agents have read; what a mark means on a page is not known here."""

from collections.abc import Callable

from redis.asyncio import Redis

from app.store.client import ask, script
from app.store.keys import Keys
from app.store.lives import BUS_LENGTH
from app.store.records import to_json


class Marks:
    """The read marks of one deployment's sessions. All methods raise `StoreUnavailable`."""

    def __init__(self, redis: Redis, keys: Keys, *, life_s: Callable[[str], int]) -> None:
        """`life_s` says how long a session of a shop, by its id, is kept."""
        self._redis = redis
        self._keys = keys
        self._life_s = life_s
        self._mark = script(redis, "mark_read")

    async def read_to(self, session_name: str, shop: str, by: str, message_id: str) -> None:
        """`by` ("visitor" or "agent") has read up to `message_id`; a mark never goes back, nor beyond what was said."""
        data = to_json({"by": by, "id": message_id})
        args: list[str | int] = [session_name, by, message_id, data, BUS_LENGTH, shop, self._life_s(shop)]
        own = self._keys.of(session_name)
        await ask(self._mark(keys=[own.marks, self._keys.bus, own.messages], args=args))

    async def of(self, session_name: str) -> dict[str, str]:
        """How far each side has read; sides that have read nothing are missing."""
        found = await ask(self._redis.hgetall(self._keys.of(session_name).marks))
        return {by.decode(): message_id.decode() for by, message_id in found.items()}
