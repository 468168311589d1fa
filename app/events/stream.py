"""One session's event stream from `hello` to `bye`: what was missed, the running answer, then what happens."""

import asyncio
import json
from collections.abc import AsyncGenerator, Awaitable, Callable
from functools import partial

from app.domain.errors import KefuError, SignInRequired
from app.domain.events import INTERNAL, TurnState, answer_grew, iso, owner_of
from app.domain.markup import render
from app.events.hub import Hub
from app.events.poll import POLL_WAIT_S, Greet, answer_poll
from app.events.staff import in_session
from app.events.subscription import BYE, Listener, Subscription
from app.events.wire import PREAMBLE, Say, frame, kept_frame
from app.store.bus import order
from app.store.sessions import Sessions, Snapshot

FINAL = frozenset({TurnState.FINISHED, TurnState.STOPPED, TurnState.FAILED})


class Streams:
    """Opens streams. `life_s` gives each a life of its own, so that they do not all return at once.

    `may_listen` says whether an agent is still signed in by the login that a listener brings.
    """

    def __init__(
        self,
        hub: Hub,
        sessions: Sessions,
        *,
        life_s: Callable[[], float],
        now_ms: Callable[[], int],
        may_listen: Callable[[Listener], Awaitable[bool]],
    ) -> None:
        self._may_listen = may_listen
        self._hub = hub
        self._sessions = sessions
        self._life_s = life_s
        self._now_ms = now_ms

    def open(self, session_name: str, *, after: str, say: Say, poll: int | None = None) -> AsyncGenerator[bytes, None]:
        """The session's events after the id `after` ("" for from now on), as chunks of frames.

        With a `poll` it ends by itself: at once (0), or when there was something to tell, or nothing for a while (1).
        """
        life_s = self._life_s() if poll is None else POLL_WAIT_S
        join = partial(self._hub.subscribe, session_name, say, life_s=life_s)
        return self._chunks(join, partial(self._greet, session_name, after, say), poll)

    def open_for_agent(
        self, listener: Listener, session_name: str, *, after: str, say: Say, poll: int | None = None
    ) -> AsyncGenerator[bytes, None]:
        """An agent's stream: all lists from now on, and the session on screen ("" for none) after the id `after`.

        Lists are not replayed: who hears `hello` reads them, and drops what is older than what was read.
        """
        life_s = self._life_s() if poll is None else POLL_WAIT_S
        join = partial(self._hub.subscribe_staff, listener, session_name, say, life_s=life_s)
        return self._chunks(join, partial(self._greet_agent, listener, session_name, after, say), poll)

    async def _chunks(
        self, join: Callable[[], Subscription], greet: Greet, poll: int | None
    ) -> AsyncGenerator[bytes, None]:
        """What is sent of a stream, or of a poll.

        The place in the hub is taken here, inside the generator, because only a generator that has begun
        is sure to run its `finally`; and before the snapshot, so that nothing falls between the two.
        """
        stream = join()
        try:
            yield PREAMBLE
            if poll is not None:
                yield await answer_poll(stream, greet, waits=bool(poll))
                return
            try:
                frames, bus_id = await greet()
            except KefuError:
                yield BYE
                return
            yield b"".join(frames)
            async for chunk in _live(stream, bus_id):
                yield chunk
        finally:
            self._hub.leave(stream)

    async def _greet(self, session_name: str, after: str, say: Say) -> tuple[list[bytes], str]:
        """The frames with which a visitor's stream begins, and the moment of the bus they are of."""
        snapshot = await self._sessions.snapshot(session_name, after=after)
        return _catch_up(snapshot, after, say, self._now_ms()), snapshot.bus_id

    async def _greet_agent(
        self, listener: Listener, session_name: str, after: str, say: Say
    ) -> tuple[list[bytes], str]:
        """The same for an agent's."""
        # Who was signed out between the route's guard and the place in the hub heard nothing of it.
        if not await self._may_listen(listener):
            raise SignInRequired
        if not session_name:
            return [frame("hello", {"session_name": "", "server_time": iso(self._now_ms())})], "0-0"
        snapshot = await self._sessions.snapshot(session_name, after=after)
        frames = _catch_up(snapshot, after, say, self._now_ms(), for_staff=True)
        return [in_session(one, session_name.encode()) for one in frames], snapshot.bus_id

    async def open_turn(self, session_name: str, turn_id: str, *, after: str, say: Say) -> AsyncGenerator[bytes, None]:
        """What the stream says of one turn, from `after` on, until that turn has ended."""
        chunks = self.open(session_name, after=after, say=say)
        try:
            async for chunk in chunks:
                for event in chunk.split(b"\n\n"):
                    belongs, is_last = _of_turn(event, turn_id)
                    if belongs:
                        yield event + b"\n\n"
                    if is_last:
                        return
        finally:
            await chunks.aclose()


def _of_turn(event: bytes, turn_id: str) -> tuple[bool, bool]:
    """Whether one frame is about the turn (or about none), and whether it is the last that can be said of it."""
    head, _, data = event.partition(b"data: ")
    if not data:
        return bool(event), False
    if head.endswith(b"event: resync\n"):
        # The turn is so long ago that its end is no longer in the log.
        return True, True
    said = json.loads(data)
    belongs = said.get("turn_id", turn_id) == turn_id
    return belongs, belongs and said.get("state") in FINAL


def _catch_up(snapshot: Snapshot, after: str, say: Say, now_ms: int, *, for_staff: bool = False) -> list[bytes]:
    session = snapshot.session
    hello = {
        "status": session.status.value,
        "epoch": session.epoch,
        "agent": owner_of(session),
        "read": snapshot.marks,
        "cursor": snapshot.cursor,
        "server_time": iso(now_ms),
    }
    # A new stream's place is the cursor; one that resumes has its place only when the replay has arrived.
    frames = [frame("hello", hello, "" if after else snapshot.cursor)]
    if snapshot.replay is None:
        frames.append(frame("resync", {}, snapshot.cursor))
    frames += [
        kept_frame(kept.id, kept.kind, kept.data, say)
        for kept in snapshot.replay or ()
        if for_staff or kept.kind not in INTERNAL
    ]
    if snapshot.answer:
        turn_id, text = snapshot.answer
        grew = answer_grew(turn_id, session.epoch, offset=0, text=text, block=0, html=render(text))
        frames.append(frame(grew.kind, grew.data))
    return frames


async def _live(stream: Subscription, bus_id: str) -> AsyncGenerator[bytes, None]:
    seen = order(bus_id)
    task = asyncio.current_task()
    while True:
        if task and task.cancelling():
            # The client has gone. Before Python 3.12 asyncio.wait_for, by which Quart awaits a request's body,
            # can swallow the cancellation that says so (gh-86296), and the stream would go on for nobody.
            raise asyncio.CancelledError
        taken = await stream.take()
        if not taken:
            return
        chunk = b"".join(data for event_id, data in taken if not event_id or order(event_id) > seen)
        if chunk:
            yield chunk
