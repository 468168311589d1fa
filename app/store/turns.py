"""Turns in the making: the answer so far, and who may go on with it; when a turn begins and ends is in `commits`."""

import json
from collections.abc import Mapping
from dataclasses import dataclass

from redis.asyncio import Redis

from app.domain.events import Event
from app.store.client import ask, script
from app.store.commits import TurnLost
from app.store.keys import Keys
from app.store.lives import BUS_LENGTH, LEASE_MS
from app.store.records import to_json


@dataclass(frozen=True, slots=True)
class Lease:
    """The right to speak in one turn, until somebody else is given a higher attempt."""

    session_name: str
    turn_id: str
    attempt: int


@dataclass(frozen=True, slots=True)
class Draft:
    """What a turn has so far: the text that was shown, and how the upstream calls it ({} where it was never told)."""

    text: str
    run: Mapping[str, str]


class Turns:
    """Leases and growing answers of one deployment. All methods raise `StoreUnavailable`."""

    def __init__(self, redis: Redis, keys: Keys) -> None:
        self._redis = redis
        self._keys = keys
        self._append, self._note = script(redis, "append"), script(redis, "note_run")
        self._claim, self._renew = script(redis, "claim_turn"), script(redis, "renew_turn")

    async def append(self, lease: Lease, epoch: int, text: str, event: Event) -> None:
        """Store the whole answer so far, and tell the streams by `event`; raises `TurnLost`."""
        keys = self._keys.of(lease.session_name)
        args: list[str | int] = [
            lease.session_name,
            lease.turn_id,
            lease.attempt,
            epoch,
            text,
            to_json(dict(event.data)),
            BUS_LENGTH,
        ]
        reply = await ask(self._append(keys=[keys.session, keys.turn, self._keys.bus], args=args))
        if not reply:
            raise TurnLost()

    async def note_run(self, lease: Lease, run: Mapping[str, str]) -> None:
        """Remember how the upstream calls this answer; raises `TurnLost`."""
        keys = self._keys.of(lease.session_name)
        args: list[str | int] = [lease.turn_id, lease.attempt, to_json(dict(run))]
        if not await ask(self._note(keys=[keys.session, keys.turn], args=args)):
            raise TurnLost()

    async def draft(self, session_name: str) -> Draft:
        """What the session's running turn has so far; empty where none runs."""
        fields = await ask(self._redis.hgetall(self._keys.of(session_name).turn))
        return Draft(fields.get(b"text", b"").decode(), json.loads(fields.get(b"run", b"{}")))

    async def orphans(self, *, now_ms: int, limit: int = 100) -> list[str]:
        """Sessions whose turn's lease seems to have ended at `now_ms`; `claim` decides."""
        found = await ask(self._redis.zrangebyscore(self._keys.turns, "-inf", now_ms, start=0, num=limit))
        return [name.decode() for name in found]

    async def claim(self, session_name: str) -> Lease | None:
        """Take over the session's turn if its lease has ended; one of many callers gets it, the others None."""
        keys = self._keys.of(session_name)
        reply = await ask(self._claim(keys=[keys.session, keys.turn, self._keys.turns], args=[session_name, LEASE_MS]))
        return Lease(session_name, reply[0].decode(), int(reply[1])) if reply else None

    async def renew(self, lease: Lease) -> bool:
        """Hold on to the turn for another `LEASE_MS`; False where it is no longer the caller's."""
        return await self._set_lease(lease, LEASE_MS)

    async def release(self, lease: Lease) -> None:
        """Let any process take over the turn at once; nothing happens where it is no longer the caller's."""
        await self._set_lease(lease, 0)

    async def _set_lease(self, lease: Lease, lease_ms: int) -> bool:
        keys = self._keys.of(lease.session_name)
        args: list[str | int] = [lease.session_name, lease.turn_id, lease.attempt, lease_ms]
        return bool(await ask(self._renew(keys=[keys.session, self._keys.turns], args=args)))
