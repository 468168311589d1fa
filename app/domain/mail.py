"""A letter to be sent, as data that a change of a session carries along; how it is worded and sent is unknown here."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class MailKind(StrEnum):
    """What a letter is about."""

    ESCALATED_AFTER_HOURS = "escalated_after_hours"
    OFFLINE_MESSAGE = "offline_message"
    QUEUE_OLD = "queue_old"
    AGENT_REPLY = "agent_reply"
    TRANSCRIPT = "transcript"


FOR_TEAM = frozenset({MailKind.ESCALATED_AFTER_HOURS, MailKind.OFFLINE_MESSAGE, MailKind.QUEUE_OLD})
"""The letters that the shop's team reads; the others are the visitor's."""


@dataclass(frozen=True, slots=True)
class Mail:
    """One letter about a session: not before `wait_s` from now, and once for each `key`.

    `to` is the address, "" for the whole team of the shop; `lang` is "" for the reader's usual language.
    `params` are texts for the letter: `text` (what was said, where it matters most) and `agent` (who said it).
    """

    kind: MailKind
    session_name: str
    key: str
    wait_s: int = 0
    to: str = ""
    lang: str = ""
    params: Mapping[str, str] = field(default_factory=dict)


def mail_data(mail: Mail) -> dict[str, Any]:
    """The letter as JSON, without the wait, which the queue keeps."""
    return {
        "kind": mail.kind.value,
        "session_name": mail.session_name,
        "key": mail.key,
        "to": mail.to,
        "lang": mail.lang,
        "params": dict(mail.params),
    }


def read_mail(data: Mapping[str, Any]) -> Mail:
    """The letter that `mail_data` has written."""
    return Mail(**dict(data) | {"kind": MailKind(data["kind"])})
