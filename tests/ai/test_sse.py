"""The event reader: every line ending, every cut, every oddity seen on the wire."""

import asyncio
from collections.abc import AsyncIterator, Iterable
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.ai import sse
from app.ai.provider import AIError
from app.ai.sse import Frame, parse


async def _feed(chunks: Iterable[bytes]) -> AsyncIterator[bytes]:
    for chunk in chunks:
        yield chunk


async def _read(chunks: Iterable[bytes]) -> list[Frame]:
    return [frame async for frame in parse(_feed(chunks))]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("space", ["", " "])
async def test_reads_every_line_ending_with_and_without_the_space(end: str, space: str) -> None:
    body = end.join([f"event:{space}a", f"data:{space}你好", "", f"data:{space}[DONE]", "", ""])
    assert await _read([body.encode()]) == [Frame("a", "你好", ""), Frame("message", "[DONE]", "")]


async def test_joins_data_lines_and_removes_only_one_space() -> None:
    assert await _read([b"data:  one\ndata\ndata: two\n\n"]) == [Frame("message", " one\n\ntwo", "")]


async def test_skips_comments_retry_and_unknown_fields_and_keeps_the_last_id() -> None:
    body = b": hello\nretry: 10\nid: 7\nevent: a\ndata: x\nother: y\n\n:\n\ndata: z\n\n"
    assert await _read([body]) == [Frame("a", "x", "7"), Frame("message", "z", "7")]


async def test_ignores_an_id_with_a_null() -> None:
    assert await _read([b"id: 1\nid: 2\0\ndata: x\n\n"]) == [Frame("message", "x", "1")]


async def test_delivers_a_named_frame_without_data() -> None:
    assert await _read([b"event: done\n\n"]) == [Frame("done", "", "")]


@pytest.mark.parametrize("tail", [b"data: x", b"data: x\n", b"data: x\r", b"data: x\r\n"])
async def test_delivers_the_last_frame_without_a_blank_line(tail: bytes) -> None:
    assert await _read([tail]) == [Frame("message", "x", "")]


async def test_skips_a_byte_order_mark_only_at_the_start() -> None:
    mark = "\ufeff".encode()
    assert await _read([mark[:1], mark[1:] + b"data: " + mark + b"x\n\n"]) == [Frame("message", "\ufeffx", "")]


async def test_puts_together_split_characters_and_split_line_ends() -> None:
    word = "退".encode()
    chunks = [b"data: " + word[:1], word[1:2], word[2:] + b"\r", b"", b"\n", b"data: b\r", b"\n\r", b"\n"]
    assert await _read(chunks) == [Frame("message", "退\nb", "")]


async def test_delivers_a_frame_ended_by_cr_without_waiting_for_more() -> None:
    async def chunks() -> AsyncIterator[bytes]:
        yield b"data: x\r\r"
        await asyncio.Event().wait()

    frames = parse(chunks())
    assert await asyncio.wait_for(anext(frames), 10) == Frame("message", "x", "")


async def test_replaces_bytes_that_are_not_utf8() -> None:
    assert await _read([b"data: a\xff\n\ndata: \xe9"]) == [
        Frame("message", "a\ufffd", ""),
        Frame("message", "\ufffd", ""),
    ]


async def test_nothing_gives_nothing() -> None:
    assert await _read([]) == []
    assert await _read([b"\n\n\r\n: x\n\n"]) == []


@pytest.mark.parametrize("piece", [b"x" * 1000, b"data: " + b"x" * 1000 + b"\n"])
async def test_refuses_a_line_or_frame_without_end(piece: bytes) -> None:
    with pytest.raises(AIError) as caught:
        await _read([b"data: ", *[piece] * (sse.LIMIT_BYTES // 1000 + 1)])
    assert (caught.value.kind, caught.value.retryable) == ("server", False)


async def test_reads_a_stream_longer_than_the_limit() -> None:
    frame = b"data: " + b"x" * 1000 + b"\n\n"
    assert len(await _read([frame] * 1500)) == 1500


LINE = st.sampled_from(
    [
        "",
        "data: 您好😀",
        "data:x",
        "data",
        "event: a",
        "event:b",
        "id: 3",
        ": note",
        "retry: 5",
        "\ufeff",
        "data: é",
    ]
)


@given(
    lines=st.lists(st.tuples(LINE, st.sampled_from(["\n", "\r", "\r\n"])), max_size=30),
    cuts=st.lists(st.integers(0, 400), max_size=40),
)
def test_any_cutting_gives_the_same_frames(lines: list[tuple[str, str]], cuts: list[int]) -> None:
    body = "".join(line + end for line, end in lines).encode()
    edges = [0, *sorted(cut for cut in cuts if cut <= len(body)), len(body)]
    chunks = [body[start:stop] for start, stop in pairwise(edges)]
    single = [body[at : at + 1] for at in range(len(body))]
    whole = asyncio.run(_read([body]))
    assert asyncio.run(_read(chunks)) == whole
    assert asyncio.run(_read(single)) == whole
