"""An agent's program at the front door: takes a guest over, speaks and gives them back, whatever dies meanwhile."""

import asyncio
import random
from dataclasses import dataclass

import httpx

from app.auth.passwords import Passwords
from app.domain.agent import Agent
from app.store.accounts import Account
from app.store.store import Store
from tests.chaos.patron import PASSING, Patron
from tests.crash.guest import CHAT_LIMIT_S, POST_S
from tests.crash.stage import until
from tests.openings import open_shop
from tests.staff import PASSWORD, Colleague, sign_in

PAUSE_S = 0.3
DONE = frozenset({200, 201})
AFTER_ALL = "NOT_YOURS"
"""What a second release is told whose first was done, although its answer was lost."""


@dataclass(slots=True)
class Hand:
    """One agent, who looks after `guest` alone; `rng` decides for how long."""

    colleague: Colleague
    guest: Patron
    rng: random.Random
    takeovers: int = 0

    async def work(self, is_over: asyncio.Event) -> None:
        """One handling after the other, until `is_over`; the guest has their answer before each."""
        while not is_over.is_set():
            await self.guest.say(f"«{self.guest.name}.{self.takeovers}» Do you ship here?")
            await until(lambda: not self.guest.unanswered(), "the AI has answered", within_s=CHAT_LIMIT_S)
            await self._do("takeover")
            self.takeovers += 1
            for _ in range(self.rng.choice((1, 2))):
                await self._speak()
                await asyncio.sleep(self.rng.uniform(0.1, 1.5))
            await self._do("release")
            await asyncio.sleep(self.rng.uniform(0.5, 2.5))

    async def _speak(self) -> None:
        client_id = f"{self.colleague.agent.username}-{len(self.guest.spoken)}"
        await self._do("messages", message=f"I am here ({client_id}).", client_id=client_id)
        self.guest.spoken.append(client_id)

    async def _do(self, what: str, **body: object) -> None:
        """Do it as often as it takes."""
        tries = 0
        while True:
            tries += 1
            answer = await self._ask(what, body)
            if answer is not None and answer.status_code in DONE:
                return
            if answer is not None and answer.status_code not in PASSING:
                is_done = tries > 1 and what == "release" and answer.json().get("code") == AFTER_ALL
                if not is_done:
                    self.guest.shown.append(f"{what}: {answer.status_code} {answer.text[:300]}")
                return
            await asyncio.sleep(PAUSE_S)

    async def _ask(self, what: str, body: dict[str, object]) -> httpx.Response | None:
        path = f"/api/sessions/{self.guest.session_name}/{what}"
        try:
            async with asyncio.timeout(POST_S):
                return await self.colleague.ask("POST", path, **body)
        except (httpx.TransportError, TimeoutError):
            return None


async def hire(store: Store) -> Agent:
    """An agent's account; the shop is always open."""
    agent = Agent(id="a_0", username="hand", name="Hand", max_sessions=3)
    await store.accounts.create(Account(agent, await Passwords().hash(PASSWORD)))
    await open_shop(store)
    return agent


async def begin(store: Store, http: httpx.AsyncClient, guest: Patron, rng: random.Random) -> Hand:
    """An agent who is signed in by `http`, whose base is the front door."""
    return Hand(await sign_in(http, await hire(store)), guest, rng)
