"""A crowd of guests who talk and listen while something is done to their servers, and the audit afterwards."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from app.store.bus import order
from tests.crash.guest import SILENCE_LIMIT_S, Guest
from tests.crash.ledger import judge_turns
from tests.crash.stage import Stage, until


@asynccontextmanager
async def crowded(stage: Stage, size: int, seed: int, kind: type[Guest] = Guest) -> AsyncIterator[list[Guest]]:
    """`size` guests talk for as long as the block lasts; then all must be answered, and their books are audited."""
    bases = tuple(server.base for server in stage.servers)
    names = [f"g{number}" for number in range(size)]
    guests = await asyncio.gather(*(kind.arrive(name, stage.http, bases, seed) for name in names))
    is_over = asyncio.Event()
    listening = [asyncio.create_task(guest.listen()) for guest in guests]
    talking = [asyncio.create_task(guest.chat(is_over)) for guest in guests]
    try:
        yield guests
        is_over.set()
        async with asyncio.timeout(SILENCE_LIMIT_S):
            await asyncio.gather(*talking)
        await asyncio.gather(*(_settle(stage, guest) for guest in guests))
        faults = [fault for guest in guests for fault in await _audit(stage, guest)]
    finally:
        for task in (*talking, *listening):
            task.cancel()
        ends = await asyncio.gather(*listening, *talking, return_exceptions=True)
    broken = [repr(end) for end in ends if isinstance(end, Exception)]
    wrong = [*broken, *faults, *stage.bugs()]
    assert not wrong, "\n".join([f"seed {seed}", *wrong])


async def _settle(stage: Stage, guest: Guest) -> None:
    """Wait until the guest waits for nothing: no answer, and no event that the store has kept already."""
    name = f"{guest.name} ({guest.session_name})"
    await until(lambda: not guest.unanswered(), f"{name} is answered", within_s=SILENCE_LIMIT_S)
    last = (await stage.log_of(guest.session_name))[-1]
    await until(lambda: guest.ledger.place == last, f"{name} hears {last}", within_s=SILENCE_LIMIT_S)


async def _audit(stage: Stage, guest: Guest) -> list[str]:
    """What is wrong between what was acknowledged, what the server keeps, and what was heard."""
    ledger, kept = guest.ledger, await guest.messages()
    faults = [*ledger.faults, *judge_turns(ledger.kept, ledger.known)]
    mine = [(m["client_id"], m["id"], m["turn_id"], m["text"]) for m in kept if m["role"] == "visitor"]
    acknowledged = [(said.client_id, said.message_id, said.turn_id, said.text) for said in guest.acknowledged]
    if mine != acknowledged:
        faults.append(f"acknowledged {acknowledged}, kept {mine}")
    later = [message for message in kept if order(message["id"]) > order(ledger.began)]
    if ledger.messages() != later:
        faults.append(f"heard {ledger.messages()}, kept {later}")
    logged = await stage.log_of(guest.session_name)
    heard = [event.id for event in ledger.kept if order(event.id) >= order(logged[0])]
    if heard != [i for i in logged if order(i) > order(ledger.began)]:
        faults.append(f"heard {heard}, logged {logged}")
    return [f"{guest.name} ({guest.session_name}): {fault}" for fault in faults]


def count(guests: list[Guest]) -> dict[str, int]:
    """How many turns ended how, for a look at what a run was made of."""
    ends = [state for guest in guests for state in guest.ledger.states.values()]
    return {state: ends.count(state) for state in sorted(set(ends))}
