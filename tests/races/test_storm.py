"""One owner, whatever agents and visitors do at once: takeovers, transfers, releases, closings, on two processes."""

import asyncio
import json
import os
import random
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from app.domain.session import Status
from app.store.client import ask
from app.store.store import Store
from tests.crash.stage import until
from tests.live import open_visitor
from tests.races.arena import Arena, arena
from tests.races.storm import Storm, watch
from tests.store.census import KEYS, TAG, check_store

AGENTS, ROOM, SESSIONS = 12, 3, 24
DEEDS = 12_000 if os.environ.get("SOAK") else 1_500
HANDS = 32
LOOK_S = 0.01
SETTLED_S = 30


async def test_in_a_storm_every_session_has_one_owner_and_no_agent_too_many(
    tmp_path: Path, valkey: str, store: Store
) -> None:
    seed = secrets.randbits(32)
    async with arena(tmp_path, valkey, "openai", agents=AGENTS, max_sessions=ROOM, words_per_second=60, tag=TAG) as one:
        visitors = [await open_visitor(one.clients[at % 2]) for at in range(SESSIONS)]
        storm = Storm(one, visitors, random.Random(seed))
        async with _at_their_desks(one, store), _inspected(one, store):
            await storm.rage(DEEDS, HANDS)
        await until(lambda: _is_calm(store), "every answer has ended", within_s=SETTLED_S)
        await check_store(store, agents={agent.agent.id: ROOM for agent in one.agents})
        for visitor in visitors:
            await _check_voices(store, visitor.session_name)
        assert one.stage.bugs() == [], seed
    done = {what for (what, code), times in storm.outcomes.items() if not code and times}
    assert {"takeover", "transfer", "transfer/accept", "transfer/decline", "release", "close"} <= done, storm.outcomes
    refused = {code for _, code in storm.outcomes}
    assert {"ALREADY_TAKEN", "AT_CAPACITY", "NOT_YOURS", "NOT_OFFERED"} <= refused, (seed, storm.outcomes)


@asynccontextmanager
async def _at_their_desks(place: Arena, store: Store) -> AsyncIterator[None]:
    """All agents have their workbenches open, and are known to."""
    tapes = [asyncio.create_task(tape.record()) for tape in watch(place)]

    async def are_seen() -> bool:
        colleagues = (await place.agents[0].ask("GET", "/api/agent/colleagues")).json()["colleagues"]
        return all(colleague["online"] for colleague in colleagues)

    try:
        await until(are_seen, "all agents are online", within_s=SETTLED_S)
        yield
    finally:
        for tape in tapes:
            tape.cancel()
        await asyncio.gather(*tapes, return_exceptions=True)


@asynccontextmanager
async def _inspected(place: Arena, store: Store) -> AsyncIterator[None]:
    """All the while, whenever one looks, no session is owned twice and no agent has too many."""
    looks = 0

    async def inspect() -> None:
        nonlocal looks
        while True:
            async with store.redis.pipeline(transaction=True) as pipe:
                pipe.zrange(KEYS.status(Status.MANUAL_LIVE.value), 0, -1)
                for agent in place.agents:
                    pipe.zrange(KEYS.owned(agent.agent.id), 0, -1)
                live, *owned = await ask(pipe.execute())
            names = [name for names in owned for name in names]
            assert sorted(names) == sorted(live), (owned, live)
            assert max(map(len, owned)) <= ROOM, owned
            looks += 1
            await asyncio.sleep(LOOK_S)

    inspecting = asyncio.create_task(inspect())
    try:
        yield
    finally:
        inspecting.cancel()
        (end,) = await asyncio.gather(inspecting, return_exceptions=True)
    assert isinstance(end, asyncio.CancelledError), end
    assert looks > 10


async def _is_calm(store: Store) -> bool:
    return not await ask(store.redis.zcard(KEYS.turns))


async def _check_voices(store: Store, name: str) -> None:
    """Whatever was said was said by who owned the session then, and no epoch ever fell."""
    log = [(f[b"k"].decode(), json.loads(f[b"d"])) for _, f in await ask(store.redis.xrange(KEYS.of(name).log))]
    epochs = [data["epoch"] for _, data in log if "epoch" in data]
    assert epochs == sorted(epochs), name
    owner, is_known = "", False
    for kind, data in log:
        if kind == "status":
            owner, is_known = (data["agent"] or {}).get("id", ""), True
        if kind == "message" and is_known and data["role"] in {"agent", "ai"}:
            assert (data.get("agent") or {}).get("id", "") == owner, (name, data)
