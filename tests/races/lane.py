"""One visitor and one agent who race again and again: a question, a takeover in mid-answer, a release."""

import asyncio
import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from enum import StrEnum
from itertools import count
from typing import Any

import httpx

from tests.live import Visitor, open_visitor
from tests.races.arena import Arena
from tests.races.tape import Tape
from tests.staff import Colleague

FIRST_WORD_S = 0.3
"""How long the OpenAI double thinks before its first word."""

WORDS_PER_SECOND = 60
LONG = " 😀 您好 ok 👍🏽 再见" * 90
"""A question that takes the doubles, which repeat it, several seconds to answer, in characters of one and two units."""

LONG_ANSWER = ("您好，您问的是：“", "您问的是：“")
"""How the doubles begin to answer it."""

SHORT_WORDS = 12
ENDS_S = 30.0


class Kind(StrEnum):
    """When the takeover comes."""

    EARLY = "before the first word"
    WORDS = "between two words"
    END = "about the last word"
    QUEUED = "with a second question waiting"
    ASKED = "with a second question waiting on its own stream"


@dataclass(frozen=True, slots=True)
class Round:
    """One takeover: what had been asked, by its number and turn, and what the takeover's 200 said."""

    kind: Kind
    number: int
    turn_ids: tuple[str, ...]
    epoch: int
    stopped: dict[str, Any] | None


@dataclass(slots=True)
class Lane:
    """A visitor's program at each server, an agent's, and three tapes of the one session; `rng` decides everything."""

    arena: Arena
    rng: random.Random
    numbers: "count[int]"
    agent: Colleague
    visitors: tuple[Visitor, Visitor]
    tapes: tuple[Tape, Tape, Tape]
    rounds: list[Round] = field(default_factory=list)

    @property
    def session_name(self) -> str:
        return self.visitors[0].session_name

    async def run(self, rounds: int) -> None:
        """Race, and wait until every tape has heard the last takeover."""
        for at in range(rounds):
            if at:
                released = await self._agent_does("release")
                assert released["session"]["status"] == "bot_active", released
            await self._round(self.rng.choice(list(Kind)))
        for tape in self.tapes:
            await tape.until(b'"status":"manual_live","epoch":%d' % self.rounds[-1].epoch)

    async def _round(self, kind: Kind) -> None:
        number = next(self.numbers)
        # Not as a number: 315 and 12315 are what one rings to complain, and the policy knows that.
        mark = "_".join(str(number))
        asked = [await self._ask(f"{mark} count to {SHORT_WORDS}" if kind is Kind.END else f"{mark}{LONG}")]
        await asyncio.sleep(self._moment_s(kind))
        async with self._second_question(kind, f"{mark} and another thing") as second:
            asked += [second] if second else []
            taken = await self._agent_does("takeover")
        row = taken["session"]
        assert (row["status"], row["epoch"]) == ("manual_live", taken["epoch"]), taken
        self.rounds.append(Round(kind, number, tuple(asked), taken["epoch"], taken["stopped"]))
        await self._talk()

    def _moment_s(self, kind: Kind) -> float:
        whole_s = FIRST_WORD_S + SHORT_WORDS / WORDS_PER_SECOND
        match kind:
            case Kind.EARLY:
                return self.rng.choice((0.0, self.rng.uniform(0, FIRST_WORD_S)))
            case Kind.END:
                return max(0.0, whole_s + self.rng.uniform(-0.15, 0.15))
            case _:
                return self.rng.uniform(FIRST_WORD_S, FIRST_WORD_S + 0.8)

    async def _ask(self, text: str) -> str:
        answer = await self.rng.choice(self.visitors).say(text)
        kept = answer.json()
        assert (answer.status_code, kept.keys()) == (202, {"message_id", "turn_id"}), (text[:40], answer.text)
        turn_id: str = answer.json()["turn_id"]
        return turn_id

    @asynccontextmanager
    async def _second_question(self, kind: Kind, text: str) -> AsyncIterator[str]:
        """The turn that a second question waits for; where it waits on its own stream, that must end by itself."""
        if kind is Kind.QUEUED:
            yield await self._ask(text)
        elif kind is Kind.ASKED:
            body = {"message": text}
            visitor = self.rng.choice(self.visitors)
            async with visitor.http.stream("POST", "/api/chat/stream", json=body, headers=visitor.headers) as response:
                assert response.status_code == 200, await response.aread()
                listening = asyncio.create_task(_read(response))
                kept = (await visitor.messages())[-1]
                yield kept["turn_id"]
                body_heard = await asyncio.wait_for(listening, ENDS_S)
            assert b'"state":"stopped"' in body_heard, body_heard
        else:
            yield ""

    async def _agent_does(self, what: str) -> dict[str, Any]:
        agent = self.arena.at(self.agent, self.rng.randrange(2))
        answer = await agent.ask("POST", f"/api/sessions/{self.session_name}/{what}")
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()
        return found

    async def _talk(self) -> None:
        """Sometimes something is said before the session goes back to the AI, by one or both."""
        if self.rng.random() < 0.5:
            return
        if self.rng.random() < 0.5:
            said = await self.rng.choice(self.visitors).say("thanks")
            assert said.json().keys() == {"message_id"}, said.text
        path = f"/api/sessions/{self.session_name}/messages"
        said = await self.arena.at(self.agent, self.rng.randrange(2)).ask("POST", path, message="you are welcome")
        assert said.status_code == 201, said.text


async def _read(response: httpx.Response) -> bytes:
    return b"".join([chunk async for chunk in response.aiter_raw()])


@asynccontextmanager
async def open_lane(arena: Arena, at: int, seed: int, numbers: "count[int]") -> AsyncIterator[Lane]:
    """A session with its three tapes running: the visitor's at both servers, the agent's at either."""
    rng, agent = random.Random(f"{seed} {at}"), arena.agents[at]
    visitor = await open_visitor(rng.choice(arena.clients))
    visitors = (replace(visitor, http=arena.clients[0]), replace(visitor, http=arena.clients[1]))
    name, headers = visitor.session_name, visitor.headers | {"Accept-Language": "en"}
    tapes = (
        Tape(f"{name} near", arena.base(0), "/api/chat/events", headers, visitor.cursor),
        Tape(f"{name} far", arena.base(1), "/api/chat/events", headers, visitor.cursor),
        Tape(
            f"{name} agent",
            arena.base(at % 2),
            f"/api/agent/events?session={name}",
            agent.headers | {"Accept-Language": "en"},
            visitor.cursor,
        ),
    )
    running = [asyncio.create_task(tape.record()) for tape in tapes]
    try:
        await asyncio.gather(*(tape.is_running.wait() for tape in tapes))
        yield Lane(arena, rng, numbers, agent, visitors, tapes)
    finally:
        for task in running:
            task.cancel()
        ends = await asyncio.gather(*running, return_exceptions=True)
    assert [end for end in ends if isinstance(end, Exception)] == []
