"""The stage with people on it: agents with accounts, what they and visitors do about each other, and the sweeper."""

from dataclasses import replace

from app.desk.agents import AgentDesk
from app.desk.reading import ReadingDesk
from app.desk.sweeper import Sweeper
from app.desk.waiting import WaitingDesk
from app.domain.agent import Agent, Availability
from app.domain.session import Session
from app.domain.shop import DEFAULT_ID, Shop
from app.store.accounts import Account, Change
from app.store.store import Store
from app.store.turns import Lease
from tests.desk.stage import ALWAYS, NEVER, NOW_MS, Stage
from tests.store.census import check_store, mails

MINUTE_MS = 60_000


class Floor(Stage):
    """A desk with people. Agents are `hire`d, and seen at their workbench as long as they are in `present`."""

    def __init__(self, store: Store) -> None:
        super().__init__(store)
        self.waiting = WaitingDesk(store, self.changes, self.team, clock_ms=self.clock_ms, new_id=self.new_id)
        self.agents = AgentDesk(
            store, self.changes, self.team, self.provider, clock_ms=self.clock_ms, new_id=self.new_id
        )
        self.reading = ReadingDesk(store, self.provider, clock_ms=self.clock_ms)
        self.sweeper = Sweeper(
            store,
            self.changes,
            self.team,
            start_turn=self.leases.append,
            clock_ms=self.clock_ms,
            new_id=self.new_id,
        )
        self.present: set[str] = set()
        self.limits: dict[str, int] = {}

    async def hire(
        self, name: str, *, is_here: bool = True, shops: tuple[str, ...] = (), max_sessions: int = 5
    ) -> Agent:
        """An agent, whose workbench is open unless the test says otherwise."""
        username = name.lower()
        agent = Agent(f"a_{username}", username, name, shops=shops, max_sessions=max_sessions, created_ms=NOW_MS)
        await self.store.accounts.create(Account(agent, "no password"))
        self.limits[agent.id] = max_sessions
        if is_here:
            self.present.add(agent.id)
            await self.see()
        return agent

    async def be(self, agent: Agent, status: Availability) -> None:
        """The agent is online, busy or offline by their own choice."""
        await self.store.accounts.change(agent.id, Change({"status": status.value}))

    async def see(self) -> None:
        """All who are present are seen at their workbenches."""
        await self.store.presence.see_agents(self.present, now_ms=self.now_ms)

    async def later(self, ms: int) -> None:
        """Time passes, in which all who are present are seen all the while."""
        self.now_ms += ms
        await self.see()

    def set_open(self, is_open: bool, shop_id: str = DEFAULT_ID) -> None:
        """The shop is open, or closed, from now on."""
        self.set_shop(shop_id, replace(self.shop_of(shop_id), hours=ALWAYS if is_open else NEVER))

    def set_shop(self, shop_id: str, shop: Shop) -> None:
        """The shop's settings are these from now on."""
        self.shops[shop_id] = replace(shop, id=shop_id)

    async def queue(self, text: str = "", shop: str = DEFAULT_ID) -> str:
        """A session that waits for a person; its visitor says `text` while waiting, if any."""
        name = await self.open(shop)
        await self.waiting.ask(name)
        if text:
            await self.say(name, text)
        return name

    async def live(self, agent: Agent, text: str = "") -> str:
        """A session that the agent owns; its visitor says `text` to the agent, if any."""
        name = await self.queue()
        await self.agents.take_over(agent, name)
        if text:
            await self.say(name, text)
        return name

    async def load(self, name: str) -> Session:
        """The session as it is kept, in a store in which everything agrees."""
        return (await check_store(self.store, agents=self.limits))[name]

    async def mailed(self) -> list[tuple[str, str, int]]:
        """The letters that are to be sent, as (kind, address, seconds from now), by when they are due."""
        found = sorted((await mails(self.store)).values(), key=lambda mail: (mail[0], str(mail[1])))
        return [(job["kind"], job["to"], (due_ms - self.now_ms) // 1000) for due_ms, job in found]

    def lease_of(self, name: str) -> Lease:
        """The lease of the session's last turn."""
        return [lease for lease in self.leases if lease.session_name == name][-1]
