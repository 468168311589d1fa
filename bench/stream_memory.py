"""What one idle visitor's stream costs the server in resident memory, at a thousand of them."""

import asyncio
import statistics
from contextlib import AbstractContextManager
from dataclasses import dataclass

from bench.processes import Process, Yard
from bench.visitors import all_listen, enter

STREAMS = 1_000
WARM_UP = 50
ROUNDS = 3
SETTLE_S = 2.0


@dataclass(frozen=True, slots=True)
class StreamMemory:
    """Bytes a stream, medians of the rounds; `ratios` has one ratio a round."""

    control_bytes: float
    ours_bytes: float
    ratios: tuple[float, ...]

    @property
    def ratio(self) -> float:
        return statistics.median(self.ratios)


async def measure(yard: Yard) -> StreamMemory:
    """Each round has fresh processes: memory that was given back once is not asked for again."""
    rounds = [
        (await _bytes_each(yard.control(), is_control=True), await _bytes_each(yard.ours(), is_control=False))
        for _ in range(ROUNDS)
    ]
    return StreamMemory(
        control_bytes=statistics.median(one for one, _ in rounds),
        ours_bytes=statistics.median(one for _, one in rounds),
        ratios=tuple(ours / control for control, ours in rounds),
    )


async def _bytes_each(running: AbstractContextManager[Process], *, is_control: bool) -> float:
    with running as process:
        guests = await enter(process, WARM_UP, is_control=is_control)
        await all_listen(guests)
        for guest in guests:
            guest.leave()
        visitors = await enter(process, STREAMS, is_control=is_control)
        await asyncio.sleep(SETTLE_S)
        before = process.rss_bytes()
        await all_listen(visitors)
        await asyncio.sleep(SETTLE_S)
        used = process.rss_bytes() - before
        for visitor in visitors:
            visitor.leave()
        return used / STREAMS
