"""Keys as they stand in a backup: read whole from one store, written into another; plain values, plain commands."""

import base64
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from redis.asyncio import Redis

from app.store.client import ask, script
from app.store.keys import Keys
from app.store.lives import MARK_S
from app.store.schema import StoreRefused

NONE = "none"
"""The type of a key that is not there."""

_AT_ONCE = 1_000
"""So many members in one command, and commands in one go, at most."""

_PAIRS = {"hash", "zset"}
_ADD = {"hash": "HSET", "zset": "ZADD", "list": "RPUSH", "set": "SADD"}
TYPES = {NONE, "string", "stream", *_ADD}


@dataclass(frozen=True, slots=True)
class Copy:
    """One key: its name without what all keys begin with, Redis' name of its type, when it expires, what it holds.

    `value` is a text (string), texts (list, set), pairs of texts (hash; zset: member and score), or for a stream
    `{"last_id", "entries": [[id, pairs of texts]]}`. What is not UTF-8 stands for its bytes as `{"b64": ...}`.
    """

    key: Any
    type: str
    expires_at_ms: int | None = None
    value: Any = None


class Copying:
    """Reads and writes of one deployment's keys. All methods raise `StoreUnavailable`."""

    def __init__(self, redis: Redis, keys: Keys) -> None:
        self._redis = redis
        self._prefix, self._mark = keys.backup
        self._bus = keys.bus
        self._read = script(redis, "read_keys")

    async def read(self, keys: Sequence[bytes], *, marks: bool = False) -> list[Copy]:
        """The keys as they are at one moment, which `marks` tells to who tracks changes; of the bus only its end.

        Raises `StoreRefused` for a key that is none of ours.
        """
        args: list[str | int] = [MARK_S if marks else "", self._bus]
        found = await ask(self._read(keys=[self._mark, *keys], args=args))
        return [self._copy(key, *told) for key, told in zip(keys, found, strict=True)]

    def _copy(self, key: bytes, kind: bytes, expires_at_ms: int, value: Any, last_id: bytes) -> Copy:
        name, found = key.decode(errors="replace"), kind.decode()
        if found not in TYPES:
            raise StoreRefused(f"The store holds {name}, of the type {found}, which is none of ours; remove it.")
        if found == "stream":
            value = {"last_id": last_id.decode(), "entries": [[i.decode(), _pairs(fields)] for i, fields in value]}
        elif found in _PAIRS:
            value = _pairs(value)
        else:
            value = _text(value) if isinstance(value, bytes) else [_text(one) for one in value]
        short = _text(key[len(self._prefix) :])
        if found == NONE:
            return Copy(short, NONE)
        return Copy(short, found, expires_at_ms if expires_at_ms >= 0 else None, value)

    async def write(self, copies: Sequence[Copy]) -> None:
        """Make the keys what their copies say, and nothing else; a later copy of a key replaces an earlier one."""
        commands = (command for copy in copies for command in self._commands(copy))
        while batch := list(islice(commands, _AT_ONCE)):
            async with self._redis.pipeline(transaction=False) as pipe:
                for command in batch:
                    pipe.execute_command(*command)
                await ask(pipe.execute())

    def _commands(self, copy: Copy) -> Iterator[tuple[Any, ...]]:
        key = self._prefix.encode() + _bytes(copy.key)
        yield "DEL", key
        match copy.type:
            case "none":
                return
            case "string":
                yield "SET", key, _bytes(copy.value)
            case "stream":
                yield from _stream_commands(key, **copy.value)
            case kind:
                for start in range(0, len(copy.value), _AT_ONCE):
                    yield _ADD[kind], key, *_members(kind, copy.value[start : start + _AT_ONCE])
        if copy.expires_at_ms is not None:
            yield "PEXPIREAT", key, copy.expires_at_ms


def _stream_commands(key: bytes, last_id: str, entries: list[Any]) -> Iterator[tuple[Any, ...]]:
    for entry_id, pairs in entries:
        yield "XADD", key, entry_id, *(_bytes(part) for pair in pairs for part in pair)
    if last_id == "0-0" or (entries and entries[-1][0] == last_id):
        return
    # An id that was given out once is never given out again.
    if not entries:
        yield "XADD", key, last_id, "end", ""
        yield "XDEL", key, last_id
    else:
        yield "XSETID", key, last_id


def _members(kind: str, values: list[Any]) -> Iterator[Any]:
    if kind == "hash":
        return (_bytes(part) for pair in values for part in pair)
    if kind == "zset":
        return (part for member, score in values for part in (score, _bytes(member)))
    return (_bytes(value) for value in values)


def _pairs(flat: Sequence[bytes]) -> list[list[Any]]:
    return [[_text(one), _text(other)] for one, other in zip(flat[::2], flat[1::2], strict=True)]


def _text(found: bytes) -> str | dict[str, str]:
    try:
        return found.decode()
    except UnicodeDecodeError:
        return {"b64": base64.b64encode(found).decode()}


def _bytes(text: str | dict[str, str]) -> bytes:
    return base64.b64decode(text["b64"]) if isinstance(text, dict) else text.encode()
