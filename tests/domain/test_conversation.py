"""What each happening does to a session: the outcome as data, without a store."""

from dataclasses import replace

import pytest

from app.domain.conversation import fall_silent, open_session, turn_ends, visitor_speaks
from app.domain.errors import NotAllowed
from app.domain.events import TurnState
from app.domain.outcome import Outcome
from app.domain.session import AI_SPEAKS, Message, Role, Session, Status

SESSION = Session(name="s_1", shop="demo", visitor_id="v_1", lang="en", epoch=7, version=3)
HELLO = Message(role=Role.VISITOR, at_ms=1_000, text="hello", html="<p>hello</p>", client_id="c1")
ANSWER = Message(role=Role.AI, at_ms=2_000, text="hi", html="<p>hi</p>", turn_id="t_1")
WHO_SPEAKS = [status for status in Status if status not in AI_SPEAKS and status is not Status.CLOSED]


def _kinds(outcome: Outcome) -> list[str]:
    return [event.kind for event in outcome.events]


def test_a_session_opens_with_its_status_so_that_a_stream_can_resume() -> None:
    outcome = open_session(SESSION)
    assert outcome.session == SESSION
    assert [(event.kind, event.kept) for event in outcome.events] == [("status", True)]
    assert outcome.silent_after


@pytest.mark.parametrize("status", sorted(AI_SPEAKS))
def test_a_message_starts_a_turn_where_the_ai_speaks(status: Status) -> None:
    outcome = visitor_speaks(replace(SESSION, status=status), HELLO, "t_1")
    assert _kinds(outcome) == ["message", "turn"]
    assert outcome.events[0].data["turn_id"] == "t_1"
    assert outcome.events[1].data == {"turn_id": "t_1", "state": "started", "epoch": 7}
    assert (outcome.session.turn_id, outcome.session.turn_attempt) == ("t_1", 1)
    assert (outcome.starts_turn, outcome.ends_turn, outcome.silent_after) == ("t_1", "", True)


@pytest.mark.parametrize("status", WHO_SPEAKS)
def test_a_message_is_only_kept_where_a_person_speaks(status: Status) -> None:
    outcome = visitor_speaks(replace(SESSION, status=status), HELLO, "t_1")
    assert _kinds(outcome) == ["message"]
    assert "turn_id" not in outcome.events[0].data
    assert (outcome.session.turn_id, outcome.session.next_turn_id, outcome.starts_turn) == ("", "", "")


def test_a_visitor_who_speaks_again_opens_the_closed_session_first() -> None:
    outcome = visitor_speaks(replace(SESSION, status=Status.CLOSED), HELLO, "t_1")
    assert _kinds(outcome) == ["status", "queue", "message", "turn"]
    assert outcome.session.status is Status.BOT_ACTIVE


def test_what_is_said_during_an_answer_waits_for_the_next_turn_together() -> None:
    running = replace(SESSION, turn_id="t_1", turn_attempt=1)
    first = visitor_speaks(running, HELLO, "t_2")
    second = visitor_speaks(first.session, HELLO, "t_3")
    assert [_kinds(first), _kinds(second)] == [["message"], ["message"]]
    assert [one.events[0].data["turn_id"] for one in (first, second)] == ["t_2", "t_2"]
    assert (second.session.turn_id, second.session.next_turn_id) == ("t_1", "t_2")
    assert (first.starts_turn, second.starts_turn) == ("", "")


def test_a_turn_ends_and_nothing_follows_where_nobody_waited() -> None:
    outcome = turn_ends(replace(SESSION, turn_id="t_1", turn_attempt=2), TurnState.FINISHED, [ANSWER])
    assert _kinds(outcome) == ["message", "turn"]
    assert outcome.events[1].data["state"] == "finished"
    assert (outcome.ends_turn, outcome.starts_turn) == ("t_1", "")
    assert (outcome.session.turn_id, outcome.session.turn_attempt) == ("", 0)


def test_a_turn_that_ends_starts_the_one_that_waited() -> None:
    waiting = replace(SESSION, turn_id="t_1", turn_attempt=2, next_turn_id="t_2")
    outcome = turn_ends(waiting, TurnState.STOPPED, [ANSWER])
    assert [event.data.get("state") for event in outcome.events] == [None, "stopped", "started"]
    assert (outcome.ends_turn, outcome.starts_turn) == ("t_1", "t_2")
    assert (outcome.session.turn_id, outcome.session.turn_attempt, outcome.session.next_turn_id) == ("t_2", 1, "")


@pytest.mark.parametrize("status", WHO_SPEAKS)
def test_no_turn_starts_once_a_person_speaks(status: Status) -> None:
    waiting = replace(SESSION, status=status, turn_id="t_1", turn_attempt=1, next_turn_id="t_2")
    outcome = turn_ends(waiting, TurnState.STOPPED, [])
    assert _kinds(outcome) == ["turn"]
    assert (outcome.session.turn_id, outcome.session.next_turn_id, outcome.starts_turn) == ("", "", "")


def test_an_answer_is_not_the_visitors_voice_and_does_not_put_off_the_silence() -> None:
    assert not turn_ends(replace(SESSION, turn_id="t_1", turn_attempt=1), TurnState.FINISHED, [ANSWER]).silent_after
    assert not fall_silent(SESSION).silent_after


def test_a_silent_session_closes_and_says_so() -> None:
    outcome = fall_silent(SESSION)
    assert outcome.session.status is Status.CLOSED
    assert outcome.events[0].data == {"status": "closed", "epoch": 7, "agent": None}


def test_who_falls_silent_with_a_person_is_answered_in_a_later_epoch() -> None:
    """Else the AI would go on in the epoch in which an agent has spoken."""
    live = replace(SESSION, status=Status.MANUAL_LIVE, agent_id="a", agent_name="Li", owned_ms=1, unanswered=2)
    after = fall_silent(live).session
    assert (after.status, after.epoch, after.agent_id, after.unanswered) == (Status.CLOSED, 8, "", 0)


def test_an_offline_message_outlives_the_silence_of_a_weekend() -> None:
    written = replace(SESSION, status=Status.AFTER_HOURS_EMAIL, email="ada@example.org", offline_ms=5)
    assert fall_silent(written).session.offline_ms == 5


def test_a_closed_session_does_not_close_again() -> None:
    with pytest.raises(NotAllowed):
        fall_silent(replace(SESSION, status=Status.CLOSED))


def test_no_outcome_changes_whose_session_it_is() -> None:
    running = replace(SESSION, turn_id="t_1", turn_attempt=1)
    outcomes = [visitor_speaks(running, HELLO, "t_2"), turn_ends(running, TurnState.FAILED, []), fall_silent(running)]
    for after in (outcome.session for outcome in outcomes):
        assert (after.name, after.shop, after.visitor_id, after.version) == ("s_1", "demo", "v_1", 3)
