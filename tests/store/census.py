"""The whole store looked over: every session against every list and key that speaks of it; it changes nothing."""

import json
from typing import Any

from app.domain.events import owner_of
from app.domain.queueing import place
from app.domain.session import Session, Status
from app.store.client import ask
from app.store.keys import Keys
from app.store.store import Store
from tests.domain.invariants import check_session

TAG = "test"
KEYS = Keys(TAG)


async def scores(store: Store, key: str) -> dict[str, int]:
    """A sorted set: what is on it, and where."""
    return {name.decode(): int(score) for name, score in await ask(store.redis.zrange(key, 0, -1, withscores=True))}


async def names(store: Store) -> set[str]:
    """Every session that is kept."""
    head = f"{{{TAG}}}:session:"
    found = [key.decode().removeprefix(head) async for key in store.redis.scan_iter(f"{head}*", count=1000)]
    return {name for name in found if ":" not in name}


async def check_store(store: Store, *, agents: dict[str, int] | None = None) -> dict[str, Session]:
    """See that everything agrees, and that no agent owns more than `agents` says; returns the sessions."""
    sessions = {name: await store.sessions.load(name) for name in await names(store)}
    for session in sessions.values():
        check_session(session)
        await _check_log(store, session)
    for status in Status:
        wanted = {one.name: place(one) for one in sessions.values() if one.status is status}
        assert await scores(store, KEYS.status(status.value)) == wanted, status
    offline = {one.name: one.next_shift_ms for one in sessions.values() if one.next_shift_ms}
    assert await scores(store, KEYS.offline) == offline
    assert await scores(store, KEYS.alarms) == {one.name: one.alarm_ms for one in sessions.values() if one.alarm_ms}
    assert set(await scores(store, KEYS.turns)) == {one.name for one in sessions.values() if one.turn_id}
    assert set(await scores(store, KEYS.deadlines)) == {
        one.name for one in sessions.values() if one.status is not Status.CLOSED
    }
    closed = {one.name for one in sessions.values() if one.status is Status.CLOSED}
    assert closed <= set(await scores(store, KEYS.expiries))
    await _check_owned(store, sessions, agents or {})
    return sessions


async def _check_owned(store: Store, sessions: dict[str, Session], limits: dict[str, int]) -> None:
    """Each agent's list holds what is theirs, since when it is, and not more than they may have."""
    head = KEYS.owned("")
    kept = {key.decode().removeprefix(head) async for key in store.redis.scan_iter(f"{head}*", count=1000)}
    owners = {one.agent_id for one in sessions.values() if one.agent_id}
    for agent_id in kept | owners:
        owned = {one.name: one.owned_ms for one in sessions.values() if one.agent_id == agent_id}
        assert await scores(store, KEYS.owned(agent_id)) == owned, agent_id
        assert len(owned) <= limits.get(agent_id, len(owned)), agent_id


async def _check_log(store: Store, session: Session) -> None:
    """The log's last status is the session's; messages and notes are those of the log, under the same ids."""
    own = KEYS.of(session.name)
    log = [(i.decode(), f[b"k"].decode(), f[b"d"]) for i, f in await ask(store.redis.xrange(own.log))]
    told = [json.loads(data) for _, kind, data in log if kind == "status"][-1]
    assert (told["status"], told["epoch"]) == (session.status.value, session.epoch), session
    assert told.get("agent") == owner_of(session), session
    for key, kind in ((own.messages, "message"), (own.notes, "note")):
        kept = [(i.decode(), f[b"d"]) for i, f in await ask(store.redis.xrange(key))]
        assert kept == [(i, data) for i, known, data in log if known == kind], (session, kind)
    known = await ask(store.redis.hgetall(own.clients))
    clients = {value.decode().partition(" ")[0] for client, value in known.items() if client != b"/"}
    assert clients <= {i for i, kind, _ in log if kind == "message"}
    assert bool(await ask(store.redis.exists(own.turn))) == bool(session.turn_id)


async def bus_of(store: Store, name: str) -> list[tuple[str, dict[str, Any]]]:
    """Everything the bus said about one session, as (kind, data)."""
    found = await ask(store.redis.xrange(KEYS.bus))
    return [(f[b"k"].decode(), json.loads(f[b"d"])) for _, f in found if f[b"s"].decode() == name]


async def mails(store: Store) -> dict[str, tuple[int, dict[str, Any]]]:
    """The mails that are to be sent: key -> (when in ms, the job)."""
    due = await scores(store, KEYS.mail_due)
    jobs = await ask(store.redis.hgetall(KEYS.mail_jobs))
    return {key: (due[key], json.loads(jobs[key.encode()])) for key in due}
