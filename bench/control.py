"""The control: the least that Quart on Hypercorn can do to pass a message on; it guards nothing and keeps little.

`POST /say/NAME` is one Redis pipeline and one write to the streams of `GET /events/NAME`, by a queue in the process.
"""

import asyncio
import json
import signal
import sys
import time
from collections import defaultdict
from collections.abc import AsyncGenerator

import uvloop
from hypercorn.asyncio import serve
from quart import Quart, Response, request
from quart.typing import ResponseReturnValue
from redis.asyncio import Redis

from app.server import read_config

PING_EVERY_S = 15.0
LOG_LENGTH = 500


def create_app(redis_url: str) -> Quart:
    """The control, with its state at `redis_url`."""
    app = Quart(__name__, static_folder=None)
    redis = Redis.from_url(redis_url)
    queues: dict[str, set[asyncio.Queue[bytes]]] = defaultdict(set)

    @app.post("/say/<name>")
    async def say(name: str) -> ResponseReturnValue:
        asked = await request.get_json()
        data = json.dumps({"role": "visitor", "text": asked["message"]}, ensure_ascii=False)
        async with redis.pipeline(transaction=False) as pipe:
            pipe.xadd(f"control:{name}:log", {"d": data}, maxlen=LOG_LENGTH)
            pipe.hset(f"control:{name}", mapping={"seen_ms": int(time.time() * 1000)})
            entry, _ = await pipe.execute()
        for queue in queues[name]:
            queue.put_nowait(f"id: {entry.decode()}\nevent: message\ndata: {data}\n\n".encode())
        return {"message_id": entry.decode()}, 202

    @app.get("/events/<name>")
    async def events(name: str) -> Response:
        response = Response(_follow(queues[name]), content_type="text/event-stream")
        response.timeout = None
        return response

    return app


async def _follow(queues: set[asyncio.Queue[bytes]]) -> AsyncGenerator[bytes, None]:
    queue: asyncio.Queue[bytes] = asyncio.Queue(256)
    queues.add(queue)
    try:
        yield b"event: hello\ndata: {}\n\n"
        while True:
            try:
                async with asyncio.timeout(PING_EVERY_S):
                    frame = await queue.get()
            except TimeoutError:
                frame = b":\n\n"
            yield frame
    finally:
        queues.discard(queue)


async def _serve(redis_url: str, port: int) -> None:
    config = read_config()
    config.bind = [f"127.0.0.1:{port}"]
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    # Whoever measures has hung up by then, so that nothing holds up the end.
    await serve(create_app(redis_url), config, shutdown_trigger=stop.wait)


if __name__ == "__main__":
    uvloop.run(_serve(sys.argv[1], int(sys.argv[2])))
