"""The doctor before a whole installation: Debian's Nginx and Redis, set up as we ship them, and as nobody should."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from app.doctor_command import examine
from app.settings import Settings
from tests.conftest import SECRET
from tests.deploy.nginx import Nginx, fronting
from tests.doctor.clinic import hurry
from tests.doctor.told import codes
from tests.failover.machines import KEPT, REDIS, Machine, running
from tests.live import serving
from tests.processes import free_port
from tests.scripted import ScriptedProvider, echo

LONG_LIVED = {"certificate_soon": "broken"}
"""The certificates of tests end tomorrow."""


@asynccontextmanager
async def installation(folder: Path, redis: Machine, **nginx: Any) -> AsyncIterator[tuple[Settings, Nginx]]:
    """The program on `redis` behind a running Nginx, and its settings."""
    https_port = free_port()
    settings = Settings(
        redis_url=f"redis://{redis.place}",
        secret_key=SECRET,
        public_url=f"https://127.0.0.1:{https_port}",
        trusted_proxies=("127.0.0.1",),
        allowed_origins=("https://shop.example",),
        demo_shop=False,
    )
    async with serving(settings, ScriptedProvider(echo())) as live:
        back_end = live.base.removeprefix("http://")
        with fronting(folder, back_end, https_port=https_port, **nginx) as front:
            yield settings, front


async def test_what_we_ship_is_in_order_and_leaves_the_doctor_nothing_to_cure(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hurry(monkeypatch)
    redis = Machine(REDIS, tmp_path / "redis", (*KEPT, "--maxmemory-policy", "noeviction"))
    with running(redis):
        async with installation(tmp_path, redis) as (settings, front):
            monkeypatch.setenv("SSL_CERT_FILE", front.certfile)
            found = codes(await examine(settings))
    wrong = {code: level for code, level in found.items() if level != "ok"}
    assert wrong.pop("disk_low", "warn") in {"warn", "broken"}
    assert wrong == LONG_LIVED | {"mail_off": "warn"}
    good = {"store_good", "aof_good", "eviction_good", "stream_good", "caller_good", "http2_good", "hsts_good"}
    assert good | {"embedding_good", "origins_good", "public_good"} <= set(found)


def spoil(configuration: str) -> str:
    """The configuration of somebody who knew better."""
    buffered = configuration.replace("proxy_buffering off;", "proxy_buffering on;")
    assert buffered != configuration
    return buffered.replace(
        "proxy_http_version 1.1;", "proxy_http_version 1.1; proxy_ignore_headers X-Accel-Buffering;", 1
    )


async def test_what_should_not_be_is_found_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    hurry(monkeypatch, patience_s=1.5)
    careless = ("--appendonly", "no", "--save", "60 1", "--maxmemory-policy", "allkeys-lru")
    redis = Machine(REDIS, tmp_path / "redis", careless)
    with running(redis):
        async with installation(tmp_path, redis, change=spoil) as (settings, _):
            unaware = replace(settings, trusted_proxies=(), demo_shop=True, allowed_origins=())
            found = codes(await examine(unaware))
    assert {code for code, level in found.items() if level == "broken"} >= {
        "aof_off_snapshots",
        "eviction_unsafe",
        "certificate_distrusted",
        "stream_held",
    }
    assert {code for code, level in found.items() if level == "warn"} >= {"caller_shared", "origins_none"}
