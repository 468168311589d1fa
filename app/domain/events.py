"""What the outside may hear about a session, as plain data; how it travels is not known here.

`data` is the JSON object of the public contract, without the ids that the store gives.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from app.domain.session import Message, Role, Session


class TurnState(StrEnum):
    """How far an answer has come; the last three are final."""

    STARTED = "started"
    FINISHED = "finished"
    STOPPED = "stopped"
    FAILED = "failed"


INTERNAL = frozenset({"queue", "note", "visitor_typing", "presence", "agent", "shops"})
"""Kinds of events that are for agents and processes; no visitor's stream carries them."""


@dataclass(frozen=True, slots=True)
class Event:
    """One event. A `kept` one is replayed to streams that missed it."""

    kind: str
    data: Mapping[str, Any]
    kept: bool = True


def iso(at_ms: int) -> str:
    """A moment (ms since 1970) as ISO 8601 in UTC, to the millisecond."""
    moment = datetime.fromtimestamp(at_ms / 1000, UTC)
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def message_posted(message: Message, epoch: int) -> Event:
    """A finished message; empty parts are left out."""
    data: dict[str, Any] = {"role": message.role.value, "at": iso(message.at_ms), "epoch": epoch}
    if message.role is Role.SYSTEM:
        data |= {"code": message.code, "params": dict(message.params)}
    else:
        data |= {"text": message.text, "html": message.html}
    optional = {
        "client_id": message.client_id,
        "turn_id": message.turn_id,
        "suggestions": list(message.suggestions),
        "stopped": message.stopped,
        "agent": {"id": message.agent_id, "name": message.agent_name} if message.agent_id else None,
    }
    return Event("message", data | {name: value for name, value in optional.items() if value})


def turn_changed(turn_id: str, state: TurnState, epoch: int) -> Event:
    """An answer began or ended."""
    return Event("turn", {"turn_id": turn_id, "state": state.value, "epoch": epoch})


def status_changed(session: Session) -> Event:
    """The session is in another state now, or another person's; as visitors hear it, it does not say why."""
    return Event("status", {"status": session.status.value, "epoch": session.epoch, "agent": owner_of(session)})


def owner_of(session: Session) -> dict[str, str] | None:
    """Which agent owns the session, as everybody may know it."""
    return {"id": session.agent_id, "name": session.agent_name} if session.agent_id else None


def row_changed(session: Session) -> Event:
    """The session as it stands in the agents' lists from the next version on; visitors never hear it."""
    return Event("queue", row_of(replace(session, version=session.version + 1)), kept=False)


def row_of(session: Session) -> dict[str, Any]:
    """The session as one line of the agents' lists."""
    waits = session.waiting_ms
    return {
        "session_name": session.name,
        "shop": session.shop,
        "status": session.status.value,
        "epoch": session.epoch,
        "version": session.version,
        "lang": session.lang,
        "agent": owner_of(session),
        "reason": session.reason,
        "severity": session.severity,
        "rule": session.rule,
        "evidence": session.evidence,
        "waiting_since": iso(waits) if waits else None,
        "at_head": session.at_head,
        "offer": {"id": session.offer_to, "name": session.offer_name, "ends_at": iso(session.alarm_ms)}
        if session.offer_to
        else None,
        "offline_at": iso(session.offline_ms) if session.offline_ms else None,
        "next_shift_since": iso(session.next_shift_ms) if session.next_shift_ms else None,
        "email": session.email,
        "rating": session.rating,
        "tags": list(session.tags),
        "context": dict(session.context),
        "user": dict(session.user) or None,
        "attributes": dict(session.attributes),
        "unanswered": session.unanswered,
        "last": last_of(session) if session.last_ms else None,
        "created_at": iso(session.created_ms),
    }


def last_of(session: Session) -> dict[str, Any]:
    """The last thing said, as the lists show it; `by` is the agent who said it, whoever owns the session since."""
    by = {"id": session.last_by, "name": session.last_by_name} if session.last_by else None
    return {"role": session.last_role, "text": session.last_text, "at": iso(session.last_ms), "by": by}


def note_added(at_ms: int, *, author: Mapping[str, str] | None, text: str = "", **more: Any) -> Event:
    """Something for the agents' eyes alone: a colleague's note, or why the policy asked for a person."""
    return Event("note", {"at": iso(at_ms), "author": author, "text": text, **more})


def answer_grew(turn_id: str, epoch: int, *, offset: int, text: str, block: int, html: str) -> Event:
    """The answer from `offset` (UTF-16 units) on is `text`, and its rendered blocks from `block` on are `html`."""
    return Event(
        "delta",
        {"turn_id": turn_id, "epoch": epoch, "offset": offset, "text": text, "block": block, "html": html},
        kept=False,
    )
