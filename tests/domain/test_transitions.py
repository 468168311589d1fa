"""The state machine: the whole table by name, and that nothing else is allowed."""

import pytest

from app.domain.errors import NotAllowed
from app.domain.session import Status
from app.domain.transitions import TABLE, Action, next_status

BOT, QUEUE, LIVE = Status.BOT_ACTIVE, Status.PENDING_MANUAL, Status.MANUAL_LIVE
MAIL, CLOSED = Status.AFTER_HOURS_EMAIL, Status.CLOSED
NEVER = None

# The design's table, one line for each action: where it leads from each of the five states.
LEADS = {
    Action.VISITOR_SPEAKS: (BOT, QUEUE, LIVE, MAIL, BOT),
    Action.ESCALATE: (QUEUE, QUEUE, LIVE, QUEUE, QUEUE),
    Action.ESCALATE_AFTER_HOURS: (MAIL, QUEUE, LIVE, MAIL, MAIL),
    Action.CANCEL: (BOT, BOT, NEVER, BOT, NEVER),
    Action.WAIT_TOO_LONG: (NEVER, MAIL, NEVER, NEVER, NEVER),
    Action.LEAVE_MESSAGE: (MAIL, MAIL, NEVER, MAIL, MAIL),
    Action.TAKE_OVER: (LIVE, LIVE, NEVER, LIVE, LIVE),
    Action.AGENT_SPEAKS: (NEVER, NEVER, LIVE, NEVER, NEVER),
    Action.TRANSFER: (NEVER, NEVER, LIVE, NEVER, NEVER),
    Action.RELEASE: (NEVER, NEVER, BOT, NEVER, NEVER),
    Action.OWNER_GONE: (NEVER, NEVER, QUEUE, NEVER, NEVER),
    Action.OWNER_GONE_AFTER_HOURS: (NEVER, NEVER, MAIL, NEVER, NEVER),
    Action.CLOSE: (CLOSED, CLOSED, CLOSED, CLOSED, CLOSED),
    Action.FALL_SILENT: (CLOSED, CLOSED, CLOSED, CLOSED, NEVER),
}
WANTED = {
    (before, action): after
    for action, row in LEADS.items()
    for before, after in zip((BOT, QUEUE, LIVE, MAIL, CLOSED), row, strict=True)
}
EVERY_PAIR = [(status, action) for status in Status for action in Action]


@pytest.mark.parametrize(("status", "action"), EVERY_PAIR)
def test_every_action_leads_where_the_design_says_and_what_it_does_not_say_is_refused(
    status: Status, action: Action
) -> None:
    wanted = WANTED[status, action]
    if wanted is not NEVER:
        assert next_status(status, action) is wanted
        return
    with pytest.raises(NotAllowed) as refusal:
        next_status(status, action)
    assert refusal.value.params == {"state": status.value, "action": action.value}
    assert (refusal.value.code, refusal.value.status) == ("NOT_ALLOWED", 409)


def test_the_table_holds_every_allowed_pair_and_no_other() -> None:
    assert {pair: after for pair, after in WANTED.items() if after is not NEVER} == TABLE


@pytest.mark.parametrize("status", [status for status in Status if status is not CLOSED])
def test_every_open_session_closes_by_falling_silent(status: Status) -> None:
    assert next_status(status, Action.FALL_SILENT) is CLOSED


def test_what_is_closed_does_not_fall_silent_again() -> None:
    assert (CLOSED, Action.FALL_SILENT) not in TABLE


def test_a_visitor_may_always_speak_and_always_ask_for_a_person() -> None:
    for action in (Action.VISITOR_SPEAKS, Action.ESCALATE, Action.ESCALATE_AFTER_HOURS):
        assert all((status, action) in TABLE for status in Status)


def test_no_action_takes_a_session_from_its_agent_but_those_that_say_so() -> None:
    away = {action for (before, action), after in TABLE.items() if before is LIVE and after is not LIVE}
    assert away == {
        *(Action.RELEASE, Action.OWNER_GONE, Action.OWNER_GONE_AFTER_HOURS, Action.CLOSE, Action.FALL_SILENT),
    }


def test_only_taking_over_gives_a_session_to_an_agent() -> None:
    given = {action for (before, action), after in TABLE.items() if after is LIVE and before is not LIVE}
    assert given == {Action.TAKE_OVER}


def test_every_state_can_be_reached_from_every_other() -> None:
    for start in Status:
        reached, news = {start}, {start}
        while news:
            news = {after for (before, _), after in TABLE.items() if before in news} - reached
            reached |= news
        assert reached == set(Status), start
