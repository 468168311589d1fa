"""One-time links as they are kept: by the digest of their secret; using one up is part of the change it allows."""

from redis.asyncio import Redis

from app.store.client import ask
from app.store.keys import Keys
from app.store.lives import LINK_S


class Links:
    """Links that are good once, for `LINK_S`. `digest` is the SHA-256 of a secret. All raise `StoreUnavailable`."""

    def __init__(self, redis: Redis, keys: Keys) -> None:
        self._redis = redis
        self._keys = keys

    async def open_for(self, agent_id: str, digest: str) -> None:
        """Let the agent set a new password by the link; an earlier one is no longer good."""
        await ask(self._redis.set(self._keys.of_agent(agent_id).link, digest, ex=LINK_S))

    async def open_setup(self, digest: str) -> None:
        """Let whoever has the link become the first admin."""
        await ask(self._redis.set(self._keys.setup(digest), "1", ex=LINK_S))

    async def is_good_for(self, agent_id: str, digest: str) -> bool:
        """Whether the agent's link has that secret, at this moment: the change that uses it up looks again."""
        return bool(await ask(self._redis.get(self._keys.of_agent(agent_id).link)) == digest.encode())

    async def is_good_setup(self, digest: str) -> bool:
        """Whether a set-up link has that secret, at this moment."""
        return bool(await ask(self._redis.exists(self._keys.setup(digest))))
