"""One run of chaos from the first start to the books: who is there, what happens, and what is read off in the end."""

import asyncio
import random
import ssl
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Iterable
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from tests.chaos.books import Account, Books
from tests.chaos.desk_hand import Hand, begin
from tests.chaos.house import House, housed
from tests.chaos.mischief import Mischief
from tests.chaos.patron import Patron
from tests.crash.stage import until

GUESTS = 20
SETTLED_S = 30.0
"""After the last thing was mended, everybody is answered within this time."""


@dataclass(slots=True)
class Crowd:
    """Everybody who talks and listens, and what keeps them at it."""

    guests: list[Patron]
    hand: Hand
    is_over: asyncio.Event
    listening: list[asyncio.Task[None]]
    talking: list[asyncio.Task[None]]
    faults: list[str] = field(default_factory=list)

    async def close(self, house: House) -> list[Account]:
        """Let everybody say their last and hear everything; returns their books."""
        self.is_over.set()
        self.faults += await _bounded("everybody has said what they had to say", asyncio.wait(self.talking))
        self.faults += [f"a talker broke: {task.exception()!r}" for task in self.talking if _is_broken(task)]
        await asyncio.gather(*(_reached(lambda guest=guest: not guest.unanswered()) for guest in self.guests))  # type: ignore[misc]
        accounts = await asyncio.gather(*(_close(house, guest) for guest in self.guests))
        self.faults += [f"a listener broke: {task.exception()!r}" for task in self.listening if _is_broken(task)]
        return accounts

    async def go(self) -> None:
        """Hang up."""
        for task in (*self.talking, *self.listening):
            task.cancel()
        await asyncio.gather(*self.talking, *self.listening, return_exceptions=True)


async def run(folder: Path, *, seconds: float, seed: int, guests: int = GUESTS) -> Books:
    """Chat for `seconds` while one thing after the other dies; the books of it."""
    async with housed(folder) as house, crowded(house, seed, guests) as crowd:
        mischief = Mischief(house.victims(), random.Random(f"{seed} mischief"))
        began = time.monotonic()
        await mischief.rage(seconds)
        raged_s = time.monotonic() - began
        return Books(
            seed=seed,
            seconds=raged_s,
            accounts=await crowd.close(house),
            mishaps=mischief.diary,
            outages=mischief.outages(),
            faults=[*crowd.faults, *house.stage.bugs()],
            takeovers=crowd.hand.takeovers,
        )


@asynccontextmanager
async def crowded(house: House, seed: int, size: int) -> AsyncIterator[Crowd]:
    """`size` guests and an agent at the front door, for as long as the block lasts."""
    trust = ssl.create_default_context(cafile=house.certfile)
    limits = httpx.Limits(max_connections=None, max_keepalive_connections=None)
    async with AsyncExitStack() as stack:
        http = await stack.enter_async_context(
            httpx.AsyncClient(base_url=house.base, timeout=20, limits=limits, verify=trust)
        )
        arriving = (Patron.arrive(f"g{number}", http, (house.base,), seed) for number in range(size))
        guests = await asyncio.gather(*arriving)
        hand = await begin(house.stage.store, http, guests[0], random.Random(f"{seed} hand"))
        is_over = asyncio.Event()
        crowd = Crowd(
            guests,
            hand,
            is_over,
            listening=[asyncio.create_task(guest.listen()) for guest in guests],
            talking=[asyncio.create_task(job) for job in _jobs(guests, hand, is_over)],
        )
        try:
            yield crowd
        finally:
            await crowd.go()


def _jobs(guests: list[Patron], hand: Hand, is_over: asyncio.Event) -> Iterable[Coroutine[None, None, None]]:
    """The first guest is the agent's; all others talk with the AI."""
    return hand.work(is_over), *(guest.chat(is_over) for guest in guests[1:])


async def _close(house: House, guest: Patron) -> Account:
    """Close a guest's books, once they have heard whatever there is; what they have not heard is seen there."""
    logged = await house.stage.log_of(guest.session_name)
    end_s = time.monotonic()
    await _reached(lambda: not logged or guest.ledger.place == logged[-1])
    return guest.account(await guest.messages(), logged, end_s)


async def _bounded(what: str, doing: Awaitable[object]) -> list[str]:
    try:
        async with asyncio.timeout(SETTLED_S):
            await doing
    except TimeoutError:
        return [f"not within {SETTLED_S} s: {what}"]
    return []


async def _reached(check: Callable[[], bool]) -> None:
    """Return when `check` holds, or when there was time enough for it."""
    with suppress(AssertionError):
        await until(check, "", within_s=SETTLED_S)


def _is_broken(task: "asyncio.Task[None]") -> bool:
    return task.done() and not task.cancelled() and task.exception() is not None
