"""What a visitor can do: open a session, say something, read what was said; who the visitor is was checked before."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from app.domain.conversation import Outcome, open_session, visitor_speaks
from app.domain.errors import InManualMode, TooBusy
from app.domain.markup import render_plain
from app.domain.session import AI_SPEAKS, Message, Role, Session, Status
from app.store.commits import Conflict, Duplicate
from app.store.sessions import Kept, View
from app.store.store import Store
from app.store.turns import Lease

VIEW_MESSAGES = 50
COMMIT_TRIES = 20


@dataclass(frozen=True, slots=True)
class Posted:
    """A message that is kept; `turn_id` names the answer that will be given to it, "" where a person reads it."""

    message_id: str
    turn_id: str


class VisitorDesk:
    """The visitor's use cases. `start_turn` answers a turn in the background; `new_id` makes unguessable names."""

    def __init__(
        self,
        store: Store,
        *,
        start_turn: Callable[[Lease], None],
        clock_ms: Callable[[], int],
        new_id: Callable[[], str],
    ) -> None:
        self._store = store
        self._start_turn = start_turn
        self._clock_ms = clock_ms
        self._new_id = new_id

    async def open(self, *, shop: str, visitor_id: str, lang: str) -> View:
        """Begin a new session."""
        now_ms = self._clock_ms()
        name = f"s_{self._new_id()}"
        session = Session(name=name, shop=shop, visitor_id=visitor_id, lang=lang, created_ms=now_ms)
        await self._store.commits.commit(session, open_session(session), now_ms=now_ms)
        return await self._store.sessions.view(name, limit=VIEW_MESSAGES)

    async def resume(self, name: str, *, lang: str) -> View:
        """Come back to a session, from now on in `lang` ("" for as before); raises `SessionNotFound`."""
        view = await self._store.sessions.view(name, limit=VIEW_MESSAGES)
        if lang and lang != view.session.lang:
            await self._change(name, lambda session: Outcome(replace(session, lang=lang)))
        return view

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
        """Keep what the visitor says, and have it answered where the AI speaks.

        `client_id` makes a second try the same message. Raises `SessionNotFound`, `TooBusy`, and
        `InManualMode` where `to_ai` asks for an answer that only a person may give.
        """
        message = Message(
            role=Role.VISITOR,
            at_ms=self._clock_ms(),
            text=text,
            html=render_plain(text),
            client_id=client_id or self._new_id(),
        )
        turn_id = f"t_{self._new_id()}"

        def speak(session: Session) -> Outcome:
            if to_ai and session.status not in AI_SPEAKS and session.status is not Status.CLOSED:
                raise InManualMode()
            return visitor_speaks(session, message, turn_id)

        outcome, result = await self._change(name, speak)
        if isinstance(result, Duplicate):
            if to_ai and not result.turn_id:
                raise InManualMode()
            return Posted(result.message_id, result.turn_id)
        if outcome.starts_turn:
            self._start_turn(Lease(name, outcome.starts_turn, 1))
        at = next(at for at, event in enumerate(outcome.events) if event.kind == "message")
        return Posted(result[at], outcome.events[at].data.get("turn_id", ""))

    async def _change(
        self, name: str, decide: Callable[[Session], Outcome]
    ) -> tuple[Outcome, tuple[str, ...] | Duplicate]:
        for _ in range(COMMIT_TRIES):
            session = await self._store.sessions.load(name)
            outcome = decide(session)
            try:
                result = await self._store.commits.commit(session, outcome, now_ms=self._clock_ms())
            except Conflict:
                continue
            return outcome, result if isinstance(result, Duplicate) else result.ids
        raise TooBusy()
