"""Connections to Redis and the pool that hands them out; where the server is, is found out elsewhere (`finders`)."""

import asyncio
import weakref
from contextlib import suppress
from contextvars import Context
from typing import Any

from redis.asyncio.connection import (
    AbstractConnection,
    BlockingConnectionPool,
    Connection,
    DefaultParser,
    SSLConnection,
)
from redis.exceptions import ConnectionError as RedisConnectionError
from redis.exceptions import ResponseError

from app.store.finders import Address, Finder
from app.telemetry.log import log

CONNECT_TIMEOUT_S = 3.0
LOOK_EVERY_S = 5.0
"""How often it is asked who the master is: one that is cut off from the others goes on as before, and tells nobody."""


class _Told:
    """What a server's refusal says, with its code, which redis-py cuts off."""

    def __init__(self, text: str, status_code: str = "") -> None:
        super().__init__(f"{status_code} {text}", status_code=status_code)  # type: ignore[call-arg]  # of RedisError

    def __repr__(self) -> str:
        return f"{type(self).__name__}: {self}"


class Displaced(_Told, RedisConnectionError):
    """The server is not, or no longer, the master that takes our commands: the connection to it is no good.

    redis-py drops a connection over such an error, and sends the command again once, over a new one.
    """


class Refused(_Told, ResponseError):
    """The server is the right one, and cannot do it now: that says more about the store than about the command."""


class Parser(DefaultParser):  # type: ignore[misc,valid-type]  # redis-py chooses it when it is imported
    """Tells by their codes the refusals that mean: elsewhere, or later. It costs nothing where there is none."""

    EXCEPTION_CLASSES = (
        DefaultParser.EXCEPTION_CLASSES
        | dict.fromkeys(("READONLY", "MOVED", "CLUSTERDOWN", "MASTERDOWN", "UNBLOCKED"), Displaced)
        | dict.fromkeys(("MISCONF", "NOREPLICAS", "OOM", "BUSY", "ASK", "TRYAGAIN"), Refused)
    )


class Pool(BlockingConnectionPool):
    """A pool that hands out a free connection at once.

    Its base class takes a lock and a timeout first, which is a third of what a command costs; it is left to it to wait
    for a connection where none is free, and who waits there is served first. Its methods carry no types.

    `made` counts the connections that were made: while it stands still, all of them lead where they led.
    """

    _waiting = 0
    made = 0

    def __init__(self, **options: Any) -> None:
        super().__init__(redis_connect_func=self._greet, **options)

    async def _greet(self, connection: AbstractConnection) -> None:
        await connection.on_connect()
        self.made += 1

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


class FollowingPool(Pool):
    """A pool of connections to whichever server is the master when they are made; `finder` says which."""

    def __init__(self, finder: Finder, *, is_tls: bool, **options: Any) -> None:
        kind = FollowingTlsConnection if is_tls else FollowingConnection
        super().__init__(connection_class=kind, pool=weakref.proxy(self), **options)
        self._finder = finder
        self._master: Address | None = None
        self._looking: asyncio.Task[None] | None = None

    async def find(self) -> Address:
        """Where the master is now; connections to another are cut, so that whoever waits on one asks the new one."""
        self._looking = self._looking or asyncio.create_task(self._look(), context=Context())
        found = await self._finder.find()
        if found != self._master:
            log("store_master_found", address=f"{found.host}:{found.port}")
            self._master = found
            left = [one for one in self._connections() if (one.host, one.port) != found]
            await asyncio.gather(*(one.disconnect(nowait=True) for one in left))
        return found

    async def _look(self) -> None:
        while True:
            await asyncio.sleep(LOOK_EVERY_S)
            # Where nobody knows, whoever needs a connection is told so.
            with suppress(RedisConnectionError):
                await self.find()

    async def aclose(self) -> None:
        """Close all connections, and ask no more."""
        if self._looking:
            self._looking.cancel()
            await asyncio.gather(self._looking, return_exceptions=True)
            self._looking = None
        await super().aclose()

    def _connections(self) -> list[Connection]:
        return [*self._get_free_connections(), *self._get_in_use_connections()]  # type: ignore[list-item]  # our kind


class FollowingConnection(Connection):
    """A connection that finds its server each time it is made, and takes none that says it is a replica."""

    def __init__(self, *, pool: FollowingPool, **options: Any) -> None:
        super().__init__(**options)
        self._pool = pool

    async def _connect(self) -> None:
        self.host, self.port = await self._pool.find()
        await super()._connect()  # type: ignore[no-untyped-call]

    async def on_connect_check_health(self, check_health: bool = True) -> None:
        """Introduce ourselves, and ask which part the server plays: it may have been the master until just now."""
        async with asyncio.timeout(CONNECT_TIMEOUT_S):
            await super().on_connect_check_health(check_health)
            await self.send_command("ROLE", check_health=False)
            role = await self.read_response()
        if role[0] != b"master":
            raise Displaced(f"{self.host}:{self.port} is a {role[0].decode()}", "ROLE")


class FollowingTlsConnection(FollowingConnection, SSLConnection):
    """The same over TLS."""
