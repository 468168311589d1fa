"""The mails that are to be sent, as a queue that survives restarts; how they are worded and sent is not known here.

A mail is sent at least once: a process that dies between the mail server's yes and `done` leaves it to another, which
sends it again. It is posted at most once for each key within `MAIL_SENT_S`, so that nothing else doubles it.
"""

import hashlib
from dataclasses import dataclass

from redis.asyncio import Redis

from app.domain.address import ascii_address
from app.domain.mail import Mail, mail_data
from app.store.client import ask, script
from app.store.keys import Keys
from app.store.lives import DEAD_MAIL_S, DEAD_MAILS, MAIL_ASKED_S, MAIL_SENT_S
from app.store.records import to_json

ASKED_OF_ADDRESS = 6
"""Letters that strangers may ask for to one address in `MAIL_ASKED_S`, whichever sessions they ask in."""


@dataclass(frozen=True, slots=True)
class MailJob:
    """A mail that was taken to be sent, for the `attempt`-th time; `data` is the stored JSON."""

    id: str
    data: str
    attempt: int


@dataclass(frozen=True, slots=True)
class Backlog:
    """How many mails wait, for how long the first of them has been due, and how many could not be sent at all."""

    waiting: int
    late_ms: int
    dead: int


class Mailbox:
    """The queue of one deployment's mails. All methods raise `StoreUnavailable`."""

    def __init__(self, redis: Redis, keys: Keys) -> None:
        self._redis = redis
        self._keys = keys
        self._post, self._take = script(redis, "post_mail"), script(redis, "take_mails")
        self._end, self._retry = script(redis, "end_mail"), script(redis, "retry_mail")
        self._ask = script(redis, "ask_mail")

    async def may_ask(self, address: str) -> bool:
        """Count a letter that somebody asks for to an address which nobody has proved to be theirs; False: no more."""
        digest = hashlib.sha256(ascii_address(address).lower().encode()).hexdigest()[:32]
        args = [ASKED_OF_ADDRESS, MAIL_ASKED_S]
        return bool(await ask(self._ask(keys=[self._keys.mail_asked(digest)], args=args)))

    async def post(self, mail: Mail, *, now_ms: int) -> bool:
        """Have the mail sent; False where one of its key was posted before. Mails of a commit are posted with it."""
        keys = [self._keys.mail_sent(mail.key), self._keys.mail_jobs, self._keys.mail_due]
        due_ms = now_ms + mail.wait_s * 1000
        return bool(await ask(self._post(keys=keys, args=[mail.key, to_json(mail_data(mail)), due_ms, MAIL_SENT_S])))

    async def take(self, *, now_ms: int, lease_ms: int, limit: int) -> list[MailJob]:
        """Up to `limit` mails that are due; nobody else is given them for `lease_ms`."""
        keys = [self._keys.mail_due, self._keys.mail_jobs, self._keys.mail_tries]
        found = await ask(self._take(keys=keys, args=[now_ms, lease_ms, limit]))
        triples = zip(found[::3], found[1::3], found[2::3], strict=True)
        return [MailJob(name.decode(), data.decode(), int(attempt)) for name, data, attempt in triples]

    async def done(self, job: MailJob) -> None:
        """The mail was sent, or need not be: forget it."""
        await ask(self._end(keys=self._all_keys, args=[job.id]))

    async def retry(self, job: MailJob, *, at_ms: int) -> None:
        """Have the mail tried again at `at_ms`; nothing happens where another process has taken it by now."""
        await ask(self._retry(keys=[self._keys.mail_due, self._keys.mail_tries], args=[job.id, job.attempt, at_ms]))

    async def fail(self, job: MailJob, *, reason: str, now_ms: int) -> None:
        """Give the mail up: it is kept among the last `DEAD_MAILS` that failed, for the operator to see."""
        entry = to_json({"id": job.id, "at_ms": now_ms, "attempt": job.attempt, "reason": reason, "job": job.data})
        args: list[str | int] = [job.id, job.attempt, entry, DEAD_MAILS, DEAD_MAIL_S]
        await ask(self._end(keys=self._all_keys, args=args))

    async def backlog(self, *, now_ms: int) -> Backlog:
        """How far the mails are behind."""
        async with self._redis.pipeline(transaction=False) as pipe:
            pipe.zcard(self._keys.mail_due)
            pipe.zrange(self._keys.mail_due, 0, 0, withscores=True)
            pipe.llen(self._keys.mail_dead)
            waiting, first, dead = await ask(pipe.execute())
        return Backlog(waiting, max(0, now_ms - int(first[0][1])) if first else 0, dead)

    @property
    def _all_keys(self) -> list[str]:
        return [self._keys.mail_due, self._keys.mail_jobs, self._keys.mail_tries, self._keys.mail_dead]
