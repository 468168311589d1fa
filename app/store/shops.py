"""The shops' settings as they are kept: one JSON text for each; what it says is not known here."""

from redis.asyncio import Redis

from app.store.client import ask, script
from app.store.keys import Keys
from app.store.lives import BUS_LENGTH

SHOPS_CHANGED = "shops"
"""The kind of the bus event that says: some shop's settings have changed."""


class Shops:
    """The settings of one deployment's shops. All methods raise `StoreUnavailable`."""

    def __init__(self, redis: Redis, keys: Keys) -> None:
        self._redis = redis
        self._keys = keys
        self._put = script(redis, "put_shop")

    async def all(self) -> dict[str, str]:
        """The kept settings by shop id."""
        found = await ask(self._redis.hgetall(self._keys.shops))
        return {shop_id.decode(): text.decode() for shop_id, text in found.items()}

    async def get(self, shop_id: str) -> str:
        """One shop's kept settings, "" where there are none."""
        found = await ask(self._redis.hget(self._keys.shops, shop_id))
        return (found or b"").decode()

    async def put(self, shop_id: str, text: str, *, was: str) -> bool:
        """Keep `text` and tell all processes, unless the settings are not `was` ("" for none) any more. Whether so."""
        args: list[str | int] = [shop_id, was, text, SHOPS_CHANGED, BUS_LENGTH]
        return bool(await ask(self._put(keys=[self._keys.shops, self._keys.bus], args=args)))
