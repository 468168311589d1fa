"""Logins: where an agent is signed in, each with the refresh token that is due; tokens themselves are not kept."""

from redis.asyncio import Redis

from app.domain.agent import Agent
from app.store.accounts import FIELDS, agent_of, is_id
from app.store.client import ask, script
from app.store.keys import Keys
from app.store.lives import BUS_LENGTH, LOGIN_IDLE_MS

GRACE_MS = 30_000
"""How long the refresh token before the current one is still good: two tabs may ask together."""

LOGINS_KEPT = 50
"""Logins of one agent; the one unused for longest makes room."""

DEVICE_CHARS = 200


class Logins:
    """The logins of all agents. Refresh tokens are told by digests (SHA-256). All methods raise `StoreUnavailable`."""

    def __init__(self, redis: Redis, keys: Keys) -> None:
        self._redis = redis
        self._keys = keys
        self._start, self._end = script(redis, "start_login"), script(redis, "end_login")
        self._rotate = script(redis, "rotate_login")

    async def start(self, agent_id: str, login_id: str, *, verified: str, digest: str, device: str) -> bool:
        """Start a login whose refresh token has `digest`; False where the password is no longer the `verified` one."""
        own = self._keys.of_agent(agent_id)
        args: list[str | int] = [login_id, verified, digest, device[:DEVICE_CHARS], LOGIN_IDLE_MS, LOGINS_KEPT]
        return bool(await ask(self._start(keys=[own.agent, own.logins], args=args)))

    async def rotate(self, agent_id: str, login_id: str, *, digest: str, successor: str) -> bool:
        """Exchange the refresh token of `digest` for its `successor`; False, and the login is over, if it was used."""
        if not is_id(agent_id) or not is_id(login_id):
            return False
        args: list[str | int] = [agent_id, login_id, digest, successor, GRACE_MS, LOGIN_IDLE_MS, BUS_LENGTH]
        keys = [self._keys.of_agent(agent_id).logins, self._keys.bus]
        return bool(await ask(self._rotate(keys=keys, args=args)) == b"ok")

    async def end(self, agent_id: str, login_id: str) -> None:
        """End one login with its streams; nothing happens where it is over."""
        keys = [self._keys.of_agent(agent_id).logins, self._keys.bus]
        await ask(self._end(keys=keys, args=[agent_id, login_id, BUS_LENGTH]))

    async def holder(self, agent_id: str, login_id: str) -> Agent | None:
        """Who is signed in by that login; None where it is over, or the agent no longer active."""
        own = self._keys.of_agent(agent_id)
        async with self._redis.pipeline(transaction=False) as pipe:
            pipe.hmget(own.agent, FIELDS)
            pipe.hexists(own.logins, login_id)
            values, is_on = await ask(pipe.execute())
        agent = agent_of(agent_id, values)
        return agent if agent and agent.active and is_on else None
