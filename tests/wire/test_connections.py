"""Connections that end in odd ways, while everything else goes on: nothing is left behind, and nobody else notices."""

import asyncio

from app.settings import Settings
from tests.live import open_visitor, serving
from tests.scripted import ScriptedProvider, echo
from tests.wire.watching import see


def _connections() -> int:
    """Those that the server of this process still works for."""
    names = [getattr(task.get_coro(), "__qualname__", "") for task in asyncio.all_tasks()]
    return sum(name.endswith("._server_callback") for name in names)


async def test_who_asks_again_under_a_stream_and_leaves_leaves_nothing_behind(settings: Settings) -> None:
    async with serving(settings, ScriptedProvider(echo())) as live, live.client() as http:
        visitor = await open_visitor(http)
        before = _connections()
        port = int(live.base.rpartition(":")[2])
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        stream = f"GET /api/chat/events HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer {visitor.token}\r\n\r\n"
        writer.write(stream.encode())
        await asyncio.wait_for(reader.readuntil(b"event: hello"), 10)
        # HTTP/1.1 allows it; the second answer waits for the end of the first, which never comes.
        writer.write(b"GET /api/health/live HTTP/1.1\r\nHost: a\r\n\r\n")
        await see(lambda: _connections() == before + 1, "the connection at work")
        writer.close()
        await writer.wait_closed()
        async with asyncio.timeout(10):
            while _connections() > before:
                await visitor.say("anybody there?")
                await asyncio.sleep(0.01)
        assert (await http.get("/api/health/live")).status_code == 200
