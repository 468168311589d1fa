"""How the double speaks: words in time, as the bytes of an event stream; it decides no answer."""

import asyncio
import json
import time
from collections.abc import AsyncGenerator, AsyncIterator, Mapping, Sequence
from contextlib import aclosing

from tests.openai_double.failures import MID_STREAM
from tests.openai_double.script import Double, Mode

_BREAKS = {"stall": 3, "cut": 3, "drop": 0, "eof": 3, "error": 3, "event-error": 3}
_FINISH = {"length": "length", "filter": "content_filter"}
_THOUGHTS = ("The visitor asks ", "about the shop.")
_SPLIT_BYTES = 5


class CutOff(Exception):
    """The connection dies here, on purpose."""


def finish_reason(mode: Mode) -> str:
    """Return why the answer ends."""
    return _FINISH.get(mode.name, "stop")


class Voice:
    """Writes the chunks of one answer; what does not change from word to word is built once."""

    def __init__(self, answer_id: str, model: str, mode: Mode, with_usage: bool) -> None:
        head = {
            "id": answer_id,
            "object": "chat.completion.chunk",
            "created": int(time.time()),
            "model": model,
        }
        self._head = "data: " + json.dumps(head)[:-1]
        self._usage = ',"usage":null' if with_usage or mode.name == "usage-null" else ""
        self._eol = "\r\n" if mode.name == "crlf" else "\n"

    def line(self, text: str) -> bytes:
        """Return a line of its own with the blank line after it."""
        return f"{text}{self._eol}{self._eol}".encode()

    def event(self, name: str, data: Mapping[str, object]) -> bytes:
        """Return an event that carries a name."""
        return f"event: {name}{self._eol}".encode() + self.line(f"data: {json.dumps(data)}")

    def word(self, text: str | None) -> bytes:
        """Return the next word."""
        return self.delta('{"content":' + json.dumps(text, ensure_ascii=False) + "}", "null")

    def delta(self, delta: str, finish: str) -> bytes:
        """Return a chunk; both arguments are JSON already."""
        choice = f'{{"index":0,"delta":{delta},"logprobs":null,"finish_reason":{finish}}}'
        return self.line(f'{self._head},"choices":[{choice}]{self._usage}}}')

    def usage(self, usage: Mapping[str, int] | None) -> bytes:
        """Return the chunk that has no choices."""
        return self.line(f'{self._head},"choices":[],"usage":{json.dumps(usage)}}}')


async def pace(double: Double, mode: Mode, words: Sequence[str]) -> AsyncGenerator[tuple[int, str], None]:
    """Yield the words with their numbers, from 0, when their time has come."""
    if mode.name == "slow":
        await _wait_for_release(double, mode.number(3600))
    start, gap_s = time.monotonic() + double.first_word_s, 0.0
    if double.words_per_second:
        gap_s = 1 / double.words_per_second
    for number, word in enumerate(words):
        wait_s = start + number * gap_s - time.monotonic()
        if wait_s > 0:
            await asyncio.sleep(wait_s)
        if double.closing:
            raise CutOff
        yield number, f"{time.monotonic():.6f} " if mode.name == "stamp" else word


async def speak(
    double: Double, mode: Mode, voice: Voice, words: Sequence[str], usage: Mapping[str, int] | None
) -> AsyncIterator[bytes]:
    """Yield the body of a streamed answer; raises `CutOff` where the mode wants the connection dead."""
    yield voice.delta('{"role":"assistant","content":"","refusal":null}', "null")
    if mode.name == "reasoning":
        for thought in _THOUGHTS:
            yield voice.line(": keep-alive")
            yield voice.delta(json.dumps({"content": None, "reasoning_content": thought}), "null")
    at = int(mode.number(_BREAKS[mode.name])) if mode.name in _BREAKS else -1
    async with aclosing(pace(double, mode, words)) as paced:
        async for number, word in paced:
            if number == at and mode.name == "stall":
                await _wait_for_release(double, 3600)
            elif number == at:
                for last in _break(voice, mode):
                    yield last
                return
            if mode.name == "null":
                yield voice.word(None)
            yield voice.word(word)
    for part in _end(mode, voice, usage):
        yield part
    if mode.name == "linger":
        await _wait_for_release(double, 3600)


async def split(parts: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    """Yield the same bytes in portions that respect nothing."""
    async for part in parts:
        for start in range(0, len(part), _SPLIT_BYTES):
            yield part[start : start + _SPLIT_BYTES]


async def _wait_for_release(double: Double, at_most_s: float) -> None:
    try:
        await asyncio.wait_for(double.released.wait(), at_most_s)
    except TimeoutError:
        return


def _break(voice: Voice, mode: Mode) -> list[bytes]:
    if mode.name in {"cut", "drop"}:
        raise CutOff
    if mode.name == "event-error":
        return [voice.event("error", MID_STREAM.body())]
    return [voice.line(f"data: {json.dumps(MID_STREAM.body())}")] if mode.name == "error" else []


def _end(mode: Mode, voice: Voice, usage: Mapping[str, int] | None) -> list[bytes]:
    parts = [voice.delta("{}", json.dumps(finish_reason(mode)))]
    if mode.name == "usage-null":
        parts.append(voice.usage(None))
    elif usage is not None:
        parts.append(voice.usage(usage))
    return parts if mode.name in {"no-done", "linger"} else [*parts, voice.line("data: [DONE]")]
