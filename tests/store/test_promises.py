"""Two writers, several sessions, any order of things: what was promised stays true after every single step.

Promise 1: what was acknowledged is kept, once, in order. Promise 2: who lost a turn says nothing in it any more.
Promise 5: from every kept id on, a stream hears exactly what is kept after it. Promise 6: no session holds
another's words, and neither ids nor keys of one open the other.
"""

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

import pytest
from hypothesis import HealthCheck, Phase, settings, stateful
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, invariant, precondition, rule

from app.desk.visitor import Posted, VisitorDesk
from app.domain.conversation import fall_silent, visitor_speaks
from app.domain.errors import TokenRefused
from app.domain.events import TurnState
from app.domain.session import Session, Status
from app.store import commits, turns
from app.store.bus import order
from app.store.commits import Conflict, TurnLost
from app.store.turns import Lease
from tests.store.ledger import Ledger
from tests.store.talk import kept, show, texts, visitors
from tests.store.world import Stream, World, end_with

T = TypeVar("T")
WRITERS = st.integers(0, 1)
PICKS = st.integers(0, 1_000)
AGES = st.sampled_from([0, 0, 0, 1, 2])
PLANS = st.lists(st.integers(0, 2), min_size=1, max_size=3, unique=True)
ENDINGS = st.sampled_from([TurnState.FINISHED, TurnState.STOPPED, TurnState.FAILED])
STEPS = settings(max_examples=100, stateful_step_count=50, deadline=None)
LONG_MS = 3_600_000  # leases end when a rule says so, and never because the machine is slow


class Promises(RuleBasedStateMachine):
    """What two processes may do to some sessions, in every order that Hypothesis can think of."""

    sessions: Bundle[str] = Bundle("sessions")

    def __init__(self, url: str) -> None:
        super().__init__()
        self.runner = asyncio.Runner()
        self.world = World(url)
        self.touched = ""
        self.frozen: list[Session] = []
        self.streams: list[Stream] = []
        self.run(self.world.empty())

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        return self.runner.run(work)

    def teardown(self) -> None:
        try:
            for name in self.world.ledgers:
                self.run(self.world.check(name))
        finally:
            self.run(self.world.close())
            self.runner.close()

    def words(self, name: str) -> tuple[Ledger, str]:
        """The session's ledger, and something new to say in it."""
        self.touched = name
        ledger = self.world.ledgers[name]
        return ledger, ledger.text(self.world.new_id())

    @initialize(target=sessions)
    def begin(self) -> stateful.MultipleResults[str]:
        return stateful.multiple(*(self.run(self.world.open(desk)) for desk in self.world.desks))

    @precondition(lambda self: len(self.world.ledgers) < 4)
    @rule(target=sessions, writer=WRITERS)
    def open(self, writer: int) -> str:
        return self.run(self.world.open(self.world.desks[writer]))

    @rule(name=sessions, writer=WRITERS)
    def post(self, name: str, writer: int) -> None:
        ledger, text = self.words(name)
        client_id = self.world.new_id()
        ledger.speaks(text, client_id, self.run(self.world.desks[writer].post(name, text, client_id=client_id)))

    @rule(name=sessions, writer=WRITERS, pick=PICKS)
    def retry(self, name: str, writer: int, pick: int) -> None:
        known = list(self.world.ledgers[name].acknowledged.items())
        if known:
            client_id, (text, posted) = known[pick % len(known)]
            assert self.run(self.world.desks[writer].post(name, text, client_id=client_id)) == posted

    @rule(name=sessions, plans=st.tuples(PLANS, PLANS))
    def race(self, name: str, plans: tuple[list[int], list[int]]) -> None:
        """Both writers post at once, each its own plan in order; what both have in it is one message sent twice."""
        said = {key: (self.world.new_id(), self.words(name)[1]) for key in range(3)}

        async def work(desk: VisitorDesk, plan: list[int]) -> dict[int, Posted]:
            return {key: await desk.post(name, said[key][1], client_id=said[key][0]) for key in plan}

        async def both() -> list[dict[int, Posted]]:
            return await asyncio.gather(*map(work, self.world.desks, plans))

        one, other = self.run(both())
        assert all(one[key] == other[key] for key in one.keys() & other.keys())
        for mine, theirs in ((one, other), (other, one)):
            alone = [order(mine[key].message_id) for key in mine if key not in theirs]
            assert alone == sorted(alone)
        for key, posted in sorted((one | other).items(), key=lambda item: order(item[1].message_id)):
            self.world.ledgers[name].speaks(said[key][1], said[key][0], posted)

    @rule(name=sessions, writer=WRITERS, age=AGES, ending=st.none() | ENDINGS)
    def go_on(self, name: str, writer: int, age: int, ending: TurnState | None) -> None:
        """The owner of the turn, or whoever held a lease before, goes on with the answer or ends it."""
        if not self.world.ledgers[name].turn_id and not age:
            self.post(name, writer)
        lease = self.world.lease_of(name, age)
        ledger, text = self.words(name)
        work = self.world.speak(self.world.stores[writer], lease, text, ending)
        if not self.world.is_owner(lease):
            with pytest.raises(TurnLost):
                self.run(work)
            return
        self.run(work)
        ledger.goes_on(ending, text)

    @rule(name=sessions, writer=WRITERS)
    def freeze(self, name: str, writer: int) -> None:
        """A process stops between reading a session and writing it."""
        self.frozen.append(self.run(self.world.stores[writer].sessions.load(name)))

    @precondition(lambda self: self.frozen)
    @rule(writer=WRITERS, pick=PICKS, ending=st.none() | ENDINGS)
    def thaw(self, writer: int, pick: int, ending: TurnState | None) -> None:
        """It wakes, and speaks or ends its turn as if nothing had happened since."""
        before, store = self.frozen.pop(pick % len(self.frozen)), self.world.stores[writer]
        ending = ending if before.turn_id else None
        ledger, text = self.words(before.name)
        client_id = self.world.new_id()
        speaks = visitor_speaks(before, visitors(text, client_id), f"t_{client_id}")
        outcome = end_with(before, ending, text) if ending else speaks
        if self.run(store.sessions.load(before.name)).version != before.version:
            with pytest.raises((Conflict, TurnLost)):
                self.run(self.world.commit(store, before, outcome))
            return
        ids = self.run(self.world.commit(store, before, outcome)).ids
        if ending:
            ledger.goes_on(ending, text)
            return
        at, said = next((at, event) for at, event in enumerate(outcome.events) if event.kind == "message")
        ledger.speaks(text, client_id, Posted(ids[at], said.data["turn_id"]))

    @rule(name=sessions, writer=WRITERS, age=AGES, holds=st.booleans())
    def renew_or_release(self, name: str, writer: int, age: int, holds: bool) -> None:
        lease, store = self.world.lease_of(name, age), self.world.stores[writer]
        is_owner = self.world.is_owner(lease)
        if holds:
            assert self.run(store.turns.renew(lease)) == is_owner
        else:
            self.run(store.turns.release(lease))
        if is_owner:
            self.world.ledgers[name].is_free = not holds

    @rule(name=sessions, owner_left=st.booleans())
    def claim(self, name: str, owner_left: bool) -> None:
        """Both writers want the turn, several times at once: one gets it, if it is free."""
        ledger, _ = self.words(name)
        if owner_left:
            if not ledger.turn_id:
                self.post(name, 0)
            self.run(self.world.stores[0].turns.release(Lease(name, ledger.turn_id, ledger.attempt)))
            ledger.is_free = True

        async def all_at_once() -> list[Lease | None]:
            return await asyncio.gather(*(store.turns.claim(name) for store in self.world.stores * 3))

        claimed = [lease for lease in self.run(all_at_once()) if lease]
        ledger.attempt += ledger.is_free
        assert claimed == ([Lease(name, ledger.turn_id, ledger.attempt)] if ledger.is_free else [])
        ledger.is_free = False
        self.world.leases += claimed

    @rule(name=sessions, writer=WRITERS)
    def fall_silent(self, name: str, writer: int) -> None:
        session = self.run(self.world.stores[writer].sessions.load(name))
        if not session.turn_id and session.status is not Status.CLOSED:
            self.run(self.world.commit(self.world.stores[writer], session, fall_silent(session)))
            self.words(name)[0].closes()

    @rule(name=sessions, writer=WRITERS, pick=PICKS, own=st.booleans())
    def resume(self, name: str, writer: int, pick: int, own: bool) -> None:
        """A stream comes with an id: one of the session's own, or any that was ever given."""
        store = self.world.stores[writer]
        log = [event_id for event_id, _, _ in self.run(kept(store, name))]
        ids = log if own else self.world.ids
        after = ids[pick % len(ids)]
        snapshot = self.run(store.sessions.snapshot(name, after=after))
        assert (snapshot.replay is None) == (after not in log)
        if snapshot.replay is not None:
            heard = [event.id for event in snapshot.replay]
            assert heard == log[log.index(after) + 1 :]
            self.streams.append(Stream(name, after, snapshot.bus_id.encode(), heard))

    @precondition(lambda self: self.streams)
    @rule(writer=WRITERS, pick=PICKS)
    def listen(self, writer: int, pick: int) -> None:
        """A stream takes what the bus has for it since; with the replay that is the whole log after its id."""
        stream, store = self.streams[pick % len(self.streams)], self.world.stores[writer]
        if self.run(store.bus.end()) != stream.bus_id:
            stream.hear(self.run(store.bus.read(stream.bus_id)))
        log = [event_id for event_id, _, _ in self.run(kept(store, stream.name))]
        assert stream.heard == log[log.index(stream.after) + 1 :]

    @rule(name=sessions, other=sessions, pick=PICKS)
    def trespass(self, name: str, other: str, pick: int) -> None:
        """One session's key, leases and ids are tried on another."""
        mine, theirs, store = self.world.ledgers[name], self.world.ledgers[other], self.world.stores[0]
        for lease in [lease for lease in self.world.leases if lease.session_name == name != other][-3:]:
            with pytest.raises(TurnLost):
                self.run(show(store, Lease(other, lease.turn_id, lease.attempt), "not mine"))
        if name != other:
            with pytest.raises(TokenRefused):
                self.world.tokens.read(f"{mine.token.rpartition('.')[0]}.{theirs.token.rpartition('.')[2]}")
        page, _ = self.run(store.sessions.history(other, before=self.world.ids[pick % len(self.world.ids)], limit=100))
        assert set(texts(page)) <= set(theirs.texts)

    @invariant()
    def every_promise_holds(self) -> None:
        """The session that was touched last is read through every door; at the end all are."""
        if self.touched:
            self.run(self.world.check(self.touched))


def test_whatever_happens_in_whatever_order_the_promises_hold(valkey: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (commits, turns):
        monkeypatch.setattr(module, "LEASE_MS", LONG_MS)
    # Without shrinking, which takes minutes here: the steps of a failure are printed as they were.
    chosen = settings(
        max_examples=100, stateful_step_count=50, deadline=None, derandomize=True, phases=[Phase.generate]
    )
    stateful.run_state_machine_as_test(
        lambda: Promises(valkey),  # type: ignore[arg-type]  # a factory will do
        settings=settings(chosen, suppress_health_check=list(HealthCheck)),
    )
