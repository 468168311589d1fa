"""The doctor before real doors: straight, through a proxy that buffers, one that cuts, one that is somebody else's."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from app.doctor.certificate_round import look_at_certificates
from app.doctor.public_round import look_from_outside
from app.settings import Settings
from app.store.store import Store, open_store
from tests.buffering import buffering
from tests.doctor.clinic import hurry, subject
from tests.doctor.told import codes
from tests.live import serving
from tests.processes import free_port
from tests.scripted import ScriptedProvider, echo
from tests.store.census import names
from tests.wire.certificate import make_certificate

GOOD = {"public_good": "ok", "stream_good": "ok", "caller_good": "ok", "embedding_good": "ok"}


async def look(store: Store, settings: Settings, url: str, **changes: object) -> dict[str, str]:
    there = subject(store, replace(settings, public_url=url, **changes))  # type: ignore[arg-type]
    await there.shops.reload()
    return codes(await look_from_outside(there))


async def test_straight_to_the_program_everything_is_in_order_and_no_trace_is_left(
    settings: Settings, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    hurry(monkeypatch)
    async with serving(settings, ScriptedProvider(echo())) as live:
        kept = set(await store.redis.keys("*"))
        assert await look(store, settings, live.base) == GOOD
        assert await names(store) == set()
        # All that is new is the bus, which is trimmed, and what the server itself does meanwhile.
        grown = {str(key).rstrip("'").partition(":")[2] for key in set(await store.redis.keys("*")) - kept}
        assert grown <= {"bus", "presence:servers", "presence:visitors"}
        assert sum((await store.lists.counts()).values()) == 0


async def test_a_proxy_that_buffers_is_found_out(
    settings: Settings, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    hurry(monkeypatch, patience_s=0.7)
    async with serving(settings, ScriptedProvider(echo())) as live, buffering(live.base) as proxy:
        found = await look(store, settings, proxy.base)
        assert found["stream_held"] == "broken"
        assert await names(store) == set()


async def test_a_server_on_another_store_is_found_out(
    settings: Settings, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    hurry(monkeypatch)
    other = open_store(settings.redis_url, tag="other", expire_s=3600)
    async with serving(settings, ScriptedProvider(echo())) as live:
        found = await look(other, replace(settings, redis_tag="other"), live.base)
        assert found["public_elsewhere"] == "broken"
        # What cannot be erased from here is ended at least.
        assert (await store.lists.counts())["closed"] == 1
    await other.close()


async def test_nothing_and_something_else_at_the_address(settings: Settings, store: Store) -> None:
    assert await look(store, settings, f"http://127.0.0.1:{free_port()}") == {"public_away": "broken"}
    assert await look(store, settings, "") == {}

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nhi")
        writer.close()

    async with await asyncio.start_server(answer, "127.0.0.1", 0) as server:
        url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        assert await look(store, settings, url) == {"public_strange": "broken"}


Change = Callable[[bytes], bytes]


@asynccontextmanager
async def proxy(
    base: str, *, silence_s: float = 30.0, request: Change = bytes, answer: Change = bytes
) -> AsyncIterator[str]:
    """A proxy that cuts what is silent for `silence_s`, and may change the first bytes of requests and answers."""
    port, tasks = int(base.rpartition(":")[2]), set[asyncio.Task[None]]()

    async def pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, change: Change, limit_s: float) -> None:
        try:
            while part := await asyncio.wait_for(reader.read(65_536), limit_s):
                writer.write(change(part))
        except (TimeoutError, ConnectionError):
            return  # whoever is silent or gone is cut off
        finally:
            writer.close()

    async def accept(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        from_server, to_server = await asyncio.open_connection("127.0.0.1", port)
        both: tuple[Awaitable[None], ...] = (
            pump(reader, to_server, request, 30.0),
            pump(from_server, writer, answer, silence_s),
        )
        task = asyncio.current_task()
        assert task is not None
        tasks.add(task)
        await asyncio.gather(*both, return_exceptions=True)

    server = await asyncio.start_server(accept, "127.0.0.1", 0)
    try:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    finally:
        server.close()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def test_a_proxy_that_cuts_silent_streams_is_found_out(
    settings: Settings, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    hurry(monkeypatch)
    monkeypatch.setattr("app.events.hub.PING_EVERY_S", 30.0)
    async with serving(settings, ScriptedProvider(echo())) as live, proxy(live.base, silence_s=1.5) as base:
        assert (await look(store, settings, base))["stream_cut"] == "warn"


async def test_a_proxy_that_forbids_frames_is_found_out(
    settings: Settings, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    hurry(monkeypatch)

    def forbid(part: bytes) -> bytes:
        return part.replace(b"content-type: text/html", b"x-frame-options: DENY\r\ncontent-type: text/html", 1)

    async with serving(settings, ScriptedProvider(echo())) as live, proxy(live.base, answer=forbid) as base:
        assert (await look(store, settings, base))["embedding_refused"] == "broken"


async def test_an_address_that_strangers_can_choose_is_found_out(
    settings: Settings, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    hurry(monkeypatch)
    trusting = replace(settings, trusted_proxies=("127.0.0.1",))
    async with serving(trusting, ScriptedProvider(echo())) as live:
        found = await look(store, trusting, live.base)
        assert found["caller_forged"] == "broken"


async def test_certificates_are_looked_at_where_visitors_see_them_and_in_the_file(
    settings: Settings, store: Store, tmp_path: Path
) -> None:
    certificate = make_certificate(tmp_path)
    secured = replace(settings, tls_cert_file=Path(certificate.certfile), tls_key_file=Path(certificate.keyfile))
    async with serving(
        settings, ScriptedProvider(echo()), certfile=certificate.certfile, keyfile=certificate.keyfile
    ) as live:
        found = await look_at_certificates(subject(store, replace(secured, public_url=live.base)))
        assert codes(found) == {"certificate_distrusted": "broken", "http2_good": "ok", "certificate_soon": "broken"}
    missing = replace(settings, tls_cert_file=tmp_path / "missing.pem")
    assert codes(await look_at_certificates(subject(store, missing))) == {"certificate_unread": "broken"}


async def test_over_tls_it_asks_for_hsts_and_for_trusted_proxies(
    settings: Settings, store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hurry(monkeypatch)
    certificate = make_certificate(tmp_path)
    async with serving(
        settings, ScriptedProvider(echo()), certfile=certificate.certfile, keyfile=certificate.keyfile
    ) as live:
        found = await look(store, settings, live.base)
        # Nothing in our settings speaks TLS, so something else must stand before the program.
        assert (found["hsts_missing"], found["caller_shared"]) == ("warn", "warn")
        ours = await look(store, settings, live.base, tls_cert_file=Path(certificate.certfile))
        assert ours["caller_good"] == "ok"
