"""Who is there: agents with an open workbench, visitors with an open page, and the processes that have seen them."""

from collections.abc import Iterable

from redis.asyncio import Redis

from app.store.client import ask
from app.store.keys import Keys

FRESH_MS = 15_000
"""How long after it was last seen an open page counts as open; processes see theirs every five seconds."""


class Presence:
    """The presence of one deployment's agents and visitors. All methods raise `StoreUnavailable`."""

    def __init__(self, redis: Redis, keys: Keys) -> None:
        self._redis = redis
        self._keys = keys

    async def see_agents(self, agent_ids: Iterable[str], *, now_ms: int) -> bool:
        """These agents' workbenches are open now; says whether any was not known to be before."""
        seen = dict.fromkeys(agent_ids, now_ms)
        return bool(seen and await ask(self._redis.zadd(self._keys.agents_present, seen)))

    async def see_visitors(self, session_names: Iterable[str], *, now_ms: int) -> None:
        """These sessions' pages are open now."""
        seen = dict.fromkeys(session_names, now_ms)
        if seen:
            await ask(self._redis.zadd(self._keys.visitors_present, seen))

    async def see_server(self, name: str, *, now_ms: int) -> None:
        """The process of that name runs."""
        await ask(self._redis.zadd(self._keys.servers_present, {name: now_ms}))

    async def server_leaves(self, name: str) -> None:
        """The process has stopped in an orderly way."""
        await ask(self._redis.zrem(self._keys.servers_present, name))

    async def servers(self, *, now_ms: int) -> int:
        """How many processes of the program run; one that was killed counts until `FRESH_MS` later."""
        return int(await ask(self._redis.zcount(self._keys.servers_present, now_ms - FRESH_MS, "+inf")))

    async def agents(self, *, now_ms: int) -> set[str]:
        """The ids of the agents whose workbench is open."""
        found = await ask(self._redis.zrangebyscore(self._keys.agents_present, now_ms - FRESH_MS, "+inf"))
        return {entry.decode() for entry in found}

    async def agent_seen_ms(self, agent_id: str) -> int:
        """When the agent's workbench was last seen open; 0 where that is long ago."""
        return int(await ask(self._redis.zscore(self._keys.agents_present, agent_id)) or 0)

    async def is_visitor_here(self, session_name: str, *, now_ms: int) -> bool:
        """Whether the session's page is open."""
        seen_ms = await ask(self._redis.zscore(self._keys.visitors_present, session_name))
        return seen_ms is not None and seen_ms >= now_ms - FRESH_MS

    async def are_visitors_here(self, session_names: list[str], *, now_ms: int) -> list[bool]:
        """For each session whether its page is open."""
        if not session_names:
            return []
        seen = await ask(self._redis.zmscore(self._keys.visitors_present, session_names))
        return [at is not None and at >= now_ms - FRESH_MS for at in seen]

    async def leave(self, agent_id: str) -> None:
        """The agent has signed out: gone at once, not only when nobody has seen them for a while."""
        await ask(self._redis.zrem(self._keys.agents_present, agent_id))

    async def sweep(self, *, now_ms: int, keep_ms: int) -> bool:
        """Forget who was last seen more than `keep_ms` ago; says whether an agent was among them."""
        async with self._redis.pipeline(transaction=False) as pipe:
            pipe.zremrangebyscore(self._keys.agents_present, "-inf", now_ms - keep_ms)
            pipe.zremrangebyscore(self._keys.visitors_present, "-inf", now_ms - keep_ms)
            pipe.zremrangebyscore(self._keys.servers_present, "-inf", now_ms - keep_ms)
            agents, *_ = await ask(pipe.execute())
        return bool(agents)
