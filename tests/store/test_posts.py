"""Mails go with a commit: posted with it, once for each key, and not at all where it is refused."""

import asyncio
from dataclasses import replace
from functools import partial

import pytest

from app.domain.conversation import visitor_speaks
from app.domain.errors import AtCapacity
from app.domain.handover import by_hand, escalate
from app.domain.mail import Mail, MailKind, mail_data, read_mail
from app.domain.outcome import Outcome
from app.domain.ownership import REPLY_WAIT_S, agent_speaks, take_over
from app.domain.session import Session
from app.store.commits import Conflict, Duplicate
from app.store.lives import MAIL_SENT_S
from app.store.store import Store
from tests.domain.people import LI, reply, shift
from tests.store.census import KEYS, mails
from tests.store.talk import NOW_MS, begin, change, visitors

MAIL = Mail(MailKind.QUEUE_OLD, "s_1", key="queue:s_1:1", wait_s=180, params={"text": "您好"})


def with_mails(session: Session, *posted: Mail) -> Outcome:
    return Outcome(replace(session, rating=session.rating % 5 + 1), mails=posted)


async def test_a_commits_mail_is_due_when_its_wait_is_over(store: Store) -> None:
    await begin(store)
    await change(store, "s_1", lambda session: with_mails(session, MAIL))
    ((key, (due_ms, job)),) = (await mails(store)).items()
    assert (key, due_ms) == (MAIL.key, NOW_MS + 180_000)
    assert read_mail(job) == replace(MAIL, wait_s=0)
    assert job == mail_data(MAIL)
    assert MAIL_SENT_S - 5 <= await store.redis.ttl(KEYS.mail_sent(MAIL.key)) <= MAIL_SENT_S


async def test_a_mail_is_posted_once_however_often_it_is_decided(store: Store) -> None:
    await begin(store)
    for _ in range(3):
        await change(store, "s_1", lambda session: with_mails(session, replace(MAIL, wait_s=session.rating)))
    assert (await mails(store))[MAIL.key][0] == NOW_MS
    (job,) = await store.mailbox.take(now_ms=NOW_MS, lease_ms=1000, limit=9)
    await store.mailbox.done(job)
    await change(store, "s_1", lambda session: with_mails(session, MAIL))
    assert await mails(store) == {}
    assert not await store.mailbox.post(MAIL, now_ms=NOW_MS)


async def test_one_commit_posts_several_mails(store: Store) -> None:
    await begin(store)
    posted = [replace(MAIL, key=f"k{number}") for number in range(3)]
    await change(store, "s_1", lambda session: with_mails(session, *posted, posted[0]))
    assert sorted(await mails(store)) == ["k0", "k1", "k2"]


async def test_of_many_who_decide_at_once_one_posts(store: Store) -> None:
    session = await begin(store)

    async def decide() -> bool:
        try:
            await store.commits.commit(session, escalate(session, by_hand("visitor"), shift()), now_ms=NOW_MS)
        except Conflict:
            return False
        return True

    assert sum(await asyncio.gather(*(decide() for _ in range(9)))) == 1
    assert list(await mails(store)) == [f"queue:s_1:{NOW_MS // 600_000}"]


async def test_a_commit_that_is_refused_posts_nothing(store: Store) -> None:
    session = await begin(store)
    await change(store, "s_1", lambda one: Outcome(replace(one, rating=5)))
    with pytest.raises(Conflict):
        await store.commits.commit(session, with_mails(session, MAIL), now_ms=NOW_MS)
    await begin(store, "s_2")
    nobody = replace(LI, max_sessions=1)
    await change(store, "s_2", lambda one: take_over(one, nobody, NOW_MS))
    with pytest.raises(AtCapacity):
        await change(store, "s_1", lambda one: replace(take_over(one, nobody, NOW_MS), mails=(MAIL,)))
    assert await mails(store) == {}


async def test_a_retry_posts_nothing(store: Store) -> None:
    await begin(store)
    await change(store, "s_1", lambda session: take_over(replace(session, email="ada@example.org"), LI, NOW_MS))
    said = replace(reply(LI, at_ms=NOW_MS), client_id="c1")
    await change(store, "s_1", lambda session: agent_speaks(session, said))
    posted = await mails(store)
    again = await change(store, "s_1", lambda session: agent_speaks(session, said))
    assert isinstance(again, Duplicate)
    assert await mails(store) == posted
    assert len(posted) == 1


async def test_what_an_agent_says_within_a_minute_is_one_letter(store: Store) -> None:
    await begin(store)
    await change(store, "s_1", lambda session: take_over(replace(session, email="ada@example.org"), LI, NOW_MS))
    whole_ms = NOW_MS // (REPLY_WAIT_S * 1000) * REPLY_WAIT_S * 1000
    for at_ms in (whole_ms, whole_ms + 59_999, whole_ms + 60_000):
        await change(store, "s_1", partial(agent_speaks, message=reply(LI, at_ms=at_ms)))
    assert len(await mails(store)) == 2


async def test_visitors_words_alone_post_nothing(store: Store) -> None:
    await begin(store)
    await change(store, "s_1", lambda session: visitor_speaks(session, visitors("x"), "t_1"))
    assert await mails(store) == {}
