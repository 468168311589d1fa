"""A session as a Redis hash: how each of its parts is written and read; only what differs from its default is kept."""

import json
from collections.abc import Callable, Mapping
from dataclasses import MISSING, fields
from operator import attrgetter
from typing import Any

from app.domain.errors import SessionNotFound
from app.domain.session import Session, Status

_APART = {"name", "version"}
_ALWAYS = {"epoch", "turn_id", "turn_attempt"}
"""What scripts compare: it stands in the hash even where it is as by default."""

# Made once: `json.dumps` makes a new encoder for every call with options.
_json = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))


def to_json(value: Any) -> str:
    """Compact JSON with every character outside ASCII as itself."""
    return _json.encode(value)


def _encode(value: Any) -> str:
    if isinstance(value, bool):
        return "1" if value else ""
    if isinstance(value, str | int):
        return str(value)
    return to_json(value if isinstance(value, tuple) else dict(value))


def _decoder(kind: Any) -> Callable[[str], Any]:
    if kind is bool:
        return lambda text: text == "1"
    if kind in (int, str, Status):
        return kind  # type: ignore[no-any-return]  # a class is its own decoder
    return (lambda text: tuple(json.loads(text))) if kind == tuple[str, ...] else json.loads


_FIELDS = {one.name: one for one in fields(Session) if one.name not in _APART}
_DECODERS = {name.encode(): (name, _decoder(one.type)) for name, one in _FIELDS.items()}
_DEFAULTS = {
    name: getattr(Session("", "", "", ""), name)
    for name, one in _FIELDS.items()
    if name not in _ALWAYS and (one.default is not MISSING or one.default_factory is not MISSING)
}
_values: Callable[[Session], tuple[Any, ...]] = attrgetter(*_FIELDS)
_NOT_KEPT = tuple(map(_DEFAULTS.get, _FIELDS))


def changed_fields(before: Session, after: Session) -> dict[str, str]:
    """What of the hash must be written so that it says `after`; a new session (version 0) is written whole."""
    known = _values(before) if before.version else _NOT_KEPT
    pairs = zip(_FIELDS, known, _values(after), strict=True)
    return {name: _encode(value) for name, old, value in pairs if value != old}


def session_of(name: str, found: Mapping[bytes, bytes]) -> Session:
    """The session that a Redis hash holds; raises `SessionNotFound` for an empty one."""
    if b"version" not in found:
        raise SessionNotFound()
    values: dict[str, Any] = {}
    for key, text in found.items():
        decoder = _DECODERS.get(key)
        # A field that a later version of the program wrote is none of ours.
        if decoder:
            values[decoder[0]] = decoder[1](text.decode())
    return Session(name=name, version=int(found[b"version"]), **values)
