"""Sessions as they are read: the state, what was said, what a stream must catch up on; changes are in `commits`."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from redis.asyncio import Redis

from app.domain.errors import SessionNotFound
from app.domain.identity import verified_person
from app.domain.session import Message, Role, Session
from app.store.bus import order
from app.store.client import ask
from app.store.keys import Keys, SessionKeys
from app.store.records import session_of

PROMPT_MESSAGES = 100
"""How many of the last messages an AI is shown at most."""

_NAME = re.compile(r"[\w-]{1,64}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Kept:
    """A kept event: its id, its kind, and its data as the JSON that was stored (without the id)."""

    id: str
    kind: str
    data: bytes

    def json(self) -> dict[str, Any]:
        """The data, read."""
        found: dict[str, Any] = json.loads(self.data)
        return found


@dataclass(frozen=True, slots=True)
class View:
    """A session as a page opens it, with `marks` of how far each side has read.

    `cursor` is the id from which a stream goes on without gap or double.
    """

    session: Session
    messages: tuple[Kept, ...]
    more: bool
    cursor: str
    marks: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A session as a stream joins it, at one moment of the bus.

    `replay` is what the stream missed, None where that can no longer be told; `answer` is the running
    answer so far, as (turn id, text); `marks` say up to which message each side has read. Whatever the bus
    says after `bus_id` comes after all of this.
    """

    session: Session
    cursor: str
    bus_id: str
    replay: tuple[Kept, ...] | None
    answer: tuple[str, str] | None
    marks: Mapping[str, str]


class Sessions:
    """Reads of one deployment's sessions; each is one moment of the store. All raise `StoreUnavailable`."""

    def __init__(self, redis: Redis, keys: Keys) -> None:
        self._redis = redis
        self._keys = keys

    async def load(self, name: str) -> Session:
        """The session's state; raises `SessionNotFound`."""
        fields = await ask(self._redis.hgetall(self._of(name).session))
        return session_of(name, fields)

    async def person_of(self, name: str) -> str:
        """The verified person whose session it is, by the digest of their id; "" for nobody's, or where it is gone."""
        user = await ask(self._redis.hget(self._of(name).session, "user"))
        return verified_person(json.loads(user)) if user else ""

    async def view(self, name: str, *, limit: int) -> View:
        """The state, the last `limit` messages (oldest first) and the cursor; raises `SessionNotFound`."""
        keys = self._of(name)
        async with self._redis.pipeline(transaction=True) as pipe:
            pipe.hgetall(keys.session)
            pipe.xrevrange(keys.messages, count=limit + 1)
            pipe.xrevrange(keys.log, count=1)
            pipe.hgetall(keys.marks)
            fields, messages, last, marks = await ask(pipe.execute())
        session = session_of(name, fields)
        kept, more = _page(messages, limit)
        return View(session, kept, more, last[0][0].decode(), _marks(marks))

    async def history(self, name: str, *, before: str, limit: int) -> tuple[tuple[Kept, ...], bool]:
        """Up to `limit` messages older than the id `before` ("" for the newest), oldest first, and whether more are."""
        if before and order(before) == (0, 0):
            # Nothing is older, and Redis refuses to look there.
            return (), False
        found = await ask(
            self._redis.xrevrange(self._keys.of(name).messages, max=f"({before}" if before else "+", count=limit + 1)
        )
        return _page(found, limit)

    async def said(self, name: str) -> tuple[Message, ...]:
        """The last messages, oldest first, as far as an AI is shown them."""
        kept, _ = await self.history(name, before="", limit=PROMPT_MESSAGES)
        return tuple(_message(entry) for entry in kept)

    async def snapshot(self, name: str, *, after: str) -> Snapshot:
        """What a stream needs that last heard `after` ("" for a new one); raises `SessionNotFound`.

        An id is worth a replay only if the session's own log still holds it: one that was trimmed, that a
        restored store never knew, or that is another session's, is not there.
        """
        keys = self._of(name)
        async with self._redis.pipeline(transaction=True) as pipe:
            pipe.hgetall(keys.session)
            pipe.xrevrange(self._keys.bus, count=1)
            pipe.xrevrange(keys.log, count=1)
            pipe.hgetall(keys.turn)
            pipe.xrange(keys.log, min=after or "+")
            pipe.hgetall(keys.marks)
            fields, bus, last, turn, missed, marks = await ask(pipe.execute())
        session = session_of(name, fields)
        return Snapshot(
            session=session,
            cursor=last[0][0].decode(),
            bus_id=bus[0][0].decode() if bus else "0-0",
            replay=_replay(missed, after),
            answer=_answer(session, turn),
            marks=_marks(marks),
        )

    async def notes(self, name: str) -> tuple[Kept, ...]:
        """What agents alone may read about the session, oldest first: colleagues' notes, the policy's decisions."""
        found = await ask(self._redis.xrange(self._keys.of(name).notes))
        return tuple(Kept(i.decode(), "note", f[b"d"]) for i, f in found)

    def _of(self, name: str) -> SessionKeys:
        """The session's keys; raises `SessionNotFound` for a name from outside that would spell another key."""
        if not _NAME.fullmatch(name):
            raise SessionNotFound()
        return self._keys.of(name)


def _marks(found: dict[bytes, bytes]) -> dict[str, str]:
    return {by.decode(): message_id.decode() for by, message_id in found.items()}


def _page(found: list[tuple[bytes, dict[bytes, bytes]]], limit: int) -> tuple[tuple[Kept, ...], bool]:
    newest = found[:limit]
    return tuple(Kept(i.decode(), "message", f[b"d"]) for i, f in reversed(newest)), len(found) > limit


def _replay(missed: list[tuple[bytes, dict[bytes, bytes]]], after: str) -> tuple[Kept, ...] | None:
    if not after:
        return ()
    if not missed or missed[0][0].decode() != after:
        return None
    return tuple(Kept(i.decode(), f[b"k"].decode(), f[b"d"]) for i, f in missed[1:])


def _answer(session: Session, turn: dict[bytes, bytes]) -> tuple[str, str] | None:
    if not session.turn_id or turn.get(b"id", b"").decode() != session.turn_id:
        return None
    text = turn[b"text"].decode()
    return (session.turn_id, text) if text else None


def _message(entry: Kept) -> Message:
    data = json.loads(entry.data)
    return Message(
        role=Role(data["role"]),
        at_ms=0,
        text=data.get("text", ""),
        id=entry.id,
        turn_id=data.get("turn_id", ""),
        stopped=data.get("stopped", False),
        code=data.get("code", ""),
    )
