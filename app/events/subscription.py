"""One stream's place in the hub: frames wait here until the stream takes them; what is put in is decided by the hub."""

import asyncio
from collections import deque
from dataclasses import dataclass, field

from app.domain.agent import Agent
from app.events.wire import Say, frame

QUEUE_FRAMES = 256
BYE = frame("bye", {})


@dataclass(slots=True, eq=False)
class Subscription:
    """A stream of one session, for its visitor.

    `say` is the reader's language; `ends_at` and `pings_at` are seconds of the hub's clock.
    """

    session_name: bytes
    say: Say
    ends_at: float
    pings_at: float
    is_over: bool = False
    _frames: deque[tuple[bytes, bytes]] = field(default_factory=deque)
    _waiter: asyncio.Future[None] | None = None

    def offer(self, event_id: bytes, data: bytes) -> None:
        """Queue one frame; a stream that does not keep up is ended, and resumes by its last id."""
        if self.is_over:
            return
        if len(self._frames) >= QUEUE_FRAMES:
            self.end()
            return
        self._frames.append((event_id, data))
        self._wake()

    def end(self) -> None:
        """Let the stream end after a `bye`; nothing more is accepted."""
        if not self.is_over:
            self.is_over = True
            self._frames.append((b"", BYE))
            self._wake()

    async def take(self) -> list[tuple[bytes, bytes]]:
        """All waiting (id, frame) pairs, waiting for the first; empty only after the end."""
        if not self._frames and not self.is_over:
            self._waiter = asyncio.get_running_loop().create_future()
            try:
                await self._waiter
            finally:
                self._waiter = None
        return self.take_waiting()

    def take_waiting(self) -> list[tuple[bytes, bytes]]:
        """The (id, frame) pairs that wait already, which may be none."""
        taken = list(self._frames)
        self._frames.clear()
        return taken

    def _wake(self) -> None:
        if self._waiter and not self._waiter.done():
            self._waiter.set_result(None)


@dataclass(frozen=True, slots=True)
class Listener:
    """An agent who listens, by which login."""

    agent: Agent
    login_id: str


@dataclass(slots=True, eq=False)
class StaffSubscription(Subscription):
    """An agent's stream: all lists, and everything of the session on screen (`session_name`, empty for none)."""

    listener: Listener = field(kw_only=True)
