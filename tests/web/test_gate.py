"""What is not ordinary HTTP is refused at the door, and leaves no trace in the log."""

import asyncio
import logging

import pytest

from app.settings import Settings
from tests.live import serving
from tests.scripted import ScriptedProvider, echo

HANDSHAKE = (
    "GET /api/chat/events HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
    "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
)


async def test_a_websocket_handshake_is_refused(settings: Settings, caplog: pytest.LogCaptureFixture) -> None:
    async with serving(settings, ScriptedProvider(echo())) as live:
        port = int(live.base.rpartition(":")[2])
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(HANDSHAKE.encode())
        status = await asyncio.wait_for(reader.readline(), 10)
        writer.close()
        await writer.wait_closed()
    assert b" 403 " in status
    assert [record for record in caplog.records if record.levelno >= logging.ERROR] == []
