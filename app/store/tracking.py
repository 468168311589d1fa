"""Which keys change from a moment on, as the server itself tells (client-side caching); what for is not known here.

Outside facts: https://redis.io/docs/latest/develop/reference/client-side-caching/ (broadcasting mode, two connections).
The server tells at the end of each round of its loop which keys were changed or have expired in it, in one message.
"""

import asyncio
from typing import Any, Self

from redis.asyncio import Redis
from redis.asyncio.connection import Connection, ConnectionPool
from redis.exceptions import NoPermissionError, ResponseError

from app.domain.errors import StoreUnavailable
from app.store.client import ANSWER_TIMEOUT_S, ask

_CHANNEL = "__redis__:invalidate"


class TrackingRefused(Exception):
    """The server does not tell us what changes; the message is its own."""


class Tracking:
    """The keys below `prefix` that have changed since it was entered, or since they were taken.

    All methods raise `StoreUnavailable`, also where messages may have been missed: a broken connection is not mended.
    """

    def __init__(self, redis: Redis, *, prefix: str, mark: str) -> None:
        """`mark` is a key below `prefix` that is written to tell what changed before it from what came later."""
        pool: ConnectionPool = redis.connection_pool
        self._prefix, self._mark = prefix, mark.encode()
        self._listener, self._asker = _new_connection(pool), _new_connection(pool)
        self._changed: set[bytes] = set()
        self._before_mark: asyncio.Queue[set[bytes]] = asyncio.Queue()
        self._listening: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        # In the older protocol the messages are those of a channel, and replies like any other.
        self._listener.protocol = 2
        try:
            await ask(self._connect())
        except BaseException:
            await self._disconnect()
            raise
        self._listening = asyncio.create_task(self._listen())
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._listening:
            self._listening.cancel()
            await asyncio.gather(self._listening, return_exceptions=True)
        await self._disconnect()

    def take(self) -> set[bytes]:
        """The keys that are known to have changed; from now on they count as unchanged."""
        taken, self._changed = self._changed, set()
        return taken

    async def until_mark(self) -> set[bytes]:
        """What had changed when the mark was written, which the caller has just done; what came later is taken next."""
        assert self._listening is not None
        marked = asyncio.create_task(self._before_mark.get())
        waiting = {marked, self._listening}
        await asyncio.wait(waiting, timeout=ANSWER_TIMEOUT_S, return_when=asyncio.FIRST_COMPLETED)
        if marked.done():
            return marked.result()
        marked.cancel()
        if self._listening.done():
            await ask(self._listening)
        raise StoreUnavailable() from TimeoutError("the store no longer tells what changes")

    async def _connect(self) -> None:
        for connection in (self._listener, self._asker):
            await connection.connect()  # type: ignore[no-untyped-call]
        name = await _say(self._listener, "CLIENT", "ID")
        await _say(self._listener, "SUBSCRIBE", _CHANNEL)
        try:
            await _say(self._asker, "CLIENT", "TRACKING", "ON", "REDIRECT", name, "BCAST", "PREFIX", self._prefix)
        except (NoPermissionError, ResponseError) as error:
            raise TrackingRefused(str(error)) from error

    async def _disconnect(self) -> None:
        for connection in (self._listener, self._asker):
            await connection.disconnect(nowait=True)

    async def _listen(self) -> None:
        while True:
            _, _, keys = await self._listener.read_response()
            if keys is None:
                raise StoreUnavailable() from ConnectionError("the store was emptied meanwhile")
            self._changed.update(keys)
            if self._mark in keys:
                self._before_mark.put_nowait(self.take() - {self._mark})


def _new_connection(pool: ConnectionPool) -> Connection:
    made: Connection = pool.make_connection()  # type: ignore[no-untyped-call]
    return made


async def _say(connection: Connection, *command: Any) -> Any:
    await connection.send_command(*command)
    return await connection.read_response()
