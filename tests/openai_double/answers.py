"""One chat completion from request to HTTP answer; routes and sockets live in `server`."""

import asyncio
import json
import time
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass

from quart import Response, jsonify

from tests.openai_double.brain import cut_words, last_question, read_text, think
from tests.openai_double.failures import FAILURES, HTML, MID_STREAM
from tests.openai_double.script import Double, Mode
from tests.openai_double.speech import CutOff, Voice, finish_reason, pace, speak, split

# fmt: off
_SPOKEN = frozenset({
    "plain", "slow", "stall", "cut", "drop", "eof", "error", "event-error", "reasoning", "split", "crlf", "length",
    "filter", "no-done", "linger", "empty", "null", "usage-null", "stamp", "whole",
})
# fmt: on


@dataclass(frozen=True, slots=True)
class Asked:
    """A request that is in order."""

    answer_id: str
    model: str
    streamed: bool
    with_usage: bool
    mode: Mode
    question: str
    words: list[str]
    usage: Mapping[str, int]


def find_fault(double: Double, body: Mapping[str, object]) -> Response | None:
    """Return the error of a request that is not in order, else None."""
    if body.get("model") not in double.models:
        return FAILURES["404"].respond()
    messages = body.get("messages")
    if not isinstance(messages, list) or not messages or not all(isinstance(m, dict) for m in messages):
        return FAILURES["400"].respond()
    return None


def read_request(double: Double, body: Mapping[str, object]) -> Asked:
    """Read a request that has no fault, and decide the answer."""
    messages = body["messages"]
    assert isinstance(messages, list)
    mode, question = double.choose(last_question(messages))
    text = "" if mode.name == "empty" else think(messages, question)
    options = body.get("stream_options")
    words = cut_words(text)
    asked = sum(len(cut_words(read_text(message))) for message in messages)
    usage = {"prompt_tokens": asked, "completion_tokens": len(words), "total_tokens": asked + len(words)}
    with_usage = isinstance(options, dict) and bool(options.get("include_usage"))
    streamed = bool(body.get("stream")) and mode.name != "whole"
    double.answered += 1
    return Asked(f"chatcmpl-{double.answered}", str(body["model"]), streamed, with_usage, mode, question, words, usage)


async def respond(double: Double, asked: Asked) -> Response:
    """Answer the way the mode wants it."""
    mode = asked.mode
    special: dict[str, Callable[[], Response]] = {
        "html": lambda: Response(HTML, 502, mimetype="text/html"),
        "html-200": lambda: Response(HTML, 200, mimetype="text/html"),
        "json-200": lambda: jsonify(MID_STREAM.body()),
    }
    if mode.name in FAILURES:
        return FAILURES[mode.name].respond(retry_after=mode.argument)
    if mode.name in special:
        return special[mode.name]()
    if mode.name not in _SPOKEN:
        return Response(json.dumps({"error": f"unknown mode {mode.name}"}), 400, mimetype="application/json")
    return _stream(double, asked) if asked.streamed else await _complete(double, asked)


def _stream(double: Double, asked: Asked) -> Response:
    voice = Voice(asked.answer_id, asked.model, asked.mode, asked.with_usage)
    parts = speak(double, asked.mode, voice, asked.words, asked.usage if asked.with_usage else None)
    if asked.mode.name == "split":
        parts = split(parts)
    response = Response(
        _watch(double, asked.question, parts), 200, {"Content-Type": "text/event-stream; charset=utf-8"}
    )
    # Quart ends streams after a minute otherwise.
    response.timeout = None
    response.headers["Cache-Control"] = "no-cache"
    return response


async def _watch(double: Double, question: str, parts: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    """Count who is being spoken to and who left early."""
    double.speaking += 1
    ending, said = "left", 0
    try:
        async for part in parts:
            _stop_if_gone()
            yield part
            said += 1
        ending = "whole"
    except CutOff:
        ending = "cut"
        raise
    finally:
        double.speaking -= 1
        double.hung_up += ending == "left"
        double.endings.append((question, ending, said))


def _stop_if_gone() -> None:
    # Before Python 3.12 asyncio.wait_for, by which Quart awaits a request's body, can swallow the cancellation that
    # says that the listener has gone (gh-86296).
    task = asyncio.current_task()
    if task and task.cancelling():
        raise asyncio.CancelledError


async def _complete(double: Double, asked: Asked) -> Response:
    spoken = [word async for _, word in pace(double, asked.mode, asked.words)]
    content = "".join(spoken) or (None if asked.mode.name == "null" else "")
    message = {"role": "assistant", "content": content, "refusal": None}
    if asked.mode.name == "reasoning":
        message["reasoning_content"] = "The visitor asks about the shop."
    choice = {"index": 0, "message": message, "logprobs": None, "finish_reason": finish_reason(asked.mode)}
    return jsonify(
        {
            "id": asked.answer_id,
            "object": "chat.completion",
            "created": int(time.time()),
            "model": asked.model,
            "choices": [choice],
            "usage": None if asked.mode.name == "usage-null" else asked.usage,
        }
    )
