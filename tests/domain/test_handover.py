"""From the AI into the queue and back: who asks, what they are told, what becomes of what they had said."""

from dataclasses import replace

import pytest

from app.domain.errors import NotAllowed
from app.domain.handover import asks_for_person, by_hand, cancel, escalate, leave_message, wait_too_long
from app.domain.mail import MailKind
from app.domain.outcome import Outcome
from app.domain.session import Session, Status
from tests.domain.people import ANGRY, BEFORE, LATER_MS, NOW_MS, WANTS, codes, hello, kinds, live, shift, step, waiting

SPEAKING = replace(BEFORE, turn_id="t_1", turn_attempt=2, next_turn_id="t_2")
OFFLINE = "ada@example.org"


def speak(wants: bool, before: Session = BEFORE, **members: bool) -> Outcome:
    outcome = asks_for_person(before, hello(), "t_9", WANTS if wants else ANGRY, shift(**members))
    step(before, outcome)
    return outcome


def test_who_asks_in_opening_hours_waits_since_then_until_the_shops_limit() -> None:
    after = step(BEFORE, escalate(BEFORE, WANTS, shift(wait_limit_s=600)))
    assert (after.status, after.epoch, after.waiting_ms) == (Status.PENDING_MANUAL, 8, NOW_MS)
    assert after.alarm_ms == NOW_MS + 600_000
    assert (after.reason, after.severity, after.rule, after.evidence) == ("keyword", "high", "wants_person", "a human")


def test_a_wait_ends_at_closing_time_where_that_comes_first() -> None:
    outcome = escalate(BEFORE, WANTS, replace(shift(wait_limit_s=600), closes_ms=NOW_MS + 60_000))
    assert outcome.session.alarm_ms == NOW_MS + 60_000


@pytest.mark.parametrize(("has_people", "code"), [(True, "queued"), (False, "queued_nobody")])
def test_who_waits_is_told_honestly_whether_somebody_is_there(has_people: bool, code: str) -> None:
    assert codes(escalate(BEFORE, WANTS, shift(has_people=has_people))) == [code]


@pytest.mark.parametrize(("has_people", "wait_s"), [(True, 180), (False, 0)])
def test_the_team_is_mailed_at_once_where_nobody_is_there_else_when_the_wait_gets_old(
    has_people: bool, wait_s: int
) -> None:
    (mail,) = escalate(BEFORE, WANTS, shift(has_people=has_people, mail_wait_s=180)).mails
    assert (mail.kind, mail.wait_s, mail.to) == (MailKind.QUEUE_OLD, wait_s, "")


def test_the_ai_falls_silent_and_what_it_has_shown_is_kept() -> None:
    outcome = escalate(SPEAKING, WANTS, shift())
    after = step(SPEAKING, outcome)
    assert (outcome.ends_turn, outcome.stops_turn) == ("t_1", True)
    assert kinds(outcome) == ["turn", "turn", "status", "message", "queue", "note"]
    assert [event.data["state"] for event in outcome.events[:2]] == ["stopped", "stopped"]
    assert (after.turn_id, after.next_turn_id, after.unanswered) == ("", "", 2)


def test_where_the_ai_keeps_company_it_goes_on_in_the_same_epoch() -> None:
    outcome = escalate(SPEAKING, WANTS, shift(keeps_company=True))
    after = step(SPEAKING, outcome)
    assert (after.turn_id, after.next_turn_id, after.epoch, after.ai_speaks) == ("t_1", "t_2", 7, True)
    assert not outcome.stops_turn


@pytest.mark.parametrize("before", [waiting(), live()])
def test_asking_twice_is_asking_once(before: Session) -> None:
    assert escalate(before, by_hand("visitor"), shift(LATER_MS)) == Outcome(before)


def test_the_agents_alone_are_told_why() -> None:
    note = escalate(BEFORE, WANTS, shift()).events[-1]
    assert (note.kind, note.data["decision"]) == (
        "note",
        {"rule": "wants_person", "reason": "keyword", "severity": "high", "evidence": "a human"},
    )


def test_out_of_hours_the_ai_goes_on_and_the_visitor_hears_when_people_are_back() -> None:
    outcome = escalate(SPEAKING, WANTS, shift(is_open=False))
    after = step(SPEAKING, outcome)
    assert (after.status, after.epoch, after.turn_id) == (Status.AFTER_HOURS_EMAIL, 7, "t_1")
    assert codes(outcome) == ["after_hours"]
    assert outcome.mails[0].kind is MailKind.ESCALATED_AFTER_HOURS
    (said,) = [event.data for event in outcome.events if event.kind == "message"]
    assert said["params"] == {"opens_at": "2026-11-23T02:01:59.482Z"}


def test_a_shop_that_never_opens_again_promises_no_time() -> None:
    never = replace(shift(is_open=False), opens_ms=0)
    assert codes(escalate(BEFORE, WANTS, never)) == ["after_hours_open_end"]


def test_who_asked_in_the_night_is_queued_when_asking_in_the_morning() -> None:
    night = step(BEFORE, escalate(BEFORE, WANTS, shift(is_open=False)))
    assert step(night, escalate(night, WANTS, shift(LATER_MS))).status is Status.PENDING_MANUAL


def test_the_next_shift_is_waited_for_since_a_person_was_first_asked_for_in_vain() -> None:
    night = escalate(BEFORE, WANTS, shift(LATER_MS, is_open=False)).session
    assert night.next_shift_ms == LATER_MS > BEFORE.created_ms
    assert escalate(night, WANTS, shift(LATER_MS + 60_000, is_open=False)).session.next_shift_ms == LATER_MS
    queued = escalate(night, WANTS, shift(LATER_MS + 120_000)).session
    assert queued.next_shift_ms == 0
    assert wait_too_long(queued, "t_9", shift(LATER_MS + 900_000)).session.next_shift_ms == LATER_MS + 120_000


def test_one_night_is_one_letter_to_the_team() -> None:
    night = shift(is_open=False)
    first = escalate(BEFORE, WANTS, night)
    again = escalate(step(BEFORE, first), WANTS, replace(night, at_ms=LATER_MS))
    assert first.mails[0].key == again.mails[0].key


def test_a_mere_request_leaves_no_question_and_more_than_that_does() -> None:
    assert [speak(wants).session.unanswered for wants in (True, False)] == [0, 1]


def test_what_made_the_policy_ask_is_told_before_the_notice() -> None:
    assert kinds(speak(wants=True))[:3] == ["message", "status", "message"]


def test_out_of_hours_the_ai_answers_a_complaint_and_leaves_a_request() -> None:
    assert [speak(wants, is_open=False).starts_turn for wants in (True, False)] == ["", "t_9"]


def test_an_ai_that_keeps_company_answers_what_is_more_than_a_request() -> None:
    outcome = speak(wants=False, keeps_company=True)
    assert (outcome.session.status, outcome.starts_turn) == (Status.PENDING_MANUAL, "t_9")
    assert outcome.session.unanswered == 0


def test_a_closed_session_that_is_opened_by_a_complaint_tells_the_lists_once() -> None:
    closed = replace(BEFORE, status=Status.CLOSED)
    for is_open in (True, False):
        assert kinds(speak(wants=False, before=closed, is_open=is_open)).count("queue") == 1


def test_who_gives_up_waiting_is_answered_by_the_ai_what_is_open() -> None:
    outcome = cancel(waiting(unanswered=2), "t_9", LATER_MS)
    after = step(waiting(unanswered=2), outcome)
    assert (after.status, after.epoch, after.waiting_ms, after.alarm_ms) == (Status.BOT_ACTIVE, 9, 0, 0)
    assert (outcome.starts_turn, after.turn_id, after.unanswered) == ("t_9", "t_9", 0)
    assert codes(outcome) == ["cancelled"]


def test_giving_up_with_nothing_open_starts_no_turn() -> None:
    assert cancel(waiting(), "t_9", LATER_MS).starts_turn == ""


def test_who_does_not_wait_has_nothing_to_give_up() -> None:
    assert cancel(BEFORE, "t_9", LATER_MS) == Outcome(BEFORE)
    with pytest.raises(NotAllowed):
        cancel(live(), "t_9", LATER_MS)


def test_who_waited_too_long_gets_the_ai_back_and_is_asked_for_an_address() -> None:
    before = waiting(unanswered=1)
    outcome = wait_too_long(before, "t_9", shift(LATER_MS))
    after = step(before, outcome)
    assert (after.status, after.epoch) == (Status.AFTER_HOURS_EMAIL, 9)
    assert (codes(outcome), outcome.starts_turn) == (["waited_too_long"], "t_9")
    assert outcome.mails[0].kind is MailKind.ESCALATED_AFTER_HOURS


def test_who_waits_past_closing_time_hears_when_people_are_back() -> None:
    assert codes(wait_too_long(waiting(), "t_9", shift(LATER_MS, is_open=False))) == ["after_hours"]


def test_an_offline_message_waits_for_the_next_shift_and_tells_the_team() -> None:
    outcome = leave_message(waiting(unanswered=1), hello("call me", LATER_MS), OFFLINE)
    after = step(waiting(unanswered=1), outcome)
    assert (after.status, after.email, after.offline_ms) == (Status.AFTER_HOURS_EMAIL, OFFLINE, LATER_MS)
    assert (after.waiting_ms, after.unanswered) == (0, 0)
    assert codes(outcome) == ["offline_kept"]
    assert [mail.kind for mail in outcome.mails] == [MailKind.OFFLINE_MESSAGE]


def test_where_no_letters_are_sent_none_is_promised_to_who_leaves_a_message() -> None:
    outcome = leave_message(BEFORE, hello("call me"), OFFLINE, can_mail=False)
    assert codes(outcome) == ["offline_kept_here"]


@pytest.mark.parametrize(
    ("opens_ms", "code"), [(LATER_MS, "after_hours_kept"), (0, "after_hours_kept_open_end")], ids=["soon", "never"]
)
def test_who_has_left_a_message_and_asks_again_in_the_night_is_not_asked_for_another(opens_ms: int, code: str) -> None:
    night = replace(shift(is_open=False), opens_ms=opens_ms)
    kept = step(BEFORE, leave_message(BEFORE, hello("call me"), OFFLINE))
    assert codes(escalate(kept, WANTS, night)) == [code]


def test_an_offline_message_does_not_disturb_an_answer() -> None:
    outcome = leave_message(SPEAKING, hello("call me"), OFFLINE)
    after = step(SPEAKING, outcome)
    assert (after.turn_id, after.epoch, outcome.ends_turn) == ("t_1", 7, "")


def test_nobody_leaves_an_offline_message_where_a_person_is_there() -> None:
    with pytest.raises(NotAllowed):
        leave_message(live(), hello(), OFFLINE)


@pytest.mark.parametrize("is_open", [True, False])
def test_who_is_in_danger_is_told_first_what_to_do(is_open: bool) -> None:
    smoke = replace(WANTS, rule="safety")
    told = codes(escalate(BEFORE, smoke, shift(is_open=is_open)))
    assert told == ["danger", "queued" if is_open else "after_hours"]
    assert "danger" not in codes(escalate(BEFORE, WANTS, shift(is_open=is_open)))
