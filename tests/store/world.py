"""Two processes' stores and desks, what they were given, and what must be true of it; what happens is the test's."""

import itertools
import re
from dataclasses import dataclass, field, replace
from typing import Any

from app.auth.visitors import Visitor
from app.desk.changes import Changes
from app.desk.team import Team
from app.desk.visitor import VisitorDesk
from app.domain.conversation import turn_ends
from app.domain.events import TurnState
from app.domain.outcome import Outcome
from app.domain.session import Message, Role, Session, Status
from app.domain.shop import DEFAULT_ID, SHOPS
from app.store.bus import BusEvent
from app.store.commits import Committed
from app.store.sessions import Kept
from app.store.store import Store, open_store
from app.store.turns import Lease
from tests.keys import visitor_tokens
from tests.store.ledger import Entry, Ledger
from tests.store.talk import NOW_MS, bus, kept, show, texts

PASSING = ("delta", "queue")
"""What the bus says and nothing keeps."""


def clock_ms() -> int:
    """The time of both processes."""
    return NOW_MS


@dataclass(slots=True)
class Stream:
    """A stream that resumed after the id `after`, and all that it has heard since."""

    name: str
    after: str
    bus_id: bytes
    heard: list[str] = field(default_factory=list)

    def hear(self, events: list[BusEvent]) -> None:
        """Take from the bus what is kept of the session."""
        mine = [event for event in events if event.session_name.decode() == self.name]
        self.heard += [event.id.decode() for event in mine if event.kind.decode() not in PASSING]
        self.bus_id = events[-1].id


def entry(kind: str, data: dict[str, Any]) -> Entry:
    """A kept event as the ledger writes it."""
    match kind:
        case "message":
            return (kind, data["text"])
        case "turn":
            return (kind, data["turn_id"], data["state"])
    return (kind, data["status"])


def end_with(session: Session, state: TurnState, text: str) -> Outcome:
    """The running turn of `session` ends with `text`; a failed one says nothing."""
    answer = Message(role=Role.AI, at_ms=NOW_MS, text=text, html=f"<p>{text}</p>", turn_id=session.turn_id)
    return turn_ends(session, state, [] if state is TurnState.FAILED else [answer])


class World:
    """The writers, and every session, lease and id that they have ever been given."""

    def __init__(self, url: str) -> None:
        self.numbers = itertools.count(1)
        self.ledgers: dict[str, Ledger] = {}
        self.leases: list[Lease] = []
        self.ids: list[str] = ["0-0", "1795370519482-0"]
        self.tokens = visitor_tokens("a secret of tests, long enough for any check", clock_s=lambda: 0.0)
        self.stores = [open_store(url, tag="test", expire_s=3600) for _ in range(2)]
        self.desks = [
            VisitorDesk(
                store,
                Changes(store, start_turn=self.leases.append, clock_ms=clock_ms),
                Team(store, shop_of=lambda _: SHOPS[DEFAULT_ID], clock_ms=clock_ms),
                shop_of=lambda _: SHOPS[DEFAULT_ID],
                clock_ms=clock_ms,
                new_id=self.new_id,
            )
            for store in self.stores
        ]

    def new_id(self) -> str:
        """A name that nobody has had before."""
        return f"n{next(self.numbers)}"

    def is_owner(self, lease: Lease) -> bool:
        """Whether the turn is the lease's, by the ledger."""
        ledger = self.ledgers[lease.session_name]
        return (lease.turn_id, lease.attempt) == (ledger.turn_id, ledger.attempt)

    def lease_of(self, name: str, age: int) -> Lease:
        """The lease of the session that was given last, or one older by `age`; of no turn where none was."""
        given = [lease for lease in self.leases if lease.session_name == name]
        return given[-1 - age % len(given)] if given else Lease(name, "t_none", 1)

    async def empty(self) -> None:
        """Begin with nothing."""
        await self.stores[0].redis.flushall()

    async def close(self) -> None:
        """Close all connections."""
        for store in self.stores:
            await store.close()

    async def open(self, desk: VisitorDesk) -> str:
        """A new session and its ledger; returns its name."""
        name = (await desk.open(shop="demo", visitor_id="v", lang="en", context={})).session.name
        self.ledgers[name] = Ledger(name, self.tokens.issue(Visitor("v", name, "demo")))
        return name

    async def speak(self, store: Store, lease: Lease, text: str, state: TurnState | None) -> None:
        """Go on with an answer, or end it in `state`, as whoever holds `lease` would."""
        if state is None:
            await show(store, lease, text)
            return
        session = await store.sessions.load(lease.session_name)
        believed = replace(session, turn_id=lease.turn_id, turn_attempt=lease.attempt)
        await self.commit(store, believed, end_with(believed, state, text))

    async def commit(self, store: Store, before: Session, outcome: Outcome) -> Committed:
        """Commit, and remember the lease of the turn that begins with that."""
        result = await store.commits.commit(before, outcome, now_ms=NOW_MS)
        assert isinstance(result, Committed)
        if outcome.starts_turn:
            self.leases.append(Lease(before.name, outcome.starts_turn, 1))
        return result

    async def check(self, name: str) -> None:
        """See that the session is what its ledger says, read through every door."""
        ledger = self.ledgers[name]
        store = self.stores[len(ledger.log) % 2]
        assert self.tokens.read(ledger.token).session_name == name
        log = await kept(store, name)
        assert [entry(kind, data) for _, kind, data in log] == ledger.log
        ids = [event_id for event_id, _, _ in log]
        assert [i for i, whose, kind in await bus(store) if whose == name and kind not in PASSING] == ids
        self.ids += [event_id for event_id in ids if event_id not in self.ids]
        messages = await _history(store, name)
        assert texts(messages) == ledger.texts
        places = {message.id: at for at, message in enumerate(messages)}
        acknowledged = [places[posted.message_id] for _, posted in ledger.acknowledged.values()]
        assert acknowledged == sorted(set(acknowledged))
        snapshot, view = await store.sessions.snapshot(name, after=""), await store.sessions.view(name, limit=50)
        assert snapshot.cursor == view.cursor == ids[-1]
        assert snapshot.answer == ((ledger.turn_id, ledger.shown) if ledger.shown else None)
        draft, now = await store.turns.draft(name), snapshot.session
        assert draft.text == ledger.shown
        assert (now.turn_id, now.turn_attempt) == (ledger.turn_id, ledger.attempt)
        assert (now.next_turn_id, now.status is Status.CLOSED) == (ledger.next_turn_id, ledger.is_closed)
        everything = f"{log} {messages} {snapshot} {view} {draft}"
        assert set(re.findall("«(.*?)»", everything)) <= {name}


async def _history(store: Store, name: str) -> tuple[Kept, ...]:
    messages, before, more = list[Kept](), "", True
    while more:
        page, more = await store.sessions.history(name, before=before, limit=4)
        messages[:0], before = page, page[0].id if page else ""
    return tuple(messages)
