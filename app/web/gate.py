"""The outermost door: what is not ordinary HTTP is refused before the framework sees it."""

from collections.abc import Callable, Coroutine
from typing import Any

ASGI = Callable[[Any, Any, Any], Coroutine[Any, Any, None]]


def without_websockets(asgi_app: ASGI) -> ASGI:
    """`asgi_app`, but WebSocket handshakes get 403: nothing here wants them, and error pages need a request."""

    async def gate(scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1000})
            return
        await asgi_app(scope, receive, send)

    return gate
