"""A server that is not the master, or cannot do it now: the store is away, and the next connection finds another."""

import asyncio
from collections.abc import Callable

import pytest

from app.domain.errors import StoreUnavailable
from app.store import wires
from app.store.client import ask, connect
from tests.store.redis_double import Double, doubling, packed

ELSEWHERE = {
    "READONLY": "You can't write against a read only replica.",
    "MOVED": "6000 127.0.0.1:1",
    "CLUSTERDOWN": "The cluster is down",
    "MASTERDOWN": "Link with MASTER is down and replica-serve-stale-data is set to 'no'.",
    "UNBLOCKED": "force unblock from blocking operation, instance state changed (master -> replica?)",
    "LOADING": "Redis is loading the dataset in memory",
}
LATER = {
    "MISCONF": "Redis is configured to save RDB snapshots, but it's currently unable to persist to disk.",
    "NOREPLICAS": "Not enough good replicas to write.",
    "OOM": "command not allowed when used memory > 'maxmemory'.",
    "BUSY": "Redis is busy running a script.",
    "ASK": "6000 127.0.0.1:1",
    "TRYAGAIN": "Multiple keys request during rehashing of slot",
}


def refuses(code: str, text: str, *, times: int) -> Callable[[list[bytes]], bytes]:
    """A server that refuses so many writes, and takes those that come later."""
    left = times

    def reply(command: list[bytes]) -> bytes:
        nonlocal left
        if command[0] != b"SET":
            return packed(b"master", 0, []) if command[0] == b"ROLE" else b""
        left -= 1
        return f"-{code} {text}\r\n".encode() if left >= 0 else b"+OK\r\n"

    return reply


@pytest.mark.parametrize("code", ELSEWHERE)
async def test_a_connection_to_a_server_that_is_not_the_master_is_made_anew(code: str) -> None:
    async with doubling(refuses(code, ELSEWHERE[code], times=1)) as (double,):
        redis = connect(f"redis://127.0.0.1:{double.port}")
        await ask(redis.set("a", "b"))
        assert double.connections == 2
        await redis.aclose()


@pytest.mark.parametrize("code", ELSEWHERE | LATER)
@pytest.mark.parametrize("is_batch", [False, True], ids=["alone", "in-a-batch"])
async def test_a_server_that_goes_on_refusing_is_away(code: str, is_batch: bool) -> None:
    async with doubling(refuses(code, (ELSEWHERE | LATER)[code], times=99)) as (double,):
        redis = connect(f"redis://127.0.0.1:{double.port}")
        pipe = redis.pipeline(transaction=False)
        pipe.set("a", "b")
        with pytest.raises(StoreUnavailable) as told:
            await ask(pipe.execute() if is_batch else redis.set("a", "b"))
        assert code == "LOADING" or code in repr(told.value.__cause__)
        assert double.connections == (2 if code in ELSEWHERE else 1)
        await redis.aclose()


def names(master: Double) -> Callable[[list[bytes]], bytes]:
    """A Sentinel that knows `master`."""

    def reply(command: list[bytes]) -> bytes:
        if command[:2] == [b"SENTINEL", b"GET-MASTER-ADDR-BY-NAME"]:
            return packed(b"127.0.0.1", b"%d" % master.port)
        return packed(b"config-epoch", b"1") if command[0] == b"SENTINEL" else b""

    return reply


def replica(command: list[bytes]) -> bytes:
    return packed(b"slave", b"127.0.0.1", 1, b"connected", 0) if command[0] == b"ROLE" else b""


async def test_a_server_that_says_it_is_a_replica_is_sent_nothing() -> None:
    async with doubling(replica, lambda _: b"") as (old, sentinel):
        sentinel.reply = names(old)
        redis = connect(f"redis+sentinel://127.0.0.1:{sentinel.port}/kefu")
        with pytest.raises(StoreUnavailable) as told:
            await ask(redis.set("a", "b"))
        assert "is a slave" in str(told.value.__cause__)
        assert [command for command in old.heard if command[0] == b"SET"] == []
        await redis.aclose()


@pytest.mark.parametrize("who", ["another-asks", "nobody-asks"])
async def test_who_waits_on_a_lost_master_is_taken_along_to_the_new_one(
    who: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if who == "nobody-asks":
        monkeypatch.setattr(wires, "LOOK_EVERY_S", 0.1)

    def mute(command: list[bytes]) -> bytes:
        return packed(b"master", 0, []) if command[0] == b"ROLE" else b""

    async with doubling(mute, refuses("", "", times=0), lambda _: b"") as (old, new, sentinel):
        sentinel.reply = names(old)
        redis = connect(f"redis+sentinel://127.0.0.1:{sentinel.port}/kefu")
        waiting = asyncio.create_task(ask(redis.set("a", "b")))
        while not [command for command in old.heard if command[0] == b"SET"]:
            await asyncio.sleep(0.01)
        await asyncio.sleep(0.25)
        sentinel.reply = names(new)
        async with asyncio.timeout(3):
            if who == "another-asks":
                await ask(redis.set("c", "d"))
            await waiting
        assert b"a" in [command[1] for command in new.heard if command[0] == b"SET"]
        await redis.aclose()
