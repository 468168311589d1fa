"""A guest who comes through the front door and looks at the clock; what the times amount to is `books`' business."""

import time
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import httpx

from app.store.bus import order
from tests.chaos.books import Account, Span
from tests.crash.guest import POST_S, SILENCE_S, Acknowledged, Guest
from tests.crash.ledger import FINAL, judge_turns
from tests.live import Ear

PASSING = frozenset({408, 429, 502, 503, 504})
"""What the page tries again without a word (app/web/static/outbox.js); every other refusal is shown."""

LATE_S = 60.0
"""From then on the page says that sending takes long."""

LONG_S = 0.5
"""Shorter silences of a stream are not worth a line."""


@dataclass(slots=True)
class Patron(Guest):
    """A guest with a watch. What is neither taken nor to be tried again in silence is `shown`."""

    acknowledged_at: dict[str, float] = field(default_factory=dict)
    ended_at: dict[str, float] = field(default_factory=dict)
    silences: list[Span] = field(default_factory=list)
    aways: list[Span] = field(default_factory=list)
    shown: list[str] = field(default_factory=list)
    spoken: list[str] = field(default_factory=list)
    """The client ids of what an agent has said to this guest, and was told is kept."""

    _byte_at: float = 0.0
    _away_from: float = 0.0

    async def say(self, text: str) -> Acknowledged:
        """As every guest does; notes what took so long that the page says so."""
        began = time.monotonic()
        kept = await Guest.say(self, text)
        self.acknowledged_at[kept.client_id] = time.monotonic()
        if time.monotonic() - began > LATE_S:
            self.shown.append(f"{kept.client_id} was late")
        return kept

    async def _post(self, base: str, body: dict[str, str]) -> dict[str, str] | None:
        try:
            response = await self.http.post(f"{base}/api/chat", json=body, headers=self.headers, timeout=POST_S)
        except httpx.TransportError as error:
            self.refused.append(type(error).__name__)
            return None
        if response.status_code == 202:
            kept: dict[str, str] = response.json()
            return kept
        self.note(response)
        return None

    def note(self, response: httpx.Response) -> None:
        """A refusal: either the page tries again without a word, or the visitor sees it."""
        if response.status_code in PASSING:
            self.refused.append(str(response.status_code))
        else:
            self.shown.append(f"{response.status_code} {response.text[:300]}")

    async def _hear(self, base: str) -> None:
        headers = self.headers | {"Last-Event-ID": self.ledger.place}
        address = f"{base}/api/chat/events"
        try:
            async with self.http.stream("GET", address, headers=headers, timeout=SILENCE_S) as response:
                if response.status_code != 200:
                    await response.aread()
                    self.note(response)
                    return
                ear = Ear(self._timed(response.aiter_lines()))
                while True:
                    self._take(await ear.next(timeout_s=3600))
        finally:
            self._away_from = self._away_from or time.monotonic()

    def _take(self, event: Any) -> None:
        now = time.monotonic()
        if event.kind == "hello" and self._away_from:
            self.aways.append(Span(self.name, self._away_from, now))
            self._away_from = 0.0
        self.ledger.take(event)
        if event.kind == "turn" and event.data["state"] in FINAL:
            self.ended_at[event.data["turn_id"]] = now

    async def _timed(self, lines: AsyncIterator[str]) -> AsyncIterator[str]:
        async for line in lines:
            now = time.monotonic()
            if self._byte_at and now - self._byte_at > LONG_S:
                self.silences.append(Span(self.name, self._byte_at, now))
            self._byte_at = now
            yield line

    def account(self, kept: list[dict[str, Any]], logged: list[str], end_s: float) -> Account:
        """The sums, against what the server keeps: `kept` are its messages, `logged` the ids of the session's log."""
        mine = [message for message in kept if message["role"] in {"visitor", "agent"}]
        heard = [message for message in self.ledger.messages() if message["role"] in {"visitor", "agent"}]
        names = {said.client_id: said for said in self.acknowledged}
        waits = [
            Span(said.turn_id, self.acknowledged_at[name], self.ended_at.get(said.turn_id, end_s))
            for name, said in names.items()
        ]
        return Account(
            acknowledged=(*names, *self.spoken),
            kept=tuple(message["client_id"] for message in mine),
            heard=tuple(message["client_id"] for message in heard),
            ends=tuple(self.ledger.states.values()),
            waits=tuple(waits),
            silences=tuple(self.silences),
            aways=tuple(self.aways),
            shown=tuple(self.shown),
            retried=tuple(self.refused),
            faults=tuple(f"{self.name} ({self.session_name}): {one}" for one in self._faults(kept, logged)),
        )

    def _faults(self, kept: list[dict[str, Any]], logged: list[str]) -> list[str]:
        ledger = self.ledger
        faults = [*ledger.faults, *judge_turns(ledger.kept)]
        if ledger.messages() != kept:
            faults.append(f"heard {ledger.messages()}, kept {kept}")
        since = order(logged[0]) if logged else (0, 0)
        heard = [event.id for event in ledger.kept if order(event.id) >= since]
        if heard != [one for one in logged if order(one) > order(ledger.began)]:
            faults.append(f"heard {heard}, logged {logged}")
        return faults + [f"{turn_id} never ended" for turn_id in self.unanswered()]
