"""What TLS servers show of themselves: real handshakes with good, ending, foreign and silent ones."""

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from app.probe.certificate import read_certificate, shake_hands
from tests.processes import free_port
from tests.wire.certificate import Certificate, make_certificate


@asynccontextmanager
async def tls_server(certificate: Certificate, *, offers: tuple[str, ...] = ("h2", "http/1.1")) -> AsyncIterator[int]:
    """A server that begins TLS and says no more; yields its port."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate.certfile, certificate.keyfile)
    context.set_alpn_protocols(list(offers))

    async def say_nothing(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read()
        writer.transport.abort()

    async with await asyncio.start_server(say_nothing, "127.0.0.1", 0, ssl=context) as server:
        yield server.sockets[0].getsockname()[1]


@pytest.fixture
def certificate(tmp_path: Path) -> Certificate:
    """A certificate for 127.0.0.1 and chat.test that ends tomorrow."""
    return make_certificate(tmp_path, "chat.test")


async def test_a_certificate_that_nobody_vouches_for_is_read_all_the_same(certificate: Certificate) -> None:
    async with tls_server(certificate) as port:
        seen = await shake_hands("127.0.0.1", port)
    assert seen.certificate == read_certificate(Path(certificate.certfile))
    assert "self-signed" in seen.distrust.replace("self signed", "self-signed")
    assert (seen.alpn, seen.trouble) == ("h2", "")


async def test_one_that_the_system_trusts_has_no_distrust(
    certificate: Certificate, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", certificate.certfile)
    async with tls_server(certificate, offers=("http/1.1",)) as port:
        trusted = await shake_hands("127.0.0.1", port)
        elsewhere = await shake_hands("localhost", port)
    assert (trusted.distrust, trusted.alpn) == ("", "http/1.1")
    assert "Hostname mismatch" in elsewhere.distrust
    assert elsewhere.certificate == trusted.certificate


async def test_no_tls_at_all_is_told_and_raises_nothing() -> None:
    assert (await shake_hands("127.0.0.1", free_port())).trouble
    async with await asyncio.start_server(lambda _, writer: writer.close(), "127.0.0.1", 0) as server:
        assert (await shake_hands("127.0.0.1", server.sockets[0].getsockname()[1])).trouble


def test_a_file_says_for_whom_by_whom_and_until_when(certificate: Certificate, tmp_path: Path) -> None:
    found = read_certificate(Path(certificate.certfile))
    assert set(found.names) == {"127.0.0.1", "chat.test"}
    assert found.issuer == "127.0.0.1"
    assert found.covers("Chat.test") and not found.covers("other.test")
    (tmp_path / "none.pem").write_text("no certificate")
    with pytest.raises(ValueError, match="PEM"):
        read_certificate(tmp_path / "none.pem")
    with pytest.raises(OSError, match="missing"):
        read_certificate(tmp_path / "missing.pem")
