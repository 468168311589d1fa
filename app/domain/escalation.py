"""Why a session is handed to a person: the words for it; what decides is in `policy`, what follows in `handover`."""

from dataclasses import dataclass
from enum import StrEnum


class Reason(StrEnum):
    """The kind of cause, as it is shown and counted."""

    KEYWORD = "keyword"
    FAIL_LOOP = "fail_loop"
    SENTIMENT = "sentiment"
    VIP = "vip"
    MANUAL = "manual"


class Severity(StrEnum):
    """How soon a person is needed: `high` stands before `low` in the queue."""

    LOW = "low"
    HIGH = "high"


DANGER = "safety"
"""The rule that hears of danger to life or body."""


@dataclass(frozen=True, slots=True)
class Decision:
    """That a person is needed. `rule` is the rule that said so, `evidence` what it saw, e.g. the words themselves.

    `is_request` is True where the visitor did nothing but ask for a person: there is then no question left for the AI.
    """

    rule: str
    reason: Reason
    severity: Severity
    evidence: str = ""
    is_request: bool = False
