"""Connections that end in odd ways, while everything else goes on: nothing is left behind, and nobody else notices."""

import asyncio
import logging

import pytest

from app.settings import Settings
from tests.live import open_visitor, serving
from tests.scripted import ScriptedProvider, echo
from tests.wire.h2_client import connect
from tests.wire.roads import Road
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


async def test_who_leaves_between_two_requests_is_forgotten_at_once(settings: Settings, road: Road) -> None:
    """And not after the 75 s for which a connection may be idle, each time with a file descriptor."""
    async with road.serving(settings, ScriptedProvider(echo())) as live:
        before = _connections()
        for _ in range(3):
            if road.name == "http/1.1":
                async with road.http(live) as http:
                    await http.get("/api/health/live")
            else:
                async with connect(*live.h2) as client:
                    await client.request("GET", "/api/health/live")
        await see(lambda: _connections() == before, "the end of connections whose clients have gone")


async def test_nobody_is_led_past_a_proxy_by_an_upgrade_to_http_2(settings: Settings) -> None:
    async with serving(settings, ScriptedProvider(echo())) as live:
        reader, writer = await asyncio.open_connection("127.0.0.1", int(live.base.rpartition(":")[2]))
        asked = "Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAAP__"
        writer.write(f"GET /api/health/live HTTP/1.1\r\nHost: a\r\n{asked}\r\n\r\n".encode())
        assert (await asyncio.wait_for(reader.readline(), 10)).startswith(b"HTTP/1.1 200 ")
        writer.close()
        await writer.wait_closed()


async def test_priorities_without_end_end_no_connection(settings: Settings) -> None:
    async with serving(settings, ScriptedProvider(echo())) as live, connect(*live.h2) as client:
        for stream_id in range(1, 4001, 2):
            client.connection.prioritize(stream_id, weight=16)
        await client.flush()
        assert (await client.request("GET", "/api/health/live")).status == 200


async def test_what_no_browser_sends_ends_its_own_connection_and_wakes_nobody(
    settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "kefu")
    async with serving(settings, ScriptedProvider(echo())) as live, connect(*live.h2) as client:
        await client.open("G\u00c9T", "/api/health/live", ends=True)
        await client.until(lambda: client.is_closed)
    said = [(record.levelname, record.message) for record in caplog.records if record.message.startswith("connection_")]
    assert said == [("INFO", "connection_refused")]
