"""How fast the server ends with a thousand streams open while people speak, and whether anybody loses a word."""

import asyncio
import json
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from bench.load import Event
from bench.processes import Process, Yard, free_port, openai_settings
from bench.visitors import Hear, Visitor, all_listen, enter

STREAMS = 1_000
SPEAKERS = 20
SPEAK_FIRST_S = 1.0
CATCH_UP_S = 10.0


@dataclass(slots=True)
class Account:
    """What one speaker was told is kept, and what its own streams said of it, before the end and after."""

    visitor: Visitor
    kept: set[str] = field(default_factory=set)
    heard: set[str] = field(default_factory=set)
    ids: list[str] = field(default_factory=list)

    def hear(self, event: Event) -> None:
        if event.kind == "message":
            self.ids.append(event.id)
            self.heard.add(json.loads(event.data).get("client_id", ""))


@dataclass(frozen=True, slots=True)
class Sigterm:
    """Seconds to the exit; streams that ended without `bye`; messages acknowledged, lost, and heard twice."""

    exit_s: float
    cut: int
    kept: int
    lost: int
    doubled: int


async def measure(yard: Yard) -> Sigterm:
    """The AI of the speakers hangs in mid-answer, which is the hardest moment to stop."""
    port = free_port()
    with yard.double() as double:
        settings = openai_settings(double)
        with yard.ours(settings, port=port) as process:
            visitors = await enter(process, STREAMS, is_control=False)
            accounts = [Account(visitor) for visitor in visitors[:SPEAKERS]]
            goodbyes: set[int] = set()
            await all_listen(visitors, _ears(accounts, goodbyes))
            exit_s = await _stop_while_speaking(process, accounts)
            await _all_ended(visitors)
        with yard.ours(settings, port=port):
            await asyncio.gather(*(_catch_up(account) for account in accounts))
    return Sigterm(
        exit_s=exit_s,
        cut=STREAMS - len(goodbyes),
        kept=sum(len(account.kept) for account in accounts),
        lost=sum(len(account.kept - account.heard) for account in accounts),
        doubled=sum(len(account.ids) - len(set(account.ids)) for account in accounts),
    )


def _ears(accounts: list[Account], goodbyes: set[int]) -> Callable[[Visitor], Hear]:
    speaking = {id(account.visitor): account for account in accounts}

    def ear(visitor: Visitor) -> Hear:
        account = speaking.get(id(visitor))

        def hear(event: Event) -> None:
            if event.kind == "bye":
                goodbyes.add(id(visitor))
            elif account:
                account.hear(event)

        return hear

    return ear


async def _stop_while_speaking(process: Process, accounts: list[Account]) -> float:
    speaking = [asyncio.create_task(_speak(account)) for account in accounts]
    await asyncio.sleep(SPEAK_FIRST_S)
    exit_s = await asyncio.to_thread(process.stop)
    await asyncio.gather(*speaking)
    return exit_s


async def _speak(account: Account) -> None:
    """Say one thing after the other until the server has gone; what it did not answer was not promised."""
    number = 0
    while True:
        client_id = f"said-{number}"
        try:
            status = await account.visitor.say(f"Number {number} [[stall:2]]", client_id)
        except (ConnectionError, EOFError):
            return
        if status == 202:
            account.kept.add(client_id)
        number += 1


async def _all_ended(visitors: list[Visitor]) -> None:
    for visitor in visitors:
        assert visitor.stream is not None
        await asyncio.wait_for(visitor.stream.ended.wait(), 5)


async def _catch_up(account: Account) -> None:
    """Come back with the last id heard, as a page does, and listen until all is there or time is up."""
    assert account.visitor.stream is not None
    last_id = account.visitor.stream.last_id
    account.visitor.leave()
    await account.visitor.listen(account.hear, last_id)
    ends = time.monotonic() + CATCH_UP_S
    while account.kept - account.heard and time.monotonic() < ends:  # noqa: ASYNC110 - there is no event for it
        await asyncio.sleep(0.05)
    account.visitor.leave()
