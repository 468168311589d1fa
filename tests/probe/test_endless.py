"""Servers that never come to an end, or answer with what nobody could hold: the doctor does not drown in them."""

import asyncio
import time
import zlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from app.probe.stream import follow
from app.probe.visit import Visit

ZEROS = bytes(1_000_000)


@asynccontextmanager
async def pouring(head: bytes, part: bytes) -> AsyncIterator[str]:
    """A server that answers with `head` and `part` again and again; yields its address."""

    async def pour(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\n" + head + b"\r\n")
        try:
            while True:
                writer.write(part)
                await writer.drain()
        except ConnectionError:
            return  # the client has had enough
        finally:
            writer.close()

    async with await asyncio.start_server(pour, "127.0.0.1", 0) as server:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"


def bomb() -> bytes:
    packer = zlib.compressobj(9, wbits=31)
    return b"".join(packer.compress(ZEROS) for _ in range(20)) + packer.flush()


@pytest.mark.parametrize(
    ("head", "part"),
    [(b"Content-Type: application/json\r\n", ZEROS), (b"Content-Encoding: gzip\r\n", bomb())],
    ids=["endless", "packed"],
)
async def test_an_answer_that_is_far_too_long_is_not_read_to_its_end(head: bytes, part: bytes) -> None:
    async with pouring(head, part) as url, Visit(url) as visit:
        assert (await visit.ask("GET", "/")).trouble == "the answer is too long"


async def test_an_answer_that_is_nested_without_end_is_no_answer() -> None:
    deep = b"[" * 200_000
    head = b"Content-Type: application/json\r\nContent-Length: %d\r\n" % len(deep)
    async with pouring(head, deep) as url, Visit(url) as visit:
        answer = await visit.ask("GET", "/")
    assert (answer.status, answer.data, answer.trouble) == (200, None, "")


@pytest.mark.parametrize("part", [ZEROS, b": ping\n\n" * 10_000], ids=["one line", "many lines"])
async def test_a_stream_that_says_far_too_much_is_not_heard_to_its_end(part: bytes) -> None:
    async def make() -> None:
        raise AssertionError("there was no hello")

    async with pouring(b"Content-Type: text/event-stream\r\n", part) as url, Visit(url) as visit:
        seen = await follow(visit.client, {}, ("typing", make), clock_s=time.monotonic, patience_s=30, ping_s=1)
    assert (seen.status, seen.trouble) == (200, "the stream says too much")
