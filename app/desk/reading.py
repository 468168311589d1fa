"""What agents read: the lists, one session with everything known of it, numbers for a glance; it changes nothing."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from app.ai.provider import AIError, Provider
from app.desk.thread import read_whole
from app.domain.agent import Agent
from app.domain.errors import SessionNotFound
from app.domain.session import Session, Status
from app.store.lists import OFFLINE
from app.store.sessions import Kept, Snapshot, View
from app.store.store import Store
from app.telemetry.log import log

LISTS: Mapping[str, str] = {
    "waiting": Status.PENDING_MANUAL.value,
    "mine": Status.MANUAL_LIVE.value,
    "colleagues": Status.MANUAL_LIVE.value,
    "ai": Status.BOT_ACTIVE.value,
    "offline": OFFLINE,
    "closed": Status.CLOSED.value,
}
"""The lists of the workbench by their names, and where their sessions stand in the store."""

SCAN = 200
VIEW_MESSAGES = 50


@dataclass(frozen=True, slots=True)
class Page:
    """Some sessions of a list, and from where it goes on (None: that was all)."""

    sessions: tuple[Session, ...]
    next: int | None


@dataclass(frozen=True, slots=True)
class Opened:
    """One session with everything an agent may know; `answer` is the running one, as (turn id, text)."""

    view: View
    notes: tuple[Kept, ...]
    marks: Mapping[str, str]
    is_visitor_here: bool
    answer: tuple[str, str] | None


@dataclass(frozen=True, slots=True)
class Filter:
    """Which sessions of a list are wanted; empty parts want all. `text` is looked for in what a line shows."""

    text: str = ""
    shop: str = ""
    agent_id: str = ""

    def fits(self, session: Session) -> bool:
        """Whether the session is wanted."""
        if (self.shop and session.shop != self.shop) or (self.agent_id and session.agent_id != self.agent_id):
            return False
        who = [session.context.get("name", ""), *(session.user.get(part, "") for part in ("id", "name", "email"))]
        shown = (session.last_text, session.email, session.name, *who, *session.tags)
        return not self.text or any(self.text.casefold() in part.casefold() for part in shown)


class ReadingDesk:
    """What an agent may see, and no more: sessions of shops that are not theirs are as if they were not there."""

    def __init__(self, store: Store, provider: Provider, *, clock_ms: Callable[[], int]) -> None:
        self._store = store
        self._provider = provider
        self._clock_ms = clock_ms

    async def page(self, agent: Agent, name: str, wanted: Filter, *, start: int, limit: int) -> Page:
        """Up to `limit` sessions of the list `name` (of `LISTS`, or a status) from place `start` on."""
        if name == "mine":
            return Page(tuple(one for one in await self._mine(agent) if wanted.fits(one)), None)
        found: list[Session] = []
        while True:
            names = await self._store.lists.names(LISTS.get(name, name), start=start, limit=SCAN)
            for session in await self._store.lists.load(names):
                is_own = name == "colleagues" and session.agent_id == agent.id
                if agent.sees(session.shop) and wanted.fits(session) and not is_own:
                    found.append(session)
                if len(found) == limit:
                    return Page(tuple(found), start + names.index(session.name) + 1)
            if len(names) < SCAN:
                return Page(tuple(found), None)
            start += SCAN

    async def counts(self, agent: Agent) -> dict[str, int]:
        """How many sessions each list has; for an agent of some shops only, as far as `SCAN` tells at a time."""
        counts = await self._store.lists.counts()
        if agent.shops:
            counts = {key: await self._count(agent, key) for key in set(LISTS.values())}
        known = {name: counts[key] for name, key in LISTS.items()}
        mine = len(await self._mine(agent))
        # What changes hands between the two reads must not make the difference negative.
        return known | {"mine": mine, "colleagues": max(0, known["colleagues"] - mine)}

    async def _mine(self, agent: Agent) -> list[Session]:
        """What the agent owns, but for shops that are no longer theirs to see."""
        owned = await self._store.lists.load(await self._store.lists.owned(agent.id))
        return [session for session in owned if agent.sees(session.shop)]

    async def _count(self, agent: Agent, key: str) -> int:
        start, count = 0, 0
        while True:
            names = await self._store.lists.names(key, start=start, limit=SCAN)
            count += sum(agent.sees(one.shop) for one in await self._store.lists.load(names))
            if len(names) < SCAN:
                return count
            start += SCAN

    async def open(self, agent: Agent, name: str) -> Opened:
        """One session; raises `SessionNotFound`."""
        view = await self._store.sessions.view(name, limit=VIEW_MESSAGES)
        self._check(agent, view.session)
        snapshot: Snapshot = await self._store.sessions.snapshot(name, after="")
        is_here = await self._store.presence.is_visitor_here(name, now_ms=self._clock_ms())
        notes = await self._store.sessions.notes(name)
        return Opened(view, notes, snapshot.marks, is_here, snapshot.answer)

    async def history(self, agent: Agent, name: str, *, before: str, limit: int) -> tuple[tuple[Kept, ...], bool]:
        """Up to `limit` messages older than the id `before`, and whether there are more; raises `SessionNotFound`."""
        self._check(agent, await self._store.sessions.load(name))
        return await self._store.sessions.history(name, before=before, limit=limit)

    async def summary(self, agent: Agent, name: str) -> str | None:
        """What was tried so far, in the AI's words and the agent's language; None where it cannot say."""
        session = await self._store.sessions.load(name)
        self._check(agent, session)
        try:
            return await self._provider.summarize(await read_whole(self._store.sessions, session), agent.lang)
        except AIError as error:
            log("ai_summary_failed", session_name=name, kind=error.kind)
            return None

    async def stats(self, agent: Agent) -> dict[str, Any]:
        """Numbers for a glance: how many wait, since when the first, how many are served, by people and by the AI."""
        counts = await self.counts(agent)
        first = await self.page(agent, "waiting", Filter(), start=0, limit=SCAN)
        since_ms = min((one.waiting_ms for one in first.sessions), default=0)
        waits = self._clock_ms() - since_ms if since_ms else 0
        return {
            "waiting": counts["waiting"],
            "live": len((await self.page(agent, Status.MANUAL_LIVE, Filter(), start=0, limit=1_000)).sessions),
            "ai": counts["ai"],
            "offline": counts["offline"],
            "closed": counts["closed"],
            "longest_wait_s": waits // 1000,
            "agents_online": len(await self._store.presence.agents(now_ms=self._clock_ms())),
        }

    def _check(self, agent: Agent, session: Session) -> None:
        if not agent.sees(session.shop):
            raise SessionNotFound()
