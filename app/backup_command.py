"""`python -m app backup FILE` and `restore FILE`: files and a progress bar; what is copied and how, `store` knows."""

import argparse
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import IO, Any

from app.engine import now_ms
from app.settings import Settings, SettingsError
from app.store.backup_file import BackupReader, BackupWriter, Contents
from app.store.store import Store

PIPE = "-"
BAR = 24
EVERY_S = 0.1

Deed = Callable[[Store], Awaitable[str]]
"""What is done with an open store; says what to tell. Raises `StoreRefused`, `StoreUnavailable`."""


def describe(commands: Any, *, run: Callable[[Settings, argparse.Namespace], None]) -> None:
    """Give `python -m app` the two verbs, done by `run`; `commands` is what argparse's `add_subparsers` gives."""
    verb = commands.add_parser("backup", help="copy all data into a file, while servers run")
    verb.add_argument("file", metavar="FILE", help="where to; it appears when it is whole. - for standard output")
    verb.set_defaults(run=run, prepare=_writing)
    verb = commands.add_parser("restore", help="put a backup in the data's place; servers must be stopped")
    verb.add_argument("file", metavar="FILE", help="what `backup` has written; - for standard input")
    verb.add_argument("--replace", action="store_true", help="let go of the data that are there")
    verb.set_defaults(run=run, prepare=_reading)


def prepare(chosen: argparse.Namespace) -> AbstractContextManager[Deed]:
    """Open the chosen file, and read a backup to its end, before any store is opened; gives what is to be done.

    Raises `SettingsError` for a file that cannot be written or read, `StoreRefused` for one that is no whole backup.
    """
    opened: AbstractContextManager[Deed] = chosen.prepare(chosen)
    return opened


@contextmanager
def _writing(chosen: argparse.Namespace) -> Iterator[Deed]:
    """Readable by its owner alone, and under its name only once the backup is whole."""
    if chosen.file == PIPE:
        with _piping() as file:
            yield partial(_back_up, file=file)
        return
    path, part = Path(chosen.file), Path(f"{chosen.file}.part")
    try:
        part.unlink(missing_ok=True)
        try:
            with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
                yield partial(_back_up, file=file)
                file.flush()
                os.fsync(file.fileno())
            part.replace(path)
        finally:
            part.unlink(missing_ok=True)
        _sync(path.absolute().parent)
    except OSError as error:
        raise SettingsError(f"{path} cannot be written: {error.strerror}.") from error


@contextmanager
def _piping() -> Iterator[IO[bytes]]:
    if sys.stdout.isatty():
        raise SettingsError("A backup is no text; name a file, or send it into a pipe.")
    try:
        # Past sys.stdout, which would complain of a broken pipe once more at the end.
        with os.fdopen(os.dup(sys.stdout.fileno()), "wb") as file:
            yield file
    except OSError as error:
        raise SettingsError(f"The backup cannot be written: {error.strerror}.") from error


def _sync(folder: Path) -> None:
    """Have the folder remember the new name also when the power fails."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def _reading(chosen: argparse.Namespace) -> Iterator[Deed]:
    is_pipe = chosen.file == PIPE
    if is_pipe and sys.stdin.isatty():
        raise SettingsError("Name a file, or send a backup into standard input.")
    try:
        with tempfile.TemporaryFile() if is_pipe else Path(chosen.file).open("rb") as file:
            if is_pipe:
                shutil.copyfileobj(sys.stdin.buffer, file)
            backup = BackupReader(file)
            yield partial(_restore, backup=backup, contents=backup.check(), replace=chosen.replace)
    except OSError as error:
        raise SettingsError(f"{chosen.file} cannot be read: {error.strerror}.") from error


async def _back_up(store: Store, *, file: IO[bytes]) -> str:
    began = time.monotonic()
    made_at = datetime.now(UTC).isoformat(timespec="seconds")
    writer = BackupWriter(file, schema=await store.schema.find(), made_at=made_at)
    with _bar("Backing up") as progress:
        await store.backups.write(writer, progress)
    if not writer.lines:
        # A nightly job that has not the server's settings would keep nothing, and nobody would know.
        raise SettingsError("The store holds nothing. Are REDIS_URL, REDIS_TAG and VAR_DIR those of the server?")
    took_s = time.monotonic() - began
    return (
        f"Backed up {writer.lines:,} keys in {took_s:.1f} s."
        " Keep SECRET_KEY with it: without it nobody stays signed in."
    )


async def _restore(store: Store, *, backup: BackupReader, contents: Contents, replace: bool) -> str:
    with _bar("Restoring") as progress:
        await store.restorer.restore(backup, contents, progress, replace=replace, clock_ms=now_ms)
    return f"Restored what was there at {contents.made_at}; servers may be started."


@contextmanager
def _bar(what: str) -> Iterator[Callable[[int, int], None]]:
    """A line on standard error that grows while the block goes on; nothing where nobody watches."""
    if not sys.stderr.isatty():
        yield lambda *_: None
        return
    shown_at = 0.0

    def show(done: int, total: int) -> None:
        nonlocal shown_at
        if time.monotonic() - shown_at >= EVERY_S or done == total:
            shown_at = time.monotonic()
            full = BAR * done // max(total, 1)
            bar = "#" * full + "-" * (BAR - full)
            sys.stderr.write(f"\r{what} [{bar}] {done:,} of {total:,} keys")
            sys.stderr.flush()

    try:
        yield show
    finally:
        sys.stderr.write("\n")
