"""What visitors, the AI and silence do to a session, as data to commit; what agents do is in `handover`.

No clock, no ids of its own, no I/O.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from app.domain.events import Event, TurnState, message_posted, row_changed, status_changed, turn_changed
from app.domain.outcome import Outcome
from app.domain.preview import preview
from app.domain.session import Message, Role, Session
from app.domain.transitions import Action, next_status

_AFTER_HOURS = frozenset({"after_hours", "after_hours_open_end", "after_hours_kept", "after_hours_kept_open_end"})
HANDED_OVER = _AFTER_HOURS | {"queued", "queued_nobody", "waited_too_long", "offline_kept", "offline_kept_here"}
"""System messages that take up what the visitor said before them without being promised an answer by the AI."""
GIVEN_BACK = _AFTER_HOURS | {"released", "cancelled", "waited_too_long"}
"""System messages with which the AI has the word again: its next answer is to what was said before them."""

_LANDMARKS = HANDED_OVER | GIVEN_BACK
_ANSWER = frozenset({Role.AI, Role.AGENT})


def open_session(session: Session) -> Outcome:
    """A session begins; its log begins with its status, so that a stream always has a place to resume from."""
    return Outcome(session, (status_changed(session),), silent_after=True)


def say(session: Session, message: Message, **changes: Any) -> tuple[Session, Event]:
    """The session after `message` was said in it, and `changes` of its fields with that; the event that tells so."""
    posted = message_posted(message, session.epoch)
    if message.role is Role.SYSTEM:
        return replace(session, **changes) if changes else session, posted
    after = replace(
        session,
        **changes,
        last_role=message.role.value,
        last_text=preview(message.role, message.text, message.html),
        last_ms=message.at_ms,
        last_by=message.agent_id,
        last_by_name=message.agent_name,
    )
    return after, posted


def visitor_speaks(session: Session, message: Message, turn_id: str) -> Outcome:
    """The visitor said `message`; `turn_id` is the name of the answer, if one is to begin.

    While an answer is being spoken the message waits and is answered in the next turn, together with
    whatever else is said until then.
    """
    after, events = _reopened(session)
    if not after.ai_speaks:
        after, posted = say(after, message, unanswered=after.unanswered + 1)
        return Outcome(after, (*events, posted), silent_after=True)
    if session.turn_id:
        queued = session.next_turn_id or turn_id
        after, posted = say(after, replace(message, turn_id=queued), next_turn_id=queued)
        return Outcome(after, (*events, posted), silent_after=True)
    after, posted = say(after, replace(message, turn_id=turn_id), turn_id=turn_id, turn_attempt=1)
    started = turn_changed(turn_id, TurnState.STARTED, after.epoch)
    return Outcome(after, (*events, posted, started), starts_turn=turn_id, silent_after=True)


def _reopened(session: Session) -> tuple[Session, list[Event]]:
    """The session as it is when its visitor speaks: a closed one begins anew."""
    status = next_status(session.status, Action.VISITOR_SPEAKS)
    if status is session.status:
        return session, []
    after = replace(session, status=status, rating=0)
    if not session.offline_ms:
        # Why a person was needed then says nothing of now.
        after = replace(after, reason="", severity="", rule="", evidence="")
    return after, [status_changed(after), row_changed(after)]


def turn_ends(session: Session, state: TurnState, said: Sequence[Message], *, told_id: str = "") -> Outcome:
    """The current turn ended in `state` after `said`; what was said meanwhile starts the next turn at once.

    `told_id` is the last message that the AI's own memory knows from now on ("" for as before).
    """
    after, events = replace(session, told_id=told_id or session.told_id), []
    for message in said:
        after, posted = say(after, message)
        events.append(posted)
    events.append(turn_changed(session.turn_id, state, session.epoch))
    queued = session.next_turn_id if session.ai_speaks else ""
    if queued:
        events.append(turn_changed(queued, TurnState.STARTED, session.epoch))
    after = replace(after, turn_id=queued, turn_attempt=1 if queued else 0, next_turn_id="")
    return Outcome(after, tuple(events), starts_turn=queued, ends_turn=session.turn_id)


def fall_silent(session: Session) -> Outcome:
    """Nobody has spoken for the session's whole life: it closes, until the visitor speaks again.

    Its offline message goes on waiting for the next shift, which may be later than that.
    """
    epoch = session.epoch if session.ai_speaks else session.epoch + 1
    after = replace(closed(session, Action.FALL_SILENT), epoch=epoch)
    return Outcome(after, (status_changed(after), row_changed(after)))


def closed(session: Session, action: Action) -> Session:
    """The session closed by `action`: nobody owns it, nobody waits, nothing is to happen by itself.

    An offline message stays open: only people can deal with it.
    """
    return replace(
        session,
        status=next_status(session.status, action),
        agent_id="",
        agent_name="",
        owned_ms=0,
        waiting_ms=0,
        at_head=False,
        has_company=False,
        offer_to="",
        offer_name="",
        alarm_ms=0,
        unanswered=0,
        fails=0,
    )


def split_at_turn(messages: Sequence[Message], turn_id: str) -> tuple[tuple[Message, ...], tuple[Message, ...]]:
    """Split what was said (oldest first) into (history, what turn `turn_id` must answer).

    A message that waited while an answer was spoken stands before that answer, so its place alone does not
    tell: an answer reaches as far as the last message that was promised to its turn. What a failed turn left
    unanswered is asked again; what is promised to a later turn is left to it, and in neither part. A turn that was
    promised nothing (people gave the session back, or never came) answers what no person has taken up until then: that
    somebody was asked for, or an answer begun, settles nothing.
    """
    spoken = [message for message in messages if message.role is not Role.SYSTEM or message.code in _LANDMARKS]
    last_of = {m.turn_id: at for at, m in enumerate(spoken) if m.role is Role.VISITOR}
    is_promised = turn_id in last_of

    def given_back(before: int) -> int:
        return _last(spoken[:before], GIVEN_BACK, default=before)

    def reach(at: int, message: Message) -> int:
        return last_of.get(message.turn_id, given_back(at)) if message.role is Role.AI else at

    answers = [(at, m) for at, m in enumerate(spoken) if m.role in _ANSWER and (is_promised or not m.stopped)]
    answered_to = max((reach(at, m) for at, m in answers), default=-1)
    noticed_to = _last(spoken, HANDED_OVER, default=-1) if is_promised else -1
    asked_to = last_of.get(turn_id, given_back(len(spoken)))
    asked = {
        at
        for at, m in enumerate(spoken)
        if m.role is Role.VISITOR and at > (answered_to if m.turn_id else max(answered_to, noticed_to))
    }
    history = tuple(m for at, m in enumerate(spoken) if at not in asked and m.role is not Role.SYSTEM)
    return history, tuple(spoken[at] for at in sorted(asked) if at <= asked_to)


def _last(messages: Sequence[Message], codes: frozenset[str], *, default: int) -> int:
    """Where the last system message of one of `codes` stands."""
    return max((at for at, message in enumerate(messages) if message.code in codes), default=default)
