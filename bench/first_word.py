"""How much later the AI's words arrive through us, a hundred turns at once; each is stamped as it is spoken."""

import asyncio
import json
import re
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass

from bench.load import Event, connect, write_request
from bench.processes import Process, Yard, openai_settings
from bench.visitors import Visitor, all_listen, enter

TURNS = 100
ROUNDS = 5
WORDS = 30
QUESTION = f"count to {WORDS} [[stamp]]"
_STAMP = re.compile(rb"\d+\.\d{6}")


@dataclass(frozen=True, slots=True)
class Delays:
    """Milliseconds from the moment a word was spoken to its arrival: the median of the rounds, and the best round."""

    p50_ms: float
    p99_ms: float
    best_p50_ms: float
    best_p99_ms: float

    @classmethod
    def of(cls, rounds: list[list[float]]) -> "Delays":
        cuts = [statistics.quantiles(delays_s, n=100, method="inclusive") for delays_s in rounds]
        p50s, p99s = [cut[49] * 1000 for cut in cuts], [cut[98] * 1000 for cut in cuts]
        return cls(statistics.median(p50s), statistics.median(p99s), min(p50s), min(p99s))


@dataclass(frozen=True, slots=True)
class FirstWord:
    """First words and all words, directly from the upstream and through us; `cpu_ms` is what a turn cost our server."""

    direct: Delays
    direct_all: Delays
    ours: Delays
    ours_all: Delays
    cpu_ms: float


@dataclass(slots=True)
class Stopwatch:
    """The delays of one answer's words; a word that is shown again is not counted again."""

    delays_s: list[float]
    done: asyncio.Event
    newest: bytes = b""

    def hear(self, words: bytes, at_s: float) -> None:
        for stamp in _STAMP.findall(words):
            if stamp > self.newest:
                self.newest = stamp
                self.delays_s.append(at_s - float(stamp))


async def measure(yard: Yard) -> FirstWord:
    """Directly and through us in turn, round by round."""
    direct: list[list[Stopwatch]] = []
    ours: list[list[Stopwatch]] = []
    with yard.double() as double, yard.ours(openai_settings(double)) as process:
        await _through(process)
        before_s = process.cpu_s()
        for _ in range(ROUNDS):
            direct.append(await _directly(double))
            ours.append(await _through(process))
        cpu_ms = (process.cpu_s() - before_s) * 1000 / (ROUNDS * TURNS)
    return FirstWord(_first(direct), _all(direct), _first(ours), _all(ours), cpu_ms)


def _first(rounds: list[list[Stopwatch]]) -> Delays:
    return Delays.of([[one.delays_s[0] for one in heard] for heard in rounds])


def _all(rounds: list[list[Stopwatch]]) -> Delays:
    return Delays.of([[delay for one in heard for delay in one.delays_s] for heard in rounds])


async def _through(process: Process) -> list[Stopwatch]:
    visitors = await enter(process, TURNS, is_control=False)
    watches = {id(visitor): Stopwatch([], asyncio.Event()) for visitor in visitors}
    await all_listen(visitors, lambda visitor: _watch(watches[id(visitor)]))
    await asyncio.gather(*(_ask(visitor) for visitor in visitors))
    await asyncio.gather(*(watch.done.wait() for watch in watches.values()))
    for visitor in visitors:
        visitor.leave()
    return list(watches.values())


async def _ask(visitor: Visitor) -> None:
    status = await visitor.say(QUESTION)
    assert status == 202, status


def _watch(watch: Stopwatch) -> Callable[[Event], None]:
    def hear(event: Event) -> None:
        if event.kind == "delta":
            watch.hear(json.loads(event.data)["text"].encode(), event.at_s)
        elif event.kind == "message" and b'"role":"ai"' in event.data:
            watch.hear(json.loads(event.data)["text"].encode(), event.at_s)
            watch.done.set()

    return hear


async def _directly(double: Process) -> list[Stopwatch]:
    watches = [Stopwatch([], asyncio.Event()) for _ in range(TURNS)]
    await asyncio.gather(*(_ask_directly(double, watch) for watch in watches))
    return watches


async def _ask_directly(double: Process, watch: Stopwatch) -> None:
    body = {"model": "double-1", "stream": True, "messages": [{"role": "user", "content": QUESTION}]}
    connection = await connect(double.port)
    connection.writer.write(write_request("POST", "/v1/chat/completions", body, token="sk-double"))
    data = b""
    while b"[DONE]" not in data:
        data = await connection.reader.read(65_536)
        assert data, "the upstream hung up"
        watch.hear(data, time.monotonic())
    connection.close()
