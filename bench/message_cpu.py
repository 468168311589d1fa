"""What one message costs the server, from its POST to the event on the stream; the AI's words are measured apart."""

import asyncio
import json
import statistics
from dataclasses import dataclass

from bench.load import Event
from bench.processes import Process, Yard, openai_settings
from bench.visitors import Hear, Visitor, all_listen, enter

VISITORS = 16
ROUNDS = 7
MESSAGES = 1_600
WARM_UP = 320
TURNS = 64
WORDS = 40
TEXT = "Does the rear rack fit the model with the larger battery?"


@dataclass(frozen=True, slots=True)
class MessageCpu:
    """Milliseconds of the server's processor time, medians of the rounds; `ratios` has one ratio a round."""

    control_ms: float
    ours_ms: float
    ratios: tuple[float, ...]
    turn_ms: float

    @property
    def ratio(self) -> float:
        return statistics.median(self.ratios)


async def measure(yard: Yard) -> MessageCpu:
    """Both servers in turn, round by round, so that whatever else the machine does meets both."""
    with yard.double() as double, yard.control() as control, yard.ours(openai_settings(double)) as ours:
        pairs = [(control, await _settle(control, is_control=True)), (ours, await _settle(ours, is_control=False))]
        for process, visitors in pairs:
            await _round_ms(process, visitors, WARM_UP)
        rounds = [[await _round_ms(*pair, MESSAGES) for pair in pairs] for _ in range(ROUNDS)]
        for _, visitors in pairs:
            for visitor in visitors:
                visitor.leave()
        control_ms, ours_ms = zip(*rounds, strict=True)
        return MessageCpu(
            control_ms=statistics.median(control_ms),
            ours_ms=statistics.median(ours_ms),
            ratios=tuple(one / other for other, one in rounds),
            turn_ms=await _turn_ms(ours),
        )


async def _settle(process: Process, *, is_control: bool) -> list[Visitor]:
    """Visitors who listen; at ours each has asked an AI that never answers, so that what follows is only passed on."""
    visitors = await enter(process, VISITORS, is_control=is_control)
    await all_listen(visitors, _hear_messages)
    if not is_control:
        for visitor in visitors:
            await visitor.say("Hold the line [[stall:0]]")
            await visitor.heard.get()
    return visitors


def _hear_messages(visitor: Visitor) -> Hear:
    def hear(event: Event) -> None:
        if event.kind == "message":
            visitor.heard.put_nowait(event)

    return hear


async def _round_ms(process: Process, visitors: list[Visitor], messages: int) -> float:
    """Every visitor says something, waits until it stands on the stream, and says the next thing."""

    async def talk(visitor: Visitor) -> None:
        for _ in range(messages // len(visitors)):
            status = await visitor.say(TEXT)
            assert status == 202, status
            await visitor.heard.get()

    before_s = process.cpu_s()
    await asyncio.gather(*(talk(visitor) for visitor in visitors))
    return (process.cpu_s() - before_s) * 1000 / messages


async def _turn_ms(ours: Process) -> float:
    """A whole turn, for information: the question, an answer of `WORDS` words at 20 a second, and its end."""
    visitors = await enter(ours, TURNS, is_control=False)
    await all_listen(visitors, _hear_ends)
    before_s = ours.cpu_s()
    await asyncio.gather(*(visitor.say(f"count to {WORDS}") for visitor in visitors))
    await asyncio.gather(*(visitor.heard.get() for visitor in visitors))
    used_s = ours.cpu_s() - before_s
    for visitor in visitors:
        visitor.leave()
    return used_s * 1000 / TURNS


def _hear_ends(visitor: Visitor) -> Hear:
    def hear(event: Event) -> None:
        if event.kind == "turn" and json.loads(event.data)["state"] != "started":
            visitor.heard.put_nowait(event)

    return hear
