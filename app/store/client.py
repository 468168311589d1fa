"""The connection to Redis and its scripts: how commands travel, never what they mean."""

import asyncio
from collections.abc import Awaitable
from pathlib import Path
from typing import Any

from redis.asyncio import Redis
from redis.asyncio.connection import AbstractConnection, BlockingConnectionPool
from redis.asyncio.retry import Retry
from redis.backoff import ExponentialBackoff
from redis.commands.core import AsyncScript
from redis.exceptions import ClusterDownError, MasterDownError, OutOfMemoryError, ReadOnlyError, RedisError
from redis.exceptions import ConnectionError as RedisConnectionError
from redis.exceptions import TimeoutError as RedisTimeoutError

from app.domain.errors import StoreUnavailable

_LUA = Path(__file__).parent / "lua"
CONNECTIONS = 64
CONNECT_TIMEOUT_S = 3.0
ANSWER_TIMEOUT_S = 5.0
_AWAY = (ClusterDownError, MasterDownError, OutOfMemoryError, ReadOnlyError)
"""Refusals that say more about the store than about the command; redis-py has cut their code off the text."""


class _Pool(BlockingConnectionPool):
    """A pool that hands out a free connection at once.

    Its base class takes a lock and a timeout first, which is a third of what a command costs; it is left to it to wait
    for a connection where none is free, and who waits there is served first. Its methods carry no types.
    """

    _waiting = 0

    async def get_connection(self, command_name: str | None = None, *keys: Any, **options: Any) -> AbstractConnection:
        """A connection that is ready to send; `release` gives it back. The arguments are redis-py's, and unused."""
        if self._waiting or not self.can_get_connection():
            return await self._wait()
        connection: AbstractConnection = self.get_available_connection()  # type: ignore[no-untyped-call]
        try:
            await self.ensure_connection(connection)
        except BaseException:
            await self.release(connection)
            raise
        return connection

    async def _wait(self) -> AbstractConnection:
        self._waiting += 1
        try:
            return await super().get_connection()  # type: ignore[no-any-return, no-untyped-call]
        finally:
            self._waiting -= 1


def connect(url: str) -> Redis:
    """A client for `url` (redis://, rediss:// or unix://) that answers in bytes; nothing is sent yet.

    Commands are sent again once after a broken connection. A change whose first sending was done after all is known
    by its id (see `lua/commit.lua`); only where another one came between, it is a conflict, and decided anew.
    """
    pool: _Pool = _Pool.from_url(
        url,
        max_connections=CONNECTIONS,
        timeout=ANSWER_TIMEOUT_S,
        # How long an answer may take is `ask`'s business: redis-py would make a task of every command for it, and its
        # asyncio.wait_for can swallow a cancellation before Python 3.12 (gh-86296).
        socket_timeout=None,
        socket_connect_timeout=CONNECT_TIMEOUT_S,
        retry=Retry(ExponentialBackoff(cap=0.2, base=0.02), 1),
    )
    return Redis.from_pool(pool)


def script(redis: Redis, name: str) -> AsyncScript:
    """The Lua script of the file `lua/<name>.lua`, sent once and called by its hash from then on."""
    return redis.register_script((_LUA / f"{name}.lua").read_text("utf-8"))


async def ask(command: Awaitable[Any]) -> Any:
    """The reply to a command within `ANSWER_TIMEOUT_S`; a store that is away is `StoreUnavailable`, all else a bug.

    The reply is Any because the client's types leave open whether it decodes, which ours never does.
    """
    try:
        async with asyncio.timeout(ANSWER_TIMEOUT_S):
            return await command
    except (RedisConnectionError, RedisTimeoutError, TimeoutError) as error:
        raise StoreUnavailable() from error
    except RedisError as error:
        if isinstance(error, _AWAY) or str(error).startswith(("MISCONF", "NOREPLICAS")):
            raise StoreUnavailable() from error
        raise


async def ping(redis: Redis) -> None:
    """Return when Redis answers; raises `StoreUnavailable` otherwise."""
    await ask(redis.ping())
