"""Mail that waited for its time: it is not sent to who has seen the reply, nor about who waits no more."""

import json

from app.domain.mail import Mail, MailKind
from app.domain.session import Status
from app.store.presence import FRESH_MS
from app.store.store import Store
from app.web.mail_need import MailNeed
from tests.web.mail_room import NOW_MS, SAID, SESSION, change, converse

REPLY = Mail(MailKind.AGENT_REPLY, SESSION.name, key="k", to="wang@visitor.example")
QUEUE = Mail(MailKind.QUEUE_OLD, SESSION.name, key="k")


def need(store: Store) -> MailNeed:
    return MailNeed(store, clock_ms=lambda: NOW_MS)


async def ids(store: Store) -> list[str]:
    kept, _ = await store.sessions.history(SESSION.name, before="", limit=100)
    return [entry.id for entry in kept if json.loads(entry.data)["role"] != "system"]


async def test_a_queue_is_old_while_the_visitor_waits(store: Store) -> None:
    await converse(store, *SAID)
    await change(store, status=Status.PENDING_MANUAL)
    assert await need(store).is_wanted(QUEUE)
    await change(store, status=Status.MANUAL_LIVE)
    assert not await need(store).is_wanted(QUEUE)


async def test_a_visitor_who_is_away_is_written_to(store: Store) -> None:
    await converse(store, *SAID)
    assert await need(store).is_wanted(REPLY)


async def test_a_visitor_who_is_back_is_not(store: Store) -> None:
    await converse(store, *SAID)
    await store.presence.see_visitors([SESSION.name], now_ms=NOW_MS)
    assert not await need(store).is_wanted(REPLY)


async def test_a_visitor_who_came_and_left_is_written_to_unless_they_have_read_it(store: Store) -> None:
    await converse(store, *SAID)
    await store.presence.see_visitors([SESSION.name], now_ms=NOW_MS - FRESH_MS - 1)
    before, last = (await ids(store))[-2:]
    await store.marks.read_to(SESSION.name, "demo", "visitor", before)
    assert await need(store).is_wanted(REPLY)
    await store.marks.read_to(SESSION.name, "demo", "visitor", last)
    assert not await need(store).is_wanted(REPLY)


async def test_nothing_is_needed_about_a_session_that_is_gone(store: Store) -> None:
    assert not await need(store).is_wanted(REPLY)
    assert not await need(store).is_wanted(QUEUE)


async def test_a_transcript_is_needed_whoever_is_there(store: Store) -> None:
    await converse(store, *SAID)
    await store.presence.see_visitors([SESSION.name], now_ms=NOW_MS)
    assert await need(store).is_wanted(Mail(MailKind.TRANSCRIPT, SESSION.name, key="k", to="wang@visitor.example"))
