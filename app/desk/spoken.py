"""What came of asking the AI: the answer or the failure, and how that is put to the visitor; it asks nobody."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from app.ai.provider import AIError
from app.desk.speech import presentable
from app.domain.events import TurnState
from app.domain.markup import render
from app.domain.session import Message, Role
from app.store.turns import Lease
from app.telemetry.log import log

SUGGESTIONS = 4
SUGGESTION_CHARS = 120


@dataclass(slots=True)
class Spoken:
    """What came of asking the AI: the text, its suggestions, and why it broke off (None: it did not)."""

    text: str = ""
    suggestions: tuple[str, ...] = ()
    failure: AIError | None = None


def conclude(turn_id: str, spoken: Spoken, *, now_ms: int) -> tuple[TurnState, list[Message]]:
    """How the turn ends, and what is said with it: the answer, and an apology where there is none or half of one."""
    failed = spoken.failure is not None
    said: list[Message] = []
    if spoken.text:
        said.append(
            Message(
                role=Role.AI,
                at_ms=now_ms,
                text=spoken.text.rstrip(),
                html=render(spoken.text),
                turn_id=turn_id,
                suggestions=spoken.suggestions,
                stopped=failed,
            )
        )
    if spoken.failure:
        code = _apology(spoken.failure, was_heard=bool(spoken.text))
        said.append(Message(role=Role.SYSTEM, at_ms=now_ms, code=code, turn_id=turn_id))
    if not failed:
        return TurnState.FINISHED, said
    return TurnState.STOPPED if spoken.text else TurnState.FAILED, said


def short(questions: Sequence[str]) -> tuple[str, ...]:
    """The first few questions that are short enough to be offered."""
    found = (presentable(question).strip() for question in questions)
    return tuple(question for question in found if 0 < len(question) <= SUGGESTION_CHARS)[:SUGGESTIONS]


def _apology(failure: AIError, *, was_heard: bool) -> str:
    if was_heard:
        return "ai_interrupted"
    return "ai_no_answer" if failure.kind in {"content", "context"} else "ai_unavailable"


def report(lease: Lease, state: TurnState, spoken: Spoken, duration_ms: int) -> None:
    """Log how the turn ended and how long it took."""
    failure = spoken.failure
    why: dict[str, Any] = {"kind": failure.kind, "code": failure.code, "logid": failure.logid} if failure else {}
    log(
        "ai_answer",
        level=logging.WARNING if failure else logging.INFO,
        session_name=lease.session_name,
        turn_id=lease.turn_id,
        attempt=lease.attempt,
        status=state.value,
        chars=len(spoken.text),
        duration_ms=duration_ms,
        **why,
    )
