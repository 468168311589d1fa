"""What of the settings, the machine and its disks an operator should know; pure: the facts are handed in."""

from collections.abc import Sequence
from dataclasses import dataclass
from ipaddress import ip_address
from urllib.parse import urlsplit

from app.doctor.finding import Finding, broken, ok, warn
from app.doctor.store_rules import tell_bytes

LOW_SHARE, LOW_BYTES = 0.10, 500 * 1024**2
FULL_BYTES = 50 * 1024**2
"""Less than this is written in minutes, by the store's rewriting its log alone."""


@dataclass(frozen=True, slots=True)
class Disk:
    """The disk below a folder."""

    folder: str
    free_bytes: int
    size_bytes: int


def is_local(host: str) -> bool:
    """Whether `host` is this machine as it calls itself: nobody else comes by that name."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")


def judge_settings(public_url: str, *, has_demo: bool, log_level: str) -> list[Finding]:
    """One finding for each setting that is easily forgotten."""
    return [_judge_public_url(public_url), _judge_demo(public_url, has_demo=has_demo), _judge_log(log_level)]


def _judge_public_url(public_url: str) -> Finding:
    if not public_url:
        return warn("public_url_missing")
    parts = urlsplit(public_url)
    if parts.scheme == "https":
        return ok("public_url_good", url=public_url)
    return warn("public_url_plain", url=public_url, host=parts.hostname or "")


def _judge_demo(public_url: str, *, has_demo: bool) -> Finding:
    if not has_demo:
        return ok("demo_off")
    is_trial = not public_url or is_local(urlsplit(public_url).hostname or "")
    return ok("demo_trial") if is_trial else warn("demo_on", url=public_url.rstrip("/"))


def _judge_log(level: str) -> Finding:
    return warn("log_debug") if level == "DEBUG" else ok("log_good", level=level)


def judge_disk(disk: Disk) -> Finding:
    """Whether there is room to go on."""
    told = {"folder": disk.folder, "free": tell_bytes(disk.free_bytes), "size": tell_bytes(disk.size_bytes)}
    if disk.free_bytes >= LOW_BYTES and disk.free_bytes >= LOW_SHARE * disk.size_bytes:
        return ok("disk_good", **told)
    return (broken if disk.free_bytes < FULL_BYTES else warn)("disk_low", **told)


def judge_machine(python: tuple[int, int, int], *, has_zones: bool, missing_languages: Sequence[str]) -> list[Finding]:
    """Whether what the program leans on is there."""
    version = ".".join(map(str, python))
    found = []
    if not (3, 11) <= python[:2] <= (3, 13):
        found.append(warn("python_other", version=version))
    if not has_zones:
        found.append(broken("zones_missing"))
    if missing_languages:
        found.append(broken("words_missing", languages=", ".join(missing_languages)))
    return found or [ok("machine_good", version=version)]
