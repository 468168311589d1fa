"""Agents' accounts as they are kept: created, read, changed; who may do so, and the logins, are elsewhere."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from redis.asyncio import Redis

from app.domain.agent import Agent, AgentRole, Availability
from app.domain.errors import KefuError
from app.store.client import ask, script
from app.store.keys import Keys
from app.store.lives import BUS_LENGTH

FIELDS = ("username", "name", "role", "lang", "status", "max_sessions", "shops", "active", "created_ms")
"""The fields of an agent's hash that make an `Agent`; beside them it holds `password_hash`."""

_ID = re.compile(r"[\w-]{1,64}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Account:
    """An agent and the hash of their password, "" where none was set yet."""

    agent: Agent
    password_hash: str


@dataclass(frozen=True, slots=True)
class Change:
    """New values of an agent's hash, and what follows from them.

    `link` is the digest of the one-time link that allows it, `verified` the password hash it was decided by.
    `ends` signs the agent out everywhere but at the login `keeps`; `tells` lets the agent's streams end.
    """

    fields: Mapping[str, str]
    link: str = ""
    verified: str = ""
    ends: bool = False
    keeps: str = ""
    tells: bool = False


class AgentNotFound(KefuError):
    """There is no such agent."""

    code = "AGENT_NOT_FOUND"
    status = 404


def fields_of(agent: Agent) -> dict[str, str]:
    """The agent as a Redis hash, without the id."""
    return {
        "username": agent.username,
        "name": agent.name,
        "role": agent.role.value,
        "lang": agent.lang,
        "status": agent.status.value,
        "max_sessions": str(agent.max_sessions),
        "shops": json.dumps(agent.shops),
        "active": "1" if agent.active else "0",
        "created_ms": str(agent.created_ms),
    }


def agent_of(agent_id: str, values: Sequence[bytes | None]) -> Agent | None:
    """The agent whose hash holds `values` in the order of `FIELDS`; None where there is none."""
    text = [value.decode() for value in values if value is not None]
    if len(text) != len(FIELDS):
        return None
    found = dict(zip(FIELDS, text, strict=True))
    return Agent(
        id=agent_id,
        username=found["username"],
        name=found["name"],
        role=AgentRole(found["role"]),
        lang=found["lang"],
        status=Availability(found["status"]),
        max_sessions=int(found["max_sessions"]),
        shops=tuple(json.loads(found["shops"])),
        active=found["active"] == "1",
        created_ms=int(found["created_ms"]),
    )


def is_id(text: str) -> bool:
    """Whether `text` may be an agent's or a login's id: ids that come from outside are looked at first."""
    return bool(_ID.fullmatch(text))


class Accounts:
    """The accounts of one deployment. All methods raise `StoreUnavailable`."""

    def __init__(self, redis: Redis, keys: Keys) -> None:
        self._redis = redis
        self._keys = keys
        self._create, self._change = script(redis, "create_agent"), script(redis, "change_agent")

    async def create(self, account: Account, *, setup: str = "") -> None:
        """Keep a new agent; with `setup`, the digest of a set-up link, only as the first admin.

        Raises KefuError `USERNAME_TAKEN` or `LINK_REFUSED`.
        """
        agent = account.agent
        keys = [self._keys.of_agent(agent.id).agent, self._keys.agents, self._keys.admins, self._keys.setup(setup)]
        is_admin = agent.active and agent.role is AgentRole.ADMIN
        fields = fields_of(agent) | {"password_hash": account.password_hash}
        args = [agent.id, agent.username, "1" if setup else "", "1" if is_admin else ""]
        _check(await ask(self._create(keys=keys, args=[*args, *(part for pair in fields.items() for part in pair)])))

    async def load(self, agent_id: str) -> Account:
        """The account of that id; raises `AgentNotFound`."""
        if not is_id(agent_id):
            raise AgentNotFound()
        *values, password_hash = await ask(
            self._redis.hmget(self._keys.of_agent(agent_id).agent, [*FIELDS, "password_hash"])
        )
        agent = agent_of(agent_id, values)
        if agent is None:
            raise AgentNotFound()
        return Account(agent, (password_hash or b"").decode())

    async def load_by_name(self, username: str) -> Account:
        """The account with that sign-in name, as it is compared; raises `AgentNotFound`."""
        agent_id = await ask(self._redis.hget(self._keys.agents, username))
        return await self.load((agent_id or b"").decode())

    async def all(self) -> tuple[Agent, ...]:
        """Every agent, by sign-in name."""
        names = await ask(self._redis.hgetall(self._keys.agents))
        ids = [agent_id.decode() for _, agent_id in sorted(names.items())]
        async with self._redis.pipeline(transaction=False) as pipe:
            for agent_id in ids:
                pipe.hmget(self._keys.of_agent(agent_id).agent, FIELDS)
            found = await ask(pipe.execute())
        agents = (agent_of(agent_id, values) for agent_id, values in zip(ids, found, strict=True))
        return tuple(agent for agent in agents if agent is not None)

    async def without_password(self, agent_ids: Sequence[str]) -> set[str]:
        """Those of the agents who have not set a password yet."""
        async with self._redis.pipeline(transaction=False) as pipe:
            for agent_id in agent_ids:
                pipe.hstrlen(self._keys.of_agent(agent_id).agent, "password_hash")
            found = await ask(pipe.execute())
        return {agent_id for agent_id, length in zip(agent_ids, found, strict=True) if not length}

    async def has_any(self) -> bool:
        """Whether there is any account."""
        return bool(await ask(self._redis.exists(self._keys.agents)))

    async def has_admin(self) -> bool:
        """Whether there is an active admin."""
        return bool(await ask(self._redis.exists(self._keys.admins)))

    async def change(self, agent_id: str, change: Change) -> None:
        """Make `change` true with all that follows from it, at once or not at all.

        Raises `AgentNotFound`, or KefuError `LINK_REFUSED`, `PASSWORD_WRONG` or `LAST_ADMIN`.
        """
        if not is_id(agent_id):
            raise AgentNotFound()
        own = self._keys.of_agent(agent_id)
        members = {name: getattr(change, name) for name in ("link", "verified", "ends", "keeps", "tells")}
        wanted = {"fields": dict(change.fields)} | {name: value for name, value in members.items() if value}
        keys = [own.agent, self._keys.admins, own.logins, own.link, self._keys.bus]
        _check(await ask(self._change(keys=keys, args=[agent_id, json.dumps(wanted), BUS_LENGTH])))


def _check(reply: bytes) -> None:
    match reply:
        case b"ok":
            return
        case b"gone":
            raise AgentNotFound()
        case b"taken":
            raise KefuError("USERNAME_TAKEN", status=409)
        case b"refused":
            raise KefuError("LINK_REFUSED", status=410)
        case b"stale":
            raise KefuError("PASSWORD_WRONG", status=422)
        case _:
            raise KefuError("LAST_ADMIN", status=409)
