"""The state machine as one table: which action is allowed in which state, and where it leads; no side effects."""

from enum import StrEnum

from app.domain.errors import NotAllowed
from app.domain.session import Status


class Action(StrEnum):
    """What can happen to a session's state."""

    VISITOR_SPEAKS = "visitor_speaks"
    FALL_SILENT = "fall_silent"


TABLE: dict[tuple[Status, Action], Status] = {
    (Status.BOT_ACTIVE, Action.VISITOR_SPEAKS): Status.BOT_ACTIVE,
    (Status.PENDING_MANUAL, Action.VISITOR_SPEAKS): Status.PENDING_MANUAL,
    (Status.MANUAL_LIVE, Action.VISITOR_SPEAKS): Status.MANUAL_LIVE,
    (Status.AFTER_HOURS_EMAIL, Action.VISITOR_SPEAKS): Status.AFTER_HOURS_EMAIL,
    (Status.CLOSED, Action.VISITOR_SPEAKS): Status.BOT_ACTIVE,
    (Status.BOT_ACTIVE, Action.FALL_SILENT): Status.CLOSED,
    (Status.PENDING_MANUAL, Action.FALL_SILENT): Status.CLOSED,
    (Status.MANUAL_LIVE, Action.FALL_SILENT): Status.CLOSED,
    (Status.AFTER_HOURS_EMAIL, Action.FALL_SILENT): Status.CLOSED,
}


def next_status(status: Status, action: Action) -> Status:
    """Where `action` leads from `status`; raises `NotAllowed` for a pair that is not in the table."""
    try:
        return TABLE[status, action]
    except KeyError:
        raise NotAllowed(state=status.value, action=action.value) from None
