"""Hypercorn around the application: sockets, signals, and an end in the right order; not the command line."""

import asyncio
import signal
import socket
import sys
import tomllib
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from functools import cached_property
from pathlib import Path
from ssl import SSLContext
from typing import Any

import hypercorn.config
from hypercorn.asyncio import serve
from quart import Quart

from app.connections import Loop
from app.tls import Certificate, CertificateRefused

CONFIG_FILE = Path(__file__).parents[1] / "hypercorn.toml"
GIVE_UP_S = 3.0
"""How long after everything was said connections may stay open; less than Hypercorn's graceful_timeout."""


class ServerFailed(Exception):
    """The server cannot start; the message tells the operator in one line what to do."""


class Config(hypercorn.config.Config):
    """Hypercorn's configuration, with a certificate that can be renewed while it serves."""

    @cached_property
    def certificate(self) -> Certificate | None:
        """The certificate to serve HTTPS with, where there is one; raises `CertificateRefused`."""
        return Certificate(Path(self.certfile), Path(self.keyfile)) if self.certfile and self.keyfile else None

    def create_ssl_context(self) -> SSLContext | None:
        """What Hypercorn listens with."""
        return self.certificate.context if self.certificate else None


def read_config(path: Path = CONFIG_FILE) -> Config:
    """The server's configuration from a TOML file; raises `ServerFailed` for a key that Hypercorn does not know.

    Hypercorn itself accepts any key, so that a misspelt one would silently do nothing.
    """
    try:
        values: dict[str, Any] = tomllib.loads(path.read_text("utf-8"))
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise ServerFailed(f"{path.name} cannot be read: {error}") from error
    for key in values:
        if not hasattr(Config, key):
            raise ServerFailed(f"{path.name} holds {key!r}, which Hypercorn does not know; remove or correct it.")
    config = Config()
    for key, value in values.items():
        setattr(config, key, value)
    return config


def secure(config: Config, certfile: Path | None, keyfile: Path | None) -> None:
    """Speak HTTPS, with these PEM files, or HTTP without; raises `ServerFailed` where the files are no good."""
    config.certfile, config.keyfile = str(certfile or "") or None, str(keyfile or "") or None
    try:
        config.create_ssl_context()
    except CertificateRefused as error:
        raise ServerFailed(str(error)) from error


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
    leash: int | None = None,
) -> None:
    """Serve until one of `stops(config)` comes, then `drain` before the server stops.

    `leash` is a file descriptor that comes to its end when the process does that this one works for. Streams must have
    ended before: from Python 3.12.1 on, Hypercorn waits for open connections before anything else, for ever
    (hypercorn #308).
    """
    # From here on the socket is Hypercorn's to close.
    config.bind = [f"fd://{listening.detach()}"]

    async def main() -> None:
        stop = asyncio.Event()
        loop = asyncio.get_running_loop()
        assert isinstance(loop, Loop)
        _hear(loop, config, stop)
        if leash is not None:
            loop.add_reader(leash, _end, loop, leash, stop)

        async def until_drained() -> None:
            await stop.wait()
            await drain()
            loop.call_later(GIVE_UP_S, loop.give_up)

        @app.before_serving
        async def announce() -> None:
            ready()

        async with _watched(config.certificate):
            await serve(app, config, shutdown_trigger=until_drained)

    with asyncio.Runner(loop_factory=Loop) as runner:
        runner.run(main())
    sys.stdout.flush()


def stops(config: Config) -> tuple[signal.Signals, ...]:
    """The signals that end a server; SIGHUP (a closed terminal) is one, unless it renews a certificate."""
    return (signal.SIGTERM, signal.SIGINT) if config.certificate else (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)


def _hear(loop: Loop, config: Config, stop: asyncio.Event) -> None:
    """Heed the signals, those too that came while they were held back."""
    if config.certificate:
        loop.add_signal_handler(signal.SIGHUP, config.certificate.renew)
    for number in stops(config):
        loop.add_signal_handler(number, stop.set)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGTERM, signal.SIGINT, signal.SIGHUP})


def _end(loop: Loop, leash: int, stop: asyncio.Event) -> None:
    loop.remove_reader(leash)
    stop.set()


@asynccontextmanager
async def _watched(certificate: Certificate | None) -> AsyncIterator[None]:
    """The certificate is renewed for as long as the block lasts."""
    watching = asyncio.create_task(certificate.watch()) if certificate else None
    try:
        yield
    finally:
        if watching:
            watching.cancel()
