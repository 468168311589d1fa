"""The embedded store: who starts it, who stops it, and that no death of ours takes the data along."""

import asyncio
import fcntl
import os
import signal
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from app.store import embedded
from app.store.embedded import SOCKET_PATH_LIMIT, EmbeddedStoreFailed, join, socket_path
from app.store.store import open_store

USER = """
import sys
from pathlib import Path
from app.store.embedded import join
share = join(Path(sys.argv[1]))
print(share.url, flush=True)
sys.stdin.read()
"""


async def ask(url: str, *command: str) -> Any:
    """The reply of the store at `url`."""
    store = open_store(url, tag="test", expire_s=60)
    try:
        return await store.redis.execute_command(*command)  # type: ignore[no-untyped-call]
    finally:
        await store.close()


async def life_of(url: str) -> str:
    """What tells one run of a store from the next."""
    store = open_store(url, tag="test", expire_s=60)
    try:
        return str((await store.redis.info("server"))["run_id"])
    finally:
        await store.close()


async def test_a_store_starts_private_and_keeps_what_it_is_given(tmp_path: Path) -> None:
    share = join(tmp_path / "var")
    try:
        store = open_store(share.url, tag="test", expire_s=60)
        config = await store.redis.config_get("*")
        await store.close()
        wanted = {"appendonly": "yes", "appendfsync": "everysec", "maxmemory-policy": "noeviction", "port": "0"}
        assert wanted.items() <= config.items()
        assert (tmp_path / "var").stat().st_mode & 0o077 == 0
        assert share.socket_path.stat().st_mode & 0o077 == 0
    finally:
        share.leave()


async def test_who_comes_later_attaches_and_the_last_to_leave_stops_it(tmp_path: Path) -> None:
    first, second = join(tmp_path), join(tmp_path)
    assert first.url == second.url
    life = await life_of(first.url)
    await ask(first.url, "SET", "word", "kept")
    first.leave()
    assert await life_of(second.url) == life
    second.leave()
    assert not embedded._answers(second.socket_path)
    third = join(tmp_path)
    assert await life_of(third.url) != life
    assert await ask(third.url, "GET", "word") == b"kept"
    third.leave()


async def test_leaving_and_coming_back_at_once_is_no_trouble(tmp_path: Path) -> None:
    for number in range(8):
        share = join(tmp_path)
        assert await ask(share.url, "INCR", "count") == number + 1
        share.leave()


async def test_of_many_who_come_at_once_one_starts_it(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as threads:
        shares = list(threads.map(join, [tmp_path] * 8))
    lives = {await life_of(share.url) for share in shares}
    for share in shares:
        share.leave()
    assert len(lives) == 1
    assert not embedded._answers(shares[0].socket_path)


async def test_killing_the_program_that_started_it_leaves_it_running(tmp_path: Path) -> None:
    program = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", USER, str(tmp_path)),
        cwd=Path(__file__).parents[2],
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        start_new_session=True,
    )
    assert program.stdout is not None
    url = (await program.stdout.readline()).decode().strip()
    await ask(url, "SET", "word", "kept")
    life = await life_of(url)
    os.killpg(program.pid, signal.SIGKILL)
    await program.wait()
    share = join(tmp_path)
    assert await life_of(share.url) == life
    assert await ask(share.url, "GET", "word") == b"kept"
    share.leave()
    assert not embedded._answers(share.socket_path)


async def test_killing_the_store_itself_loses_nothing_that_was_on_disk(tmp_path: Path) -> None:
    share = join(tmp_path)
    await ask(share.url, "SET", "word", "kept")
    await ask(share.url, "WAITAOF", "1", "0", "5000")
    store = open_store(share.url, tag="test", expire_s=60)
    pid = (await store.redis.info("server"))["process_id"]
    await store.close()
    os.kill(pid, signal.SIGKILL)
    again = join(tmp_path)
    assert await ask(again.url, "GET", "word") == b"kept"
    share.leave()
    again.leave()


async def test_a_path_that_is_too_long_for_a_socket_is_gone_around(
    tmp_path: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path_factory.mktemp("t")))
    deep = tmp_path.joinpath(*["a-long-name-of-a-folder"] * 6)
    share = join(deep)
    assert len(os.fsencode(share.socket_path)) <= SOCKET_PATH_LIMIT
    assert share.socket_path.parent.stat().st_mode & 0o077 == 0
    assert await ask(share.url, "PING") in {True, b"PONG"}
    assert (deep / "appendonlydir").is_dir()
    share.leave()
    assert socket_path(deep) == share.socket_path
    assert socket_path(deep / "other") != share.socket_path


def test_the_longest_path_that_fits_is_used_as_it_is() -> None:
    fits = Path("/" + "x" * (SOCKET_PATH_LIMIT - len("//store.sock")))
    assert socket_path(fits) == fits / "store.sock"


def test_a_way_around_that_others_could_enter_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    deep = tmp_path.joinpath(*["a-long-name-of-a-folder"] * 6)
    socket_path(deep).parent.chmod(0o777)
    with pytest.raises(EmbeddedStoreFailed, match="belongs to somebody else; set VAR_DIR"):
        socket_path(deep)


def test_no_second_store_opens_the_same_data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(embedded, "START_TIMEOUT_S", 0.05)
    with (tmp_path / "store.lock").open("wb") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with pytest.raises(EmbeddedStoreFailed) as refusal:
            join(tmp_path)
    assert str(refusal.value).startswith(f"{tmp_path} is locked by a store that does not answer")
    monkeypatch.undo()
    join(tmp_path).leave()


def test_a_store_that_cannot_start_says_where_the_reason_is(tmp_path: Path) -> None:
    (tmp_path / "appendonlydir").write_text("no folder")
    with pytest.raises(EmbeddedStoreFailed, match=r"does not start; its store\.log says why"):
        join(tmp_path)
    assert (tmp_path / "store.log").read_text()
