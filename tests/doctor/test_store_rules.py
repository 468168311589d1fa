"""What is good enough for a store: every way in which it could lose a conversation is named, with its cure."""

from dataclasses import replace
from typing import Any

import pytest

from app.doctor.store_rules import judge_clock, judge_store, tell_bytes
from app.store.condition import Condition
from tests.doctor.told import codes, say

GB = 1024**3
GOOD = Condition(
    product="Valkey",
    version="9.1.2",
    role="master",
    has_aof=True,
    fsync="everysec",
    has_snapshots=False,
    eviction="noeviction",
    used_bytes=GB,
    limit_bytes=4 * GB,
    machine_bytes=8 * GB,
    fragmentation=1.1,
    clients=20,
    clients_limit=10_000,
    ping_ms=0.2,
    folder="/data",
)


def judge(wait_replicas: int = 0, **changes: Any) -> dict[str, str]:
    return codes(judge_store(replace(GOOD, **changes), wait_replicas=wait_replicas))


def test_a_good_store_needs_nothing_done() -> None:
    assert set(judge().values()) == {"ok"}
    assert not any(say(finding).cure for finding in judge_store(GOOD, wait_replicas=0))


@pytest.mark.parametrize(
    ("product", "version", "is_new"),
    [
        ("Redis", "7.0.15", True),
        ("Redis", "6.2.14", False),
        ("Redis", "8.0", True),
        ("Valkey", "7.2.5", True),
        ("Valkey", "7.1", False),
        ("Redis", "255.255.255", True),
    ],
)
def test_old_stores_are_named(product: str, version: str, *, is_new: bool) -> None:
    found = judge(product=product, version=version)
    assert found["store_good" if is_new else "store_old"] == ("ok" if is_new else "broken")


@pytest.mark.parametrize("policy", ["allkeys-lru", "volatile-lru", "volatile-ttl", "allkeys-random"])
def test_a_store_that_could_throw_sessions_away_is_broken(policy: str) -> None:
    assert judge(eviction=policy)["eviction_unsafe"] == "broken"
    told = say(next(one for one in judge_store(replace(GOOD, eviction=policy), wait_replicas=0) if "evict" in one.code))
    assert policy in told.said
    assert told.paste[0] == "redis-cli CONFIG SET maxmemory-policy noeviction"


@pytest.mark.parametrize(
    ("changes", "code", "level"),
    [
        ({"has_aof": False}, "aof_off", "broken"),
        ({"has_aof": False, "has_snapshots": True}, "aof_off_snapshots", "broken"),
        ({"fsync": "no"}, "fsync_no", "warn"),
        ({"fsync": "always"}, "aof_good", "ok"),
        ({"troubles": ("aof_last_write_status",)}, "persistence_failing", "broken"),
        ({"has_aof": False, "is_config_hidden": True, "has_snapshots": None}, "aof_off_managed", "warn"),
        ({"fsync": "", "is_config_hidden": True}, "fsync_hidden", "ok"),
        ({"eviction": ""}, "eviction_hidden", "warn"),
        ({"used_bytes": 13 * GB // 4}, "memory_high", "warn"),
        ({"used_bytes": 39 * GB // 10}, "memory_high", "broken"),
        ({"limit_bytes": 0}, "memory_open", "ok"),
        ({"limit_bytes": 0, "used_bytes": 8 * GB}, "memory_high", "broken"),
        ({"fragmentation": 2.5}, "memory_fragmented", "warn"),
        ({"fragmentation": 9.0, "used_bytes": 10_000_000}, "memory_good", "ok"),
        ({"ping_ms": 45.0}, "ping_slow", "warn"),
        ({"clients": 9_000}, "clients_many", "warn"),
        ({"clients_limit": 0}, "clients_good", "ok"),
        ({"role": "slave"}, "store_replica", "broken"),
        ({"version": ""}, "store_hidden", "warn"),
    ],
)
def test_what_is_wrong_with_a_store_is_told(changes: dict[str, Any], code: str, level: str) -> None:
    assert judge(**changes)[code] == level


def test_a_managed_store_without_aof_is_good_with_a_replica_that_is_waited_for() -> None:
    found = judge(wait_replicas=1, replicas=1, has_aof=False, is_config_hidden=True)
    assert (found["aof_replaced"], found["replicas_good"]) == ("ok", "ok")


def test_too_few_replicas_to_wait_for_are_broken_because_nothing_is_acknowledged() -> None:
    assert judge(wait_replicas=2, replicas=1)["replicas_missing"] == "broken"
    assert "replicas_good" not in judge()


@pytest.mark.parametrize(
    ("ahead_ms", "level"), [(0, "ok"), (-900, "ok"), (1_500, "warn"), (-4_900, "warn"), (5_100, "broken")]
)
def test_clocks_that_differ_are_told(ahead_ms: int, level: str) -> None:
    assert [*codes([judge_clock(ahead_ms)]).values()] == [level]


def test_sizes_are_said_as_people_read_them() -> None:
    assert [tell_bytes(count).replace("\N{NO-BREAK SPACE}", " ") for count in (500, 2_048, 1_572_864, 3 * GB)] == [
        "500 B",
        "2.0 KB",
        "1.5 MB",
        "3.0 GB",
    ]
