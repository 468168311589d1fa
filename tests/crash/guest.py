"""A visitor's program that survives its servers: it says things until they are acknowledged, and listens for ever.

It keeps books (`ledger`), and judges nothing itself.
"""

import asyncio
import random
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from itertools import cycle
from typing import Any, Self

import httpx

from tests.crash.ledger import Ledger
from tests.crash.stage import until
from tests.live import Ear, Heard

SILENCE_S = 20.0
"""A stream that says nothing for so long, not even a comment, is dead."""

POST_S = 8.0
PATIENCE = 5
"""How many messages without an answer make a person wait: a turn asks the last ten at most."""

SILENCE_LIMIT_S = 30.0
"""Once nothing dies any more, nobody is left without an answer or an apology for so long."""

CHAT_LIMIT_S = 1800.0
"""While things die one after the other, patience has no end but the test's own."""

PAGE = 100


@dataclass(frozen=True, slots=True)
class Acknowledged:
    """A message that was answered with 202."""

    client_id: str
    text: str
    message_id: str
    turn_id: str


@dataclass(slots=True)
class Guest:
    """One visitor of the servers at `bases`; `rng` decides what it says and when."""

    name: str
    http: httpx.AsyncClient
    bases: tuple[str, ...]
    rng: random.Random
    ledger: Ledger
    session_name: str
    headers: dict[str, str]
    acknowledged: list[Acknowledged] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    busy_with: str = ""
    """The address a message is on its way to, "" where none is."""

    @classmethod
    async def arrive(cls, name: str, http: httpx.AsyncClient, bases: tuple[str, ...], seed: int) -> Self:
        """Open a session at the first of `bases`."""
        opened = await http.post(f"{bases[0]}/api/chat/session", json={"shop": "demo"})
        assert opened.status_code == 200, opened.text
        session = opened.json()
        return cls(
            name=name,
            http=http,
            bases=bases,
            rng=random.Random(f"{seed} {name}"),
            ledger=Ledger(session["cursor"]),
            session_name=session["session_name"],
            headers={"Authorization": f"Bearer {session['token']}", "Accept-Language": "en"},
        )

    async def say(self, text: str) -> Acknowledged:
        """Say something as often as it takes, at one address after the other, as one message."""
        client_id = f"{self.name}-{len(self.acknowledged)}"
        async for base in self._tries():
            if kept := await self._post(base, {"message": text, "client_id": client_id}):
                self.acknowledged.append(Acknowledged(client_id, text, kept["message_id"], kept["turn_id"]))
                return self.acknowledged[-1]
        raise AssertionError

    async def chat(self, is_over: asyncio.Event) -> None:
        """Talk in bursts, sometimes waiting for the answer and sometimes not, until `is_over`."""
        while not is_over.is_set():
            for _ in range(self.rng.choice((1, 1, 2, 3))):
                await self.say(f"«{self.name}.{len(self.acknowledged)}» 您好 😀, do you ship here?")
            await asyncio.sleep(self.rng.uniform(0.5, 3.5))
            few = lambda: len(self.unanswered()) < PATIENCE or is_over.is_set()  # noqa: E731
            await until(few, f"{self.name} is answered", within_s=CHAT_LIMIT_S)

    async def listen(self) -> None:
        """Keep a stream open until cancelled: after every end, on from the last id."""
        async for base in self._tries():
            try:
                await self._hear(base)
            except (httpx.TransportError, StopAsyncIteration):
                continue

    def unanswered(self) -> list[str]:
        """The turns of what was acknowledged whose end has not been heard."""
        return [said.turn_id for said in self.acknowledged if not self.ledger.has_ended(said.turn_id)]

    async def messages(self) -> list[dict[str, Any]]:
        """Everything that was said, as the server keeps it."""
        found: list[dict[str, Any]] = []
        async for base in self._tries():
            query = f"limit={PAGE}" + (f"&before={found[0]['id']}" if found else "")
            response = await self.http.get(f"{base}/api/chat/messages?{query}", headers=self.headers)
            assert response.status_code == 200, response.text
            page = response.json()
            found = page["messages"] + found
            if not page["more"]:
                break
        return found

    async def _post(self, base: str, body: dict[str, str]) -> dict[str, str] | None:
        self.busy_with = base
        try:
            response = await self.http.post(f"{base}/api/chat", json=body, headers=self.headers, timeout=POST_S)
        except httpx.TransportError:
            return None
        finally:
            self.busy_with = ""
        if response.status_code != 202:
            assert response.status_code == 503, response.text
            self.refused.append(response.json()["code"])
            return None
        kept: dict[str, str] = response.json()
        return kept

    async def _hear(self, base: str) -> None:
        headers = self.headers | {"Last-Event-ID": self.ledger.place}
        address = f"{base}/api/chat/events"
        async with self.http.stream("GET", address, headers=headers, timeout=SILENCE_S) as response:
            if response.status_code != 200:
                assert response.status_code == 503, await response.aread()
                return
            ear = Ear(response.aiter_lines())
            while True:
                await self._write_down(await ear.next(timeout_s=3600))

    async def _write_down(self, event: Heard) -> None:
        self.ledger.take(event)

    async def _tries(self) -> AsyncIterator[str]:
        """One address after the other, with growing pauses in between that begin anew after a good while."""
        clock, pause_s = asyncio.get_running_loop().time, 0.0
        for base in cycle(self.rng.sample(self.bases, len(self.bases))):
            began = clock()
            yield base
            pause_s = min(1.0, pause_s * 2 or 0.05) if clock() - began < 2 else 0.05
            await asyncio.sleep(pause_s * self.rng.uniform(0.5, 1.5))
