"""What is true of every session at every moment, whatever happened before; how it came about is the tests' business."""

from collections.abc import Iterable

from app.domain.events import Event, TurnState, owner_of, row_of
from app.domain.outcome import Outcome
from app.domain.session import Session, Status

FINAL = {TurnState.FINISHED, TurnState.STOPPED, TurnState.FAILED}


def check_session(session: Session) -> None:
    """See that the parts of a session fit together."""
    is_live = session.status is Status.MANUAL_LIVE
    waits = session.status is Status.PENDING_MANUAL
    assert is_live == bool(session.agent_id) == bool(session.agent_name) == bool(session.owned_ms), session
    assert waits == bool(session.waiting_ms), session
    assert waits or not (session.at_head or session.has_company), session
    assert is_live or not (session.offer_to or session.offer_name), session
    assert session.offer_to != session.agent_id or not session.offer_to, session
    assert bool(session.alarm_ms) == (waits or bool(session.offer_to)), session
    assert session.ai_speaks or not (session.turn_id or session.next_turn_id), session
    assert bool(session.turn_id) == bool(session.turn_attempt), session
    assert session.turn_id or not session.next_turn_id, session
    assert not session.offline_ms or session.email, session
    assert session.status is not Status.AFTER_HOURS_EMAIL or session.next_shift_ms, session
    # Whatever nobody has taken up is on somebody's list, or was given to the AI as a turn.
    assert not session.unanswered or waits or is_live, session
    assert 0 <= session.rating <= 5, session


def voice(session: Session) -> str:
    """Who may speak to the visitor: "ai", an agent's id, "" for nobody."""
    return session.agent_id or ("ai" if session.ai_speaks else "")


def check_step(before: Session, outcome: Outcome) -> None:
    """See that an outcome agrees with itself, and follows from the session before it."""
    after = outcome.session
    check_session(after)
    assert after.epoch >= before.epoch
    assert (after.name, after.shop, after.visitor_id, after.version) == (
        *(before.name, before.shop, before.visitor_id, before.version),
    )
    _check_status(before, outcome)
    _check_rows(before, outcome)
    _check_turns(before, outcome)
    _check_words(outcome.events)
    epochs = [event.data["epoch"] for event in outcome.events if event.kind in ("status", "turn", "message")]
    assert epochs == sorted(epochs)
    assert set(epochs) <= {before.epoch, after.epoch}


def _of(kind: str, events: Iterable[Event]) -> list[Event]:
    return [event for event in events if event.kind == kind]


def _check_status(before: Session, outcome: Outcome) -> None:
    """The last status event says how things are, and there is one wherever anything of it has changed."""
    after = outcome.session
    told = _of("status", outcome.events)
    if told:
        data = told[-1].data
        assert (data["status"], data["epoch"], data["agent"]) == (after.status.value, after.epoch, owner_of(after))
    parts = [(one.status, one.epoch, one.agent_id) for one in (before, after)]
    assert told or parts[0] == parts[1], (before, outcome)


def _check_rows(before: Session, outcome: Outcome) -> None:
    """The agents' lists hear of every change of hands, once, and as it will be."""
    rows = _of("queue", outcome.events)
    assert len(rows) <= 1, rows
    assert rows or (before.status, before.agent_id) == (outcome.session.status, outcome.session.agent_id)
    for row in rows:
        assert not row.kept
        said = row_of(outcome.session) | {"version": outcome.session.version + 1}
        # What is said in the same breath arrives as a patch of its own.
        loose = {"last"} if outcome.events.index(row) < _last_message(outcome.events) else set()
        assert {name: value for name, value in row.data.items() if name not in loose} == {
            name: value for name, value in said.items() if name not in loose
        }


def _last_message(events: tuple[Event, ...]) -> int:
    return max((at for at, event in enumerate(events) if event.kind == "message"), default=-1)


def _check_turns(before: Session, outcome: Outcome) -> None:
    """Every turn that begins is told and every one that ends is told; what runs is what began and did not end."""
    after = outcome.session
    told = [(event.data["turn_id"], event.data["state"]) for event in _of("turn", outcome.events)]
    started = [turn for turn, state in told if state == TurnState.STARTED]
    ended = [turn for turn, state in told if state in FINAL]
    assert started == ([outcome.starts_turn] if outcome.starts_turn else [])
    assert outcome.ends_turn in ("", before.turn_id)
    assert (outcome.ends_turn in ended) == bool(outcome.ends_turn)
    running = ([] if outcome.ends_turn else [before.turn_id] if before.turn_id else []) + started
    assert ([after.turn_id] if after.turn_id else []) == running
    assert not outcome.stops_turn or outcome.ends_turn
    if before.next_turn_id and after.next_turn_id != before.next_turn_id:
        assert before.next_turn_id in (*started, *ended)


def _check_words(events: tuple[Event, ...]) -> None:
    """The system speaks in codes; what people and the AI say is theirs."""
    for event in _of("message", events):
        is_system = event.data["role"] == "system"
        assert is_system == ("code" in event.data) == ("text" not in event.data) == ("html" not in event.data)
