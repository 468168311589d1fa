"""The file of a backup: gzip of JSON lines, a head, one line for each key, a checksum; what keys are, `copying` knows.

A key may come again: its last line counts. So a backup is written while the data go on changing, in one go.
"""

import gzip
import hashlib
import json
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import IO, Any

from app.store.backup_lines import read_copy
from app.store.copying import NONE, Copy
from app.store.records import to_json
from app.store.schema import CURRENT, StoreRefused

FORMAT = "fiido-kefu-backup"
VERSION = 1
_HEAD_LIMIT_BYTES = 65_536
_GZIP = 31
"""zlib's number for gzip around its largest window."""


@dataclass(frozen=True, slots=True)
class Contents:
    """What a file says of itself: the data's layout, when they were so (ISO 8601), how many lines of keys it has."""

    schema: int
    made_at: str
    lines: int


class BackupWriter:
    """Writes one file; it is no backup before `end`."""

    def __init__(self, file: IO[bytes], *, schema: int, made_at: str) -> None:
        """`made_at` is the time as ISO 8601."""
        self._file, self._sha = file, hashlib.sha256()
        self._zip = zlib.compressobj(wbits=_GZIP)
        self.lines = 0
        self._write({"format": FORMAT, "version": VERSION, "schema": schema, "made_at": made_at, "keys": None})

    def add(self, copy: Copy) -> None:
        """One key."""
        parts = {"expires_at_ms": copy.expires_at_ms, "value": copy.value} if copy.type != NONE else {}
        self._write({"key": copy.key, "type": copy.type} | parts)
        self.lines += 1

    def end(self) -> None:
        """The checksum, and the end of the file, which stays open."""
        self._write({"end": True, "keys": self.lines, "sha256": self._sha.hexdigest()})
        self._file.write(self._zip.flush())

    def _write(self, data: dict[str, Any]) -> None:
        line = to_json(data).encode() + b"\n"
        self._sha.update(line)
        self._file.write(self._zip.compress(line))


class BackupReader:
    """Reads one file, as often as one likes. Both methods raise `StoreRefused` for what is no whole backup."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file

    def check(self) -> Contents:
        """Read it to its end and see that nothing of it is missing or was altered."""
        sha, whole = hashlib.sha256(), self._lines()
        head = _read_head(first := next(whole))
        sha.update(first)
        for number, line in enumerate(whole):
            data = _read_line(line)
            if "end" in data:
                if (data.get("keys"), data.get("sha256")) != (number, sha.hexdigest()) or next(whole, b""):
                    break
                return Contents(head["schema"], head["made_at"], number)
            if read_copy(data) is None:
                break
            sha.update(line)
        raise StoreRefused("The backup is damaged or cut off; nothing was changed. Take another one.")

    def copies(self) -> Iterator[Copy]:
        """Every line of a key, in order."""
        whole = self._lines()
        next(whole)
        for line in whole:
            if copy := read_copy(_read_line(line)):
                yield copy

    def _lines(self) -> Iterator[bytes]:
        self._file.seek(0)
        try:
            with gzip.GzipFile(fileobj=self._file) as file:
                yield file.readline(_HEAD_LIMIT_BYTES)
                yield from file
        except (OSError, EOFError, zlib.error) as error:
            reason = f"The backup cannot be read ({error}); nothing was changed. Is it whole, and is it one?"
            raise StoreRefused(reason) from error


def _read_head(line: bytes) -> dict[str, Any]:
    head = _read_line(line)
    if head.get("format") != FORMAT or type(head.get("schema")) is not int or head["schema"] < 0:
        raise StoreRefused("That is no backup of Fiido Kefu; nothing was changed.")
    if head.get("version") != VERSION or head["schema"] > CURRENT:
        raise StoreRefused("The backup was made by a later version; nothing was changed. Restore it with that one.")
    try:
        datetime.fromisoformat(head["made_at"])
        # It is shown in a terminal, and by that any sign may stand between the day and the hour.
        is_told = head["made_at"].isprintable()
    except (AttributeError, KeyError, TypeError, ValueError):
        is_told = False
    if not is_told:
        raise StoreRefused("The backup does not say when it was made; nothing was changed. Take another one.")
    return head


def _read_line(line: bytes) -> dict[str, Any]:
    try:
        data = json.loads(line)
    except (ValueError, RecursionError):
        data = None
    return data if isinstance(data, dict) else {}
