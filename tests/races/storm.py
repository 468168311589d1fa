"""Agents and visitors who do at random whatever they can do to the same few sessions; what must hold is in the test."""

import asyncio
import random
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace

import httpx

from tests.live import Visitor
from tests.races.arena import Arena
from tests.races.tape import Tape

MAY_REFUSE = frozenset(
    {
        *("ALREADY_TAKEN", "AT_CAPACITY", "NOT_YOURS", "NOT_ALLOWED", "NOT_OFFERED"),
        *("TRANSFER_TO_SELF", "COLLEAGUE_AWAY", "COLLEAGUE_BUSY"),
    }
)
AGENTS_DO = (
    *("takeover", "takeover", "takeover", "messages", "messages", "transfer", "transfer"),
    *("transfer/accept", "transfer/accept", "transfer/decline", "release", "close", "escalate"),
)
VISITORS_DO = ("escalate", "escalate", "cancel", "say", "say", "end")


@dataclass(slots=True)
class Storm:
    """`visitors` have a session each; `rng` decides who does what; `outcomes` counts what came of it."""

    arena: Arena
    visitors: list[Visitor]
    rng: random.Random
    outcomes: "Counter[tuple[str, str]]" = field(default_factory=Counter)

    async def rage(self, deeds: int, hands: int) -> None:
        """Do `deeds` things, `hands` at a time."""
        left = iter(range(deeds))

        async def keep_doing() -> None:
            for _ in left:
                await self._do()

        await asyncio.gather(*(keep_doing() for _ in range(hands)))

    async def _do(self) -> None:
        visitor = replace(self.rng.choice(self.visitors), http=self.rng.choice(self.arena.clients))
        is_agent = self.rng.random() < 0.8
        what = self.rng.choice(AGENTS_DO if is_agent else VISITORS_DO)
        deed: Callable[[Visitor, str], Awaitable[httpx.Response]] = self._by_agent if is_agent else _by_visitor
        answer = await deed(visitor, what)
        code = answer.json()["code"] if answer.status_code >= 400 else ""
        assert not code or (answer.status_code == 409 and code in MAY_REFUSE), (what, answer.text)
        self.outcomes[what, code] += 1

    async def _by_agent(self, visitor: Visitor, what: str) -> httpx.Response:
        agent = self.arena.at(self.rng.choice(self.arena.agents), self.rng.randrange(2))
        body = {
            "messages": {"message": f"I am {agent.agent.name}"},
            "transfer": {"to": self.rng.choice(self.arena.agents).agent.id},
        }
        return await agent.ask("POST", f"/api/sessions/{visitor.session_name}/{what}", **body.get(what, {}))


async def _by_visitor(visitor: Visitor, what: str) -> httpx.Response:
    if what == "say":
        return await visitor.say("Do you ship here?")
    return await visitor.http.post(f"/api/chat/{what}", json={}, headers=visitor.headers)


def watch(arena: Arena) -> list[Tape]:
    """A stream for every agent: who has their workbench open can be offered sessions."""
    return [
        Tape(agent.agent.name, arena.base(at % 2), "/api/agent/events", agent.headers, "")
        for at, agent in enumerate(arena.agents)
    ]
