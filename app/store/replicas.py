"""Waiting until replicas have a change, before anybody is told so; which changes wait is decided elsewhere."""

from collections.abc import Sequence
from typing import Any

from redis.asyncio import Redis
from redis.commands.core import AsyncScript
from redis.exceptions import NoScriptError

from app.store.client import ask
from app.store.wires import Refused


class Replicas:
    """Has scripts wait for `count` replicas, up to `wait_ms`; a count of 0 waits for none, and costs nothing.

    WAIT speaks of what its own connection has written, so it travels right behind the script (Valkey 9 says yes at once
    where the connection has written nothing): scripts that find their work done must write something all the same.
    """

    def __init__(self, redis: Redis, *, count: int, wait_ms: int) -> None:
        self._redis = redis
        self._count = count
        self._wait_ms = wait_ms

    @property
    def are_asked(self) -> bool:
        """Whether anything waits for them."""
        return self._count > 0

    async def call(self, script: AsyncScript, *, keys: Sequence[str], args: Sequence[Any], waits: bool = True) -> Any:
        """The script's reply, once the replicas have what it wrote (at once without `waits`).

        Raises `StoreUnavailable` where too few of them have it in time: it may be kept, but nobody may rely on it.
        """
        if not waits or not self._count:
            return await ask(script(keys=keys, args=args))
        return await ask(self._call_and_wait(script, keys, args), longer_s=self._wait_ms / 1000)

    async def _call_and_wait(self, script: AsyncScript, keys: Sequence[str], args: Sequence[Any]) -> Any:
        try:
            reply, reached = await self._send(script.sha, keys, args)
        except NoScriptError:
            # A new master knows no scripts.
            await self._redis.script_load(script.script)
            reply, reached = await self._send(script.sha, keys, args)
        if reached < self._count:
            raise Refused(f"{reached} of {self._count} replicas have it after {self._wait_ms} ms", "WAIT")
        return reply

    async def _send(self, sha: str, keys: Sequence[str], args: Sequence[Any]) -> list[Any]:
        async with self._redis.pipeline(transaction=False) as pipe:
            pipe.evalsha(sha, len(keys), *keys, *args)
            pipe.wait(self._count, self._wait_ms)
            return await pipe.execute()
