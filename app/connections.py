"""The connections of one process: Hypercorn's, but none outlives its time or takes others along; it accepts none.

Hypercorn 0.18 lets whatever goes wrong on one connection out of `serve`, waits without end for clients that do not
read, and ends a whole HTTP/2 connection over one late frame. What is said here about it can go when it is mended there.
"""

import asyncio
import logging
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import h2.events
import h2.exceptions
import h11
import hypercorn.asyncio.run
import hypercorn.protocol
import uvloop
from hypercorn.asyncio.tcp_server import TCPServer
from hypercorn.asyncio.worker_context import EventWrapper
from hypercorn.events import Closed, Event, Updated
from hypercorn.protocol.h2 import H2Protocol
from hypercorn.protocol.h11 import H11Protocol

from app.telemetry.log import log

TLS_GOODBYE_S = 2.0
"""How long a TLS client has to answer our good-bye; the loop's own 30 s would hold up the end of the process."""


class Loop(uvloop.Loop):
    """An event loop that knows its servers' open connections, so that those that hold out can be given up."""

    def __init__(self) -> None:
        super().__init__()
        self._connections: set[asyncio.Transport] = set()

    async def create_server(self, protocol_factory: Callable[[], Any], *args: Any, **kwargs: Any) -> Any:
        """As the base class does; keeps account of the connections."""
        if kwargs.get("ssl"):
            kwargs["ssl_shutdown_timeout"] = TLS_GOODBYE_S
        return await super().create_server(lambda: self._watched(protocol_factory()), *args, **kwargs)

    def give_up(self) -> None:
        """Drop every connection that is still open, with what was not read of it."""
        for transport in list(self._connections):
            transport.abort()

    def _watched(self, protocol: Any) -> Any:
        made, lost = protocol.connection_made, protocol.connection_lost

        def connection_made(transport: asyncio.Transport) -> None:
            self._connections.add(transport)
            made(transport)

            def connection_lost(error: Exception | None) -> None:
                self._connections.discard(transport)
                lost(error)

            protocol.connection_lost = connection_lost

        protocol.connection_made = connection_made
        return protocol


class Connection(TCPServer):
    """One connection, whose end, whatever it is, is no other's business; who has gone is not waited for."""

    has_gone = False

    async def run(self) -> None:
        """Serve it to its end; what went wrong is logged, and goes no further."""
        try:
            await super().run()
        except* OSError as errors:
            # The network's, and TLS's: a client that talks on after the good-bye (hypercorn #361), or never answers it.
            log("connection_lost", level=logging.DEBUG, error=errors)
        except* (UnicodeError, h2.exceptions.H2Error) as errors:
            # What no browser sends, and no fault of ours: it shall wake nobody.
            log("connection_refused", reason=repr(errors.exceptions[0]))
        except* Exception as errors:  # noqa: BLE001 - the end of a background task: logged
            log("connection_broken", level=logging.ERROR, error=errors)

    async def protocol_send(self, event: Event) -> None:
        """Send it; that nothing is asked at the moment is no news of who has gone."""
        if not (self.has_gone and isinstance(event, Updated)):
            await super().protocol_send(event)

    async def _read_data(self) -> None:
        await super()._read_data()
        # Or the connection would be kept as long as any whose client may ask again: for `keep_alive_timeout`.
        self.has_gone = True
        await self.idle_task.stop()


class _Over(Exception):
    """Nothing more is to be read from a connection."""


class _MayRead(EventWrapper):
    """Whether the next request may be read, which waits until the last has been answered."""

    is_over = False

    async def clear(self) -> None:
        """Make the reader wait; raises `_Over` where it would do so for ever."""
        if self.is_over:
            raise _Over
        await super().clear()


class Http1(H11Protocol):
    """HTTP/1.1 in which a request that came before the last was answered does not keep a connection that has ended."""

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self.can_read: _MayRead = _MayRead()

    async def handle(self, event: Event) -> None:
        """Take in what was read, or that nothing more will be."""
        await super().handle(event)
        if isinstance(event, Closed):
            await self._let_go()

    async def _check_protocol(self, event: h11.Request) -> None:
        # Only who begins with HTTP/2 gets it. An upgrade to it leads past any proxy that lets that through, unseen, and
        # so past what the proxy says of its clients and keeps them from.
        if event.method == b"PRI":
            await super()._check_protocol(event)

    async def _handle_events(self) -> None:
        with suppress(_Over):
            await super()._handle_events()

    async def _maybe_recycle(self) -> None:
        if self.context.terminated.is_set():
            await self._let_go()
        await super()._maybe_recycle()

    async def _let_go(self) -> None:
        self.can_read.is_over = True
        await self.can_read.set()


class Http2(H2Protocol):
    """HTTP/2 in which a frame that comes too late for its stream harms nobody (hypercorn #329)."""

    async def _handle_events(self, events: list[h2.events.Event]) -> None:
        for event in events:
            if isinstance(event, h2.events.DataReceived) and event.stream_id not in self.streams:
                # The stream was answered, or refused, before its body had come; others need the room it took.
                self.connection.acknowledge_received_data(event.flow_controlled_length, event.stream_id)
            elif not isinstance(event, h2.events.PriorityUpdated):
                # RFC 9113 has no more use for priorities, and Hypercorn keeps a place for each for ever.
                await super()._handle_events([event])
        await self._flush()


# Hypercorn makes these itself, by these names; there is no setting for it.
hypercorn.asyncio.run.TCPServer = Connection  # type: ignore[attr-defined]
hypercorn.protocol.H11Protocol = Http1  # type: ignore[assignment, attr-defined]
hypercorn.protocol.H2Protocol = Http2  # type: ignore[attr-defined]
