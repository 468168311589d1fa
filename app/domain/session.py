"""The words for a conversation: session, message, status, role; what may happen to them stands in `conversation`."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

MESSAGE_LIMIT_CHARS = 2_000


class Status(StrEnum):
    """Who speaks to the visitor now."""

    BOT_ACTIVE = "bot_active"
    PENDING_MANUAL = "pending_manual"
    MANUAL_LIVE = "manual_live"
    AFTER_HOURS_EMAIL = "after_hours_email"
    CLOSED = "closed"


AI_SPEAKS = frozenset({Status.BOT_ACTIVE, Status.AFTER_HOURS_EMAIL})
"""The states in which what a visitor says is answered by the AI."""


class Role(StrEnum):
    """Who said a message."""

    VISITOR = "visitor"
    AI = "ai"
    AGENT = "agent"
    SYSTEM = "system"


@dataclass(frozen=True, slots=True)
class Session:
    """One visitor's conversation with one shop.

    `version` counts every committed change; `epoch` every change of speaker. `turn_id` is the answer in
    the making ("" for none), fenced by `turn_attempt`; `next_turn_id` will answer what the visitor said
    meanwhile. `ai_state` is the provider's own memory.
    """

    name: str
    shop: str
    visitor_id: str
    lang: str
    status: Status = Status.BOT_ACTIVE
    epoch: int = 1
    version: int = 0
    created_ms: int = 0
    turn_id: str = ""
    turn_attempt: int = 0
    next_turn_id: str = ""
    ai_state: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Message:
    """One thing said. A system message has `code` and `params` and no text: it is put into words for each reader.

    `id` is given by the store; `html` is already sanitized.
    """

    role: Role
    at_ms: int
    text: str = ""
    html: str = ""
    id: str = ""
    client_id: str = ""
    turn_id: str = ""
    suggestions: tuple[str, ...] = ()
    stopped: bool = False
    code: str = ""
    params: Mapping[str, Any] = field(default_factory=dict)
