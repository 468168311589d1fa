"""How one outcome of the rules becomes one script call; the decisions themselves are made elsewhere."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from redis.asyncio import Redis

from app.domain.errors import AtCapacity, KefuError, SessionNotFound
from app.domain.events import iso
from app.domain.mail import Mail, mail_data
from app.domain.outcome import Outcome
from app.domain.queueing import place
from app.domain.session import Message, Session, Status
from app.store.client import script
from app.store.keys import KeyList, Keys
from app.store.lives import BUS_LENGTH, EXPIRED_MS, LEASE_MS, LOG_LENGTH, MAIL_SENT_S, WAITS_KEPT, WAITS_S
from app.store.records import changed_fields, to_json
from app.store.replicas import Replicas


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
    """What a commit wrote: the ids of the outcome's events, in order.

    Where it stopped an answer: how the upstream calls it (`run`), and the message that was made of what was shown,
    as its id and its stored JSON ("" where nothing was).
    """

    ids: tuple[str, ...]
    run: Mapping[str, str] = field(default_factory=dict)
    stopped_id: str = ""
    stopped: bytes = b""


@dataclass(frozen=True, slots=True)
class Duplicate:
    """The client had sent this message before; it was not written again."""

    message_id: str
    turn_id: str


class Commits:
    """The one way in which a session changes, apart from an answer's growing text."""

    def __init__(
        self,
        redis: Redis,
        keys: Keys,
        replicas: Replicas,
        *,
        expire_s: int,
        retention_s: Callable[[str], int],
        new_id: Callable[[], str],
    ) -> None:
        """`retention_s` says for how long a shop, by its id, keeps conversations; `new_id` gives ids of one length."""
        self._script, self._confirm = script(redis, "commit"), script(redis, "confirm")
        self._keys = keys
        self._replicas = replicas
        self._expire_s = expire_s
        self._retention_s = retention_s
        self._new_id = new_id

    async def commit(
        self, before: Session, outcome: Outcome, *, now_ms: int, is_deed: bool = True
    ) -> Committed | Duplicate:
        """Make `outcome` true, if the session is still as it was `before`.

        Raises `Conflict`, `TurnLost`, `AtCapacity` and `SessionNotFound`, and nothing is written then; with
        `StoreUnavailable` it may be. What is a person's deed waits for the replicas.
        """
        own = self._keys.of(before.name)
        touched = KeyList(
            own.session,
            own.log,
            own.messages,
            own.clients,
            own.turn,
            own.notes,
            own.marks,
            self._keys.bus,
            self._keys.deadlines,
            self._keys.turns,
            self._keys.alarms,
        )
        change = to_json(self._change(before, outcome, touched, now_ms))
        # By its id the script knows a call that redis-py sends again after a broken connection.
        args = [change, BUS_LENGTH, LOG_LENGTH, LEASE_MS, self._new_id()]
        reply = await self._replicas.call(self._script, keys=touched.keys, args=args, waits=is_deed)
        return _read(reply, outcome.claim)

    async def find(self, name: str, message: Message) -> Duplicate | None:
        """Where the sender of `message` has sent it before; None where it is new. Raises `StoreUnavailable`."""
        found = await self._see(name, _sender(message.client_id, message.agent_id))
        return _duplicate(found) if found else None

    async def confirm(self, name: str) -> None:
        """Return when the replicas have what was read of the session: a deed that is done already waits as well."""
        if self._replicas.are_asked:
            await self._see(name, "")

    async def _see(self, name: str, sender: str) -> Any:
        own = self._keys.of(name)
        return await self._replicas.call(self._confirm, keys=[own.session, own.clients], args=[sender])

    def _change(self, before: Session, outcome: Outcome, touched: KeyList, now_ms: int) -> dict[str, Any]:
        after = outcome.session
        ttl_s = self._expire_s + self._retention_s(after.shop)
        change: dict[str, Any] = {
            "name": before.name,
            "shop": after.shop,
            "version": before.version,
            "fields": changed_fields(before, after),
            "events": [_event(event.kind, event.data, event.kept) for event in outcome.events],
            "ttl": ttl_s,
        }
        client = next((event["client"] for event in change["events"] if event["client"]), None)
        optional = {
            "client": client,
            "starts": outcome.starts_turn,
            "ends": outcome.ends_turn,
            "attempt": str(before.turn_attempt) if outcome.ends_turn else None,
            "stops": _stopped_head(before, now_ms) if outcome.stops_turn else None,
            "deadline": now_ms + self._expire_s * 1000 if outcome.silent_after else None,
            "closed": self._closed(after, touched, now_ms + ttl_s * 1000),
            "lists": self._lists(before, after, touched),
            "claim": self._claim(before, outcome, touched),
            "mails": [self._mail(mail, touched, now_ms) for mail in outcome.mails],
            "waited": self._waited(outcome, touched),
            "person": self._person(outcome, touched, now_ms),
        }
        change |= {name: value for name, value in optional.items() if value}
        return change | ({"alarm": after.alarm_ms} if after.alarm_ms != before.alarm_ms else {})

    def _lists(self, before: Session, after: Session, touched: KeyList) -> list[dict[str, int]]:
        """Which lists the session leaves, and where it stands in those it is on."""
        old, new = self._places(before) if before.version else {}, self._places(after)
        left = [{"key": touched.at(key)} for key in old if key not in new]
        return left + [{"key": touched.at(key), "score": score} for key, score in new.items() if old.get(key) != score]

    def _places(self, session: Session) -> dict[str, int]:
        places = {self._keys.status(session.status.value): place(session)}
        if session.next_shift_ms:
            places[self._keys.offline] = session.next_shift_ms
        if session.agent_id:
            places[self._keys.owned(session.agent_id)] = session.owned_ms
        return places

    def _closed(self, after: Session, touched: KeyList, ends_ms: int) -> dict[str, int] | None:
        """Of a closed session, when it is to be forgotten by the lists."""
        if after.status is not Status.CLOSED:
            return None
        return {"key": touched.at(self._keys.expiries), "at": ends_ms + EXPIRED_MS}

    def _claim(self, before: Session, outcome: Outcome, touched: KeyList) -> dict[str, int] | None:
        agent_id = outcome.session.agent_id
        if not outcome.claim or before.agent_id == agent_id:
            return None
        return {"key": touched.at(self._keys.owned(agent_id)), "limit": outcome.claim}

    def _mail(self, mail: Mail, touched: KeyList, now_ms: int) -> dict[str, Any]:
        return {
            "id": mail.key,
            "job": to_json(mail_data(mail)),
            "at": now_ms + mail.wait_s * 1000,
            "life": MAIL_SENT_S,
            "sent": touched.at(self._keys.mail_sent(mail.key)),
            "jobs": touched.at(self._keys.mail_jobs),
            "due": touched.at(self._keys.mail_due),
        }

    def _waited(self, outcome: Outcome, touched: KeyList) -> dict[str, int] | None:
        if not outcome.waited_ms:
            return None
        key = touched.at(self._keys.waits(outcome.session.shop))
        return {"key": key, "ms": outcome.waited_ms, "kept": WAITS_KEPT, "life": WAITS_S}

    def _person(self, outcome: Outcome, touched: KeyList, now_ms: int) -> dict[str, int] | None:
        """Where a verified person finds this session again: written with every change, so that it lives as long."""
        if not outcome.session.person:
            return None
        key = touched.at(self._keys.person(outcome.session.shop, outcome.session.person))
        known = {} if outcome.siblings is None else {"known": outcome.siblings}
        return {"key": key, "at": now_ms, **known}


def _stopped_head(session: Session, now_ms: int) -> str:
    """The stored message of a stopped answer up to its text, which only the script knows for sure.

    Its first words tell `events/wire.py` that it has yet to be rendered.
    """
    parts = {"role": "ai", "draft": True, "at": iso(now_ms), "epoch": session.epoch}
    whole = to_json(parts | {"turn_id": session.turn_id, "stopped": True, "text": ""})
    return whole[: -len('""}')]


def _event(kind: str, data: Any, kept: bool) -> dict[str, Any]:
    return {
        "k": kind,
        "d": to_json(dict(data)),
        "kept": kept,
        "client": _sender(data["client_id"], (data.get("agent") or {}).get("id", "")) if "client_id" in data else None,
        "turn": data.get("turn_id", ""),
    }


def _sender(client_id: str, agent_id: str) -> str:
    """Under which name a message is known: the visitor and each agent count theirs for themselves.

    No id of a visitor's client holds a slash.
    """
    return f"{agent_id}/{client_id}" if agent_id else client_id


def _duplicate(found: bytes) -> Duplicate:
    return Duplicate(*found.decode().split(" "))


def _read(reply: list[bytes], limit: int) -> Committed | Duplicate:
    match reply[0]:
        case b"ok":
            run, stopped_id, stopped, *ids = reply[1:]
            known = json.loads(run) if run else {}
            return Committed(tuple(entry.decode() for entry in ids), known, stopped_id.decode(), stopped)
        case b"duplicate":
            return _duplicate(reply[1])
        case b"fenced":
            raise TurnLost()
        case b"gone":
            raise SessionNotFound()
        case b"full":
            raise AtCapacity(limit=limit)
        case _:
            raise Conflict()
