"""Runs a double on a real port, in the caller's loop; what it answers is in app.py."""

import asyncio
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any, cast

from hypercorn.asyncio import serve
from hypercorn.config import Config
from hypercorn.protocol.http_stream import ASGIHTTPState
from hypercorn.typing import ASGIFramework

from .app import create_app
from .double import CozeDouble
from .refusals import LineCut
from .streams import HANG_UP_HEADER

Receive = Callable[[], Awaitable[Any]]
Send = Callable[[Any], Awaitable[None]]


class Line:
    """Wraps an application so that it can break the connection it answers on."""

    def __init__(self, app: Any) -> None:
        self._app = app

    async def __call__(self, scope: Any, receive: Receive, send: Send) -> None:
        """Pass everything on until the application wants the line cut."""

        async def watch(message: Any) -> None:
            names = {name.lower() for name, _ in message.get("headers", ())}
            if message["type"] == "http.response.start" and HANG_UP_HEADER.encode() in names:
                _forget_answer(send)
                raise LineCut
            await send(message)

        try:
            await self._app(scope, receive, watch)
        except* LineCut:
            # Hypercorn closes the connection of an application that leaves in the middle of its answer.
            pass


@asynccontextmanager
async def running(double: CozeDouble, host: str = "127.0.0.1", port: int = 0) -> AsyncIterator[str]:
    """Serve `double` and yield its base URL; on leaving, every chat and every stream is ended."""
    listener = socket.create_server((host, port), backlog=1024)
    bound = int(listener.getsockname()[1])
    config = Config()
    config.bind = [f"fd://{listener.detach()}"]
    config.loglevel = "WARNING"
    config.keep_alive_timeout = 75
    config.keep_alive_max_requests = 1_000_000
    stop = asyncio.Event()
    app = cast("ASGIFramework", Line(create_app(double)))
    server = asyncio.create_task(serve(app, config, shutdown_trigger=cast("Any", stop.wait)))
    try:
        yield f"http://{host}:{bound}"
    finally:
        try:
            await double.close()
        finally:
            stop.set()
            await server


def _forget_answer(send: Send) -> None:
    # Hypercorn answers 500 for an application that has not begun to answer; it must believe that it has.
    stream = getattr(send, "__self__")  # noqa: B009
    stream.state = ASGIHTTPState.CLOSED
