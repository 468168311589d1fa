"""What each happening does to a session, as data to commit: no clock, no ids of its own, no I/O."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from app.domain.events import Event, TurnState, message_posted, status_changed, turn_changed
from app.domain.session import AI_SPEAKS, Message, Role, Session
from app.domain.transitions import Action, next_status


@dataclass(frozen=True, slots=True)
class Outcome:
    """The session as it should be, what to tell the outside, and which turns end and begin.

    `ends_turn` also fences: the commit is refused unless that turn and attempt are still current.
    `silent_after` is True where the visitor's silence is to be measured anew from now.
    """

    session: Session
    events: tuple[Event, ...] = ()
    starts_turn: str = ""
    ends_turn: str = ""
    silent_after: bool = False


def open_session(session: Session) -> Outcome:
    """A session begins; its log begins with its status, so that a stream always has a place to resume from."""
    return Outcome(session, (status_changed(session),), silent_after=True)


def visitor_speaks(session: Session, message: Message, turn_id: str) -> Outcome:
    """The visitor said `message`; `turn_id` is the name of the answer, if one is to begin.

    While an answer is being spoken the message waits and is answered in the next turn, together with
    whatever else is said until then.
    """
    status = next_status(session.status, Action.VISITOR_SPEAKS)
    after = replace(session, status=status)
    events = [status_changed(after)] if status is not session.status else []
    if status not in AI_SPEAKS:
        return Outcome(after, (*events, message_posted(message, after.epoch)), silent_after=True)
    if session.turn_id:
        queued = session.next_turn_id or turn_id
        after = replace(after, next_turn_id=queued)
        posted = message_posted(replace(message, turn_id=queued), after.epoch)
        return Outcome(after, (*events, posted), silent_after=True)
    posted = message_posted(replace(message, turn_id=turn_id), after.epoch)
    started = turn_changed(turn_id, TurnState.STARTED, after.epoch)
    after = replace(after, turn_id=turn_id, turn_attempt=1)
    return Outcome(after, (*events, posted, started), starts_turn=turn_id, silent_after=True)


def turn_ends(session: Session, state: TurnState, said: Sequence[Message]) -> Outcome:
    """The current turn ended in `state` after `said`; what was said meanwhile starts the next turn at once."""
    events = [message_posted(message, session.epoch) for message in said]
    events.append(turn_changed(session.turn_id, state, session.epoch))
    queued = session.next_turn_id if session.status in AI_SPEAKS else ""
    if queued:
        events.append(turn_changed(queued, TurnState.STARTED, session.epoch))
    after = replace(session, turn_id=queued, turn_attempt=1 if queued else 0, next_turn_id="")
    return Outcome(after, tuple(events), starts_turn=queued, ends_turn=session.turn_id)


def fall_silent(session: Session) -> Outcome:
    """Nobody has spoken for the session's whole life: it closes, until the visitor speaks again."""
    after = replace(session, status=next_status(session.status, Action.FALL_SILENT))
    return Outcome(after, (status_changed(after),))


def split_at_turn(messages: Sequence[Message], turn_id: str) -> tuple[tuple[Message, ...], tuple[Message, ...]]:
    """Split what was said (oldest first) into (history, what turn `turn_id` must answer).

    A message that waited while an answer was spoken stands before that answer, so its place alone does not
    tell: an answer reaches as far as the last message that was promised to its turn. What a failed turn left
    unanswered is asked again; what is promised to a later turn is left to it, and in neither part.
    """
    spoken = [message for message in messages if message.role is not Role.SYSTEM]
    last_of = {m.turn_id: at for at, m in enumerate(spoken) if m.role is Role.VISITOR and m.turn_id}
    reaches = (last_of.get(m.turn_id, at) for at, m in enumerate(spoken) if m.role is not Role.VISITOR)
    answered_to, asked_to = max(reaches, default=-1), last_of.get(turn_id, len(spoken))
    asked = {at for at, m in enumerate(spoken) if m.role is Role.VISITOR and at > answered_to}
    history = tuple(m for at, m in enumerate(spoken) if at not in asked)
    return history, tuple(spoken[at] for at in sorted(asked) if at <= asked_to)
