"""What a visitor can say and read: open a session, speak, look back; asking for people is in `waiting`.

Who the visitor is was checked before.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace

from app.desk.changes import Changes, is_nothing_new
from app.desk.decisions import log_decision
from app.desk.team import Team
from app.domain.conversation import open_session, visitor_speaks
from app.domain.errors import InManualMode
from app.domain.escalation import Decision
from app.domain.handover import asks_for_person
from app.domain.markup import render_plain
from app.domain.outcome import Outcome
from app.domain.policy import judge_question
from app.domain.session import Message, Role, Session, Status
from app.domain.shop import Shop
from app.store.commits import Duplicate
from app.store.sessions import Kept, View
from app.store.store import Store

VIEW_MESSAGES = 50
Enter = Callable[[Session], Awaitable[Outcome]]
"""What becomes of a session with its visitor's coming, beside where they are."""


async def _as_before(session: Session) -> Outcome:
    return Outcome(session)


@dataclass(frozen=True, slots=True)
class Posted:
    """A message that is kept; `turn_id` names the answer that will be given to it, "" where a person reads it."""

    message_id: str
    turn_id: str


class VisitorDesk:
    """The visitor's use cases. `shop_of` finds a shop by its id; `new_id` makes unguessable names."""

    def __init__(
        self,
        store: Store,
        changes: Changes,
        team: Team,
        *,
        shop_of: Callable[[str], Shop],
        clock_ms: Callable[[], int],
        new_id: Callable[[], str],
    ) -> None:
        self._store = store
        self._changes = changes
        self._team = team
        self._shop_of = shop_of
        self._clock_ms = clock_ms
        self._new_id = new_id

    async def open(
        self, *, shop: str, visitor_id: str, lang: str, context: Mapping[str, str], enter: Enter = _as_before
    ) -> View:
        """Begin a new session; `context` says where the visitor is. What `enter` makes of it goes with its beginning.

        Raises what `enter` raises, and `Conflict` where what that knew has changed.
        """
        now_ms = self._clock_ms()
        session = Session(
            name=f"s_{self._new_id()}",
            shop=shop,
            visitor_id=visitor_id,
            lang=lang,
            created_ms=now_ms,
            context=dict(context),
        )
        outcome = await enter(session)
        begun = replace(open_session(outcome.session), siblings=outcome.siblings)
        await self._store.commits.commit(session, begun, now_ms=now_ms)
        return await self._store.sessions.view(session.name, limit=VIEW_MESSAGES)

    async def resume(self, name: str, *, lang: str, context: Mapping[str, str], enter: Enter = _as_before) -> View:
        """Come back to a session, from now on in `lang` ("" for as before), and as `enter` makes it.

        Raises `SessionNotFound`, and what `enter` raises.
        """
        view = await self._store.sessions.view(name, limit=VIEW_MESSAGES)

        async def refresh(session: Session) -> Outcome:
            known = dict(session.context) | dict(context)
            return await enter(replace(session, lang=lang or session.lang, context=known))

        if is_nothing_new(view.session, await refresh(view.session)):
            return view
        return replace(view, session=(await self._changes.weigh(name, refresh)).session)

    async def look(self, name: str) -> View:
        """The session as it is; raises `SessionNotFound`."""
        return await self._store.sessions.view(name, limit=VIEW_MESSAGES)

    async def history(self, name: str, *, before: str, limit: int) -> tuple[tuple[Kept, ...], bool]:
        """Up to `limit` messages older than the id `before`, oldest first, and whether there are more.

        Raises `SessionNotFound`.
        """
        kept, more = await self._store.sessions.history(name, before=before, limit=limit)
        if not kept:
            await self.exists(name)
        return kept, more

    async def exists(self, name: str) -> None:
        """Return where the session is kept; raises `SessionNotFound`."""
        await self._store.sessions.load(name)

    async def post(self, name: str, text: str, *, client_id: str, to_ai: bool = False) -> Posted:
        """Keep what the visitor says, and have it answered by the AI, or by a person where one is needed.

        `client_id` makes a second try the same message. Raises `SessionNotFound`, `TooBusy`, and
        `InManualMode` where `to_ai` asks for an answer that only a person may give.
        """
        message = self._message(text, client_id)
        turn_id = f"t_{self._new_id()}"
        changed = await self._changes.weigh(
            name, lambda session: self._hear(session, message, turn_id, to_ai=to_ai), said=message
        )
        if isinstance(changed.written, Duplicate):
            if to_ai and not changed.written.turn_id:
                raise InManualMode()
            return Posted(changed.written.message_id, changed.written.turn_id)
        events = changed.outcome.events
        at = next(at for at, event in enumerate(events) if event.data.get("client_id") == message.client_id)
        return Posted(changed.written.ids[at], events[at].data.get("turn_id", ""))

    def _message(self, text: str, client_id: str) -> Message:
        return Message(
            role=Role.VISITOR,
            at_ms=self._clock_ms(),
            text=text,
            html=render_plain(text),
            client_id=client_id or self._new_id(),
        )

    async def _hear(self, session: Session, message: Message, turn_id: str, *, to_ai: bool) -> Outcome:
        """What becomes of the session: the policy is asked before the AI is."""
        if not session.ai_speaks and session.status is not Status.CLOSED:
            if to_ai:
                raise InManualMode()
            return visitor_speaks(session, message, turn_id)
        decision = self._judge(session, message.text)
        if decision is None:
            return visitor_speaks(session, message, turn_id)
        shift = await self._team.shift(session.shop)
        log_decision(session, decision)
        return asks_for_person(session, message, turn_id, decision, shift)

    def _judge(self, session: Session, text: str) -> Decision | None:
        if session.status is Status.PENDING_MANUAL:
            return None
        policy = self._shop_of(session.shop).policy
        decision = judge_question(text, is_vip=session.is_vip, policy=policy)
        if session.status is Status.AFTER_HOURS_EMAIL and not self._team.is_open(session.shop):
            # Who was told already that nobody is there is told again only when asking again.
            return decision if decision is not None and decision.is_request else None
        return decision
