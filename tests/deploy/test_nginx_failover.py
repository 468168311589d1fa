"""Which back end is asked, and which is asked next: nothing that was sent once and may not be twice is sent again."""

import asyncio
import json
import socket
from contextlib import AsyncExitStack
from pathlib import Path

import httpx
import pytest

from tests.deploy.back_end import EVENT_STREAM, Answer, Asked, BackEnd, back_end, saying, whole
from tests.deploy.nginx import fronting
from tests.processes import free_port

OK = saying(whole(b"ok"))


async def drop(asked: Asked, writer: asyncio.StreamWriter) -> None:
    """Take the request and die before a word of the answer."""
    writer.transport.abort()


def arrivals(*doubles: BackEnd) -> list[str]:
    return sorted(asked.body.decode() for double in doubles for asked in double.asked if asked.method != "GET")


@pytest.mark.parametrize("path", ["/api/chat", "/api/chat/stream", "/api/sessions/x/takeover"])
async def test_a_post_that_was_sent_is_not_sent_again(tmp_path: Path, path: str) -> None:
    async with back_end(drop) as one, back_end(drop) as two:
        with fronting(tmp_path, one.address, two.address) as nginx:
            async with nginx.client() as http:
                answers = [await http.post(path, content=str(n)) for n in range(3)]
    assert {answer.status_code for answer in answers} == {502}
    assert len(arrivals(one, two)) == len(set(arrivals(one, two)))
    assert "0" in arrivals(one, two)


async def test_neither_is_one_whose_kept_connection_the_back_end_closes(tmp_path: Path) -> None:
    """On a connection that was good for a request before; what a restart of a back end looks like."""

    async def once(asked: Asked, writer: asyncio.StreamWriter) -> None:
        if asked.method == "GET":
            writer.write(whole(b"ok"))
        else:
            writer.transport.abort()

    async with back_end(once) as one, back_end(once) as two:
        with fronting(tmp_path, one.address, two.address) as nginx:
            async with nginx.client() as http:
                for _ in range(4):
                    assert (await http.get("/")).text == "ok"
                assert (await http.post("/api/chat", content="once")).status_code == 502
    assert arrivals(one, two) == ["once"]


@pytest.mark.parametrize("method", ["GET", "POST", "PATCH", "DELETE"])
async def test_what_a_back_end_refuses_goes_on_to_the_next(tmp_path: Path, method: str) -> None:
    async with back_end(OK) as double:
        with fronting(tmp_path, f"127.0.0.1:{free_port()}", double.address) as nginx:
            async with nginx.client() as http:
                answers = [await http.request(method, "/api/chat", content=str(n)) for n in range(8)]
    assert [answer.text for answer in answers] == ["ok"] * 8
    assert [asked.body.decode() for asked in double.asked] == [str(n) for n in range(8)]


async def test_what_is_only_read_is_asked_of_the_next_when_a_back_end_dies_over_it(tmp_path: Path) -> None:
    async with back_end(drop) as dying, back_end(OK) as double:
        with fronting(tmp_path, dying.address, double.address) as nginx:
            async with nginx.client() as http:
                answers = [await http.get(f"/api/chat/messages?n={n}") for n in range(4)]
    assert [answer.text for answer in answers] == ["ok"] * 4
    assert dying.asked


@pytest.mark.parametrize("method", ["GET", "POST"])
async def test_a_machine_that_is_gone_delays_what_was_its_turn_and_loses_nothing(tmp_path: Path, method: str) -> None:
    """One that does not even refuse: here a socket with a full queue, to which Linux does not answer either."""
    with socket.create_server(("127.0.0.1", 0), backlog=0) as gone:
        port = gone.getsockname()[1]
        queued = [socket.socket() for _ in range(3)]
        for one in queued:
            one.setblocking(False)
            one.connect_ex(("127.0.0.1", port))
        async with back_end(OK) as double:
            with fronting(tmp_path, f"127.0.0.1:{port}", double.address) as nginx:
                async with nginx.client() as http:
                    answers = [await http.request(method, "/api/chat", content=str(n)) for n in range(4)]
                written = [json.loads(line)["upstream"] for line in nginx.log.read_text().splitlines()]
        for one in queued:
            one.close()
    assert [answer.text for answer in answers] == ["ok"] * 4
    assert [asked.body.decode() for asked in double.asked] == [str(n) for n in range(4)]
    assert set(written) == {double.address, f"127.0.0.1:{port}, {double.address}"}


async def test_a_back_end_that_is_back_has_its_turn_at_once(tmp_path: Path) -> None:
    """However often it refused before, and though all that it was given since are streams, which do not end."""
    streams = asyncio.Queue[str]()

    def endless(name: str) -> Answer:
        async def stream(asked: Asked, writer: asyncio.StreamWriter) -> None:
            streams.put_nowait(name)
            writer.write(EVENT_STREAM + b"event: hello\n\n")
            await writer.drain()
            await asyncio.Event().wait()

        return stream

    port = free_port()
    async with back_end(endless("one")) as one:
        with fronting(tmp_path, f"127.0.0.1:{port}", one.address) as nginx:
            async with AsyncExitStack() as stack:
                http = await stack.enter_async_context(nginx.client())
                for _ in range(6):
                    answer = await stack.enter_async_context(http.stream("GET", "/api/chat/events"))
                    assert answer.status_code == 200
                assert [streams.get_nowait() for _ in range(6)] == ["one"] * 6
                await stack.enter_async_context(back_end(endless("two"), port))
                for _ in range(6):
                    await stack.enter_async_context(http.stream("GET", "/api/chat/events"))
                assert sorted(streams.get_nowait() for _ in range(6)) == ["one"] * 3 + ["two"] * 3


async def test_without_any_back_end_it_is_said_at_once_and_over_when_one_is_there(tmp_path: Path) -> None:
    ports = [free_port(), free_port()]
    with fronting(tmp_path, *(f"127.0.0.1:{port}" for port in ports)) as nginx:
        async with nginx.client() as http:
            answers = [await http.get("/api/chat/messages") for _ in range(5)]
            assert {(answer.status_code, answer.headers["retry-after"]) for answer in answers} == {(502, "2")}
            async with back_end(OK) as double:
                await asyncio.to_thread(nginx.use, [double.address])
                assert (await http.get("/api/chat/messages")).text == "ok"


async def test_connections_to_back_ends_are_used_again(tmp_path: Path) -> None:
    peers = set()

    async def note(asked: Asked, writer: asyncio.StreamWriter) -> None:
        peers.add(writer.get_extra_info("peername"))
        writer.write(whole(b"ok"))

    async with back_end(note) as double:
        with fronting(tmp_path, double.address) as nginx:
            async with nginx.client() as http:
                for _ in range(20):
                    await http.get("/")
                workers = len(nginx.workers())
    assert len(double.asked) == 20
    assert len(peers) <= workers


async def test_what_was_asked_is_written_down_without_what_is_private(tmp_path: Path) -> None:
    async with back_end(OK) as double:
        with fronting(tmp_path, double.address) as nginx:
            transport = httpx.AsyncHTTPTransport(local_address="127.7.7.7", verify=nginx.trusted())
            async with nginx.client(transport=transport) as http:
                headers = {"Authorization": "Bearer SECRET", "Referer": "https://x.test/?SECRET", "Cookie": "a=SECRET"}
                await http.get("/api/sessions?q=SECRET", headers=headers | {"User-Agent": "SECRET"})
                await http.get("/api/health/live")
            nginx.stop()
            written = nginx.log.read_text()
            (line,) = [json.loads(line) for line in written.splitlines()]
    assert "SECRET" not in written
    assert "127.7.7.7" not in written
    assert (line["event"], line["path"], line["status"], line["network"]) == (
        "edge_request",
        "/api/sessions",
        200,
        "127.7.7.0",
    )
    assert line["upstream"] == double.address
