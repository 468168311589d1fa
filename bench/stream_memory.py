"""What one idle visitor's stream costs the server in resident memory, at a thousand of them.

Memory that the process holds but has freed would take streams in without growing, and make them look cheap. So ours
runs without the FAQ, whose book leaves such a hole when it is first read, and both halves must cost about the same.
"""

import asyncio
import statistics
from contextlib import AbstractContextManager
from dataclasses import dataclass

from bench.processes import Process, Yard, openai_settings
from bench.visitors import all_listen, enter

STREAMS = 1_000
WARM_UP = 50
ROUNDS = 3
SETTLE_S = 2.0
UNEVEN = 1.25


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
    with yard.double() as double:
        settings = openai_settings(double)
        rounds = [
            (
                await _bytes_each(yard.control(), is_control=True),
                await _bytes_each(yard.ours(settings), is_control=False),
            )
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
        half = STREAMS // 2
        await asyncio.sleep(SETTLE_S)
        grown = [process.rss_bytes()]
        for some in (visitors[:half], visitors[half:]):
            await all_listen(some)
            await asyncio.sleep(SETTLE_S)
            grown.append(process.rss_bytes())
        assert not any(visitor.stream is None or visitor.stream.ended.is_set() for visitor in visitors)
        first, second = grown[1] - grown[0], grown[2] - grown[1]
        if max(first, second) > UNEVEN * min(first, second):
            raise RuntimeError(f"the halves grew by {first} and {second} bytes: freed memory took streams in")
        for visitor in visitors:
            visitor.leave()
        return (first + second) / STREAMS
