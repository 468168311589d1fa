"""The state machine: the whole table by name, and that nothing else is allowed."""

import pytest

from app.domain.errors import NotAllowed
from app.domain.session import Status
from app.domain.transitions import TABLE, Action, next_status

SPEAKING = {
    Status.BOT_ACTIVE: Status.BOT_ACTIVE,
    Status.PENDING_MANUAL: Status.PENDING_MANUAL,
    Status.MANUAL_LIVE: Status.MANUAL_LIVE,
    Status.AFTER_HOURS_EMAIL: Status.AFTER_HOURS_EMAIL,
    Status.CLOSED: Status.BOT_ACTIVE,
}
EVERY_PAIR = [(status, action) for status in Status for action in Action]


@pytest.mark.parametrize(("status", "after"), SPEAKING.items())
def test_a_visitor_may_always_speak_and_opens_a_closed_session_again(status: Status, after: Status) -> None:
    assert next_status(status, Action.VISITOR_SPEAKS) is after


@pytest.mark.parametrize("status", [status for status in Status if status is not Status.CLOSED])
def test_every_open_session_closes_by_falling_silent(status: Status) -> None:
    assert next_status(status, Action.FALL_SILENT) is Status.CLOSED


@pytest.mark.parametrize(("status", "action"), EVERY_PAIR)
def test_a_pair_is_allowed_if_and_only_if_the_table_has_it(status: Status, action: Action) -> None:
    if (status, action) in TABLE:
        assert next_status(status, action) is TABLE[status, action]
        return
    with pytest.raises(NotAllowed) as refusal:
        next_status(status, action)
    assert refusal.value.params == {"state": status.value, "action": action.value}
    assert (refusal.value.code, refusal.value.status) == ("NOT_ALLOWED", 409)


def test_what_is_closed_does_not_close_again() -> None:
    assert [pair for pair in EVERY_PAIR if pair not in TABLE] == [(Status.CLOSED, Action.FALL_SILENT)]
