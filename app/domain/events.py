"""What the outside may hear about a session, as plain data; how it travels is not known here.

`data` is the JSON object of the public contract, without the ids that the store gives.
"""

from collections.abc import Mapping
from dataclasses import dataclass
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
    }
    return Event("message", data | {name: value for name, value in optional.items() if value})


def turn_changed(turn_id: str, state: TurnState, epoch: int) -> Event:
    """An answer began or ended."""
    return Event("turn", {"turn_id": turn_id, "state": state.value, "epoch": epoch})


def status_changed(session: Session) -> Event:
    """The session is in another state now."""
    return Event("status", {"status": session.status.value, "epoch": session.epoch})


def answer_grew(turn_id: str, epoch: int, *, offset: int, text: str, block: int, html: str) -> Event:
    """The answer from `offset` (UTF-16 units) on is `text`, and its rendered blocks from `block` on are `html`."""
    return Event(
        "delta",
        {"turn_id": turn_id, "epoch": epoch, "offset": offset, "text": text, "block": block, "html": html},
        kept=False,
    )
