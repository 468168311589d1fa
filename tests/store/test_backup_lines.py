"""What no key can be is noticed before anything is let go of for it, also in a file whose checksum is right."""

import base64
import json
from typing import Any

import pytest

from app.store.backup_file import BackupReader
from app.store.backup_lines import read_copy
from app.store.copying import Copy
from app.store.schema import CURRENT, StoreRefused
from app.store.store import Store
from tests.store.stock import restore
from tests.store.test_backup_file import lines_of, sealed, written

BYTES = {"b64": base64.b64encode(b"\xff\x00").decode()}
GOOD = [
    Copy("a", "none"),
    Copy("a", "string", None, "你好"),
    Copy("a", "string", 1_795_370_519_482, BYTES),
    Copy(BYTES, "set", None, ["x", BYTES]),
    Copy("a", "list", None, []),
    Copy("a", "hash", None, [["name", BYTES]]),
    Copy("a", "zset", None, [["one", "1.5"], ["two", "-inf"]]),
    Copy("a", "stream", None, {"last_id": "0-0", "entries": []}),
    Copy("a", "stream", None, {"last_id": "9-1", "entries": [["3-0", [["a", "b"]]], ["3-1", [["a", "b"], ["c", ""]]]]}),
]


def stream(*ids: Any, last_id: Any = "9-9", pairs: Any = (("a", "b"),)) -> dict[str, Any]:
    return {"last_id": last_id, "entries": [[one, [list(pair) for pair in pairs]] for one in ids]}


BAD: dict[str, dict[str, Any]] = {
    "a member too many": {"evil": 1},
    "no name": {"key": ""},
    "a number for a name": {"key": 5},
    "a second name for a key": {"key": {"b64": base64.b64encode(b"schema:lock").decode()}},
    "a kind of many": {"type": ["string"]},
    "nothing": {"value": None},
    "a number": {"value": 5},
    "half a sign": {"value": "\ud800"},
    "no base64": {"value": {"b64": "***"}},
    "bytes and more": {"value": BYTES | {"x": ""}},
    "an end that is no moment": {"expires_at_ms": "soon"},
    "an end that never comes": {"expires_at_ms": 10**30},
    "an end before time": {"expires_at_ms": -1},
    "a text for a list": {"type": "list", "value": "abc"},
    "an object for a list": {"type": "list", "value": {"a": "b"}},
    "half a pair": {"type": "hash", "value": [["a"]]},
    "no score": {"type": "zset", "value": [["a", "b"]]},
    "a score that is no number": {"type": "zset", "value": [["a", "nan"]]},
    "no stream": {"type": "stream", "value": {}},
    "a stream that holds more": {"type": "stream", "value": stream() | {"x": 1}},
    "an entry of one part": {"type": "stream", "value": {"last_id": "9-9", "entries": [["1-1"]]}},
    "an entry that says nothing": {"type": "stream", "value": stream("1-1", pairs=())},
    "an entry without an id": {"type": "stream", "value": stream("x")},
    "an id that is none": {"type": "stream", "value": stream("0-0")},
    "ids out of order": {"type": "stream", "value": stream("2-0", "1-0")},
    "an id twice": {"type": "stream", "value": stream("1-0", "1-0")},
    "an end before the last": {"type": "stream", "value": stream("2-0", last_id="1-0")},
    "no end": {"type": "stream", "value": stream("2-0", last_id=None)},
}


@pytest.mark.parametrize("copy", GOOD, ids=str)
def test_what_a_key_can_be_is_read_as_it_was_written(copy: Copy) -> None:
    file = written([copy])
    assert BackupReader(file).check().lines == 1
    assert list(BackupReader(file).copies()) == [copy]


@pytest.mark.parametrize("what", BAD)
def test_what_no_key_can_be_is_refused_before_anything_is_changed(what: str) -> None:
    line = {"key": "a", "type": "string", "expires_at_ms": None, "value": "v"} | BAD[what]
    assert read_copy(line) is None
    head, *_ = lines_of(written())
    with pytest.raises(StoreRefused, match="nothing was changed"):
        BackupReader(sealed([head, json.dumps(line).encode() + b"\n"])).check()


def test_a_line_that_is_nested_without_end_is_refused() -> None:
    head, *_ = lines_of(written())
    deep = b'{"key":"a","type":"list","value":' + b"[" * 100_000 + b"]" * 100_000 + b"}\n"
    with pytest.raises(StoreRefused, match="nothing was changed"):
        BackupReader(sealed([head, deep])).check()


@pytest.mark.parametrize(
    "member",
    [{"schema": -1}, {"schema": True}, {"made_at": "\x1b[31m"}, {"made_at": "2026-11-23\x1b10:30:00"}, {"made_at": 5}],
)
def test_a_head_that_says_what_cannot_be_is_refused(member: dict[str, Any]) -> None:
    head, *rest = lines_of(written())
    other = json.dumps(json.loads(head) | member).encode() + b"\n"
    with pytest.raises(StoreRefused, match="nothing was changed"):
        BackupReader(sealed([other, *rest[:-1]])).check()


async def test_no_backup_says_of_itself_how_far_it_has_been_restored(store: Store) -> None:
    await restore(store, written([Copy("schema", "string", None, "99"), Copy("schema:lock", "string", None, "me")]))
    assert await store.schema.find() == CURRENT
