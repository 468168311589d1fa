"""What clients cannot do: send too much, dawdle, take every connection, or pass for somebody else."""

import asyncio
import json
import re
import socket
import ssl
from pathlib import Path

import httpx
import pytest

from tests.deploy.back_end import EVENT_STREAM, Asked, back_end, saying, whole
from tests.deploy.conftest import PASSWORD, Site
from tests.deploy.nginx import Nginx, fronting

OK = saying(whole(b"ok"))
FORGED = {
    "X-Forwarded-For": "6.6.6.6",
    "X-Forwarded-Proto": "http",
    "X-Forwarded-Host": "evil.test",
    "X-Forwarded-Port": "81",
    "X-Forwarded-Prefix": "/evil",
    "X-Real-IP": "6.6.6.6",
    "X-Request-Id": "evil",
    "Forwarded": "for=6.6.6.6;proto=http",
    "Proxy": "http://evil.test",
}


@pytest.mark.parametrize("http2", [False, True])
async def test_a_body_over_two_megabytes_is_refused_in_words(tmp_path: Path, http2: bool) -> None:
    async with back_end(OK) as double:
        with fronting(tmp_path, double.address) as nginx:
            large = nginx.folder / "large"
            large.write_bytes(b"x" * (2 * 1024 * 1024 + 1))
            options = ["--http2" if http2 else "--http1.1", "--data-binary", f"@{large}", "--cacert", nginx.certfile]
            command = ["curl", "--silent", "--write-out", "\n%{http_code}", *options, f"{nginx.https}/api/chat"]
            curl = await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.PIPE)
            told, _ = await curl.communicate()
            problem, _, status = told.decode().rpartition("\n")
            async with nginx.client() as http:
                assert (await http.post("/api/chat", content=large.read_bytes()[1:])).text == "ok"
    assert (status, json.loads(problem)["code"]) == ("413", "BODY_TOO_LARGE")
    assert [len(asked.body) for asked in double.asked] == [2 * 1024 * 1024]


async def test_what_is_too_much_for_back_ends_alone_they_say_themselves(site: Site) -> None:
    async with site.nginx.client() as http:
        answer = await http.post("/api/chat", json={"message": "x" * 70_000}, headers={"Accept-Language": "en"})
    assert (answer.status_code, answer.json()["code"]) == (413, "BODY_TOO_LARGE")
    assert "upstream" not in answer.json()


def impatient(rendered: str) -> str:
    changed, times = re.subn(
        r"^( *(?:client_header|client_body|send)_timeout) \d+s;", r"\1 1s;", rendered, flags=re.MULTILINE
    )
    assert times == 3, times
    return changed


def dawdle(nginx: Nginx, sent: bytes) -> bytes:
    """What comes back for a request that is begun and not finished, until the connection ends."""
    raw = socket.create_connection(("127.0.0.1", nginx.https_port), 10)
    with raw, nginx.trusted().wrap_socket(raw, server_hostname="127.0.0.1") as tls:
        tls.sendall(sent)
        try:
            return tls.recv(4096)
        except (ConnectionError, ssl.SSLError):
            return b""


@pytest.mark.parametrize(
    "sent",
    [
        b"GET / HTTP/1.1\r\nHost: chat.test\r\nX-Slow: ",
        b"POST /api/chat HTTP/1.1\r\nHost: chat.test\r\nContent-Length: 100\r\n\r\n{",
    ],
    ids=["header", "body"],
)
async def test_who_sends_too_slowly_is_left_and_back_ends_never_know(tmp_path: Path, sent: bytes) -> None:
    async with back_end(OK) as double:
        with fronting(tmp_path, double.address, change=impatient) as nginx:
            answer = await asyncio.wait_for(asyncio.to_thread(dawdle, nginx, sent), 15)
    assert b"200" not in answer
    assert double.asked == []


async def test_who_does_not_read_is_left(tmp_path: Path) -> None:
    """A stream whose reader has gone to sleep ends, and so its back end is free of it."""
    left = asyncio.Event()

    async def flood(asked: Asked, writer: asyncio.StreamWriter) -> None:
        writer.write(EVENT_STREAM)
        try:
            while True:
                writer.write(b": " + b"x" * 8_000 + b"\n\n")
                await writer.drain()
        finally:
            left.set()

    async with back_end(flood) as double:
        with fronting(tmp_path, double.address, change=impatient) as nginx:
            _, writer = await asyncio.open_connection("127.0.0.1", nginx.https_port, ssl=nginx.trusted(), limit=1)
            writer.write(b"GET /api/chat/events HTTP/1.1\r\nHost: chat.test\r\n\r\n")
            await asyncio.wait_for(left.wait(), 15)
            writer.transport.abort()


async def test_one_address_cannot_have_all_connections(tmp_path: Path) -> None:
    """Each stream counts; another address is served meanwhile."""

    async def stay(asked: Asked, writer: asyncio.StreamWriter) -> None:
        writer.write(EVENT_STREAM + b"event: hello\n\n")
        await asyncio.Event().wait()

    async with back_end(stay) as double:
        with fronting(tmp_path, double.address, environ={"LIMIT_CONNECTIONS": "3"}) as nginx:
            async with nginx.client() as http, nginx.client(transport=coming_from(nginx, "127.0.0.9")) as other:
                streams = [http.stream("GET", "/api/chat/events") for _ in range(3)]
                opened = [await stream.__aenter__() for stream in streams]
                refused = await http.get("/api/chat/events")
                async with other.stream("GET", "/api/chat/events") as elsewhere:
                    assert {answer.status_code for answer in (*opened, elsewhere)} == {200}
                for stream in streams:
                    await stream.__aexit__(None, None, None)
    assert (refused.status_code, refused.json()["code"], refused.headers["retry-after"]) == (429, "RATE_LIMITED", "5")


def coming_from(nginx: Nginx, address: str) -> httpx.AsyncHTTPTransport:
    return httpx.AsyncHTTPTransport(local_address=address, verify=nginx.trusted())


async def test_nothing_a_client_claims_about_its_way_is_passed_on(tmp_path: Path) -> None:
    async with back_end(OK) as double:
        with fronting(tmp_path, double.address) as nginx:
            async with nginx.client(transport=coming_from(nginx, "127.0.0.5")) as http:
                await http.get("/api/chat/messages", headers=FORGED)
                await http.get("/api/chat/events", headers=FORGED)
    for asked in double.asked:
        assert {name: asked.headers.get(name.lower()) for name in FORGED} == dict.fromkeys(FORGED) | {
            "X-Forwarded-For": "127.0.0.5",
            "X-Forwarded-Proto": "https",
        }
        assert asked.headers["host"] == f"127.0.0.1:{nginx.https_port}"


async def test_back_ends_are_told_no_host_but_ours(tmp_path: Path) -> None:
    """By RFC 9112, 3.2.2, a host in the request line counts, and the header beside it does not."""
    async with back_end(OK) as double:
        with fronting(tmp_path, double.address) as nginx:
            for line, host in (
                (b"https://chat.test/", b"evil.test"),
                (b"https://chat.test/", b"evil.test:81"),
                (b"/", b"chat.test:81@evil.test"),
                (b"/", b"CHAT.test.:81"),
            ):
                sent = b"GET " + line + b" HTTP/1.1\r\nHost: " + host + b"\r\nConnection: close\r\n\r\n"
                assert b"200" in await asyncio.wait_for(asyncio.to_thread(dawdle, nginx, sent), 15)
    assert [asked.headers["host"] for asked in double.asked] == ["chat.test", "chat.test:81"] * 2


async def test_nobody_writes_lines_of_their_own_into_the_error_log(tmp_path: Path) -> None:
    with fronting(tmp_path, "127.0.0.1:9") as nginx:
        sent = "GET /.well-known/acme-challenge/%0aforged%20line%1b[31m HTTP/1.1\r\nHost: chat.test\r\n\r\n"
        reader, writer = await asyncio.open_connection("127.0.0.1", nginx.http_port)
        writer.write(sent.encode())
        assert b"404" in await asyncio.wait_for(reader.readline(), 10)
        writer.close()
        await writer.wait_closed()
        assert "forged" not in nginx.errors.read_text()


async def test_a_cdn_in_front_is_believed_and_nobody_else(tmp_path: Path) -> None:
    async with back_end(OK) as double:
        with fronting(tmp_path, double.address, environ={"TRUSTED_EDGES": "127.0.0.8 10.1.0.0/16"}) as nginx:
            for address in ("127.0.0.8", "127.0.0.5"):
                async with nginx.client(transport=coming_from(nginx, address)) as http:
                    await http.get("/api/chat/messages", headers={"X-Forwarded-For": "9.9.9.9, 203.0.113.7, 10.1.2.3"})
    assert [asked.headers["x-forwarded-for"] for asked in double.asked] == ["203.0.113.7", "127.0.0.5"]


async def test_the_lock_on_sign_in_counts_by_the_real_address(site: Site) -> None:
    async def tries(address: str, password: str, forged: str = "6.6.6.6") -> int:
        headers = {"X-Forwarded-For": forged}
        body = {"username": "ada", "password": password, "mode": "token"}
        async with site.nginx.client(transport=coming_from(site.nginx, address)) as http:
            return (await http.post("/api/agent/login", json=body, headers=headers)).status_code

    site.run("create-agent", "--username", "ada", "--password-stdin", said=PASSWORD)
    assert [await tries("127.0.0.66", "wrong", f"6.6.6.{n}") for n in range(6)] == [401] * 5 + [429]
    assert await tries("127.0.0.66", PASSWORD) == 429
    assert await tries("127.0.0.67", PASSWORD) == 200
