"""What one line of a backup may say of a key, so that it can be written; files are not read here, stores not asked."""

import base64
import binascii
import re
from collections.abc import Callable
from itertools import pairwise
from math import isnan
from typing import Any

from app.store.copying import NONE, Copy

_TEXT = "b64"
_LATEST_MS = 10**15
"""Far from now, and what Redis can still add to."""

_ENTRY_ID = re.compile(r"(\d{1,19})-(\d{1,19})", re.ASCII)


def read_copy(data: dict[str, Any]) -> Copy | None:
    """The copy of a key; None where the line says what no key can be, or more."""
    kind, expires_at_ms = data.get("type"), data.get("expires_at_ms")
    is_plain = isinstance(kind, str) and set(data) <= {"key", "type", "expires_at_ms", "value"}
    if not is_plain or not _is_key(data.get("key")):
        return None
    if kind == NONE:
        return Copy(data["key"], NONE)
    may_hold = _SHAPES.get(str(kind))
    is_sound = may_hold and _is_moment(expires_at_ms) and may_hold(data.get("value"))
    return Copy(data["key"], str(kind), expires_at_ms, data["value"]) if is_sound else None


def _is_key(name: Any) -> bool:
    """Whether it is a name, and the only one of its key: what is UTF-8 stands as a text."""
    if isinstance(name, dict) and _is_text(name):
        try:
            base64.b64decode(name[_TEXT]).decode()
        except UnicodeDecodeError:
            return True
        return False
    return bool(name) and _is_text(name)


def _is_text(value: Any) -> bool:
    try:
        if isinstance(value, dict):
            return set(value) == {_TEXT} and base64.b64decode(value[_TEXT], validate=True) is not None
        return isinstance(value, str) and value.encode() is not None
    except (UnicodeEncodeError, binascii.Error, TypeError, ValueError):
        return False


def _is_moment(at_ms: Any) -> bool:
    return at_ms is None or (type(at_ms) is int and 0 <= at_ms < _LATEST_MS)


def _are_texts(value: Any) -> bool:
    return isinstance(value, list) and all(_is_text(one) for one in value)


def _are_pairs(value: Any) -> bool:
    return isinstance(value, list) and all(_are_texts(pair) and len(pair) == len(("name", "value")) for pair in value)


def _are_scored(value: Any) -> bool:
    return _are_pairs(value) and all(_is_score(score) for _, score in value)


def _is_score(score: Any) -> bool:
    try:
        return isinstance(score, str) and not isnan(float(score))
    except ValueError:
        return False


def _is_stream(value: Any) -> bool:
    """Whether its entries have something to say each, and come in the order of their ids."""
    if not isinstance(value, dict) or set(value) != {"last_id", "entries"} or not isinstance(value["entries"], list):
        return False
    entries = value["entries"]
    if not all(isinstance(entry, list) and len(entry) == len(("id", "pairs")) for entry in entries):
        return False
    # Redis gives out no 0-0; () for what is no id is less than all.
    places = [(0, 0), *(_place(entry_id) for entry_id, _ in entries)]
    is_in_order = all(one < other for one, other in pairwise(places)) and places[-1] <= _place(value["last_id"])
    return is_in_order and all(pairs and _are_pairs(pairs) for _, pairs in entries)


def _place(entry_id: Any) -> tuple[int, ...]:
    """The id as a number of milliseconds and one of those within; () for what is none."""
    found = _ENTRY_ID.fullmatch(entry_id) if isinstance(entry_id, str) else None
    return (int(found[1]), int(found[2])) if found else ()


_SHAPES: dict[str, Callable[[Any], bool]] = {
    "string": _is_text,
    "list": _are_texts,
    "set": _are_texts,
    "hash": _are_pairs,
    "zset": _are_scored,
    "stream": _is_stream,
}
