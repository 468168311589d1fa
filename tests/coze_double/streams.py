"""A chat's frames as the body of an answer; frames.py writes them, speaking.py decides what they say."""

import asyncio
from collections.abc import AsyncGenerator
from typing import Literal

from quart import Response

from .frames import Cut, Frame, Pen, to_json
from .memory import Chat
from .mischief import Plan
from .refusals import LineCut, Refusal

HANG_UP_HEADER = "x-double-hang-up"
"""Read in server.py, which then breaks the connection before a byte is sent."""

Ending = Literal["finished", "abandoned", "cut"]
Outlet = asyncio.Queue[Frame | Cut | None]


def choose_pen(plan: Plan, workflow: bool, studio: bool) -> Pen:
    """Return the pen for one stream: the dialect's habits, then what the plan wants."""
    spaced = (workflow or studio or plan.has("spaces")) and not plan.has("no-spaces")
    return Pen(
        newline="\r\n" if plan.has("crlf") else "\n",
        space=" " if spaced else "",
        ids=plan.has("id-lines") or (workflow and studio),
        comments=plan.has("comments"),
        torn=plan.has("split-utf8"),
    )


async def answer_stream(chat: Chat, outlet: Outlet, pen: Pen) -> Response:
    """Wait for the first frame and return the answer that carries all of them."""
    try:
        first = await outlet.get()
    except asyncio.CancelledError:
        _end(chat, "abandoned")
        raise
    if not isinstance(first, Frame):
        _end(chat, "cut")
        return hang_up()
    chat.stream = "open"
    return event_stream(_write_all(chat, first, outlet, pen))


def hang_up() -> Response:
    """Return the mark of a connection that ends without an answer."""
    return Response("", headers={HANG_UP_HEADER: "1"})


def refuse_in_stream(refusal: Refusal, code: int, pen: Pen) -> Response:
    """Return Studio's way to refuse a chat: a stream with one error event."""
    frame = Frame("error", to_json({"code": code, "msg": refusal.msg}))

    async def once() -> AsyncGenerator[bytes, None]:
        for piece in pen.write(frame):
            yield piece

    return event_stream(once())


def event_stream(body: AsyncGenerator[bytes, None]) -> Response:
    """Return a text/event-stream answer that may take as long as it likes."""
    response = Response(body, content_type="text/event-stream")
    response.headers["Cache-Control"] = "no-cache"
    response.timeout = None
    return response


async def _write_all(chat: Chat, first: Frame, outlet: Outlet, pen: Pen) -> AsyncGenerator[bytes, None]:
    frame: Frame | Cut | None = first
    ended = False
    try:
        while isinstance(frame, Frame):
            _stop_if_gone()
            for piece in pen.write(frame):
                yield piece
                await asyncio.sleep(0)
            frame = await outlet.get()
        ended = True
    finally:
        # A client that goes away drops this generator in the middle; the chat itself goes on.
        _end(chat, "abandoned" if not ended else "finished" if frame is None else "cut")
    if frame is not None:
        raise LineCut


def _stop_if_gone() -> None:
    """Leave a stream whose client has gone.

    Before Python 3.12 asyncio.wait_for, by which Quart awaits a request's body, can swallow the cancellation that
    says so (gh-86296).
    """
    task = asyncio.current_task()
    if task and task.cancelling():
        raise asyncio.CancelledError


def _end(chat: Chat, ending: Ending) -> None:
    chat.stream, chat.outlet = ending, None
    chat.stream_over.set()
