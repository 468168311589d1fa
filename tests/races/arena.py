"""Where races are run: two servers on one store, agents who are signed in, and clients for both; no race itself."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import httpx

from app.auth.passwords import Passwords
from app.domain.agent import Agent
from app.store.accounts import Account
from tests.crash.stage import Stage, staged
from tests.crash.upstream import AI
from tests.openings import open_shop, until_known
from tests.staff import PASSWORD, Colleague, sign_in

NO_LIMITS = httpx.Limits(max_connections=None, max_keepalive_connections=None)


@dataclass(frozen=True, slots=True)
class Arena:
    """The stage, a client for each of its two servers, and the agents' programs at the first."""

    stage: Stage
    clients: tuple[httpx.AsyncClient, httpx.AsyncClient]
    agents: tuple[Colleague, ...]

    def base(self, server: int) -> str:
        """The address of the server of that number."""
        return self.stage.servers[server].base

    def at(self, agent: Colleague, server: int) -> Colleague:
        """The agent's program as it talks to the server of that number."""
        return replace(agent, http=self.clients[server])


@asynccontextmanager
async def arena(
    folder: Path, redis_url: str, ai: AI, *, agents: int, max_sessions: int, words_per_second: float = 20, tag: str = ""
) -> AsyncIterator[Arena]:
    """Set everything up: the shop is always open, `agents` agents are signed in, and have room for `max_sessions`."""
    async with AsyncExitStack() as stack:
        setting = staged(folder, redis_url, ai, words_per_second=words_per_second, tag=tag)
        stage = await stack.enter_async_context(setting)
        one, two = [
            await stack.enter_async_context(httpx.AsyncClient(base_url=server.base, timeout=60, limits=NO_LIMITS))
            for server in stage.servers
        ]
        await open_shop(stage.store)
        for client in (one, two):
            await until_known(client)
        staff = await hire(stage, agents, max_sessions)
        signed_in = await asyncio.gather(*(sign_in((one, two)[at % 2], agent) for at, agent in enumerate(staff)))
        yield Arena(stage, (one, two), tuple(signed_in))


async def hire(stage: Stage, count: int, max_sessions: int) -> list[Agent]:
    """Accounts `agent-0`, `agent-1`, ... with the password `PASSWORD`."""
    password_hash = await Passwords().hash(PASSWORD)
    staff = [
        Agent(id=f"a_{at}", username=f"agent-{at}", name=f"Agent {at}", max_sessions=max_sessions)
        for at in range(count)
    ]
    for agent in staff:
        await stage.store.accounts.create(Account(agent, password_hash))
    return staff
