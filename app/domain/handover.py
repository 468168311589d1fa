"""How a session passes from the AI into the queue and back: asking for a person, waiting, giving up the wait.

What agents do with it is in `ownership`; whether a person is needed is decided in `policy`.
"""

from dataclasses import dataclass, replace
from typing import Any

from app.domain.conversation import say, visitor_speaks
from app.domain.escalation import DANGER, Decision, Reason, Severity
from app.domain.events import Event, TurnState, iso, note_added, row_changed, status_changed, turn_changed
from app.domain.mail import Mail, MailKind
from app.domain.outcome import Outcome, join
from app.domain.session import Message, Role, Session, Status
from app.domain.shop import Service
from app.domain.transitions import Action, next_status

MAIL_SLOT_MS = 600_000
"""However often a visitor asks in this time, the team gets one letter of a kind: nobody floods a mailbox."""


@dataclass(frozen=True, slots=True)
class Shift:
    """How things stand at a shop at `at_ms`: whether it is open, until and from when, and whether an agent is there.

    `closes_ms` and `opens_ms` are 0 where that is never; `has_people` tells of agents who are online.
    """

    at_ms: int
    is_open: bool
    has_people: bool
    service: Service
    closes_ms: int = 0
    opens_ms: int = 0


def slot(at_ms: int) -> int:
    """The stretch of time in which one letter of a kind is enough."""
    return at_ms // MAIL_SLOT_MS


def notice(code: str, at_ms: int, **params: Any) -> Message:
    """A message of the system, put into words for each reader."""
    return Message(role=Role.SYSTEM, at_ms=at_ms, code=code, params=params)


def silence_ai(session: Session) -> tuple[Session, tuple[Event, ...]]:
    """The session with the AI's answer and the waiting one cut off, in the epoch of the next speaker.

    Their questions are open until somebody takes them up.
    """
    cut = [turn for turn in (session.turn_id, session.next_turn_id) if turn]
    events = tuple(turn_changed(turn, TurnState.STOPPED, session.epoch) for turn in cut)
    unanswered = session.unanswered + len(cut)
    after = replace(
        session, epoch=session.epoch + 1, turn_id="", turn_attempt=0, next_turn_id="", unanswered=unanswered
    )
    return after, events


def escalate(session: Session, decision: Decision, shift: Shift) -> Outcome:
    """A person is asked for: the session waits in the queue, or, while the shop is closed, for the next shift.

    Whoever waits for a person, or has one, keeps their place: asking twice is asking once.
    """
    if session.status in {Status.PENDING_MANUAL, Status.MANUAL_LIVE}:
        return Outcome(session)
    why = replace(
        session,
        reason=decision.reason.value,
        severity=decision.severity.value,
        rule=decision.rule,
        evidence=decision.evidence,
        rating=0,
    )
    told = note_added(
        shift.at_ms,
        author=None,
        decision={
            "rule": decision.rule,
            "reason": decision.reason.value,
            "severity": decision.severity.value,
            "evidence": decision.evidence,
        },
    )
    warned: tuple[Event, ...] = ()
    if decision.rule == DANGER:
        # Whoever comes, and whatever the AI says meanwhile: what to do at once stands first.
        why, warning = say(why, notice("danger", shift.at_ms))
        warned = (warning,)
    outcome = _queue(why, shift) if shift.is_open else _put_off(why, shift)
    return replace(outcome, events=(*warned, *outcome.events, told))


def _queue(session: Session, shift: Shift) -> Outcome:
    after = replace(
        session,
        status=next_status(session.status, Action.ESCALATE),
        waiting_ms=shift.at_ms,
        has_company=shift.service.keeps_company,
        alarm_ms=wait_ends_ms(shift),
    )
    cut: tuple[Event, ...] = ()
    if not after.has_company:
        after, cut = silence_ai(after)
    after, said = say(after, notice("queued" if shift.has_people else "queued_nobody", shift.at_ms))
    wait_s = shift.service.mail_wait_s if shift.has_people else 0
    mail = Mail(MailKind.QUEUE_OLD, session.name, key=f"queue:{session.name}:{slot(shift.at_ms)}", wait_s=wait_s)
    stops = bool(session.turn_id) and not after.has_company
    return Outcome(
        after,
        (*cut, status_changed(after), said, row_changed(after)),
        ends_turn=session.turn_id if stops else "",
        stops_turn=stops,
        silent_after=True,
        mails=(mail,),
    )


def _put_off(session: Session, shift: Shift) -> Outcome:
    """Out of hours: the visitor is told when people are back, the team by mail; the AI goes on."""
    after = replace(session, status=next_status(session.status, Action.ESCALATE_AFTER_HOURS))
    if after.status is not session.status:
        after = replace(after, put_off_ms=shift.at_ms)
    after, said = say(after, after_hours_notice(session, shift))
    changed = () if after.status is session.status else (status_changed(after),)
    key = f"after-hours:{session.name}:{shift.opens_ms}"
    mail = Mail(MailKind.ESCALATED_AFTER_HOURS, session.name, key=key)
    return Outcome(after, (*changed, said, row_changed(after)), silent_after=True, mails=(mail,))


def after_hours_notice(session: Session, shift: Shift) -> Message:
    """Nobody is on shift: says from when on somebody is. Whoever has left a message is not asked for one again."""
    if not shift.opens_ms:
        return notice("after_hours_kept_open_end" if session.offline_ms else "after_hours_open_end", shift.at_ms)
    code = "after_hours_kept" if session.offline_ms else "after_hours"
    return notice(code, shift.at_ms, opens_at=iso(shift.opens_ms))


def wait_ends_ms(shift: Shift) -> int:
    """When a wait that begins now has lasted too long: the shop's limit, or closing time."""
    limit = shift.at_ms + shift.service.wait_limit_s * 1000
    return min(limit, shift.closes_ms) if shift.closes_ms else limit


def asks_for_person(session: Session, message: Message, turn_id: str, decision: Decision, shift: Shift) -> Outcome:
    """The visitor said `message`, and the policy wants a person for it; both are one change.

    Out of hours, and where it keeps company, the AI still answers what is more than a mere request for a person.
    """
    if not decision.is_request and (not shift.is_open or shift.service.keeps_company):
        spoken = visitor_speaks(session, message, turn_id)
        return join(spoken, escalate(spoken.session, decision, shift))
    unanswered = session.unanswered + (0 if decision.is_request else 1)
    before, posted = say(replace(session, unanswered=unanswered), message)
    escalated = escalate(before, decision, shift)
    return replace(escalated, events=(posted, *escalated.events))


def by_hand(at: str) -> Decision:
    """A person is asked for by a button; `at` says by whom: "visitor" or "agent"."""
    return Decision(rule=f"asked_by_{at}", reason=Reason.MANUAL, severity=Severity.HIGH, is_request=True)


def cancel(session: Session, turn_id: str, at_ms: int) -> Outcome:
    """The visitor waits no longer: the AI has the word again, and answers what nobody has taken up."""
    status = next_status(session.status, Action.CANCEL)
    if session.status is Status.BOT_ACTIVE:
        return Outcome(session)
    after = replace(unqueued(session), status=status, reason="", severity="", rule="", evidence="")
    return give_to_ai(session, after, turn_id, (notice("cancelled", at_ms),))


def unqueued(session: Session) -> Session:
    """The session that waits for nobody any more."""
    return replace(session, waiting_ms=0, at_head=False, has_company=False, alarm_ms=0)


def give_to_ai(session: Session, after: Session, turn_id: str, notices: tuple[Message, ...]) -> Outcome:
    """The AI has the word in `after`, where it had not in `session`: it answers what is open, as turn `turn_id`."""
    if session.turn_id:
        # It kept the visitor company, and goes on.
        turn_id = ""
    else:
        after = replace(after, epoch=session.epoch + 1)
    starts = turn_id if turn_id and session.unanswered else ""
    if starts:
        after = replace(after, turn_id=starts, turn_attempt=1)
    after = replace(after, unanswered=0)
    events = [status_changed(after)]
    for message in notices:
        after, said = say(after, message)
        events.append(said)
    if starts:
        events.append(turn_changed(starts, TurnState.STARTED, after.epoch))
    return Outcome(after, (*events, row_changed(after)), starts_turn=starts, silent_after=True)


def wait_too_long(session: Session, turn_id: str, shift: Shift) -> Outcome:
    """Nobody came within the shop's limit, or before closing time: the visitor is asked for an address instead."""
    after = replace(unqueued(session), status=next_status(session.status, Action.WAIT_TOO_LONG))
    after = replace(after, put_off_ms=session.waiting_ms)
    said = notice("waited_too_long", shift.at_ms) if shift.is_open else after_hours_notice(session, shift)
    mail = Mail(MailKind.ESCALATED_AFTER_HOURS, session.name, key=f"waited:{session.name}:{slot(session.waiting_ms)}")
    return replace(give_to_ai(session, after, turn_id, (said,)), mails=(mail,))


def leave_message(session: Session, message: Message, email: str, *, can_mail: bool = True) -> Outcome:
    """The visitor leaves an offline message and an address: it waits in the queue for the next shift.

    Without `can_mail` no answer to the address is promised: it stands here, for the visitor to come back to.
    """
    after = replace(unqueued(session), status=next_status(session.status, Action.LEAVE_MESSAGE))
    if not session.ai_speaks:
        after = replace(after, epoch=session.epoch + 1)
    after = replace(after, email=email, offline_ms=message.at_ms, unanswered=0, rating=0)
    if not after.reason:
        after = replace(after, reason=Reason.MANUAL.value, severity=Severity.LOW.value, rule="offline_message")
    events = [status_changed(after)] if (after.status, after.epoch) != (session.status, session.epoch) else []
    code = "offline_kept" if can_mail else "offline_kept_here"
    for said in (message, notice(code, message.at_ms, email=email)):
        after, posted = say(after, said)
        events.append(posted)
    key = f"offline:{session.name}:{slot(message.at_ms)}"
    mail = Mail(MailKind.OFFLINE_MESSAGE, session.name, key=key)
    return Outcome(after, (*events, row_changed(after)), silent_after=True, mails=(mail,))
