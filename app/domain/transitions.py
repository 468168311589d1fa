"""The state machine as one table: which action is allowed in which state, and where it leads; no side effects."""

from enum import StrEnum

from app.domain.errors import NotAllowed
from app.domain.session import Status


class Action(StrEnum):
    """What can happen to a session's state."""

    VISITOR_SPEAKS = "visitor_speaks"
    ESCALATE = "escalate"
    ESCALATE_AFTER_HOURS = "escalate_after_hours"
    CANCEL = "cancel"
    WAIT_TOO_LONG = "wait_too_long"
    LEAVE_MESSAGE = "leave_message"
    TAKE_OVER = "take_over"
    AGENT_SPEAKS = "agent_speaks"
    TRANSFER = "transfer"
    RELEASE = "release"
    OWNER_GONE = "owner_gone"
    OWNER_GONE_AFTER_HOURS = "owner_gone_after_hours"
    CLOSE = "close"
    FALL_SILENT = "fall_silent"


_BOT, _QUEUE, _LIVE = Status.BOT_ACTIVE, Status.PENDING_MANUAL, Status.MANUAL_LIVE
_MAIL, _CLOSED = Status.AFTER_HOURS_EMAIL, Status.CLOSED

_ROWS: dict[Action, dict[Status, Status]] = {
    Action.VISITOR_SPEAKS: {_BOT: _BOT, _QUEUE: _QUEUE, _LIVE: _LIVE, _MAIL: _MAIL, _CLOSED: _BOT},
    # Who asks again while a person is on the way, or there, has asked once.
    Action.ESCALATE: {_BOT: _QUEUE, _QUEUE: _QUEUE, _LIVE: _LIVE, _MAIL: _QUEUE, _CLOSED: _QUEUE},
    Action.ESCALATE_AFTER_HOURS: {_BOT: _MAIL, _QUEUE: _QUEUE, _LIVE: _LIVE, _MAIL: _MAIL, _CLOSED: _MAIL},
    Action.CANCEL: {_QUEUE: _BOT, _BOT: _BOT, _MAIL: _BOT},
    Action.WAIT_TOO_LONG: {_QUEUE: _MAIL},
    Action.LEAVE_MESSAGE: {_BOT: _MAIL, _QUEUE: _MAIL, _MAIL: _MAIL, _CLOSED: _MAIL},
    Action.TAKE_OVER: {_BOT: _LIVE, _QUEUE: _LIVE, _MAIL: _LIVE, _CLOSED: _LIVE},
    Action.AGENT_SPEAKS: {_LIVE: _LIVE},
    Action.TRANSFER: {_LIVE: _LIVE},
    Action.RELEASE: {_LIVE: _BOT},
    Action.OWNER_GONE: {_LIVE: _QUEUE},
    Action.OWNER_GONE_AFTER_HOURS: {_LIVE: _MAIL},
    Action.CLOSE: {_BOT: _CLOSED, _QUEUE: _CLOSED, _LIVE: _CLOSED, _MAIL: _CLOSED, _CLOSED: _CLOSED},
    Action.FALL_SILENT: {_BOT: _CLOSED, _QUEUE: _CLOSED, _LIVE: _CLOSED, _MAIL: _CLOSED},
}

TABLE: dict[tuple[Status, Action], Status] = {
    (before, action): after for action, row in _ROWS.items() for before, after in row.items()
}


def next_status(status: Status, action: Action) -> Status:
    """Where `action` leads from `status`; raises `NotAllowed` for a pair that is not in the table."""
    try:
        return TABLE[status, action]
    except KeyError:
        raise NotAllowed(state=status.value, action=action.value) from None
