"""Hypercorn around the application: sockets, signals, and an end in the right order; not the command line."""

import asyncio
import signal
import socket
import sys
import tomllib
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import uvloop
from hypercorn.asyncio import serve
from hypercorn.config import Config
from quart import Quart

CONFIG_FILE = Path(__file__).parents[1] / "hypercorn.toml"
GIVE_UP_S = 3.0
"""How long after everything was said connections may stay open; less than Hypercorn's graceful_timeout."""


class ServerFailed(Exception):
    """The server cannot start; the message tells the operator in one line what to do."""


class Loop(uvloop.Loop):
    """An event loop that knows its servers' open connections, so that those that hold out can be given up.

    Hypercorn 0.18 waits for a connection whose client does not read for ever, and logs a traceback for one
    whose request never ends.
    """

    def __init__(self) -> None:
        super().__init__()
        self._connections: set[asyncio.Transport] = set()

    async def create_server(self, protocol_factory: Callable[[], Any], *args: Any, **kwargs: Any) -> Any:
        """As the base class does; keeps account of the connections."""
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


def read_config(path: Path = CONFIG_FILE) -> Config:
    """Hypercorn's configuration from a TOML file; raises `ServerFailed` for a key that Hypercorn does not know.

    Hypercorn itself accepts any key, so that a misspelt one would silently do nothing.
    """
    try:
        values: dict[str, Any] = tomllib.loads(path.read_text("utf-8"))
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise ServerFailed(f"{path.name} cannot be read: {error}") from error
    for key in values:
        if not hasattr(Config, key):
            raise ServerFailed(f"{path.name} holds {key!r}, which Hypercorn does not know; remove or correct it.")
    return Config.from_mapping(values)


def listen(host: str, port: int) -> socket.socket:
    """A socket bound to `host` and `port`; raises `ServerFailed` where that is taken or not ours to take."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host, port))
        listening.listen(1024)
    except OSError as error:
        listening.close()
        raise ServerFailed(f"Cannot listen on {host}:{port} ({error.strerror}); set PORT to a free port.") from error
    return listening


def run(
    app: Quart,
    config: Config,
    listening: socket.socket,
    *,
    drain: Callable[[], Awaitable[None]],
    ready: Callable[[], None],
) -> None:
    """Serve until SIGTERM or SIGINT, then `drain` before the server stops.

    Streams must have ended before: from Python 3.12.1 on, Hypercorn waits for open connections before anything
    else, for ever (hypercorn #308).
    """
    # From here on the socket is Hypercorn's to close.
    config.bind = [f"fd://{listening.detach()}"]

    async def main() -> None:
        stop = asyncio.Event()
        loop = asyncio.get_running_loop()
        assert isinstance(loop, Loop)
        for name in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(name, stop.set)

        async def until_drained() -> None:
            await stop.wait()
            await drain()
            loop.call_later(GIVE_UP_S, loop.give_up)

        @app.before_serving
        async def announce() -> None:
            ready()

        await serve(app, config, shutdown_trigger=until_drained)

    with asyncio.Runner(loop_factory=Loop) as runner:
        runner.run(main())
    sys.stdout.flush()
