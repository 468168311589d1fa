"""How a store is set up and how it fares, as it tells itself; whether that is good enough is judged in `doctor`."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from statistics import median
from typing import Any

from redis.asyncio import Redis
from redis.exceptions import ResponseError

from app.store.client import ask

PINGS = 20


@dataclass(frozen=True, slots=True)
class Condition:
    """What INFO, CONFIG GET and TIME say. What is not told (a managed service hides it) is "", 0 or None.

    `clock_ahead_ms` is the store's clock less ours, `replicas` counts those that are up to date, `folder` is where its
    files are on its own machine.
    """

    product: str = ""
    version: str = ""
    role: str = ""
    has_aof: bool = False
    fsync: str = ""
    has_snapshots: bool | None = None
    troubles: tuple[str, ...] = ()
    eviction: str = ""
    used_bytes: int = 0
    limit_bytes: int = 0
    machine_bytes: int = 0
    fragmentation: float = 0.0
    clients: int = 0
    clients_limit: int = 0
    replicas: int = 0
    clock_ahead_ms: int = 0
    ping_ms: float = 0.0
    folder: str = ""
    is_config_hidden: bool = False


async def examine(redis: Redis, *, clock_ms: Callable[[], int], clock_s: Callable[[], float]) -> Condition:
    """Ask the store how it is; changes nothing. Raises `StoreUnavailable`."""
    info: Mapping[str, Any] = await _if_allowed(redis.info()) or {}
    config = await _read_config(redis)
    before_ms = clock_ms()
    seconds, micros = await ask(redis.time())
    between_ms = (before_ms + clock_ms()) // 2
    is_valkey = "valkey_version" in info
    return Condition(
        product="Valkey" if is_valkey else "Redis",
        version=str(info.get("valkey_version" if is_valkey else "redis_version", "")),
        role=str(info.get("role", "")),
        has_aof=bool(info.get("aof_enabled")),
        fsync=config.get("appendfsync", ""),
        has_snapshots=bool(config["save"]) if "save" in config else None,
        troubles=_troubles(info),
        eviction=str(info.get("maxmemory_policy", "")),
        used_bytes=int(info.get("used_memory", 0)),
        limit_bytes=int(info.get("maxmemory", 0)),
        machine_bytes=int(info.get("total_system_memory", 0)),
        fragmentation=float(info.get("mem_fragmentation_ratio", 0)),
        clients=int(info.get("connected_clients", 0)),
        clients_limit=int(info.get("maxclients", 0)),
        replicas=_count_replicas(info),
        clock_ahead_ms=seconds * 1000 + micros // 1000 - between_ms,
        ping_ms=await _time_pings(redis, clock_s),
        folder=config.get("dir", ""),
        is_config_hidden=not config,
    )


async def _if_allowed(command: Awaitable[Any]) -> Any:
    """The reply, None where the store does not let us ask that."""
    try:
        return await ask(command)
    except ResponseError:
        return None


async def _read_config(redis: Redis) -> dict[str, str]:
    found = await _if_allowed(redis.config_get("appendfsync", "save", "dir")) or {}
    pairs = ((_text(name), _text(value)) for name, value in found.items())
    return dict(pairs)


def _text(value: object) -> str:
    return value.decode() if isinstance(value, bytes) else str(value)


def _troubles(info: Mapping[str, Any]) -> tuple[str, ...]:
    """The last writings of its files that failed, by their names in INFO."""
    names = ("aof_last_write_status", "aof_last_bgrewrite_status", "rdb_last_bgsave_status")
    return tuple(name for name in names if info.get(name, "ok") != "ok")


def _count_replicas(info: Mapping[str, Any]) -> int:
    listed = (info.get(f"slave{number}") for number in range(int(info.get("connected_slaves", 0))))
    return sum(isinstance(one, Mapping) and one.get("state") == "online" for one in listed)


async def _time_pings(redis: Redis, clock_s: Callable[[], float]) -> float:
    """How long a round trip takes, in ms: the median of `PINGS`."""
    took = []
    for _ in range(PINGS):
        began_s = clock_s()
        await ask(redis.ping())
        took.append(clock_s() - began_s)
    return median(took) * 1000
