"""The desk on a real store with a scripted AI: what tests put on it, and what they look at afterwards."""

import asyncio
import itertools
import json
from collections.abc import Awaitable, Callable
from typing import Any

from app.desk.answering import Answering
from app.desk.changes import Changes
from app.desk.team import Team
from app.desk.visitor import Posted, VisitorDesk
from app.domain.hours import Hours, Period
from app.domain.shop import DEFAULT_ID, Shop
from app.store.store import Store
from app.store.turns import Lease
from tests.scripted import ScriptedProvider, echo

NOW_MS = 1_795_370_519_482
ALWAYS = Hours("UTC", week=((Period(0, 1440),),) * 7)
NEVER = Hours("UTC", week=((),) * 7)


def no_pause() -> float:
    """Append every word at once."""
    return 0.0


class Stage:
    """The desk of some shops, which never close unless a test says so in `shops`.

    Turns that begin are put into `leases`; nobody answers them unless the test does.
    """

    def __init__(self, store: Store) -> None:
        self.store = store
        self.now_ms = NOW_MS
        self.provider = ScriptedProvider(echo())
        self.shops = {DEFAULT_ID: Shop(DEFAULT_ID, {"en": "Demo"}, hours=ALWAYS)}
        self.team = Team(store, shop_of=self.shop_of, clock_ms=self.clock_ms)
        self.answering = Answering(
            store, self.provider, shift_at=self.team.shift, shop_of=self.shop_of, clock_ms=self.clock_ms
        )
        self.leases: list[Lease] = []
        self._ids = itertools.count(1)
        self.changes = Changes(store, start_turn=self.leases.append, clock_ms=self.clock_ms)
        self.desk = self.new_desk(store, self.leases.append)

    def shop_of(self, shop_id: str) -> Shop:
        """The shop of that id as the test has it, else the first."""
        return self.shops.get(shop_id, self.shops[DEFAULT_ID])

    def clock_ms(self) -> int:
        """The time that the test has set."""
        return self.now_ms

    def new_id(self) -> str:
        """A name that nobody has had before."""
        return f"n{next(self._ids)}"

    def new_desk(self, store: Store, start_turn: Callable[[Lease], None]) -> VisitorDesk:
        """A desk with its own idea of where turns begin."""
        changes = Changes(store, start_turn=start_turn, clock_ms=self.clock_ms)
        team = Team(store, shop_of=self.shop_of, clock_ms=self.clock_ms)
        return VisitorDesk(store, changes, team, shop_of=self.shop_of, clock_ms=self.clock_ms, new_id=self.new_id)

    async def open(self, shop: str = DEFAULT_ID) -> str:
        """A new session's name."""
        return (await self.desk.open(shop=shop, visitor_id="v_1", lang="en", context={})).session.name

    async def say(self, name: str, text: str, client_id: str = "") -> Posted:
        """The visitor says something."""
        return await self.desk.post(name, text, client_id=client_id)

    async def ask(self, text: str = "q", name: str = "") -> Lease:
        """The visitor says something, in a new session by default; returns the lease of the turn it begins."""
        await self.say(name or await self.open(), text)
        return self.leases[-1]

    async def answer(self, lease: Lease) -> str:
        """Bring the turn to its end; returns the id of the next, or ""."""
        return await asyncio.wait_for(self.answering.answer(lease, no_pause), 20)

    async def take_over(self, lease: Lease) -> Lease:
        """Another process goes on with the turn."""
        await self.store.turns.release(lease)
        taken = await self.store.turns.claim(lease.session_name)
        assert taken is not None
        return taken

    async def messages(self, name: str) -> list[dict[str, Any]]:
        """All that was said, as it is kept."""
        kept, _ = await self.store.sessions.history(name, before="", limit=100)
        return [json.loads(entry.data) for entry in kept]

    async def said(self, name: str) -> list[str]:
        """All that was said, as texts and codes."""
        return [message.get("code") or message["text"] for message in await self.messages(name)]

    async def heard(self, name: str) -> list[tuple[str, dict[str, Any]]]:
        """Everything the bus said about the session, as (kind, data)."""
        events, cursor = list[tuple[str, dict[str, Any]]](), b"0-0"
        while cursor != await self.store.bus.end():
            batch = await self.store.bus.read(cursor)
            events += [(e.kind.decode(), json.loads(e.data)) for e in batch if e.session_name.decode() == name]
            cursor = batch[-1].id
        return events

    async def shown(self, name: str) -> list[str]:
        """The answers as a page draws them from the deltas, one text for each delta."""
        texts, text = list[str](), b""
        for kind, data in await self.heard(name):
            if kind == "turn":
                text = b""
            if kind == "delta":
                text = text[: data["offset"] * 2] + data["text"].encode("utf-16-le")
                texts.append(text.decode("utf-16-le"))
        return texts


async def until(condition: Callable[[], Awaitable[bool]], within_s: float = 15) -> None:
    """Look again and again until `condition` holds."""
    async with asyncio.timeout(within_s):
        while not await condition():
            await asyncio.sleep(0.005)
