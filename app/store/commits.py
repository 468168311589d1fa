"""How one outcome of the rules becomes one script call; the decisions themselves are made elsewhere."""

import json
from dataclasses import dataclass
from typing import Any

from redis.asyncio import Redis

from app.domain.conversation import Outcome
from app.domain.errors import KefuError, SessionNotFound
from app.domain.session import Session, Status
from app.store.client import ask, script
from app.store.keys import BUS_LENGTH, LEASE_MS, LOG_LENGTH, NET_S, Keys


class Conflict(KefuError):
    """Somebody else changed the session since it was loaded: load it again and decide anew."""

    code = "CONFLICT"
    status = 503


class TurnLost(KefuError):
    """The turn is no longer the caller's: it was ended, or taken over after its lease ran out."""

    code = "TURN_LOST"
    status = 409


@dataclass(frozen=True, slots=True)
class Committed:
    """What a commit wrote: the ids of the outcome's events, in order."""

    ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Duplicate:
    """The client had sent this message before; it was not written again."""

    message_id: str
    turn_id: str


def to_json(value: Any) -> str:
    """Compact JSON with every character outside ASCII as itself."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def fields_of(session: Session) -> dict[str, str]:
    """The session as a Redis hash, without the version, which the script counts."""
    return {
        "shop": session.shop,
        "visitor_id": session.visitor_id,
        "lang": session.lang,
        "status": session.status.value,
        "epoch": str(session.epoch),
        "created_ms": str(session.created_ms),
        "turn_id": session.turn_id,
        "turn_attempt": str(session.turn_attempt),
        "next_turn_id": session.next_turn_id,
        "ai_state": to_json(dict(session.ai_state)),
    }


def session_of(name: str, fields: dict[bytes, bytes]) -> Session:
    """The session that a Redis hash holds; raises `SessionNotFound` for an empty one."""
    if b"version" not in fields:
        raise SessionNotFound()
    text = {key.decode(): value.decode() for key, value in fields.items()}
    return Session(
        name=name,
        shop=text["shop"],
        visitor_id=text["visitor_id"],
        lang=text["lang"],
        status=Status(text["status"]),
        epoch=int(text["epoch"]),
        version=int(text["version"]),
        created_ms=int(text["created_ms"]),
        turn_id=text["turn_id"],
        turn_attempt=int(text["turn_attempt"]),
        next_turn_id=text["next_turn_id"],
        ai_state=json.loads(text["ai_state"]),
    )


class Commits:
    """The one way in which a session changes, apart from an answer's growing text."""

    def __init__(self, redis: Redis, keys: Keys, *, expire_s: int) -> None:
        self._script = script(redis, "commit")
        self._keys = keys
        self._expire_s = expire_s

    async def commit(self, before: Session, outcome: Outcome, *, now_ms: int) -> Committed | Duplicate:
        """Make `outcome` true, if the session is still as it was `before`.

        Raises `Conflict`, `TurnLost`, `SessionNotFound` or `StoreUnavailable`; nothing is written then.
        """
        keys = self._keys.of(before.name)
        touched = [keys.session, keys.log, keys.messages, keys.clients, keys.turn]
        shared = [self._keys.bus, self._keys.deadlines, self._keys.turns]
        change = to_json(self._change(before, outcome, now_ms))
        reply = await ask(self._script(keys=touched + shared, args=[change, BUS_LENGTH, LOG_LENGTH, LEASE_MS]))
        return _read(reply)

    def _change(self, before: Session, outcome: Outcome, now_ms: int) -> dict[str, Any]:
        change: dict[str, Any] = {
            "name": before.name,
            "version": before.version,
            "fields": fields_of(outcome.session),
            "events": [_event(event.kind, event.data, event.kept) for event in outcome.events],
            "ttl": self._expire_s + NET_S,
        }
        client = next((event["client"] for event in change["events"] if event["client"]), None)
        optional = {
            "client": client,
            "starts": outcome.starts_turn,
            "ends": outcome.ends_turn,
            "attempt": str(before.turn_attempt) if outcome.ends_turn else None,
            "deadline": now_ms + self._expire_s * 1000 if outcome.silent_after else None,
            "closed": outcome.session.status is Status.CLOSED,
        }
        return change | {name: value for name, value in optional.items() if value}


def _event(kind: str, data: Any, kept: bool) -> dict[str, Any]:
    return {
        "k": kind,
        "d": to_json(dict(data)),
        "kept": kept,
        "client": data.get("client_id"),
        "turn": data.get("turn_id", ""),
    }


def _read(reply: list[bytes]) -> Committed | Duplicate:
    match reply[0]:
        case b"ok":
            return Committed(tuple(entry.decode() for entry in reply[1:]))
        case b"duplicate":
            message_id, _, turn_id = reply[1].decode().partition(" ")
            return Duplicate(message_id, turn_id)
        case b"fenced":
            raise TurnLost()
        case b"gone":
            raise SessionNotFound()
        case _:
            raise Conflict()
