"""Accounts in the store for tests; their hashes are words, since nothing here verifies a password."""

import json
from typing import Any

from app.domain.agent import Agent, AgentRole
from app.store.accounts import Account
from app.store.client import ask
from app.store.store import Store

ROOT = Agent("a_root", "root", "Root", AgentRole.ADMIN, created_ms=1)
ADA = Agent("a_ada", "ada", "Ada", created_ms=2)


async def keep(store: Store, *agents: Agent) -> None:
    """Keep accounts whose password hash is "hash of USERNAME"."""
    for agent in agents:
        await store.accounts.create(Account(agent, f"hash of {agent.username}"))


async def begin(store: Store, agent: Agent, login_id: str, digest: str = "first") -> bool:
    """Start a login of an agent who was kept."""
    verified = f"hash of {agent.username}"
    return await store.logins.start(agent.id, login_id, verified=verified, digest=digest, device="tests")


async def told(store: Store) -> list[dict[str, Any]]:
    """What the bus was told about agents, oldest first."""
    events = await ask(store.redis.xrange("{test}:bus"))
    return [json.loads(fields[b"d"]) for _, fields in events if fields[b"k"] == b"agent"]
