"""The connection to Redis and its scripts: how commands travel, never what they mean."""

import asyncio
from collections.abc import Awaitable
from pathlib import Path
from typing import Any

from redis.asyncio import Redis
from redis.asyncio.connection import Connection, SSLConnection
from redis.asyncio.retry import Retry
from redis.backoff import ExponentialBackoff
from redis.commands.core import AsyncScript
from redis.crc import key_slot
from redis.exceptions import ConnectionError as RedisConnectionError
from redis.exceptions import TimeoutError as RedisTimeoutError

from app.domain.errors import StoreUnavailable
from app.store.addresses import Machines, read_machines
from app.store.finders import LOOK_TIMEOUT_S, Address, Finder, Sentinels, Shard
from app.store.wires import CONNECT_TIMEOUT_S, FollowingPool, Parser, Pool, Refused

_LUA = Path(__file__).parent / "lua"
CONNECTIONS = 64
ANSWER_TIMEOUT_S = 5.0


def connect(url: str, *, key: str = "") -> Redis:
    """A client for `url` that answers in bytes; nothing is sent yet. On a cluster `key` is any key of ours.

    `url` is redis://, rediss://, unix://, redis+sentinel:// or redis+cluster:// (both also rediss+...). All our keys
    live in one slot, so a cluster is, to us, the node that owns it.

    Commands are sent again once after a broken connection. A change whose first sending was done after all is known
    by its id (see `lua/commit.lua`); only where another one came between, it is a conflict, and decided anew.
    """
    options: dict[str, Any] = {
        "max_connections": CONNECTIONS,
        "timeout": ANSWER_TIMEOUT_S,
        # How long an answer may take is `ask`'s business: redis-py would make a task of every command for it, and its
        # asyncio.wait_for can swallow a cancellation before Python 3.12 (gh-86296).
        "socket_timeout": None,
        "socket_connect_timeout": CONNECT_TIMEOUT_S,
        "retry": Retry(ExponentialBackoff(cap=0.2, base=0.02), 1),
        "parser_class": Parser,
    }
    machines = read_machines(url)
    if machines is None:
        return Redis.from_pool(Pool.from_url(url, **options))
    options |= _access(machines) | {"db": machines.database}
    return Redis.from_pool(FollowingPool(_finder(machines, key), is_tls=machines.is_tls, **options))


def _access(machines: Machines) -> dict[str, str]:
    given = {"username": machines.user, "password": machines.password}
    return {name: value for name, value in given.items() if value}


def _finder(machines: Machines, key: str) -> Finder:
    kind = SSLConnection if machines.is_tls else Connection

    def dial(node: Address, as_user: bool) -> Connection:
        access: dict[str, Any] = _access(machines) if as_user else {}
        return kind(**node._asdict(), protocol=2, socket_connect_timeout=LOOK_TIMEOUT_S, **access)

    if machines.name:
        return Sentinels(machines.nodes, dial, name=machines.name)
    return Shard(machines.nodes, dial, slot=key_slot(key.encode()))


def script(redis: Redis, name: str) -> AsyncScript:
    """The Lua script of the file `lua/<name>.lua`, sent once and called by its hash from then on."""
    return redis.register_script((_LUA / f"{name}.lua").read_text("utf-8"))


async def ask(command: Awaitable[Any], *, longer_s: float = 0.0) -> Any:
    """The reply to a command within `ANSWER_TIMEOUT_S`, or so much longer where the command itself waits.

    A store that is away is `StoreUnavailable`, all else a bug. The reply is Any because the client's types leave open
    whether it decodes, which ours never does.
    """
    try:
        async with asyncio.timeout(ANSWER_TIMEOUT_S + longer_s):
            return await command
    except (RedisConnectionError, RedisTimeoutError, TimeoutError, Refused) as error:
        raise StoreUnavailable() from error


async def ping(redis: Redis) -> None:
    """Return when Redis answers; raises `StoreUnavailable` otherwise."""
    await ask(redis.ping())
