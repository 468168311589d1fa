"""Streams through Nginx: each event at once, for hours, across reloads, and whoever dies behind it."""

import asyncio
import re
from contextlib import AsyncExitStack
from pathlib import Path

import httpx
import pytest

from tests.deploy.back_end import EVENT_STREAM, Asked, back_end
from tests.deploy.conftest import Site
from tests.deploy.nginx import fronting
from tests.live import Heard, Visitor, open_visitor
from tests.wire.h2_client import connect

STREAMS = ("/api/chat/events", "/api/agent/events", "/api/chat/stream")
SPEED = 120
"""How much faster Nginx's clocks run in the test of an hour: its minute of patience is half a second there."""

PING_S = 0.06
"""The back ends ping every 15 s, which would be twice that; half is for a machine that is busy with other tests."""

PINGS_AN_HOUR = 240


@pytest.mark.parametrize("path", STREAMS)
async def test_every_event_arrives_before_the_next_is_sent(tmp_path: Path, path: str) -> None:
    heard = asyncio.Semaphore(0)

    async def one_by_one(asked: Asked, writer: asyncio.StreamWriter) -> None:
        writer.write(EVENT_STREAM)
        for n in range(5):
            writer.write(f"data: {n}\n\n".encode())
            await writer.drain()
            await heard.acquire()
        writer.close()

    async with back_end(one_by_one) as double:
        with fronting(tmp_path, double.address) as nginx:
            async with connect(nginx.https, nginx.trusted()) as client:
                stream = await client.open("GET", path, {"Accept-Encoding": "gzip, br"})
                said = []
                async with asyncio.timeout(15):
                    async for line in stream.lines():
                        if line:
                            said.append(line)
                            heard.release()
    assert said == [f"data: {n}" for n in range(5)]
    assert stream.reset is None


async def test_a_real_answer_comes_word_by_word_over_http_2(site: Site) -> None:
    """A delta is heard while the answer's end is still to be written."""
    async with site.nginx.client() as http, connect(site.nginx.https, site.nginx.trusted()) as client:
        visitor = await open_visitor(http)
        stream = await (await client.open("GET", "/api/chat/events", visitor.headers)).response()
        assert (stream.status, stream.headers["content-type"]) == (200, "text/event-stream")
        lines = stream.lines()
        assert (await visitor.say("How long does shipping take?")).status_code == 202
        kinds = []
        async with asyncio.timeout(15):
            async for line in lines:
                kinds += [line.removeprefix("event: ")] if line.startswith("event: ") else []
                if '"finished"' in line:
                    break
    assert kinds.index("hello") < kinds.index("delta") < len(kinds) - 1 - kinds[::-1].index("message")


def faster(rendered: str) -> str:
    """All of Nginx's clocks at `SPEED`; how long a connection may be used (`keepalive_time`, an hour) among them."""

    def sooner(found: re.Match[str]) -> str:
        unit_s = {"s": 1, "m": 60, "h": 3600}[found[3]]
        return f"{found[1]} {max(int(found[2]) * unit_s * 1000 // SPEED, 1)}ms;"

    clocks = r"((?:proxy|client|send|keepalive|worker_shutdown)_\w*time\w*) (\d+)([smh]);"
    assert len(re.findall(clocks, rendered)) >= 9
    return re.sub(
        clocks, sooner, rendered.replace("keepalive_timeout 75s;", "keepalive_timeout 75s; keepalive_time 1h;")
    )


async def test_a_stream_with_nothing_but_pings_lasts_an_hour_and_a_silent_one_a_minute(tmp_path: Path) -> None:
    async def ping(asked: Asked, writer: asyncio.StreamWriter) -> None:
        writer.write(EVENT_STREAM + b"event: hello\n\n")
        for _ in range(0 if "silent" in asked.path else PINGS_AN_HOUR):
            await asyncio.sleep(PING_S)
            writer.write(b": ping\n\n")
            await writer.drain()
        if "silent" in asked.path:
            await asyncio.Event().wait()
        writer.write(b"event: bye\n\n")
        await writer.drain()
        writer.close()

    async with back_end(ping) as double:
        with fronting(tmp_path, double.address, change=faster) as nginx:
            async with connect(nginx.https, nginx.trusted()) as h2, nginx.client() as h1:
                first = await h2.open("GET", "/api/chat/events")
                second = h1.get("/api/agent/events")
                silent = await h2.open("GET", "/api/chat/events?silent")
                _, answer = await asyncio.gather(h2.until(lambda: first.is_over, 60), second)
    assert (first.has_ended, first.reset) == (True, None)
    for body in (bytes(first.body), answer.content):
        assert body.count(b": ping") == PINGS_AN_HOUR
        assert body.endswith(b"event: bye\n\n")
    assert silent.reset is not None


async def told_by(visitor: Visitor, text: str) -> None:
    assert (await visitor.say(text)).status_code == 202


async def test_a_stream_outlives_a_reload(site: Site) -> None:
    async with site.nginx.client() as http:
        visitor = await open_visitor(http)
        async with visitor.hear() as ear:
            await ear.until("hello")
            before = site.nginx.workers()
            await asyncio.to_thread(site.nginx.reload)
            assert any(worker.is_running() for worker in before)
            async with site.nginx.client() as other:
                await told_by(Visitor(other, visitor.token, visitor.session_name, "", {}), "Are you still there?")
            await ear.until("message", text="Are you still there?")
            await ear.until("turn", state="finished")


async def test_whom_an_old_worker_gives_up_comes_back_and_misses_nothing(tmp_path: Path, site: Site) -> None:
    """Old workers end after five minutes, here at once."""

    def soon(rendered: str) -> str:
        assert "worker_shutdown_timeout 5m;" in rendered
        return rendered.replace("worker_shutdown_timeout 5m;", "worker_shutdown_timeout 1s;")

    backends = [f"127.0.0.1:{server.port}" for server in site.servers]
    with fronting(tmp_path, *backends, change=soon) as nginx:
        async with nginx.client() as http:
            visitor = await open_visitor(http)
            async with visitor.hear() as ear:
                last = (await ear.until("hello"))[-1].id or visitor.cursor
                await asyncio.to_thread(nginx.reload)
                with pytest.raises((httpx.TransportError, StopAsyncIteration)):
                    await ear.until("what never comes")
            await told_by(visitor, "What did I miss?")
            async with visitor.hear(after=last) as ear:
                heard = await ear.until("turn", state="finished")
    said = [event.data["text"] for event in heard if event.kind == "message" and event.data["role"] == "visitor"]
    assert said == ["What did I miss?"]


async def test_when_a_back_end_dies_its_visitor_resumes_and_the_others_hear_on(site: Site) -> None:
    async with site.nginx.client() as http, AsyncExitStack() as stack:
        stack.callback(site.servers[0].start)
        visitors = [await open_visitor(http) for _ in range(4)]
        # Each back end has its turn, so that two streams one after the other are with both.
        ears = [await stack.enter_async_context(visitor.hear()) for visitor in visitors]
        for ear in ears:
            await ear.until("hello")
        listening = [asyncio.create_task(ear.until("message", text="Both of us hear this.")) for ear in ears]
        site.servers[0].kill()
        await asyncio.wait(listening[:2], return_when=asyncio.FIRST_COMPLETED)
        first = next(n for n, task in enumerate(listening) if task.done())
        assert isinstance(listening[first].exception(), httpx.TransportError | StopAsyncIteration)
        for visitor in visitors:
            await told_by(visitor, "Both of us hear this.")
        heard = await asyncio.gather(
            *(heard_after(visitor, task) for visitor, task in zip(visitors, listening, strict=True))
        )
    assert heard == [["Both of us hear this."]] * 4
    assert 1 <= sum(task.exception() is None for task in listening) <= 3


async def heard_after(visitor: Visitor, listening: asyncio.Task[list[Heard]]) -> list[str]:
    """What the visitor has heard of its own words, on the old stream or, where that was cut, on another one."""
    try:
        heard = await listening
    except (httpx.TransportError, StopAsyncIteration):
        async with visitor.hear() as again:
            heard = await again.until("turn", state="finished")
    return [event.data["text"] for event in heard if event.kind == "message" and event.data["role"] == "visitor"]


async def test_when_a_visitor_leaves_the_back_end_knows_at_once(tmp_path: Path) -> None:
    gone = asyncio.Event()

    async def endless(asked: Asked, writer: asyncio.StreamWriter) -> None:
        writer.write(EVENT_STREAM + b"event: hello\n\n")
        try:
            while True:
                await asyncio.sleep(0.01)
                writer.write(b": ping\n\n")
                await writer.drain()
        finally:
            gone.set()

    async with back_end(endless) as double:
        with fronting(tmp_path, double.address) as nginx:
            async with connect(nginx.https, nginx.trusted()) as client:
                stream = await (await client.open("GET", "/api/chat/events")).response()
                await stream.hang_up()
                await asyncio.wait_for(gone.wait(), 10)
                assert not client.is_closed
