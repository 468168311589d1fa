"""`python -m bench [NAME ...]`: measures the budgets, prints them, and writes results.md where all were measured.

`python -m bench chaos [--seconds N]` is the other bench: it has no budget of time, and writes chaos.md.
"""

import argparse
import asyncio
import os
import secrets
import sys
from collections.abc import Awaitable, Callable
from datetime import datetime
from pathlib import Path

import uvloop

from bench import chaos, embedding, first_word, message_cpu, queue_page, rows, sigterm, stream_memory, takeover
from bench.processes import Yard, open_yard
from bench.report import Row, write_report
from bench.weight import weight_page

RESULTS = Path(__file__).parent / "results.md"
CHAOS = "chaos"
WEIGHT = Path(__file__).parents[1] / "docs" / "weight.md"


async def _message_cpu(yard: Yard) -> list[Row]:
    return rows.of_message_cpu(await message_cpu.measure(yard))


async def _stream_memory(yard: Yard) -> list[Row]:
    return rows.of_stream_memory(await stream_memory.measure(yard))


async def _first_word(yard: Yard) -> list[Row]:
    return rows.of_first_word(await first_word.measure(yard))


async def _sigterm(yard: Yard) -> list[Row]:
    return rows.of_sigterm(await sigterm.measure(yard))


async def _takeover(yard: Yard) -> list[Row]:
    return rows.of_takeover(await takeover.measure(yard))


async def _queue_page(yard: Yard) -> list[Row]:
    return rows.of_queue_page(await queue_page.measure(yard))


async def _embedding(yard: Yard) -> list[Row]:
    found = await embedding.measure(yard)
    WEIGHT.write_text(weight_page(found), "utf-8")
    return rows.of_embedding(found)


MEASURES: dict[str, Callable[[Yard], Awaitable[list[Row]]]] = {
    "message-cpu": _message_cpu,
    "first-word": _first_word,
    "stream-memory": _stream_memory,
    "sigterm": _sigterm,
    "takeover": _takeover,
    "queue-page": _queue_page,
    "embedding": _embedding,
}


async def _measure(names: list[str]) -> list[Row]:
    found: list[Row] = []
    for name in names:
        print(f"measuring {name} ...", flush=True)
        # Each has a store of its own: what one leaves behind is not the next one's load.
        with open_yard() as yard:
            some = await MEASURES[name](yard)
        for row in some:
            print(f"  {row.what}: {row.ours} {row.ratio and f'(ratio {row.ratio})'} {row.verdict()}", flush=True)
        found += some
    return found


def _rage(seconds: float, seed: int) -> None:
    """Let chaos loose, and write down what it cost; the exit code tells whether the promises were kept."""
    load = os.getloadavg()[0]
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        books = runner.run(chaos.measure(seconds, seed))
    page = chaos.write_page(books, datetime.now().astimezone(), load)
    chaos.PAGE.write_text(page, "utf-8")
    print(page)
    sys.exit(0 if chaos.verdict(books) else 1)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench", description="Measure the budgets against the control.")
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join([*MEASURES, CHAOS]))
    parser.add_argument("--seconds", type=float, default=chaos.SECONDS, help="how long chaos lasts")
    parser.add_argument("--seed", type=int, default=0, help="which chaos; another one each time without it")
    given = parser.parse_args()
    asked = given.names
    if asked == [CHAOS]:
        _rage(given.seconds, given.seed or secrets.randbits(32))
    if unknown := set(asked) - set(MEASURES):
        parser.error(f"unknown: {', '.join(unknown)}")
    load = os.getloadavg()[0]
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        found = runner.run(_measure(asked or list(MEASURES)))
    if not asked:
        RESULTS.write_text(write_report(found, rows.REASONS, datetime.now().astimezone(), load), "utf-8")
        print(f"written: {RESULTS}")


if __name__ == "__main__":
    main()
