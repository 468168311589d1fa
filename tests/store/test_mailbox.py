"""The queue of mails: once for each key, never lost, never held by two at once, and nothing without an end."""

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from app.domain.mail import Mail, MailKind, read_mail
from app.store.lives import DEAD_MAIL_S, DEAD_MAILS, MAIL_SENT_S
from app.store.mailbox import Mailbox, MailJob
from app.store.store import Store, open_store

NOW_MS = 1_795_370_519_482
LEASE_MS = 120_000
MAIL = Mail(MailKind.OFFLINE_MESSAGE, "s_1", key="offline:s_1:7", params={"text": "您好\r\n<b>"})


@pytest.fixture
def mailbox(store: Store) -> Mailbox:
    return store.mailbox


@pytest.fixture
async def elsewhere(valkey: str, store: Store) -> AsyncIterator[Mailbox]:
    """The same queue as another process sees it."""
    other = open_store(valkey, tag="test", expire_s=3600)
    yield other.mailbox
    await other.close()


async def take(mailbox: Mailbox, now_ms: int = NOW_MS, limit: int = 10) -> list[MailJob]:
    return await mailbox.take(now_ms=now_ms, lease_ms=LEASE_MS, limit=limit)


async def keys(store: Store) -> set[str]:
    return {key.decode() for key in await store.redis.keys("*") if isinstance(key, bytes)}


async def test_a_mail_is_taken_as_it_was_posted(mailbox: Mailbox) -> None:
    assert await mailbox.post(MAIL, now_ms=NOW_MS)
    (job,) = await take(mailbox)
    assert (read_mail(json.loads(job.data)), job.attempt) == (MAIL, 1)


async def test_a_mail_waits_for_its_time(mailbox: Mailbox) -> None:
    await mailbox.post(replace(MAIL, wait_s=180), now_ms=NOW_MS)
    assert await take(mailbox, NOW_MS + 179_999) == []
    assert len(await take(mailbox, NOW_MS + 180_000)) == 1


async def test_a_key_is_good_for_one_mail_even_after_it_was_sent(mailbox: Mailbox, store: Store) -> None:
    assert await mailbox.post(MAIL, now_ms=NOW_MS)
    assert not await mailbox.post(MAIL, now_ms=NOW_MS)
    (job,) = await take(mailbox)
    await mailbox.done(job)
    assert not await mailbox.post(MAIL, now_ms=NOW_MS)
    assert await keys(store) == {f"{{test}}:mail:sent:{MAIL.key}"}
    assert MAIL_SENT_S - 60 < await store.redis.ttl(f"{{test}}:mail:sent:{MAIL.key}") <= MAIL_SENT_S


async def test_of_many_who_post_the_same_one_does(mailbox: Mailbox, elsewhere: Mailbox) -> None:
    posts = [box.post(MAIL, now_ms=NOW_MS) for box in (mailbox, elsewhere) for _ in range(10)]
    assert sum(await asyncio.gather(*posts)) == 1
    assert len(await take(mailbox)) == 1


async def test_no_two_hold_the_same_mail(mailbox: Mailbox, elsewhere: Mailbox) -> None:
    for number in range(40):
        await mailbox.post(replace(MAIL, key=f"k{number}"), now_ms=NOW_MS)
    taken = await asyncio.gather(*(take(box, limit=3) for box in (mailbox, elsewhere) for _ in range(10)))
    assert sorted(job.id for jobs in taken for job in jobs) == sorted(f"k{number}" for number in range(40))


async def test_what_a_dead_process_held_is_given_to_another(mailbox: Mailbox, elsewhere: Mailbox) -> None:
    await mailbox.post(MAIL, now_ms=NOW_MS)
    await take(mailbox)
    assert await take(elsewhere, NOW_MS + LEASE_MS - 1) == []
    (job,) = await take(elsewhere, NOW_MS + LEASE_MS)
    assert (job.id, job.attempt) == (MAIL.key, 2)


async def test_a_mail_that_is_retried_waits_and_counts(mailbox: Mailbox) -> None:
    await mailbox.post(MAIL, now_ms=NOW_MS)
    (job,) = await take(mailbox)
    await mailbox.retry(job, at_ms=NOW_MS + 500)
    assert await take(mailbox, NOW_MS + 499) == []
    (again,) = await take(mailbox, NOW_MS + 500)
    assert again.attempt == 2


async def test_who_was_too_slow_neither_puts_off_nor_ends_what_another_holds(
    mailbox: Mailbox, elsewhere: Mailbox, store: Store
) -> None:
    await mailbox.post(MAIL, now_ms=NOW_MS)
    (slow,) = await take(mailbox)
    (now,) = await take(elsewhere, NOW_MS + LEASE_MS)
    await mailbox.retry(slow, at_ms=NOW_MS)
    await mailbox.fail(slow, reason="slow", now_ms=NOW_MS)
    assert await take(mailbox, NOW_MS + LEASE_MS) == []
    assert await store.redis.llen("{test}:mail:dead") == 0
    await elsewhere.done(now)
    assert await keys(store) == {f"{{test}}:mail:sent:{MAIL.key}"}


async def test_who_was_slow_and_sent_it_all_the_same_ends_it_for_all(mailbox: Mailbox, elsewhere: Mailbox) -> None:
    await mailbox.post(MAIL, now_ms=NOW_MS)
    (slow,) = await take(mailbox)
    (other,) = await take(elsewhere, NOW_MS + LEASE_MS)
    await mailbox.done(slow)
    await elsewhere.retry(other, at_ms=NOW_MS)
    assert await take(elsewhere, NOW_MS + 10 * LEASE_MS) == []


async def test_a_mail_that_failed_is_kept_for_the_operator(mailbox: Mailbox, store: Store) -> None:
    await mailbox.post(MAIL, now_ms=NOW_MS)
    (job,) = await take(mailbox)
    await mailbox.fail(job, reason="550 no such user", now_ms=NOW_MS)
    assert await take(mailbox, NOW_MS + LEASE_MS) == []
    (entry,) = [json.loads(one) for one in await store.redis.lrange("{test}:mail:dead", 0, -1)]
    assert (entry["id"], entry["reason"], entry["attempt"]) == (MAIL.key, "550 no such user", 1)
    assert read_mail(json.loads(entry["job"])) == MAIL
    assert DEAD_MAIL_S - 60 < await store.redis.ttl("{test}:mail:dead") <= DEAD_MAIL_S


async def test_only_so_many_failed_ones_are_kept(mailbox: Mailbox, store: Store) -> None:
    await store.redis.rpush("{test}:mail:dead", *["old"] * DEAD_MAILS)
    await mailbox.post(MAIL, now_ms=NOW_MS)
    (job,) = await take(mailbox)
    await mailbox.fail(job, reason="", now_ms=NOW_MS)
    assert await store.redis.llen("{test}:mail:dead") == DEAD_MAILS
    (newest,) = await store.redis.lrange("{test}:mail:dead", 0, 0)
    assert json.loads(newest)["id"] == MAIL.key


async def test_an_entry_without_its_mail_is_swept(mailbox: Mailbox, store: Store) -> None:
    await store.redis.zadd("{test}:mail:due", {"ghost": 1})
    assert await take(mailbox) == []
    assert await keys(store) == set()


async def test_the_oldest_goes_first(mailbox: Mailbox) -> None:
    for number in (3, 1, 2):
        await mailbox.post(replace(MAIL, key=f"k{number}", wait_s=number), now_ms=NOW_MS)
    assert [job.id for job in await take(mailbox, NOW_MS + 9_000, limit=2)] == ["k1", "k2"]
