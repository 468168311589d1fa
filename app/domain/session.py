"""The words for a conversation: session, message, status, role; what may happen to them stands in `conversation`."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from app.domain.identity import verified_person

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
    meanwhile. `ai_state` is the provider's own memory, which knows what was said up to the message `told_id`.

    `agent_id` owns the session, since `owned_ms`, while people speak. `reason`, `severity`, `rule` and `evidence` say
    why a person was asked for, `waiting_ms` since when one is waited for (0: nobody is), `at_head` that it waits
    before all others. `offer_to` is the colleague who is asked to accept a transfer. At `alarm_ms` the wait or the
    offer has lasted too long (0: nothing is to happen by itself). `fails` counts answers in a row that were none,
    `unanswered` what the visitor said that nobody has taken up yet. `email` and `offline_ms` belong to an offline
    message that waits for the next shift, `put_off_ms` is when a person was asked for
    while nobody was there; `transcripts` and `ratings` count how often they were sent and given.
    `context` says where the visitor is: page, referrer, device, time_zone, name, consent. `has_company` lets the AI go
    on while a person is waited for. Of the last thing said, `last_text` is the beginning, `last_by` the agent who said
    it. `user` is who the visitor is, {} for nobody knows: id, name, email, verified and signed attributes as a `Person`
    has them (see `identity`); `attributes` is what the page says of them unsigned.
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
    told_id: str = ""
    agent_id: str = ""
    agent_name: str = ""
    owned_ms: int = 0
    reason: str = ""
    severity: str = ""
    rule: str = ""
    evidence: str = ""
    waiting_ms: int = 0
    at_head: bool = False
    has_company: bool = False
    offer_to: str = ""
    offer_name: str = ""
    alarm_ms: int = 0
    fails: int = 0
    unanswered: int = 0
    email: str = ""
    offline_ms: int = 0
    put_off_ms: int = 0
    rating: int = 0
    transcripts: int = 0
    ratings: int = 0
    tags: tuple[str, ...] = ()
    context: Mapping[str, str] = field(default_factory=dict)
    last_role: str = ""
    last_text: str = ""
    last_ms: int = 0
    last_by: str = ""
    last_by_name: str = ""
    user: Mapping[str, Any] = field(default_factory=dict)
    attributes: Mapping[str, Any] = field(default_factory=dict)

    @property
    def ai_speaks(self) -> bool:
        """Whether what the visitor says now is answered by the AI."""
        return self.status in AI_SPEAKS or (self.status is Status.PENDING_MANUAL and self.has_company)

    @property
    def next_shift_ms(self) -> int:
        """Since when the next shift is waited for, by a message or by having asked in vain; 0 where it is not."""
        if self.offline_ms or self.status is not Status.AFTER_HOURS_EMAIL:
            return self.offline_ms
        return self.put_off_ms or self.created_ms

    @property
    def person(self) -> str:
        """The verified person whose session it is, by the digest of their id; "" for nobody's."""
        return verified_person(self.user)

    @property
    def is_vip(self) -> bool:
        """Whether the shop holds this visitor dear: by an agent's tag, or by its own signature."""
        is_signed = bool(self.user) and self.user["attributes"].get("vip") is True
        return is_signed or any(tag.lower() == "vip" for tag in self.tags)


@dataclass(frozen=True, slots=True)
class Message:
    """One thing said. A system message has `code` and `params` and no text: it is put into words for each reader.

    `id` is given by the store; `html` is already sanitized; `agent_id` and `agent_name` say which agent spoke.
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
    agent_id: str = ""
    agent_name: str = ""
    code: str = ""
    params: Mapping[str, Any] = field(default_factory=dict)
