"""The AI's part of a conversation: one turn from the question to the finished message, whoever began it.

It starts no turn by itself: visitors do, and the sweeper hands over the orphans.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from contextlib import aclosing
from dataclasses import replace

from app.ai.provider import (
    AIError,
    Delta,
    Opened,
    Piece,
    Prompt,
    Provider,
    Replaced,
    Run,
    Started,
    State,
    Suggested,
)
from app.desk.decisions import log_decision
from app.desk.speech import Speech, presentable
from app.desk.spoken import Spoken, conclude, report, short
from app.desk.thread import Thread, read_thread
from app.domain.conversation import turn_ends
from app.domain.errors import StoreUnavailable, TooBusy
from app.domain.events import TurnState
from app.domain.handover import Shift, escalate
from app.domain.outcome import Outcome, join
from app.domain.policy import judge_answer
from app.domain.session import Message, Session, Status
from app.domain.shop import Shop
from app.store.commits import Committed, Conflict, TurnLost
from app.store.store import Store
from app.store.turns import Draft, Lease
from app.telemetry.log import log

ATTEMPTS = 3
"""After how many owners a turn is given up: a question that kills its process must not do so for ever."""

COMMIT_TRIES = 20
STORE_WAIT_S = 0.5


class Answering:
    """Answers turns, each fenced by its lease.

    `shift_at` tells how things stand at a shop, `shop_of` finds one; `clock_ms` is the time of day.
    """

    def __init__(
        self,
        store: Store,
        provider: Provider,
        *,
        shift_at: Callable[[str], Awaitable[Shift]],
        shop_of: Callable[[str], Shop],
        clock_ms: Callable[[], int],
    ) -> None:
        self._store = store
        self._provider = provider
        self._shift_at = shift_at
        self._shop_of = shop_of
        self._clock_ms = clock_ms

    async def answer(self, lease: Lease, pause_s: Callable[[], float]) -> str:
        """Bring the turn to its end; returns the id of the turn that begins with that, or "".

        `pause_s` says how long to gather words between two appends. Raises `TurnLost` where the turn is not ours.
        """
        began = self._clock_ms()
        session = await self._own_session(lease)
        # A first owner finds nothing that another could have left behind.
        draft = await self._store.turns.draft(lease.session_name) if lease.attempt > 1 else Draft("", {})
        answers = self._shop_of(session.shop).answers
        thread = await read_thread(self._store.sessions, lease, session, answers)
        spoken = await self._speak(lease, thread, draft, pause_s)
        state, said = conclude(lease.turn_id, spoken, now_ms=self._clock_ms())
        queued = await self._end(lease, thread, spoken, state, said)
        report(lease, state, spoken, self._clock_ms() - began)
        return queued

    async def _speak(self, lease: Lease, thread: Thread, draft: Draft, pause_s: Callable[[], float]) -> Spoken:
        """The answer, found again where an earlier owner left one behind, else asked for."""
        if lease.attempt > ATTEMPTS:
            return Spoken(draft.text, failure=AIError("server", code="too_many_attempts"))
        prompt = thread.prompt
        if draft.run or draft.text:
            found = await self._recover(prompt, draft)
            if found:
                return found
            if draft.text:
                return Spoken(draft.text, failure=AIError("network", code="owner_lost"))
        return await self._ask(thread, Speech(self._store.turns, lease, thread.epoch, pause_s=pause_s))

    async def _recover(self, prompt: Prompt, draft: Draft) -> Spoken | None:
        try:
            answer = await self._provider.recover(prompt, draft.run)
        except AIError as error:
            log("ai_recover_failed", level=logging.WARNING, session_name=prompt.session_name, kind=error.kind)
            return None
        text = presentable(answer.text) if answer else ""
        return Spoken(text, short(answer.suggestions)) if answer and text else None

    async def _ask(self, thread: Thread, speech: Speech) -> Spoken:
        """Ask the AI and let its words out as they come; a failure of the AI is part of the result."""
        spoken = Spoken()
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(speech.write())
            try:
                await self._listen(thread, speech, spoken)
            except AIError as error:
                spoken.failure = error
            speech.complete()
        spoken.text = speech.text
        if not spoken.text and not spoken.failure:
            # Nothing that could be shown is no answer, and nobody waits in silence.
            spoken.failure = AIError("content", code="empty")
        return spoken

    async def _listen(self, thread: Thread, speech: Speech, spoken: Spoken) -> None:
        prompt = thread.prompt
        if not prompt.state:
            state = await self._provider.open(prompt.session_name, prompt.visitor_id, prompt.bot_id)
            await self._keep_state(speech.lease, state)
            prompt = replace(prompt, state=state)
        if thread.untold:
            await self._provider.tell(prompt.state, prompt.session_name, thread.untold)
            # Kept at once: a turn that is cut off has told all the same, and the next must not tell it again.
            await self._commit(speech.lease, lambda session: Outcome(replace(session, told_id=thread.untold_id)))
        async with aclosing(self._provider.stream(prompt)) as pieces:  # type: ignore[type-var]
            async for piece in pieces:
                await self._hear(piece, prompt, speech, spoken)
                if speech.is_full:
                    return

    async def _hear(self, piece: Piece, prompt: Prompt, speech: Speech, spoken: Spoken) -> None:
        match piece:
            case Delta(words):
                speech.say(words)
            case Replaced(text):
                speech.replace(text)
            case Started(run) if run:
                await self._note_run(prompt, speech.lease, run)
            case Opened(state):
                await self._keep_state(speech.lease, state)
            case Suggested(questions):
                spoken.suggestions = short(questions)

    async def _note_run(self, prompt: Prompt, lease: Lease, run: Run) -> None:
        """Remember how the upstream calls the answer. Who stopped the turn before that could not: we do it for them."""
        try:
            await self._store.turns.note_run(lease, run)
        except TurnLost:
            try:
                await self._provider.cancel(prompt, run)
            except AIError as error:
                log("ai_cancel_failed", level=logging.WARNING, session_name=prompt.session_name, kind=error.kind)
            raise

    async def _end(self, lease: Lease, thread: Thread, spoken: Spoken, state: TurnState, said: list[Message]) -> str:
        """End the turn; an AI that has failed too often in a row hands over to a person in the same change."""
        policy = self._shop_of(thread.shop).policy
        fails, decision = judge_answer(
            spoken.text, failed=spoken.failure is not None, fails=thread.fails, policy=policy
        )
        shift = await self._shift(thread.shop) if decision else None
        told_id = thread.told_id if state is not TurnState.FAILED else ""

        def rule(session: Session) -> Outcome:
            ended = turn_ends(replace(session, fails=fails), state, said, told_id=told_id)
            if not decision or not shift:
                return ended
            if ended.starts_turn or not _may_hand_over(session, shift):
                # The limit stays reached: the next answer that fails hands over.
                return replace(ended, session=replace(ended.session, fails=thread.fails))
            log_decision(session, decision)
            return join(ended, escalate(ended.session, decision, shift))

        return (await self._commit(lease, rule)).starts_turn

    async def _shift(self, shop: str) -> Shift:
        """Who is on shift; waits for a store that is away, since a finished answer must not be lost over it."""
        for _ in range(COMMIT_TRIES):
            try:
                return await self._shift_at(shop)
            except StoreUnavailable:
                await asyncio.sleep(STORE_WAIT_S)
        raise TooBusy()

    async def _keep_state(self, lease: Lease, state: State) -> None:
        if state:
            await self._commit(lease, lambda session: Outcome(replace(session, ai_state=dict(state))))

    async def _commit(self, lease: Lease, decide: Callable[[Session], Outcome]) -> Outcome:
        """Commit what `decide` makes of the session while the turn is ours; waits for a store that is away."""
        for _ in range(COMMIT_TRIES):
            try:
                session = await self._own_session(lease)
                outcome = decide(session)
                result = await self._store.commits.commit(session, outcome, now_ms=self._clock_ms(), is_deed=False)
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


def _may_hand_over(session: Session, shift: Shift) -> bool:
    """Who waits already keeps their place; who was told that nobody is there is asked again when somebody may be."""
    return session.status is Status.BOT_ACTIVE or (session.status is Status.AFTER_HOURS_EMAIL and shift.is_open)
