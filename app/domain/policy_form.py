"""The policy as an admin writes it: switches, lists, thresholds, as JSON and back; it judges nothing."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

from app.domain import policy_harmless, policy_trouble, policy_words
from app.domain.errors import BadRequest
from app.domain.escalation import Severity

LIST_LIMIT = 500
PHRASE_LIMIT_CHARS = 64
FAIL_LIMITS = (1, 20)
_SHOWN_CHARS = 24


class PolicyRefused(BadRequest):
    """A policy that cannot be kept; `params["field"]` says which of its fields is wrong."""

    code = "POLICY_INVALID"
    status = 422


@dataclass(frozen=True, slots=True)
class Policy:
    """When a person is needed. In the lists, "…" within a phrase stands for a few words.

    A request for a person is one of `ask`, or a word of `want` before one of `person` or `staff`, or one of these
    alone, or one of `weary` with one of `robot`; but not after one of `refuse`, not near one of `about` (then they are
    only spoken about), and never within one of `not_person`. Trouble is one of `complaint`, `legal` or `safety`, or
    two words near each other that only together mean it; it is not heard within one of `not_trouble`.
    """

    vip_at_once: bool = False
    hears_requests: bool = True
    hears_complaints: bool = True
    hears_legal: bool = True
    hears_safety: bool = True
    counts_fails: bool = True
    fail_limit: int = 3
    ask: tuple[str, ...] = policy_words.ASK
    want: tuple[str, ...] = policy_words.WANT
    person: tuple[str, ...] = policy_words.PERSON
    staff: tuple[str, ...] = policy_words.STAFF
    weary: tuple[str, ...] = policy_words.WEARY
    robot: tuple[str, ...] = policy_words.ROBOT
    refuse: tuple[str, ...] = policy_words.REFUSE
    not_person: tuple[str, ...] = policy_harmless.NOT_PERSON
    about: tuple[str, ...] = policy_harmless.ABOUT
    complaint: tuple[str, ...] = policy_trouble.COMPLAINT
    legal: tuple[str, ...] = policy_trouble.LEGAL
    safety: tuple[str, ...] = policy_trouble.SAFETY
    not_trouble: tuple[str, ...] = policy_harmless.NOT_TROUBLE
    unsure: tuple[str, ...] = policy_trouble.UNSURE
    vip_severity: Severity = Severity.HIGH
    person_severity: Severity = Severity.HIGH
    complaint_severity: Severity = Severity.HIGH
    legal_severity: Severity = Severity.HIGH
    safety_severity: Severity = Severity.HIGH
    fail_severity: Severity = Severity.LOW

    def __hash__(self) -> int:
        """By how long its lists are: to hash every phrase of them takes longer than to hear a sentence."""
        return hash((len(self.ask), len(self.want), len(self.person), len(self.complaint), len(self.safety)))


_DEFAULT = Policy()


def policy_data(policy: Policy) -> dict[str, Any]:
    """The policy as JSON takes it: lists, numbers, booleans and "low" or "high"."""
    values = {field.name: getattr(policy, field.name) for field in fields(policy)}
    return {name: _plain(value) for name, value in values.items()}


def read_policy(data: Mapping[str, Any]) -> Policy:
    """Read a policy an admin sent; what is missing is as in `Policy()`, phrases are tidied, doubles dropped.

    Raises `PolicyRefused`.
    """
    known = {field.name for field in fields(Policy)}
    for name in data:
        if name not in known:
            raise PolicyRefused(field=str(name)[:PHRASE_LIMIT_CHARS])
    values: dict[str, Any] = {name: _read_value(name, value) for name, value in data.items()}
    return Policy(**values)


def _plain(value: object) -> object:
    if isinstance(value, tuple):
        return list(value)
    return value.value if isinstance(value, Severity) else value


def _read_value(name: str, value: object) -> object:
    usual = getattr(_DEFAULT, name)
    if isinstance(usual, bool):
        return _read_switch(name, value)
    if isinstance(usual, int):
        return _read_number(name, value)
    return _read_severity(name, value) if isinstance(usual, Severity) else _read_list(name, value)


def _read_switch(name: str, value: object) -> bool:
    if not isinstance(value, bool):
        raise PolicyRefused(field=name)
    return value


def _read_number(name: str, value: object) -> int:
    least, most = FAIL_LIMITS
    if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
        raise PolicyRefused("POLICY_FAIL_LIMIT", field=name, least=least, most=most)
    return value


def _read_severity(name: str, value: object) -> Severity:
    if value not in tuple(Severity):
        raise PolicyRefused(field=name)
    return Severity(str(value))


def _read_list(name: str, value: object) -> tuple[str, ...]:
    if not isinstance(value, list | tuple):
        raise PolicyRefused(field=name)
    if len(value) > LIST_LIMIT:
        raise PolicyRefused("POLICY_TOO_MANY", field=name, limit=LIST_LIMIT)
    return tuple(dict.fromkeys(_read_phrase(name, phrase) for phrase in value))


def _read_phrase(name: str, phrase: object) -> str:
    if not isinstance(phrase, str):
        raise PolicyRefused(field=name)
    tidy = " ".join(phrase.split())
    if not any(char.isalnum() for char in tidy):
        raise PolicyRefused("POLICY_PHRASE_EMPTY", field=name, phrase=tidy[:PHRASE_LIMIT_CHARS])
    if len(tidy) > PHRASE_LIMIT_CHARS:
        raise PolicyRefused("POLICY_PHRASE_LONG", field=name, phrase=tidy[:_SHOWN_CHARS], limit=PHRASE_LIMIT_CHARS)
    return tidy
