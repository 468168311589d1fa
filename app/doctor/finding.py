"""What the doctor finds: a code, how bad it is, and the facts for its sentence; the sentences stand in `words`."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any


class Level(StrEnum):
    """How bad it is: nothing to do, better mended, or visitors suffer already or soon."""

    OK = "ok"
    WARN = "warn"
    BROKEN = "broken"


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the report. `code` is stable; `check` is what was looked at, "" for what the code's words say."""

    code: str
    level: Level
    params: Mapping[str, Any] = field(default_factory=dict)
    check: str = ""

    def about(self, check: str) -> "Finding":
        """The same, found by looking at `check`."""
        return replace(self, check=check)


@dataclass(frozen=True, slots=True)
class Words:
    """How a code is said: `check` names what was looked at, `said` and `cure` are msgids, `paste` is to be copied.

    `%(name)s` in them stands for the finding's params.
    """

    check: str
    said: str
    cure: str = ""
    paste: tuple[str, ...] = ()


def ok(code: str, **params: Any) -> Finding:
    """A finding that needs nothing done."""
    return Finding(code, Level.OK, params)


def warn(code: str, **params: Any) -> Finding:
    """A finding that is better mended."""
    return Finding(code, Level.WARN, params)


def broken(code: str, **params: Any) -> Finding:
    """A finding from which visitors suffer, or soon will."""
    return Finding(code, Level.BROKEN, params)


def exit_code(findings: Iterable[Finding], *, is_strict: bool) -> int:
    """0 for nothing to do, 1 where something is broken; `is_strict` counts warnings too."""
    bad = {Level.BROKEN, Level.WARN} if is_strict else {Level.BROKEN}
    return int(any(finding.level in bad for finding in findings))
