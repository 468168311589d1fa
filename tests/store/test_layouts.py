"""What every version so far has written can be read and goes on: recorded data are restored, migrated and used."""

import io
import time
from dataclasses import astuple, replace
from datetime import datetime
from pathlib import Path

import pytest

from app.auth.visitors import Visitor
from app.domain.session import Status
from app.settings import Settings
from app.store.backup_file import BackupReader, BackupWriter
from app.store.keys import Keys
from app.store.lives import EXPIRED_MS
from app.store.schema import CURRENT
from app.store.store import Store
from tests.conftest import SECRET
from tests.keys import visitor_tokens
from tests.live import Visitor as Program
from tests.live import serving
from tests.scripted import ScriptedProvider, echo
from tests.store.census import check_store, scores
from tests.store.stock import everything, restore

RECORDED = sorted((Path(__file__).parent / "layouts").glob("*.jsonl.gz"))
KEYS = Keys("test")
PASSWORD = "a good long pass phrase"
LISTS = {"bot_active": 1, "pending_manual": 1, "manual_live": 1, "after_hours_email": 1, "closed": 3, "offline": 2}


def reading(path: Path, *, now_ms: int) -> io.BytesIO:
    """What was recorded, with as much time left to each key as it had then."""
    backup, file = BackupReader(io.BytesIO(path.read_bytes())), io.BytesIO()
    contents = backup.check()
    later_ms = now_ms - int(datetime.fromisoformat(contents.made_at).timestamp()) * 1000
    writer = BackupWriter(file, schema=contents.schema, made_at=contents.made_at)
    for copy in backup.copies():
        value = [[name, str(int(at) + later_ms)] for name, at in copy.value] if copy.key == "expiries" else copy.value
        writer.add(replace(copy, expires_at_ms=copy.expires_at_ms and copy.expires_at_ms + later_ms, value=value))
    writer.end()
    return file


@pytest.fixture(params=RECORDED, ids=lambda path: path.name.partition(".")[0])
async def old(request: pytest.FixtureRequest, store: Store) -> Store:
    """The store with what a version of the program has written."""
    now_ms = time.time_ns() // 1_000_000
    await restore(store, reading(request.param, now_ms=now_ms), at_ms=now_ms)
    return store


def test_there_is_a_recording_of_every_layout() -> None:
    assert [path.name for path in RECORDED] == [f"{number}.jsonl.gz" for number in range(CURRENT + 1)]


async def test_everything_agrees_as_if_this_version_had_written_it(old: Store) -> None:
    sessions = await check_store(old)
    counts = await old.lists.counts()
    people = sum(1 for session in sessions.values() if session.person)
    assert counts == LISTS | {"bot_active": LISTS["bot_active"] + people}
    assert len(sessions) == sum(counts.values()) - counts["offline"]
    assert await old.redis.get(KEYS.schema[0]) == str(CURRENT).encode()
    assert {agent.username for agent in await old.accounts.all()} == {"li", "root"}
    assert [reply.en for reply in await old.replies.all()] == ["Hello"]
    assert set(await old.shops.all()) == {"demo", "bikes"}


async def test_closed_sessions_are_forgotten_when_their_keys_have_expired(old: Store) -> None:
    expiries = await scores(old, KEYS.expiries)
    closed = await old.lists.names(Status.CLOSED, start=0, limit=99)
    assert set(expiries) == set(closed)
    for name in closed:
        ends_ms = await old.redis.pexpiretime(KEYS.of(name).session)
        assert abs(expiries[name] - ends_ms - EXPIRED_MS) <= 1_000
        await old.redis.delete(*astuple(KEYS.of(name)))
    await old.lists.forget_expired(now_ms=max(expiries.values()))
    counts = await old.lists.counts()
    assert (counts["closed"], counts["offline"]) == (0, 1)


async def test_migrating_again_changes_nothing(old: Store) -> None:
    before = await everything(old)
    await old.redis.set(KEYS.schema[1], 0, ex=60)
    await old.schema.settle()
    assert await everything(old) == before


async def test_what_a_process_of_the_version_before_closes_meanwhile_is_listed_by_the_next_start(old: Store) -> None:
    name = (await old.lists.names(Status.CLOSED, start=0, limit=1))[0]
    await old.redis.zrem(KEYS.expiries, name)
    await old.redis.zadd(KEYS.offline, {"s_gone": 5})
    await old.redis.set(KEYS.schema[1], 0, ex=60)
    await old.schema.settle()
    assert {name, "s_gone"} <= set(await scores(old, KEYS.expiries))
    await old.lists.forget_expired(now_ms=EXPIRED_MS)
    assert "s_gone" not in await old.lists.names("offline", start=0, limit=99)


async def test_agents_sign_in_and_take_up_what_waits(old: Store, settings: Settings) -> None:
    async with serving(settings, ScriptedProvider(echo())) as live, live.client() as http:
        body = {"username": "li", "password": PASSWORD, "mode": "token"}
        signed_in = await http.post("/api/agent/login", json=body)
        who = {"Authorization": f"Bearer {signed_in.json()['access_token']}"}
        waiting = [name for name in await scores(old, KEYS.offline) if name in await _open(old)]
        answer = await http.post(f"/api/sessions/{waiting[0]}/takeover", headers=who)
        assert answer.status_code == 200, answer.text
        said = await http.get(f"/api/sessions/{waiting[0]}", headers=who)
        assert "Call me" in [message.get("text") for message in said.json()["messages"]]


async def _open(store: Store) -> list[str]:
    return await store.lists.names(Status.AFTER_HOURS_EMAIL, start=0, limit=99)


async def test_visitors_read_on_and_go_on_and_come_back_to_what_was_closed(old: Store, settings: Settings) -> None:
    names = [(await old.lists.names(status, start=0, limit=99))[-1] for status in (Status.BOT_ACTIVE, Status.CLOSED)]
    tokens = visitor_tokens(SECRET, clock_s=time.time)
    async with serving(settings, ScriptedProvider(echo())) as live, live.client() as http:
        for name in names:
            session = await old.sessions.load(name)
            token = tokens.issue(Visitor(session.visitor_id, name, session.shop))
            visitor = Program(http, token, name, "", {})
            before = await visitor.messages()
            assert before[0]["role"] == "visitor"
            last = (await old.sessions.snapshot(name, after="")).cursor
            async with visitor.hear(last) as ear:
                turn_id = (await visitor.say("and now?")).json()["turn_id"]
                heard = await ear.until("turn", state="finished", turn_id=turn_id)
            assert "resync" not in [event.kind for event in heard]
            assert [one["text"] for one in (await visitor.messages())[-2:]] == ["and now?", "You said: and now?"]
