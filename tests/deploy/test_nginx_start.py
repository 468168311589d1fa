"""nginx/start as a process: from before there is a certificate, through every change, to its end; as a nobody."""

import asyncio
import os
import shutil
import signal
import ssl
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest

from tests.deploy.back_end import EVENT_STREAM, Asked, back_end, saying, whole
from tests.deploy.starting import Edge, is_answering, until
from tests.wire.h2_client import connect


@pytest.fixture
def edge() -> Iterator[Edge]:
    """Not started yet; in a folder that a nobody can reach, which pytest's own are not."""
    with tempfile.TemporaryDirectory(prefix="kefu-edge-") as name:
        edge = Edge(Path(name))
        yield edge
        edge.end()


async def watched(is_so: Callable[[], bool], edge: Edge) -> None:
    await asyncio.to_thread(until, is_so, edge)


def test_before_there_is_a_certificate_one_can_be_had(edge: Edge) -> None:
    edge.start("127.0.0.1:9")
    (edge.acme / "token").write_text("proof")
    proof = httpx.get(f"{edge.nginx.http}/.well-known/acme-challenge/token", headers={"Host": "chat.test"})
    assert (proof.status_code, proof.text) == (200, "proof")
    with pytest.raises(ssl.SSLError, match="UNRECOGNIZED_NAME"):
        ssl.get_server_certificate(("127.0.0.1", edge.nginx.https_port))
    trust = edge.certify()
    until(lambda: is_answering(f"{edge.nginx.https}/metrics", trust), edge)


async def test_a_new_certificate_is_shown_and_cuts_no_stream(edge: Edge) -> None:
    say = asyncio.Event()

    async def stream(asked: Asked, writer: asyncio.StreamWriter) -> None:
        writer.write(EVENT_STREAM + b"event: hello\n\n")
        await writer.drain()
        await say.wait()
        writer.write(b"event: bye\n\n")
        await writer.drain()
        writer.close()

    async with back_end(stream) as double:
        first = edge.certify()
        edge.start(double.address)
        # Nginx says GOAWAY: no new requests here, but what was begun goes on. curl takes that as browsers do.
        shutil.copy(edge.certificates / "certificate.pem", edge.certificates / "first.pem")
        options = ["--silent", "--no-buffer", "--http2", "--cacert", str(edge.certificates / "first.pem")]
        command = ["curl", *options, f"{edge.nginx.https}/api/chat/events"]
        curl = await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.PIPE)
        assert curl.stdout
        heard = await curl.stdout.readuntil(b"\n\n")
        second = edge.certify()
        await watched(lambda: is_answering(f"{edge.nginx.https}/metrics", second), edge)
        assert not is_answering(f"{edge.nginx.https}/metrics", first)
        say.set()
        heard += (await curl.communicate())[0]
    assert (heard, curl.returncode) == (b"event: hello\n\nevent: bye\n\n", 0)


def test_half_of_a_new_certificate_changes_nothing(edge: Edge) -> None:
    """Certbot writes the chain and its key one after the other."""
    trust = edge.certify()
    edge.start("127.0.0.1:9")
    before = (edge.certificates / "key.pem").read_bytes()
    edge.certify()
    whole_key = (edge.certificates / "key.pem").read_bytes()
    (edge.certificates / "key.pem").write_bytes(before)
    until(lambda: "cannot be used" in edge.said, edge)
    assert is_answering(f"{edge.nginx.https}/metrics", trust)
    (edge.certificates / "key.pem").write_bytes(whole_key)
    until(lambda: not is_answering(f"{edge.nginx.https}/metrics", trust), edge)


async def test_back_ends_come_and_go(edge: Edge) -> None:
    """Two at one name: here on two addresses of the loopback."""
    trust = edge.certify()

    async def asked_for() -> set[str]:
        # A reload ends idle connections, whatever is just on its way over them: each request has its own here.
        headers = {"Connection": "close"}
        async with httpx.AsyncClient(verify=trust, base_url=edge.nginx.https, headers=headers) as http:
            return {(await http.get("/api/x")).text for _ in range(8)}

    async def until_told(wanted: set[str]) -> None:
        async with asyncio.timeout(20):
            while await asked_for() != wanted:
                await asyncio.sleep(0.1)

    async with back_end(saying(whole(b"one"))) as one:
        port = one.address.partition(":")[2]
        other = await asyncio.start_server(second, "127.0.0.2", int(port))
        async with other:
            edge.start(f"app:{port}")
            async with httpx.AsyncClient(verify=trust, base_url=edge.nginx.https) as http:
                assert (await http.get("/api/x")).status_code == 502
            edge.resolve("127.0.0.1")
            await until_told({"one"})
            edge.resolve("127.0.0.1", "127.0.0.2")
            await until_told({"one", "two"})
            edge.resolve("127.0.0.2")
            await until_told({"two"})
            # A resolver that knows nothing for a moment is not believed.
            edge.resolve()
            await asyncio.sleep(1)
            assert await asked_for() == {"two"}


async def second(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.readuntil(b"\r\n\r\n")
    writer.write(whole(b"two", Connection="close"))
    await writer.drain()
    writer.close()


async def test_it_ends_what_it_began_and_then_its_streams(edge: Edge) -> None:
    begun, answer = asyncio.Event(), asyncio.Event()

    async def slow(asked: Asked, writer: asyncio.StreamWriter) -> None:
        if asked.method == "GET":
            writer.write(EVENT_STREAM + b"event: hello\n\n")
            await asyncio.Event().wait()
        begun.set()
        await answer.wait()
        writer.write(whole(b"heard"))

    async with back_end(slow) as double:
        trust = edge.certify()
        edge.start(double.address)
        async with (
            connect(edge.nginx.https, trust) as client,
            httpx.AsyncClient(verify=trust, base_url=edge.nginx.https) as http,
        ):
            stream = await (await client.open("GET", "/api/chat/events")).response()
            post = asyncio.create_task(http.post("/api/chat", content="x"))
            await begun.wait()
            edge.signal(signal.SIGTERM)
            await watched(lambda: not is_answering(f"{edge.nginx.http}/edge-health"), edge)
            answer.set()
            assert (await post).text == "heard"
            assert await asyncio.to_thread(edge.wait) == 0
            await stream.finished()
    assert bytes(stream.body) == b"event: hello\n\n"


def test_when_nginx_is_killed_nothing_of_it_stays_so_that_a_supervisor_can_start_it_again(edge: Edge) -> None:
    edge.start("127.0.0.1:9")
    os.kill(int((edge.nginx.run_dir / "nginx.pid").read_text()), signal.SIGKILL)
    assert edge.wait() == 128 + signal.SIGKILL
    assert "Nginx was killed (signal 9); its workers are ended too" in edge.said
    edge.start("127.0.0.1:9")
    assert is_answering(f"{edge.nginx.http}/edge-health")


def test_what_it_says_names_no_client_and_no_query(edge: Edge) -> None:
    trust = edge.certify()
    edge.start("127.0.0.1:9")
    httpx.get(f"{edge.nginx.https}/api/sessions?q=SECRET", verify=trust, headers={"Referer": "https://x.test/?SECRET"})
    edge.end()
    assert "connect() failed (111: Connection refused)" in edge.said
    assert "request: GET /api/sessions, upstream: 127.0.0.1:9" in edge.said
    assert '"path": "/api/sessions"' in edge.said
    assert "SECRET" not in edge.said
    assert "client: " not in edge.said


def test_what_cannot_be_used_is_refused_at_once(edge: Edge) -> None:
    edge.start("app; }")
    assert edge.wait() != 0
    assert "BACKENDS holds what does not belong there" in edge.said
