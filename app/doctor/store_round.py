"""The look at the store, the layout of its data and the disk that it writes to; the rules judge."""

import shutil
from pathlib import Path
from urllib.parse import urlsplit

from app.doctor.finding import Finding, broken, ok, warn
from app.doctor.setting_rules import Disk, is_local, judge_disk
from app.doctor.store_rules import judge_store
from app.doctor.subject import Subject
from app.domain.errors import StoreUnavailable
from app.store.condition import examine
from app.store.schema import CURRENT, StoreRefused

_REFUSED = ("AuthenticationError", "AuthenticationWrongNumberOfArgsError", "NoPermissionError")
"""The client's errors that mean: the user or the password is wrong."""


async def look_at_store(subject: Subject) -> list[Finding]:
    """The store, the disk that it writes to where that is ours, and the layout of the data."""
    try:
        seen = await examine(subject.store.redis, clock_ms=subject.clock_ms, clock_s=subject.clock_s)
        found = judge_store(seen, wait_replicas=subject.settings.redis_wait_replicas)
        found.append(await _look_at_schema(subject))
    except StoreUnavailable as error:
        reason = str(error.__cause__ or "") or type(error.__cause__).__name__
        return [broken("store_refused" if type(error.__cause__).__name__ in _REFUSED else "store_away", reason=reason)]
    return found + look_at_disks(subject, seen.folder)


async def _look_at_schema(subject: Subject) -> Finding:
    try:
        found = await subject.store.schema.find()
    except StoreRefused as refusal:
        return broken("schema_refused", reason=str(refusal))
    return ok("schema_good" if found == CURRENT else "schema_old", found=found, wanted=CURRENT)


def look_at_disks(subject: Subject, store_folder: str) -> list[Finding]:
    """The disk of VAR_DIR where the embedded store is there, else of the store's folder where it is on this machine."""
    parts = urlsplit(subject.settings.redis_url)
    is_ours = parts.scheme == "unix" or is_local(parts.hostname or "")
    folders = [store_folder] if is_ours and store_folder else []
    return [finding for folder in folders if Path(folder).is_dir() for finding in [look_at_disk(folder)]]


def look_at_disk(folder: str) -> Finding:
    """How much room there is below a folder."""
    try:
        usage = shutil.disk_usage(folder)
    except OSError as error:
        return warn("disk_unseen", folder=folder, reason=error.strerror)
    return judge_disk(Disk(folder, usage.free, usage.total))
