"""What agents do with a session: take over, speak, transfer, release, close; how it came to them is in `handover`."""

from dataclasses import replace

from app.domain.agent import Agent
from app.domain.conversation import closed, say
from app.domain.errors import AlreadyTaken, NotAllowed, NotYours
from app.domain.escalation import Severity
from app.domain.events import Event, row_changed, status_changed
from app.domain.handover import (
    Shift,
    after_hours_notice,
    give_to_ai,
    notice,
    silence_ai,
    slot,
    unqueued,
    wait_ends_ms,
)
from app.domain.mail import Mail, MailKind
from app.domain.outcome import Outcome
from app.domain.session import Message, Session, Status
from app.domain.transitions import Action, next_status

REPLY_WAIT_S = 60
"""How long a visitor who is away may come back before an agent's reply is mailed."""


def take_over(session: Session, agent: Agent, at_ms: int) -> Outcome:
    """`agent` takes the session: the AI falls silent in mid-word, and what it has shown stays.

    Taking what one has is nothing new. Raises `AlreadyTaken` where a colleague owns it.
    """
    if session.status is Status.MANUAL_LIVE:
        if session.agent_id != agent.id:
            raise AlreadyTaken(name=session.agent_name)
        return Outcome(session)
    after = replace(unqueued(session), status=next_status(session.status, Action.TAKE_OVER))
    after, cut = silence_ai(replace(after, agent_id=agent.id, agent_name=agent.name, owned_ms=at_ms, rating=0, fails=0))
    return Outcome(
        *_speaks_now(after, cut, notice("joined", at_ms, name=agent.name)),
        ends_turn=session.turn_id,
        stops_turn=bool(session.turn_id),
        silent_after=True,
        claim=agent.max_sessions,
        waited_ms=at_ms - session.waiting_ms if session.waiting_ms else 0,
    )


def _speaks_now(after: Session, before: tuple[Event, ...], *messages: Message) -> tuple[Session, tuple[Event, ...]]:
    """The session and its events where another has the word: the status first, then what is said of it."""
    told = [status_changed(after)]
    for message in messages:
        after, said = say(after, message)
        told.append(said)
    return after, (*before, *told, row_changed(after))


def own(session: Session, agent_id: str) -> None:
    """Return where `agent_id` owns the session; raises `NotYours` or, where nobody does, `NotAllowed`."""
    if session.status is not Status.MANUAL_LIVE:
        raise NotAllowed(state=session.status.value, action="own")
    if session.agent_id != agent_id:
        raise NotYours(name=session.agent_name)


def agent_speaks(session: Session, message: Message) -> Outcome:
    """The owner said `message`, which is mailed to a visitor who has left an address, unless they see it in time.

    Who has just gone looks as if they were there, so whether it is needed is asked when the letter is due.
    """
    own(session, message.agent_id)
    next_status(session.status, Action.AGENT_SPEAKS)
    after, posted = say(replace(session, unanswered=0, offline_ms=0), message)
    rows = (row_changed(after),) if session.offline_ms else ()
    mails: tuple[Mail, ...] = ()
    if session.email:
        key = f"reply:{session.name}:{message.at_ms // (REPLY_WAIT_S * 1000)}"
        mails = (
            Mail(
                MailKind.AGENT_REPLY,
                session.name,
                key=key,
                wait_s=REPLY_WAIT_S,
                to=session.email,
                lang=session.lang,
            ),
        )
    return Outcome(after, (posted, *rows), silent_after=True, mails=mails)


def offer_transfer(session: Session, agent_id: str, colleague: Agent, ends_ms: int) -> Outcome:
    """The owner asks `colleague` to take the session; it stays theirs until then. A new offer replaces an old."""
    own(session, agent_id)
    status = next_status(session.status, Action.TRANSFER)
    if colleague.id == agent_id:
        raise NotAllowed("TRANSFER_TO_SELF")
    after = replace(session, status=status, offer_to=colleague.id, offer_name=colleague.name, alarm_ms=ends_ms)
    return Outcome(after, (row_changed(after),))


def accept_transfer(session: Session, agent: Agent, at_ms: int) -> Outcome:
    """The colleague takes the offered session; raises `NotAllowed` where it is not offered to them (any more)."""
    if session.status is Status.MANUAL_LIVE and session.agent_id == agent.id:
        return Outcome(session)
    _offered(session, agent.id)
    status = next_status(session.status, Action.TRANSFER)
    message = notice("transferred", at_ms, before=session.agent_name, after=agent.name)
    after = replace(
        _unoffered(session),
        status=status,
        epoch=session.epoch + 1,
        agent_id=agent.id,
        agent_name=agent.name,
        owned_ms=at_ms,
    )
    return Outcome(*_speaks_now(after, (), message), silent_after=True, claim=agent.max_sessions)


def decline_transfer(session: Session, agent_id: str) -> Outcome:
    """The colleague will not take it, or the owner thinks better of it (`agent_id` is either's)."""
    if agent_id != session.agent_id:
        _offered(session, agent_id)
    return end_offer(session)


def end_offer(session: Session) -> Outcome:
    """The offer is over: declined, taken back, or left lying too long. The owner keeps the session."""
    after = replace(_unoffered(session), status=next_status(session.status, Action.TRANSFER))
    return Outcome(after, (row_changed(after),))


def _offered(session: Session, agent_id: str) -> None:
    if session.status is not Status.MANUAL_LIVE or not session.offer_to or session.offer_to != agent_id:
        raise NotAllowed("NOT_OFFERED")


def _unoffered(session: Session) -> Session:
    return replace(session, offer_to="", offer_name="", alarm_ms=0)


def release(session: Session, agent_id: str, turn_id: str, at_ms: int) -> Outcome:
    """The owner gives the session back to the AI, which answers what nobody has taken up as turn `turn_id`."""
    own(session, agent_id)
    after = replace(_ownerless(session), status=next_status(session.status, Action.RELEASE))
    return give_to_ai(
        session, replace(after, reason="", severity="", rule="", evidence=""), turn_id, (notice("released", at_ms),)
    )


def _ownerless(session: Session) -> Session:
    return replace(_unoffered(session), agent_id="", agent_name="", owned_ms=0)


def owner_gone(session: Session, turn_id: str, shift: Shift) -> Outcome:
    """The owner's browser has been gone for too long: the session waits at the head of the queue.

    Out of hours nobody would come: the visitor is asked for an address, and the AI goes on.
    """
    if not shift.is_open:
        after = replace(_ownerless(session), status=next_status(session.status, Action.OWNER_GONE_AFTER_HOURS))
        after = replace(after, put_off_ms=shift.at_ms)
        key = f"after-hours:{session.name}:{shift.opens_ms}"
        mail = Mail(MailKind.ESCALATED_AFTER_HOURS, session.name, key=key)
        return replace(give_to_ai(session, after, turn_id, (after_hours_notice(session, shift),)), mails=(mail,))
    after = replace(
        _ownerless(session),
        status=next_status(session.status, Action.OWNER_GONE),
        epoch=session.epoch + 1,
        waiting_ms=shift.at_ms,
        at_head=True,
        alarm_ms=wait_ends_ms(shift),
        severity=session.severity or Severity.HIGH.value,
    )
    messages = [notice("agent_gone", shift.at_ms, name=session.agent_name)]
    if not shift.has_people:
        messages.append(notice("queued_nobody", shift.at_ms))
    wait_s = shift.service.mail_wait_s if shift.has_people else 0
    mail = Mail(MailKind.QUEUE_OLD, session.name, key=f"queue:{session.name}:{slot(shift.at_ms)}", wait_s=wait_s)
    return Outcome(*_speaks_now(after, (), *messages), mails=(mail,))


def close(session: Session, at_ms: int, *, by: str) -> Outcome:
    """The session ends; `by` is "visitor" or "agent", who has dealt with an offline message then.

    Closing what is closed is nothing new.
    """
    if session.status is Status.CLOSED:
        return Outcome(session)
    silenced, cut = silence_ai(session)
    after = closed(silenced, Action.CLOSE)
    if by == "agent":
        after = replace(after, offline_ms=0)
    message = notice(f"closed_by_{by}", at_ms, **({"name": session.agent_name} if session.agent_name else {}))
    return Outcome(
        *_speaks_now(after, cut, message),
        ends_turn=session.turn_id,
        stops_turn=bool(session.turn_id),
        silent_after=True,
    )
