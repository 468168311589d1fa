"""The AI's part of a conversation: one turn from the question to the finished message, whoever began it.

It starts no turn by itself: visitors do, and the sweeper hands over the orphans.
"""

import asyncio
import logging
from collections.abc import Callable, Sequence
from contextlib import aclosing
from dataclasses import dataclass, replace
from typing import Any

from app.ai.provider import (
    AIError,
    Delta,
    Line,
    Opened,
    Piece,
    Prompt,
    Provider,
    Replaced,
    Started,
    State,
    Suggested,
)
from app.desk.speech import Speech, presentable
from app.domain.conversation import Outcome, split_at_turn, turn_ends
from app.domain.errors import StoreUnavailable, TooBusy
from app.domain.events import TurnState
from app.domain.markup import render
from app.domain.session import Message, Role, Session
from app.store.commits import Committed, Conflict, TurnLost
from app.store.store import Store
from app.store.turns import Draft, Lease
from app.telemetry.log import log

ATTEMPTS = 3
"""After how many owners a turn is given up: a question that kills its process must not do so for ever."""

COMMIT_TRIES = 20
STORE_WAIT_S = 0.5
FRESH_LINES = 10
SUGGESTIONS = 4
SUGGESTION_CHARS = 120


@dataclass(slots=True)
class Spoken:
    """What came of asking the AI: the text, its suggestions, and why it broke off (None: it did not)."""

    text: str = ""
    suggestions: tuple[str, ...] = ()
    failure: AIError | None = None


class Answering:
    """Answers turns, each fenced by its lease. `clock_ms` is the time of day."""

    def __init__(self, store: Store, provider: Provider, *, clock_ms: Callable[[], int]) -> None:
        self._store = store
        self._provider = provider
        self._clock_ms = clock_ms

    async def answer(self, lease: Lease, pause_s: Callable[[], float]) -> str:
        """Bring the turn to its end; returns the id of the turn that begins with that, or "".

        `pause_s` says how long to gather words between two appends. Raises `TurnLost` where the turn is not ours.
        """
        began = self._clock_ms()
        session = await self._own_session(lease)
        # A first owner finds nothing that another could have left behind.
        draft = await self._store.turns.draft(lease.session_name) if lease.attempt > 1 else Draft("", {})
        spoken = await self._speak(lease, session, draft, pause_s)
        state, said = self._conclude(lease.turn_id, spoken)
        queued = await self._end(lease, state, said)
        _report(lease, state, spoken, self._clock_ms() - began)
        return queued

    async def _speak(self, lease: Lease, session: Session, draft: Draft, pause_s: Callable[[], float]) -> Spoken:
        """The answer, found again where an earlier owner left one behind, else asked for."""
        if lease.attempt > ATTEMPTS:
            return Spoken(draft.text, failure=AIError("server", code="too_many_attempts"))
        prompt = await self._prompt(lease, session)
        if draft.run or draft.text:
            found = await self._recover(prompt, draft)
            if found:
                return found
            if draft.text:
                return Spoken(draft.text, failure=AIError("network", code="owner_lost"))
        return await self._ask(prompt, Speech(self._store.turns, lease, session.epoch, pause_s=pause_s))

    async def _recover(self, prompt: Prompt, draft: Draft) -> Spoken | None:
        try:
            answer = await self._provider.recover(prompt, draft.run)
        except AIError as error:
            log("ai_recover_failed", level=logging.WARNING, session_name=prompt.session_name, kind=error.kind)
            return None
        text = presentable(answer.text) if answer else ""
        return Spoken(text, _short(answer.suggestions)) if answer and text else None

    async def _prompt(self, lease: Lease, session: Session) -> Prompt:
        history, fresh = split_at_turn(await self._store.sessions.said(session.name), lease.turn_id)
        return Prompt(
            session_name=session.name,
            visitor_id=session.visitor_id,
            lang=session.lang,
            fresh=tuple(_line(message) for message in fresh[-FRESH_LINES:]),
            # More questions than one can answer at a time are at least known to have been asked.
            history=tuple(_line(message) for message in (*history, *fresh[:-FRESH_LINES])),
            state=session.ai_state,
        )

    async def _ask(self, prompt: Prompt, speech: Speech) -> Spoken:
        """Ask the AI and let its words out as they come; a failure of the AI is part of the result."""
        spoken = Spoken()
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(speech.write())
            try:
                await self._listen(prompt, speech, spoken)
            except AIError as error:
                spoken.failure = error
            speech.complete()
        spoken.text = speech.text
        if not spoken.text and not spoken.failure:
            # Nothing that could be shown is no answer, and nobody waits in silence.
            spoken.failure = AIError("content", code="empty")
        return spoken

    async def _listen(self, prompt: Prompt, speech: Speech, spoken: Spoken) -> None:
        if not prompt.state:
            state = await self._provider.open(prompt.session_name, prompt.visitor_id)
            await self._keep_state(speech.lease, state)
            prompt = replace(prompt, state=state)
        async with aclosing(self._provider.stream(prompt)) as pieces:  # type: ignore[type-var]
            async for piece in pieces:
                await self._hear(piece, speech, spoken)
                if speech.is_full:
                    return

    async def _hear(self, piece: Piece, speech: Speech, spoken: Spoken) -> None:
        match piece:
            case Delta(words):
                speech.say(words)
            case Replaced(text):
                speech.replace(text)
            case Started(run) if run:
                await self._store.turns.note_run(speech.lease, run)
            case Opened(state):
                await self._keep_state(speech.lease, state)
            case Suggested(questions):
                spoken.suggestions = _short(questions)

    def _conclude(self, turn_id: str, spoken: Spoken) -> tuple[TurnState, list[Message]]:
        now_ms = self._clock_ms()
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

    async def _end(self, lease: Lease, state: TurnState, said: list[Message]) -> str:
        outcome = await self._commit(lease, lambda session: turn_ends(session, state, said))
        return outcome.starts_turn

    async def _keep_state(self, lease: Lease, state: State) -> None:
        if state:
            await self._commit(lease, lambda session: Outcome(replace(session, ai_state=dict(state))))

    async def _commit(self, lease: Lease, decide: Callable[[Session], Outcome]) -> Outcome:
        """Commit what `decide` makes of the session while the turn is ours; waits for a store that is away."""
        for _ in range(COMMIT_TRIES):
            try:
                session = await self._own_session(lease)
                outcome = decide(session)
                result = await self._store.commits.commit(session, outcome, now_ms=self._clock_ms())
            except Conflict:
                continue
            except StoreUnavailable:
                await asyncio.sleep(STORE_WAIT_S)
                continue
            assert isinstance(result, Committed)
            return outcome
        raise TooBusy()

    async def _own_session(self, lease: Lease) -> Session:
        session = await self._store.sessions.load(lease.session_name)
        if (session.turn_id, session.turn_attempt) != (lease.turn_id, lease.attempt):
            raise TurnLost()
        return session


def _short(questions: Sequence[str]) -> tuple[str, ...]:
    """The first few questions that are short enough to be offered."""
    found = (presentable(question).strip() for question in questions)
    return tuple(question for question in found if 0 < len(question) <= SUGGESTION_CHARS)[:SUGGESTIONS]


def _line(message: Message) -> Line:
    speaker = {Role.VISITOR: "visitor", Role.AI: "ai"}.get(message.role, "agent")
    return Line(speaker, message.text)  # type: ignore[arg-type]


def _apology(failure: AIError, *, was_heard: bool) -> str:
    if was_heard:
        return "ai_interrupted"
    return "ai_no_answer" if failure.kind in {"content", "context"} else "ai_unavailable"


def _report(lease: Lease, state: TurnState, spoken: Spoken, duration_ms: int) -> None:
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
