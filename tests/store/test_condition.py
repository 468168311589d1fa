"""How a store says it is set up, asked of real ones: a good one, a careless one, one that hides it, a replica."""

import time
from pathlib import Path

import pytest

from app.domain.errors import StoreUnavailable
from app.engine import now_ms
from app.store.client import connect
from app.store.condition import Condition, examine
from tests.failover.machines import KEPT, VALKEY, Machine, running, wait_until

CARELESS = ("--appendonly", "no", "--save", "60 1", "--maxmemory-policy", "allkeys-lru", "--maxmemory", "64mb")


async def look(machine: Machine, *, access: str = "") -> Condition:
    redis = connect(f"redis://{access}{machine.place}/0")
    try:
        return await examine(redis, clock_ms=now_ms, clock_s=time.monotonic)
    finally:
        await redis.aclose()


async def test_a_store_that_is_set_up_well_says_so(tmp_path: Path) -> None:
    machine = Machine(VALKEY, tmp_path / "good", (*KEPT, "--maxmemory-policy", "noeviction"))
    with running(machine):
        seen = await look(machine)
    assert (seen.product, seen.version[:2], seen.role) == ("Valkey", "9.", "master")
    assert (seen.has_aof, seen.fsync, seen.has_snapshots, seen.troubles) == (True, "everysec", False, ())
    assert (seen.eviction, seen.limit_bytes, seen.folder) == ("noeviction", 0, str(tmp_path / "good"))
    assert seen.used_bytes < seen.machine_bytes
    assert 0 < seen.clients < seen.clients_limit
    assert abs(seen.clock_ahead_ms) < 1_000
    assert 0 < seen.ping_ms < 1_000


async def test_a_careless_one_says_so_too(tmp_path: Path) -> None:
    machine = Machine(VALKEY, tmp_path / "careless", CARELESS)
    with running(machine):
        seen = await look(machine)
    assert (seen.has_aof, seen.has_snapshots, seen.eviction) == (False, True, "allkeys-lru")
    assert seen.limit_bytes == 64 * 1024**2


async def test_one_that_hides_its_settings_still_says_the_most_important(tmp_path: Path) -> None:
    machine = Machine(VALKEY, tmp_path / "managed", KEPT)
    with running(machine):
        machine.ask("ACL", "SETUSER", "app", "on", "nopass", "~*", "&*", "+@all", "-config")
        seen = await look(machine, access="app:any@")
        machine.ask("ACL", "SETUSER", "app", "-info")
        hidden = await look(machine, access="app:any@")
    assert (seen.is_config_hidden, seen.fsync, seen.has_snapshots, seen.folder) == (True, "", None, "")
    assert (seen.has_aof, seen.eviction) == (True, "noeviction")
    assert hidden.version == ""


async def test_replicas_are_counted_and_know_what_they_are(tmp_path: Path) -> None:
    master = Machine(VALKEY, tmp_path / "master")
    replica = Machine(VALKEY, tmp_path / "replica", (*KEPT, "--replicaof", f"127.0.0.1 {master.port}"))
    with running(master, replica):
        wait_until(lambda: "online" in str(master.ask("INFO", "replication")), "a replica", within_s=10)
        assert (await look(master)).replicas == 1
        assert (await look(replica)).role == "slave"


async def test_a_store_that_is_away_or_refuses_us_is_unavailable(tmp_path: Path) -> None:
    machine = Machine(VALKEY, tmp_path / "closed", KEPT)
    with running(machine):
        machine.ask("CONFIG", "SET", "requirepass", "not told")
        with pytest.raises(StoreUnavailable) as caught:
            await look(machine)
        assert type(caught.value.__cause__).__name__ == "AuthenticationError"
    with pytest.raises(StoreUnavailable):
        await look(machine)
