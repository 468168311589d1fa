"""A backup that is not whole, or none at all, is refused before anything is changed, with what to do."""

import gzip
import hashlib
import io
import json
import random
from collections.abc import Callable, Sequence

import pytest

from app.store.backup_file import BackupReader, BackupWriter
from app.store.copying import Copy
from app.store.schema import CURRENT, StoreRefused
from app.store.store import Store
from tests.store.stock import back_up, everything, fill, restore

MADE_AT = "2026-11-23T10:30:00Z"
COPIES = [Copy("shops", "hash", None, [["demo", "{}"]]), Copy("known:x", "string", 1_795_370_519_482, "1")]


def written(copies: Sequence[Copy] = COPIES, *, schema: int = CURRENT) -> io.BytesIO:
    """A file with those keys."""
    file = io.BytesIO()
    writer = BackupWriter(file, schema=schema, made_at=MADE_AT)
    for copy in copies:
        writer.add(copy)
    writer.end()
    return file


def lines_of(file: io.BytesIO) -> list[bytes]:
    return gzip.decompress(file.getvalue()).splitlines(keepends=True)


def packed(lines: Sequence[bytes]) -> io.BytesIO:
    return io.BytesIO(gzip.compress(b"".join(lines)))


def sealed(lines: Sequence[bytes]) -> io.BytesIO:
    """The lines with a right checksum, as somebody would write them who knows the format."""
    end = {"end": True, "keys": len(lines) - 1, "sha256": hashlib.sha256(b"".join(lines)).hexdigest()}
    return packed([*lines, json.dumps(end).encode() + b"\n"])


def test_a_whole_one_says_what_it_is_and_can_be_read_again_and_again() -> None:
    backup = BackupReader(written())
    for _ in range(2):
        contents = backup.check()
        assert (contents.schema, contents.made_at, contents.lines) == (CURRENT, MADE_AT, 2)
        assert list(backup.copies()) == COPIES
    assert lines_of(written([]))[0].startswith(b'{"format":"fiido-kefu-backup","version":1,"schema":')


def test_every_byte_that_is_missing_makes_it_none() -> None:
    whole = written().getvalue()
    for size in range(len(whole)):
        with pytest.raises(StoreRefused):
            BackupReader(io.BytesIO(whole[:size])).check()


def test_no_byte_can_be_another_unnoticed() -> None:
    whole, chance = written().getvalue(), random.Random(7)
    for place in range(len(whole)):
        altered = bytearray(whole)
        altered[place] ^= 1 << chance.randrange(8)
        backup = BackupReader(io.BytesIO(bytes(altered)))
        try:
            backup.check()
        except StoreRefused:
            continue
        # gzip's time and the bits that fill its last byte say nothing.
        assert list(backup.copies()) == COPIES


CHANGES: dict[str, Callable[[list[bytes]], list[bytes]]] = {
    "a line is missing": lambda lines: lines[:1] + lines[2:],
    "a line came twice": lambda lines: lines[:2] + lines[1:],
    "lines changed places": lambda lines: [lines[0], lines[2], lines[1], lines[3]],
    "the end is missing": lambda lines: lines[:-1],
    "something comes after the end": lambda lines: [*lines, lines[1]],
    "two files in one": lambda lines: lines + lines,
    "a line is altered": lambda lines: [line.replace(b"known:x", b"known:y") for line in lines],
    "the head is missing": lambda lines: lines[1:],
    "it is empty": lambda _: [],
}


@pytest.mark.parametrize("what", CHANGES)
def test_lines_that_are_not_those_that_were_written_are_noticed(what: str) -> None:
    with pytest.raises(StoreRefused, match="nothing was changed"):
        BackupReader(packed(CHANGES[what](lines_of(written())))).check()


@pytest.mark.parametrize("line", [b"no JSON\n", b"[]\n", b'{"key": "x"}\n', b'{"key": "x", "type": "ReJSON-RL"}\n'])
def test_lines_that_are_no_keys_are_refused_even_with_a_right_checksum(line: bytes) -> None:
    head, *_ = lines_of(written())
    with pytest.raises(StoreRefused):
        BackupReader(sealed([head, line])).check()


@pytest.mark.parametrize(
    "data", [b"", b"REDIS0009\xfa", b"\x1f\x8b", gzip.compress(b"{}\n"), gzip.compress(b"x" * 200_000)]
)
def test_other_files_are_no_backups(data: bytes) -> None:
    with pytest.raises(StoreRefused):
        BackupReader(io.BytesIO(data)).check()


@pytest.mark.parametrize("member", [{"schema": CURRENT + 1}, {"version": 2}])
def test_one_of_a_later_version_is_for_that_version(member: dict[str, int]) -> None:
    head, *rest = lines_of(written())
    newer = json.dumps(json.loads(head) | member).encode() + b"\n"
    with pytest.raises(StoreRefused, match="later version"):
        BackupReader(sealed([newer, *rest[:-1]])).check()


async def test_the_last_line_of_a_key_counts_and_a_key_may_be_gone_by_then(store: Store) -> None:
    first, gone = Copy("known:x", "string", None, "1"), Copy("known:y", "string", None, "1")
    await restore(store, written([first, gone, Copy("known:x", "list", None, ["2", "3"]), Copy("known:y", "none")]))
    assert await everything(store) == {"known:x": ("list", None, ["2", "3"])}


async def test_a_damaged_one_changes_nothing(store: Store) -> None:
    await fill(store)
    file, before = await back_up(store), await everything(store)
    for half in (file.getvalue()[:-9], packed(lines_of(file)[:-1]).getvalue()):
        with pytest.raises(StoreRefused):
            await restore(store, io.BytesIO(half), replace=True)
        assert await everything(store) == before
