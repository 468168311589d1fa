"""How the desks change a session: load it, let a rule decide, commit, and decide anew where somebody was quicker."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace

from app.domain.errors import NotAllowed, TooBusy
from app.domain.outcome import Outcome
from app.domain.session import Message, Session
from app.store.commits import Committed, Conflict, Duplicate, TurnLost
from app.store.store import Store
from app.store.turns import Lease

COMMIT_TRIES = 40
Rule = Callable[[Session], Outcome]


@dataclass(frozen=True, slots=True)
class Changed:
    """One change that was made: the session before it, what was decided, what the commit wrote."""

    before: Session
    outcome: Outcome
    written: Committed | Duplicate

    @property
    def session(self) -> Session:
        """The session as it is now; what was sent before, or is nothing new, has changed nothing."""
        if isinstance(self.written, Duplicate) or is_nothing_new(self.before, self.outcome):
            return self.before
        return replace(self.outcome.session, version=self.before.version + 1)


def is_nothing_new(session: Session, outcome: Outcome) -> bool:
    """Whether the outcome leaves all as it is and says nothing, so that there is nothing to commit."""
    return not outcome.events and outcome.session == session


class Changes:
    """Changes sessions, and has the turns answered that begin with it. `clock_ms` is the time of day."""

    def __init__(self, store: Store, *, start_turn: Callable[[Lease], None], clock_ms: Callable[[], int]) -> None:
        self._store = store
        self._start_turn = start_turn
        self._clock_ms = clock_ms

    async def make(self, name: str, rule: Rule, *, said: Message | None = None) -> Changed:
        """Let `rule` decide what becomes of the session, and commit that; what is nothing new is not committed.

        `said` is the message that the rule is about: one that was kept before is kept, whatever the rule says now.
        Raises what `rule` raises, `SessionNotFound`, `AtCapacity`, `TooBusy` and `StoreUnavailable`.
        """

        async def decide(session: Session) -> Outcome:
            return rule(session)

        return await self.weigh(name, decide, said=said)

    async def weigh(
        self, name: str, decide: Callable[[Session], Awaitable[Outcome]], *, said: Message | None = None
    ) -> Changed:
        """The same for a rule that has to look things up first."""
        for _ in range(COMMIT_TRIES):
            session = await self._store.sessions.load(name)
            try:
                outcome = await decide(session)
            except NotAllowed:
                known = said and await self._store.commits.find(name, said)
                if not known:
                    raise
                return Changed(session, Outcome(session), known)
            if is_nothing_new(session, outcome):
                await self._store.commits.confirm(name)
                return Changed(session, outcome, Committed(()))
            try:
                written = await self._store.commits.commit(session, outcome, now_ms=self._clock_ms())
            except (Conflict, TurnLost):
                # Also an answer that ended, or got another owner, while it was to be cut off, is but a change.
                continue
            if outcome.starts_turn and isinstance(written, Committed):
                self._start_turn(Lease(name, outcome.starts_turn, 1))
            return Changed(session, outcome, written)
        raise TooBusy()
