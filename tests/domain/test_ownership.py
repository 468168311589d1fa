"""What agents do: one owner at a time, who has the word at once, and gives it back without losing a question."""

from dataclasses import replace

import pytest

from app.domain.errors import AlreadyTaken, NotAllowed, NotYours
from app.domain.mail import MailKind
from app.domain.outcome import Outcome
from app.domain.ownership import (
    accept_transfer,
    agent_speaks,
    close,
    decline_transfer,
    end_offer,
    offer_transfer,
    owner_gone,
    release,
    take_over,
)
from app.domain.session import Session, Status
from tests.domain.people import BEFORE, LATER_MS, LI, NOW_MS, WANG, codes, kinds, live, reply, shift, step, waiting

OFFER_MS = LATER_MS + 60_000


def offered() -> Session:
    session = live()
    return step(session, offer_transfer(session, LI.id, WANG, OFFER_MS))


@pytest.mark.parametrize("status", [status for status in Status if status is not Status.MANUAL_LIVE])
def test_an_agent_takes_whatever_nobody_owns(status: Status) -> None:
    before = waiting() if status is Status.PENDING_MANUAL else replace(BEFORE, status=status)
    outcome = take_over(before, LI, LATER_MS)
    after = step(before, outcome)
    assert (after.agent_id, after.agent_name, after.owned_ms) == ("a_li", "Li", LATER_MS)
    assert (after.epoch, outcome.claim) == (before.epoch + 1, 4)
    assert codes(outcome) == ["joined"]


def test_an_answer_is_stopped_before_the_new_status_is_told() -> None:
    speaking = replace(BEFORE, turn_id="t_1", turn_attempt=1, next_turn_id="t_2")
    outcome = take_over(speaking, LI, LATER_MS)
    after = step(speaking, outcome)
    assert (outcome.ends_turn, outcome.stops_turn) == ("t_1", True)
    assert kinds(outcome) == ["turn", "turn", "status", "message", "queue"]
    assert [event.data["epoch"] for event in outcome.events[:4]] == [7, 7, 8, 8]
    assert after.unanswered == 2


def test_taking_over_ends_the_wait_and_tells_how_long_it_was() -> None:
    outcome = take_over(waiting(at_head=True), LI, LATER_MS)
    after = step(waiting(at_head=True), outcome)
    assert outcome.waited_ms == LATER_MS - NOW_MS
    assert (after.waiting_ms, after.alarm_ms, after.at_head) == (0, 0, False)
    assert take_over(BEFORE, LI, LATER_MS).waited_ms == 0


def test_the_loser_hears_who_won_and_the_winner_hears_nothing_new() -> None:
    with pytest.raises(AlreadyTaken) as refusal:
        take_over(live(LI), WANG, LATER_MS)
    assert refusal.value.params == {"name": "Li"}
    assert take_over(live(LI), LI, LATER_MS) == Outcome(live(LI))


def test_only_the_owner_speaks() -> None:
    with pytest.raises(NotYours) as refusal:
        agent_speaks(live(LI), reply(WANG))
    assert refusal.value.params == {"name": "Li"}
    with pytest.raises(NotAllowed):
        agent_speaks(waiting(), reply(LI))


def test_what_the_owner_says_takes_up_all_that_was_open() -> None:
    before = live(unanswered=3, offline_ms=NOW_MS, email="ada@example.org")
    after = step(before, agent_speaks(before, reply(LI)))
    assert (after.unanswered, after.offline_ms) == (0, 0)


@pytest.mark.parametrize(("email", "mails"), [("ada@example.org", 1), ("", 0)])
def test_only_who_has_left_an_address_is_mailed_the_reply(email: str, mails: int) -> None:
    outcome = agent_speaks(live(email=email), reply(LI))
    assert [(mail.kind, mail.to, mail.lang) for mail in outcome.mails] == [(MailKind.AGENT_REPLY, email, "en")] * mails


def test_an_offer_leaves_the_session_with_its_owner_until_it_is_accepted() -> None:
    before = offered()
    assert (before.agent_id, before.offer_to, before.offer_name, before.alarm_ms) == (
        "a_li",
        "a_wang",
        "Wang",
        OFFER_MS,
    )
    outcome = accept_transfer(before, WANG, LATER_MS)
    after = step(before, outcome)
    assert (after.agent_id, after.offer_to, after.alarm_ms, after.epoch) == ("a_wang", "", 0, before.epoch + 1)
    assert (codes(outcome), outcome.claim) == (["transferred"], 2)


def test_an_offer_tells_the_visitor_nothing() -> None:
    assert kinds(offer_transfer(live(), LI.id, WANG, OFFER_MS)) == ["queue"]


def test_nobody_offers_what_is_not_theirs_or_to_themselves() -> None:
    with pytest.raises(NotYours):
        offer_transfer(live(LI), WANG.id, LI, OFFER_MS)
    with pytest.raises(NotAllowed, match="TRANSFER_TO_SELF"):
        offer_transfer(live(LI), LI.id, LI, OFFER_MS)


def test_nobody_accepts_or_declines_what_was_not_offered_to_them() -> None:
    other = replace(WANG, id="a_x")
    for session in (offered(), live(), waiting()):
        with pytest.raises(NotAllowed, match="NOT_OFFERED"):
            accept_transfer(session, other, LATER_MS)
        with pytest.raises(NotAllowed, match="NOT_OFFERED"):
            decline_transfer(session, other.id)


@pytest.mark.parametrize("who", [LI.id, WANG.id])
def test_an_offer_is_declined_by_the_colleague_or_taken_back_by_the_owner(who: str) -> None:
    after = step(offered(), decline_transfer(offered(), who))
    assert (after.agent_id, after.offer_to, after.alarm_ms, after.epoch) == ("a_li", "", 0, offered().epoch)


def test_an_offer_that_nobody_answers_ends_and_the_owner_keeps_the_session() -> None:
    assert step(offered(), end_offer(offered())) == replace(live(), version=offered().version + 1)


def test_accepting_twice_is_accepting_once() -> None:
    mine = step(offered(), accept_transfer(offered(), WANG, LATER_MS))
    assert accept_transfer(mine, WANG, LATER_MS) == Outcome(mine)


def test_a_released_session_is_the_ais_which_answers_what_is_open() -> None:
    before = live(unanswered=1)
    outcome = release(before, LI.id, "t_9", LATER_MS)
    after = step(before, outcome)
    assert (after.status, after.epoch, after.agent_id) == (Status.BOT_ACTIVE, before.epoch + 1, "")
    assert (outcome.starts_turn, after.unanswered, codes(outcome)) == ("t_9", 0, ["released"])
    assert (after.reason, after.severity, after.rule, after.evidence) == ("", "", "", "")
    assert release(live(), LI.id, "t_9", LATER_MS).starts_turn == ""
    with pytest.raises(NotYours):
        release(before, WANG.id, "t_9", LATER_MS)


def test_releasing_ends_an_offer() -> None:
    assert step(offered(), release(offered(), LI.id, "t_9", LATER_MS)).offer_to == ""


def test_who_is_left_by_their_agent_waits_before_all_others() -> None:
    before = replace(offered(), unanswered=1)
    outcome = owner_gone(before, "t_9", shift(LATER_MS, wait_limit_s=600))
    after = step(before, outcome)
    assert (after.status, after.at_head, after.waiting_ms) == (Status.PENDING_MANUAL, True, LATER_MS)
    assert (after.alarm_ms, after.epoch, after.unanswered) == (LATER_MS + 600_000, before.epoch + 1, 1)
    assert (codes(outcome), outcome.starts_turn) == (["agent_gone"], "")
    assert [mail.kind for mail in outcome.mails] == [MailKind.QUEUE_OLD]


def test_who_is_left_after_closing_time_gets_the_ai_and_is_asked_for_an_address() -> None:
    before = live(unanswered=1)
    outcome = owner_gone(before, "t_9", shift(LATER_MS, is_open=False))
    after = step(before, outcome)
    assert (after.status, after.agent_id, after.alarm_ms) == (Status.AFTER_HOURS_EMAIL, "", 0)
    assert (codes(outcome), outcome.starts_turn) == (["after_hours"], "t_9")
    assert [mail.kind for mail in outcome.mails] == [MailKind.ESCALATED_AFTER_HOURS]


@pytest.mark.parametrize(
    "before", [BEFORE, waiting(unanswered=2), offered(), replace(BEFORE, turn_id="t_1", turn_attempt=1)]
)
def test_a_closed_session_is_nobodys_and_nothing_in_it_is_to_happen(before: Session) -> None:
    outcome = close(before, LATER_MS, by="agent")
    after = step(before, outcome)
    assert (after.status, after.epoch) == (Status.CLOSED, before.epoch + 1)
    assert (after.agent_id, after.offer_to, after.alarm_ms, after.turn_id, after.unanswered) == ("", "", 0, "", 0)
    assert outcome.stops_turn == bool(before.turn_id)
    assert close(after, LATER_MS, by="visitor") == Outcome(after)


def test_everybody_is_told_who_closed() -> None:
    assert [codes(close(live(), LATER_MS, by=by)) for by in ("agent", "visitor")] == [
        ["closed_by_agent"],
        ["closed_by_visitor"],
    ]
