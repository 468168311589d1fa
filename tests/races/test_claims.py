"""One owner: however many agents claim at once, on two processes, exactly one gets a session, and nobody too many."""

import asyncio
import random
import secrets
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from app.store.store import Store
from tests.live import Visitor, open_visitor
from tests.races.arena import Arena, arena
from tests.staff import Colleague
from tests.store.census import TAG, check_store

AGENTS, ROOM, SESSIONS = 50, 4, 200
"""As many agents as have room for all sessions, when nobody has room for one more."""

HANDS = 8
"""How many sessions one agent claims at the same time, by programs at both servers."""


@dataclass(frozen=True, slots=True)
class Claim:
    """What became of one try: `code` is "" where it was won; `name` is whom the refusal names."""

    agent: Colleague
    session_name: str
    code: str
    name: str


@dataclass(slots=True)
class Claimer:
    """An agent who wants sessions, in an order of their own, until there is no room for more."""

    arena: Arena
    agent: Colleague
    rng: random.Random
    wanted: Iterator[str]
    claims: list[Claim] = field(default_factory=list)

    async def run(self) -> None:
        """Claim with all hands."""
        await asyncio.gather(*(self._claim() for _ in range(HANDS)))

    async def _claim(self) -> None:
        for name in self.wanted:
            agent = self.arena.at(self.agent, self.rng.randrange(2))
            answer = await agent.ask("POST", f"/api/sessions/{name}/takeover")
            said = answer.json()
            if answer.status_code == 200:
                assert said["session"]["agent"]["id"] == agent.agent.id, said
            else:
                assert answer.status_code == 409, answer.text
            self.claims.append(Claim(agent, name, said.get("code", ""), said.get("name", "")))
            if sum(not claim.code for claim in self.claims) == ROOM:
                return


async def _open_sessions(place: Arena) -> list[str]:
    """Sessions with an AI at work in half of them, and people waited for in the others."""
    visitors = await asyncio.gather(*(open_visitor(place.clients[at % 2]) for at in range(SESSIONS)))
    await asyncio.gather(*(_begin(visitor, at) for at, visitor in enumerate(visitors)))
    return [visitor.session_name for visitor in visitors]


async def _begin(visitor: Visitor, at: int) -> None:
    path, body = ("/api/chat", {"message": "Do you ship here?"}) if at % 2 else ("/api/chat/escalate", {})
    answer = await visitor.http.post(path, json=body, headers=visitor.headers)
    assert answer.status_code in {200, 202}, answer.text


async def test_of_fifty_agents_exactly_one_gets_each_of_two_hundred_sessions(
    tmp_path: Path, valkey: str, store: Store
) -> None:
    seed = secrets.randbits(32)
    async with arena(tmp_path, valkey, "openai", agents=AGENTS, max_sessions=ROOM, tag=TAG) as place:
        names = await _open_sessions(place)
        rngs = [random.Random(f"{seed} {at}") for at in range(AGENTS)]
        claimers = [
            Claimer(place, agent, rng, iter(rng.sample(names, SESSIONS)))
            for agent, rng in zip(place.agents, rngs, strict=True)
        ]
        await asyncio.gather(*(claimer.run() for claimer in claimers))
        sessions = await check_store(store, agents={agent.agent.id: ROOM for agent in place.agents})
        bugs = place.stage.bugs()
    claims = [claim for claimer in claimers for claim in claimer.claims]
    won = {claim.session_name: claim.agent.agent for claim in claims if not claim.code}
    assert sum(not claim.code for claim in claims) == SESSIONS == len(won), seed
    assert {name: agent.id for name, agent in won.items()} == {name: sessions[name].agent_id for name in names}, seed
    _check_losers(claims, {name: agent.name for name, agent in won.items()}, seed)
    assert bugs == []


def _check_losers(claims: list[Claim], owners: dict[str, str], seed: int) -> None:
    """Who lost was told to whom, or that they have as many as they may; and everybody has."""
    loads = Counter(claim.agent.agent.id for claim in claims if not claim.code)
    codes = Counter(claim.code for claim in claims)
    assert set(codes) == {"", "ALREADY_TAKEN", "AT_CAPACITY"}, (seed, codes)
    assert set(loads.values()) == {ROOM}, (seed, loads)
    for claim in claims:
        if claim.code == "ALREADY_TAKEN":
            assert claim.name == owners[claim.session_name], (seed, claim)


async def test_of_a_hundred_claims_of_one_session_at_one_moment_one_wins(
    tmp_path: Path, valkey: str, store: Store
) -> None:
    rounds, agents = 6, 10
    async with arena(tmp_path, valkey, "openai", agents=agents, max_sessions=rounds, tag=TAG) as place:
        tally: dict[str, Counter[str]] = defaultdict(Counter)
        for _ in range(rounds):
            name = (await open_visitor(place.clients[0])).session_name
            claimants = [place.at(agent, at % 2) for agent in place.agents for at in range(10)]
            path = f"/api/sessions/{name}/takeover"
            answers = await asyncio.gather(*(one.ask("POST", path) for one in claimants))
            winners = {a.json()["session"]["agent"]["id"] for a in answers if a.status_code == 200}
            assert len(winners) == 1
            tally[name] = Counter(answer.json().get("code", "") for answer in answers)
        sessions = await check_store(store)
        assert {one.epoch for one in sessions.values()} <= {1, 2}
    # The winner's own ten tries are one takeover: the same answer, and nothing new.
    assert all(found == {"": 10, "ALREADY_TAKEN": 90} for found in tally.values()), tally
