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


class ServerFailed(Exception):
    """The server cannot start; the message tells the operator in one line what to do."""


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
        for name in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(name, stop.set)

        async def until_drained() -> None:
            await stop.wait()
            await drain()

        @app.before_serving
        async def announce() -> None:
            ready()

        await serve(app, config, shutdown_trigger=until_drained)

    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(main())
    sys.stdout.flush()
