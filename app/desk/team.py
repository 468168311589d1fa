"""Who is on shift: which agents are there, with how much to do, and how a shop stands; it changes nothing."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from app.domain.agent import Agent, Availability
from app.domain.handover import Shift
from app.domain.hours import closes_at_ms, is_open, next_opening_ms
from app.domain.shop import Shop
from app.store.store import Store

DEACTIVATED, INVITED, AWAY = "deactivated", "invited", "away"


@dataclass(frozen=True, slots=True)
class Colleague:
    """An agent as colleagues see them: whether their workbench is open, and how many sessions they own.

    Who is invited has an account, and has not set a password yet.
    """

    agent: Agent
    is_present: bool
    load: int
    is_invited: bool = False

    @property
    def is_online(self) -> bool:
        """Whether they are there and take sessions."""
        return self.is_present and self.agent.active and self.agent.status is Availability.ONLINE

    @property
    def room(self) -> int:
        """How many more sessions they may own."""
        return max(0, self.agent.max_sessions - self.load)

    @property
    def standing(self) -> str:
        """How they stand: `DEACTIVATED`, `INVITED`, `AWAY`, or, where they are there, what they have chosen to be."""
        if not self.agent.active:
            return DEACTIVATED
        if self.is_invited:
            return INVITED
        return self.agent.status.value if self.is_present else AWAY

    @property
    def has_room(self) -> bool:
        """Whether they may own one more session."""
        return self.room > 0


class Team:
    """The agents of this deployment. `shop_of` finds a shop by its id; `clock_ms` is the time of day."""

    def __init__(self, store: Store, *, shop_of: Callable[[str], Shop], clock_ms: Callable[[], int]) -> None:
        self._store = store
        self._shop_of = shop_of
        self._clock_ms = clock_ms

    async def colleagues(self) -> list[Colleague]:
        """All active agents, in the order of their names."""
        agents = [agent for agent in await self._store.accounts.all() if agent.active]
        return await self._see(sorted(agents, key=lambda agent: agent.name))

    async def roster(self) -> list[Colleague]:
        """Everybody with an account, by sign-in name, with who was only invited and who is no longer active."""
        seen = await self._see(await self._store.accounts.all())
        invited = await self._store.accounts.without_password([one.agent.id for one in seen])
        return [replace(one, is_invited=one.agent.id in invited) for one in seen]

    async def _see(self, agents: Sequence[Agent]) -> list[Colleague]:
        present = await self._store.presence.agents(now_ms=self._clock_ms())
        loads = await self._store.lists.loads([agent.id for agent in agents])
        return [Colleague(agent, agent.id in present, load) for agent, load in zip(agents, loads, strict=True)]

    async def has_people(self, shop_id: str) -> bool:
        """Whether an agent who sees this shop's sessions is there and takes them."""
        present = await self._store.presence.agents(now_ms=self._clock_ms())
        agents = await self._store.accounts.all() if present else []
        return any(
            agent.id in present and agent.active and agent.status is Availability.ONLINE and agent.sees(shop_id)
            for agent in agents
        )

    def is_open(self, shop_id: str) -> bool:
        """Whether the shop is open now by its hours."""
        return is_open(self._shop_of(shop_id).hours, self._clock_ms())

    async def shift(self, shop_id: str) -> Shift:
        """How things stand at the shop now."""
        shop, now_ms = self._shop_of(shop_id), self._clock_ms()
        opened = is_open(shop.hours, now_ms)
        return Shift(
            at_ms=now_ms,
            is_open=opened,
            has_people=opened and await self.has_people(shop_id),
            service=shop.service,
            closes_ms=(closes_at_ms(shop.hours, now_ms) or 0) if opened else 0,
            opens_ms=0 if opened else next_opening_ms(shop.hours, now_ms) or 0,
        )
