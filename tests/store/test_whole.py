"""Everything that can happen to a session, in any order, on a real store: what is kept is what the rules decided."""

import asyncio
import json
from collections.abc import Coroutine, Sequence
from typing import Any, TypeVar

import pytest
from hypothesis import HealthCheck, Phase, settings, stateful

from app.domain.events import answer_grew
from app.domain.outcome import Outcome
from app.domain.session import Message
from app.store import commits, turns
from app.store.commits import Committed
from app.store.store import Store, open_store
from app.store.turns import Lease
from tests.domain.conversationalist import Conversationalist
from tests.domain.test_state_machine import AGENTS, Rules
from tests.store.census import bus_of, check_store, mails

T = TypeVar("T")
LONG_MS = 3_600_000


async def _empty(store: Store) -> None:
    await store.redis.flushall()


class StoredTalk(Conversationalist):
    """The same session, in the rules' memory and in the store."""

    def __init__(self, runner: asyncio.Runner, store: Store, *, keeps_company: bool) -> None:
        self._runner = runner
        self._store = store
        self._told: list[str] = []
        self._mails: set[str] = set()
        self.run(_empty(store))
        super().__init__(keeps_company=keeps_company)

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        return self._runner.run(work)

    def apply(self, outcome: Outcome, said: Sequence[Message] = ()) -> None:
        before, shown = self.session, self.shown
        written = self.run(self._store.commits.commit(before, outcome, now_ms=self.now_ms))
        super().apply(outcome, said)
        assert isinstance(written, Committed)
        self._check_written(outcome, written, shown)
        kept = self.run(check_store(self._store, agents={agent.id: agent.max_sessions for agent in AGENTS}))
        assert kept == {self.session.name: self.session}
        self._mails |= {mail.key for mail in outcome.mails}
        assert set(self.run(mails(self._store))) == self._mails

    def _check_written(self, outcome: Outcome, written: Committed, shown: str) -> None:
        """All that was decided was told, in order, and a stopped answer before it with exactly what was shown."""
        told = [event.kind for event in outcome.events]
        if outcome.stops_turn and shown:
            told.insert(0, "message")
            stopped = json.loads(written.stopped)
            assert (stopped["text"], stopped["stopped"], written.stopped_id != "") == (shown, True, True)
        else:
            assert (written.stopped, written.stopped_id) == (b"", "")
        bus = [kind for kind, _ in self.run(bus_of(self._store, "s")) if kind != "delta"]
        assert bus == self._told + told
        self._told = bus

    def grow(self, words: str) -> None:
        super().grow(words)
        lease = Lease("s", self.session.turn_id, self.session.turn_attempt)
        event = answer_grew(lease.turn_id, self.session.epoch, offset=0, text=words, block=0, html=words)
        self.run(self._store.turns.append(lease, self.session.epoch, words, event))

    def change_owner(self) -> None:
        super().change_owner()
        session = self.session
        self.run(self._store.turns.release(Lease("s", session.turn_id, session.turn_attempt - 1)))
        claimed = self.run(self._store.turns.claim("s"))
        assert claimed == Lease("s", session.turn_id, session.turn_attempt)


class StoredRules(Rules):
    """The rules of the domain's own test, with a store behind them."""

    def __init__(self, url: str) -> None:
        super().__init__()
        self.runner = asyncio.Runner()
        self.store = open_store(url, tag="test", expire_s=3600)

    def new_talk(self, keeps_company: bool) -> Conversationalist:
        return StoredTalk(self.runner, self.store, keeps_company=keeps_company)

    def teardown(self) -> None:
        self.runner.run(self.store.close())
        self.runner.close()


def test_whatever_happens_in_whatever_order_the_store_keeps_what_was_decided(
    valkey: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (commits, turns):
        monkeypatch.setattr(module, "LEASE_MS", LONG_MS)
    # Without shrinking, which takes minutes here: the steps of a failure are printed as they were.
    chosen = settings(max_examples=60, stateful_step_count=40, deadline=None, derandomize=True, phases=[Phase.generate])
    stateful.run_state_machine_as_test(
        lambda: StoredRules(valkey),  # type: ignore[arg-type]  # a factory will do
        settings=settings(chosen, suppress_health_check=list(HealthCheck)),
    )
