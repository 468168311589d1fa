"""The double's routes and its loopback socket; what it says and how lives beside this file.

Besides the upstream's own routes there are four for tests that run the double as its own
process: `POST /double/plan {mode, argument, times}`, `POST /double/release`, `GET /double/seen`, `GET /double/endings`.
"""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from hypercorn.asyncio import serve
from hypercorn.config import Config
from quart import Quart, Response, jsonify, request

from tests.openai_double.answers import find_fault, read_request, respond
from tests.openai_double.failures import FAILURES
from tests.openai_double.script import Double, Recorded


def create_app(double: Double) -> Quart:
    """Return the app that speaks for `double`."""
    app = Quart(__name__)

    @app.post("/v1/chat/completions")
    async def complete() -> Response:
        body = await request.get_json(force=True, silent=True) or {}
        return _admit(double, body) or find_fault(double, body) or await respond(double, read_request(double, body))

    @app.get("/v1/models")
    async def list_models() -> Response:
        models = [{"id": m, "object": "model", "created": 0, "owned_by": "double"} for m in double.models]
        return _admit(double, {}) or jsonify({"object": "list", "data": models})

    _add_controls(app, double)
    return app


def _add_controls(app: Quart, double: Double) -> None:
    @app.post("/double/plan")
    async def plan() -> Response:
        wish = await request.get_json()
        double.plan(wish["mode"], str(wish.get("argument", "")), int(wish.get("times", 1)))
        return jsonify({})

    @app.post("/double/release")
    async def release() -> Response:
        double.release()
        return jsonify({})

    @app.get("/double/seen")
    async def tell_seen() -> Response:
        return jsonify({"answered": double.answered, "speaking": double.speaking, "hung_up": double.hung_up})

    @app.get("/double/endings")
    async def tell_endings() -> Response:
        return jsonify(list(double.endings))


def _admit(double: Double, body: dict[str, object]) -> Response | None:
    headers = {name.lower(): value for name, value in request.headers.items()}
    peer = str(request.scope.get("client"))
    double.record(Recorded(request.method, request.path, headers, body, peer))
    if double.key and headers.get("authorization") != f"Bearer {double.key}":
        return FAILURES["401"].respond()
    return None


async def serve_on(double: Double, listener: socket.socket, stop: asyncio.Event) -> None:
    """Serve on `listener`, which this takes over, until `stop` is set."""
    config = Config()
    # Connections that die on purpose are no errors worth a line.
    config.accesslog = config.errorlog = None
    config.bind = [f"fd://{listener.detach()}"]
    config.keep_alive_timeout, config.graceful_timeout = 75, 0.5
    config.keep_alive_max_requests = 1_000_000

    async def wait_for_stop() -> None:
        await stop.wait()
        # An answer that went on would hold up the server's end.
        double.close()

    await serve(create_app(double), config, shutdown_trigger=wait_for_stop)


def listen(port: int = 0) -> socket.socket:
    """Return a socket bound to a loopback port; 0 takes a free one."""
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind(("127.0.0.1", port))
    listener.listen(1024)
    return listener


@asynccontextmanager
async def running(double: Double) -> AsyncIterator[str]:
    """Run `double` in this event loop; yields the base address, which ends with `/v1`."""
    listener, stop = listen(), asyncio.Event()
    address = f"http://127.0.0.1:{listener.getsockname()[1]}/v1"
    task = asyncio.create_task(serve_on(double, listener, stop))
    try:
        yield address
    finally:
        stop.set()
        await task
