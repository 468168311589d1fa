"""How requests to Coze use their connections, against a server that counts them."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from app.ai.coze import CozeProvider
from app.ai.coze_auth import Pat
from app.ai.coze_target import BotTarget
from app.ai.provider import AIError, Delta, Line, Piece, Prompt

STREAM = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n"
ANSWER = b'event:conversation.message.delta\ndata:{"id":"1","type":"answer","content":"hi"}\n\n'
COMPLETED = b'event:conversation.chat.completed\ndata:{"status":"completed"}\n\n'
JSON = b'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 10\r\n\r\n{"code":0}'
PROMPT = Prompt("session-1", "visitor-1", "en", (Line("visitor", "hello"),), (), {"conversation_id": "7"})


def chunk(data: bytes) -> bytes:
    return b"%x\r\n%s\r\n" % (len(data), data)


class Server:
    """Answers every request with the same bytes, keeps connections open and counts them."""

    def __init__(self, reply: bytes) -> None:
        self.reply, self.connections, self.closed = reply, 0, asyncio.Event()
        self.first_line, self.hangs_up = b"", False

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                self.first_line = head.split(b"\r\n")[0]
                sizes = [line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")]
                await reader.readexactly(int(sizes[0].split(b":")[1]) if sizes else 0)
                writer.write(self.reply)
                await writer.drain()
                if self.hangs_up:
                    return
        except (asyncio.IncompleteReadError, ConnectionError):
            self.closed.set()
        finally:
            writer.close()


@asynccontextmanager
async def serving(server: Server) -> AsyncIterator[str]:
    """Run the server on a port of its own."""
    listening = await asyncio.start_server(server.serve, "127.0.0.1", 0)
    async with listening:
        yield f"http://127.0.0.1:{listening.sockets[0].getsockname()[1]}"


async def hear(provider: CozeProvider) -> list[Piece]:
    return [piece async for piece in provider.stream(PROMPT)]


async def test_a_stream_that_ends_leaves_its_connection_to_the_next() -> None:
    server = Server(STREAM + chunk(ANSWER) + chunk(COMPLETED) + chunk(b"event:done\ndata:[DONE]\n\n") + chunk(b""))
    async with serving(server) as base_url:
        provider = CozeProvider(base_url, BotTarget("1"), Pat("pat_x"))
        for _ in range(3):
            assert await hear(provider) == [Delta("hi")]
        await provider.close()
    assert server.connections == 1


async def test_a_stream_that_does_not_end_after_its_answer_is_not_waited_for() -> None:
    server = Server(STREAM + chunk(ANSWER) + chunk(COMPLETED))
    async with serving(server) as base_url:
        provider = CozeProvider(base_url, BotTarget("1"), Pat("pat_x"))
        assert await asyncio.wait_for(hear(provider), 20) == [Delta("hi")]
        await asyncio.wait_for(server.closed.wait(), 20)
        await provider.close()


async def test_a_connection_that_breaks_after_the_answer_takes_nothing_from_it() -> None:
    server = Server(STREAM + chunk(ANSWER) + chunk(COMPLETED))
    server.hangs_up = True
    async with serving(server) as base_url:
        provider = CozeProvider(base_url, BotTarget("1"), Pat("pat_x"))
        assert await hear(provider) == [Delta("hi")]
        await provider.close()


async def test_json_where_a_stream_was_asked_for() -> None:
    async with serving(Server(JSON)) as base_url:
        provider = CozeProvider(base_url, BotTarget("1"), Pat("pat_x"))
        with pytest.raises(AIError) as caught:
            await hear(provider)
        await provider.close()
    assert (caught.value.kind, caught.value.retryable, caught.value.code) == ("server", False, "not_a_stream")


async def test_a_stream_where_json_was_asked_for() -> None:
    async with serving(Server(STREAM + chunk(ANSWER))) as base_url:
        provider = CozeProvider(base_url, BotTarget("1"), Pat("pat_x"))
        with pytest.raises(AIError) as caught:
            await provider.open("session-1", "visitor-1")
        await provider.close()
    assert (caught.value.kind, caught.value.retryable, caught.value.code) == ("server", False, "not_json")


@pytest.mark.parametrize("address", ["", "api.coze.cn", "ftp://api.coze.cn", "https://"])
def test_refuses_what_is_no_address(address: str) -> None:
    with pytest.raises(ValueError, match="address"):
        CozeProvider(address, BotTarget("1"), Pat("pat_x"))


async def test_a_slash_at_the_end_of_the_address_changes_nothing() -> None:
    server = Server(STREAM + chunk(ANSWER) + chunk(COMPLETED) + chunk(b""))
    async with serving(server) as base_url:
        provider = CozeProvider(base_url + "/", BotTarget("1"), Pat("pat_x"))
        assert await hear(provider) == [Delta("hi")]
        await provider.close()
    assert server.first_line == b"POST /v3/chat?conversation_id=7 HTTP/1.1"
