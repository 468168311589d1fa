"""How long things are kept: deadlines of silence, and that no key lives for ever without an owner."""

from dataclasses import astuple

from app.domain.conversation import fall_silent, visitor_speaks
from app.domain.events import note_added
from app.domain.handover import by_hand, escalate, leave_message
from app.domain.outcome import Outcome
from app.domain.ownership import close, take_over
from app.domain.session import Session, Status
from app.store.bus import Bus
from app.store.keys import Keys
from app.store.lives import EXPIRED_MS, KEPT_S, MAIL_SENT_S, WAITS_S
from app.store.store import Store
from app.store.turns import Lease
from tests.domain.people import LI, shift
from tests.store.talk import NOW_MS, begin, change, finish, say, show, visitors

EXPIRE_S = 3600
DEADLINE_MS = NOW_MS + EXPIRE_S * 1000
KEYS = Keys("test")
OWNED = {
    KEYS.generation,
    KEYS.bus,
    KEYS.deadlines,
    KEYS.turns,
    KEYS.alarms,
    KEYS.expiries,
    KEYS.offline,
    KEYS.mail_due,
    KEYS.mail_jobs,
}
OWNED |= {KEYS.agents_present, KEYS.visitors_present, KEYS.owned(LI.id)} | {KEYS.status(status) for status in Status}
"""What lives for ever, since each of its entries has an owner who takes it out."""

LIVES_S = {KEYS.waits("demo"): WAITS_S, KEYS.mail_sent(f"queue:s_2:{NOW_MS // 600_000}"): MAIL_SENT_S}
NAMES = ("s_1", "s_2", "s_3", "s_4")


async def _busy_scenario(store: Store) -> None:
    """Four sessions in which everything happens that leaves something in the store."""
    await store.bus.generation("g_1")
    await store.presence.see_agents([LI.id], now_ms=NOW_MS)
    await store.presence.see_visitors(NAMES, now_ms=NOW_MS)
    for name in NAMES:
        await begin(store, name)
        await say(store, "hello", "c1", turn_id="t_1", name=name)
        await say(store, "and?", "c2", turn_id="t_2", name=name)
        await store.turns.note_run(Lease(name, "t_1", 1), {"chat_id": "7"})
        await show(store, Lease(name, "t_1", 1), "so far")
        await store.marks.read_to(name, "demo", "visitor", "5-1")
        await change(store, name, lambda s: Outcome(s, (note_added(NOW_MS, author=None, text="n"),)))
    await finish(store, "done", name="s_1")
    await change(store, "s_1", lambda s: leave_message(s, visitors("call me"), "ada@example.org"))
    await change(store, "s_2", lambda s: escalate(s, by_hand("visitor"), shift()))
    await change(store, "s_4", lambda s: escalate(s, by_hand("visitor"), shift(NOW_MS - 1)))
    await change(store, "s_4", lambda s: take_over(s, LI, NOW_MS))
    await finish(store, "done", name="s_3")
    await finish(store, "done", name="s_3")
    await change(store, "s_3", fall_silent)


async def _everything(store: Store) -> set[str]:
    return {key.decode() async for key in store.redis.scan_iter("*", count=1000)}


async def test_every_key_has_an_end_or_an_owner_for_each_of_its_entries(store: Store) -> None:
    await _busy_scenario(store)
    lives = {key: await store.redis.ttl(key) for key in await _everything(store) - OWNED}
    own = {key: LIVES_S.get(key, MAIL_SENT_S if ":mail:sent:" in key else EXPIRE_S + KEPT_S) for key in lives}
    assert all(own[key] - 60 <= life <= own[key] for key, life in lives.items()), lives
    assert {key.rpartition(":")[2] for key in lives if ":session:" in key} == {
        *(*NAMES, "log", "messages", "clients", "turn", "notes", "marks"),
    }


async def test_every_key_is_one_of_those_that_are_listed(store: Store) -> None:
    await _busy_scenario(store)
    listed = OWNED | set(LIVES_S)
    for name in NAMES:
        listed |= set(astuple(KEYS.of(name)))
    found = {key for key in await _everything(store) if not key.startswith(KEYS.mail_sent(""))}
    assert found <= listed | {KEYS.shops}
    assert found >= OWNED - {KEYS.status(Status.AFTER_HOURS_EMAIL), KEYS.status(Status.BOT_ACTIVE)}
    assert all(key.startswith("{test}:") for key in listed)


async def test_when_all_sessions_have_closed_and_expired_nothing_but_the_bus_is_left(store: Store) -> None:
    """As the sweeper does it: they fall silent, their keys expire, what is left of them is forgotten."""
    await _busy_scenario(store)
    for name in NAMES:
        await change(store, name, lambda s: close(s, NOW_MS, by="visitor") if s.turn_id else fall_or_stay(s))
        await store.redis.delete(*astuple(KEYS.of(name)))
    await store.lists.forget_expired(now_ms=NOW_MS + (EXPIRE_S + KEPT_S) * 1000 + EXPIRED_MS)
    await store.presence.sweep(now_ms=NOW_MS, keep_ms=0)
    for job in await store.mailbox.take(now_ms=NOW_MS * 2, lease_ms=1, limit=99):
        await store.mailbox.done(job)
    left = {key for key in await _everything(store) if ":mail:sent:" not in key}
    assert left == {KEYS.generation, KEYS.bus, KEYS.waits("demo")}


def fall_or_stay(session: Session) -> Outcome:
    """The session closed by silence, where it is not closed already."""
    return Outcome(session) if session.status is Status.CLOSED else fall_silent(session)


async def test_two_deployments_on_one_store_do_not_meet(store: Store) -> None:
    await begin(store)
    other = Keys("other")
    assert await Bus(store.redis, other).end() == b"0-0"
    assert not {other.bus, other.of("s_1").session} & {Keys("test").bus, Keys("test").of("s_1").session}


async def test_speaking_puts_off_the_silence_and_an_answer_does_not(store: Store) -> None:
    session = await begin(store)
    later_ms = NOW_MS + 60_000
    assert not await store.deadlines.has_passed("s_1", now_ms=DEADLINE_MS - 1)
    assert await store.deadlines.has_passed("s_1", now_ms=DEADLINE_MS)
    await store.commits.commit(session, visitor_speaks(session, visitors("x"), "t_1"), now_ms=later_ms)
    assert not await store.deadlines.has_passed("s_1", now_ms=DEADLINE_MS)
    await finish(store, "done")
    assert await store.deadlines.has_passed("s_1", now_ms=DEADLINE_MS + 60_000)


async def test_silent_sessions_are_told_in_the_order_in_which_they_fell_silent(store: Store) -> None:
    for number, name in enumerate(("s_b", "s_a", "s_c")):
        session = await begin(store, name)
        outcome = Outcome(session, silent_after=True)
        await store.commits.commit(session, outcome, now_ms=NOW_MS + number)
    assert await store.deadlines.passed(now_ms=DEADLINE_MS - 1) == []
    assert await store.deadlines.passed(now_ms=DEADLINE_MS + 1) == ["s_b", "s_a"]
    assert await store.deadlines.passed(now_ms=DEADLINE_MS + 9, limit=2) == ["s_b", "s_a"]


async def test_a_closed_session_has_no_deadline_until_the_visitor_speaks_again(store: Store) -> None:
    await begin(store)
    await change(store, "s_1", fall_silent)
    assert not await store.deadlines.has_passed("s_1", now_ms=DEADLINE_MS)
    assert await store.deadlines.passed(now_ms=DEADLINE_MS) == []
    await say(store, "back again")
    assert await store.deadlines.passed(now_ms=DEADLINE_MS) == ["s_1"]


async def test_a_forgotten_session_is_not_told_again(store: Store) -> None:
    await begin(store)
    await store.deadlines.forget("s_1")
    await store.deadlines.forget("s_1")
    assert await store.deadlines.passed(now_ms=DEADLINE_MS) == []
