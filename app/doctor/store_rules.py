"""What is good enough for a store that must not lose a conversation; pure: it asks nothing."""

import re

from app.doctor.finding import Finding, broken, ok, warn
from app.store.condition import Condition

OLDEST = {"Redis": (7, 0), "Valkey": (7, 2)}
FULL, HIGH = 0.95, 0.80
FRAGMENTED, FRAGMENTED_FROM_BYTES = 1.5, 200 * 1024**2
"""A small store is always fragmented, and it costs nothing there."""

CLOCK_WARN_MS, CLOCK_BROKEN_MS = 1_000, 5_000
SLOW_PING_MS = 20.0
_MEBI = 1024**2


def judge_store(seen: Condition, *, wait_replicas: int) -> list[Finding]:
    """One finding for each thing that was looked at."""
    if not seen.version:
        return [warn("store_hidden")]
    parts = [
        _judge_version(seen),
        _judge_persistence(seen, wait_replicas),
        _judge_eviction(seen),
        _judge_memory(seen),
        judge_clock(seen.clock_ahead_ms),
        (warn if seen.ping_ms > SLOW_PING_MS else ok)(
            "ping_slow" if seen.ping_ms > SLOW_PING_MS else "ping_good", ms=f"{seen.ping_ms:.1f}"
        ),
        _judge_clients(seen),
    ]
    if wait_replicas or seen.replicas:
        parts.append(_judge_replicas(seen, wait_replicas))
    return parts


def _judge_version(seen: Condition) -> Finding:
    said = {"product": seen.product, "version": seen.version}
    if seen.role == "slave":
        return broken("store_replica")
    numbers = tuple(int(part) for part in re.findall(r"\d+", seen.version)[:2])
    return ok("store_good", **said) if numbers >= OLDEST[seen.product] else broken("store_old", **said)


def _judge_persistence(seen: Condition, wait_replicas: int) -> Finding:
    if seen.troubles:
        return broken("persistence_failing", what=", ".join(seen.troubles))
    if not seen.has_aof:
        if seen.is_config_hidden:
            return warn("aof_off_managed") if not (wait_replicas and seen.replicas) else ok("aof_replaced")
        return broken("aof_off" if not seen.has_snapshots else "aof_off_snapshots")
    if not seen.fsync:
        return ok("fsync_hidden")
    return warn("fsync_no") if seen.fsync == "no" else ok("aof_good", fsync=seen.fsync)


def _judge_eviction(seen: Condition) -> Finding:
    if not seen.eviction:
        return warn("eviction_hidden")
    is_safe = seen.eviction == "noeviction"
    return ok("eviction_good") if is_safe else broken("eviction_unsafe", policy=seen.eviction)


def _judge_memory(seen: Condition) -> Finding:
    room = seen.limit_bytes or seen.machine_bytes
    used = {"used": tell_bytes(seen.used_bytes), "room": tell_bytes(room), "double": f"{2 * room // _MEBI}mb"}
    share = seen.used_bytes / room if room else 0.0
    if share >= HIGH:
        return (broken if share >= FULL else warn)("memory_high", **used, percent=round(share * 100))
    if seen.fragmentation > FRAGMENTED and seen.used_bytes > FRAGMENTED_FROM_BYTES:
        return warn("memory_fragmented", ratio=f"{seen.fragmentation:.1f}", **used)
    return ok("memory_good" if seen.limit_bytes else "memory_open", **used)


def judge_clock(ahead_ms: int) -> Finding:
    """What it means that the store's clock is that far from ours."""
    apart_ms = abs(ahead_ms)
    if apart_ms <= CLOCK_WARN_MS:
        return ok("clock_good", ms=apart_ms)
    return (broken if apart_ms > CLOCK_BROKEN_MS else warn)("clock_off", seconds=f"{apart_ms / 1000:.1f}")


def _judge_clients(seen: Condition) -> Finding:
    share = seen.clients / seen.clients_limit if seen.clients_limit else 0.0
    told = {"clients": seen.clients, "limit": seen.clients_limit or "?"}
    return warn("clients_many", **told, double=2 * seen.clients_limit) if share >= HIGH else ok("clients_good", **told)


def _judge_replicas(seen: Condition, wanted: int) -> Finding:
    told = {"found": seen.replicas, "wanted": wanted}
    return broken("replicas_missing", **told) if seen.replicas < wanted else ok("replicas_good", **told)


def tell_bytes(count: int) -> str:
    """A size as people read it; its number and its unit stay on one line."""
    for unit, size in (("GB", 1024**3), ("MB", _MEBI), ("KB", 1024)):
        if count >= size:
            return f"{count / size:.1f}\N{NO-BREAK SPACE}{unit}"
    return f"{count}\N{NO-BREAK SPACE}B"
