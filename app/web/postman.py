"""The loop that sends the mails that are due, on any number of processes; how they are worded is in `letters`."""

import asyncio
import json
import logging
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any

from app.domain.errors import SessionNotFound, StoreUnavailable
from app.domain.mail import FOR_TEAM, Mail, read_mail
from app.notify.failure import MailError
from app.notify.smtp import Smtp
from app.store.mailbox import Mailbox, MailJob
from app.telemetry.absence import Absence
from app.telemetry.log import log
from app.telemetry.masking import mask
from app.web.letters import Letters

EVERY_S = 2.0
AT_ONCE = 3
"""Letters sent at once by one process; providers refuse whoever opens many connections."""

LEASE_MS = 150_000
"""Longer than one letter may take: 60 s at the mail server, and what the store needs."""

ATTEMPTS = 8
SETUP_ATTEMPTS = 4
"""A wrong password is not tried often: servers lock whoever insists."""

FIRST_WAIT_MS, LONGEST_WAIT_MS, GROWTH = 30_000, 3_600_000, 2.25
SETUP_WAIT_MS = 600_000


class Postman:
    """Sends what is due. Without a mail server (`smtp` None) it says in the log what was not sent, and forgets it."""

    def __init__(
        self,
        mailbox: Mailbox,
        smtp: Smtp | None,
        letters: Letters,
        *,
        clock_ms: Callable[[], int],
        is_wanted: Callable[[Mail], Awaitable[bool]],
        every_s: float = EVERY_S,
    ) -> None:
        self._mailbox = mailbox
        self._smtp = smtp
        self._letters = letters
        self._clock_ms = clock_ms
        self._is_wanted = is_wanted
        self._every_s = every_s

    async def run(self) -> None:
        """Send until cancelled; a store that is away is waited for."""
        away = Absence("postman_failed")
        while True:
            try:
                while await self.send_due():
                    pass
                away.end()
            except StoreUnavailable as error:
                away.tell(error)
            await asyncio.sleep(self._every_s)

    async def send_due(self) -> int:
        """Take what is due, a few at once, and see each to its end; returns how many were taken."""
        jobs = await self._mailbox.take(now_ms=self._clock_ms(), lease_ms=LEASE_MS, limit=AT_ONCE)
        ends = await asyncio.gather(*(self._handle(job) for job in jobs), return_exceptions=True)
        for end in ends:
            if isinstance(end, BaseException):
                # The others have ended as they should; this one is taken up again when its lease ends.
                raise end
        return len(jobs)

    async def _handle(self, job: MailJob) -> None:
        try:
            mail = read_mail(json.loads(job.data))
        except (KeyError, TypeError, ValueError) as error:
            await self._give_up(job, f"unreadable: {error!r}")
            return
        if job.attempt > ATTEMPTS:
            # Whoever took it before never came back to say why: it may be the letter that ends processes.
            await self._give_up(job, "its processes died", mail)
            return
        try:
            await self._send(job, mail)
        except MailError as error:
            await self._put_off(job, mail, error)
        except SessionNotFound:
            await self._drop(job, mail, "mail_dropped", "session_gone")
        except StoreUnavailable:
            raise
        except Exception as error:  # noqa: BLE001 - a bug in one letter: logged, and no other letter waits for it
            log("mail_broken", level=logging.ERROR, error=error, kind=mail.kind.value, session_name=mail.session_name)
            await self._put_off(job, mail, MailError(f"broken: {error!r}", retryable=True))

    async def _send(self, job: MailJob, mail: Mail) -> None:
        if self._smtp is None:
            await self._drop(job, mail, "mail_off", "SMTP_HOST is not set")
        elif not await self._is_wanted(mail):
            await self._drop(job, mail, "mail_dropped", "not_needed")
        elif not mail.to:
            await self._address(job, mail)
        else:
            await self._smtp.send(await self._letters.write(mail, job.id))
            await self._mailbox.done(job)
            log("mail_sent", **_about(mail), attempt=job.attempt)

    async def _address(self, job: MailJob, mail: Mail) -> None:
        """Make one mail for each member of the team: what one server refuses is no matter of the others."""
        team = await self._letters.team_of(mail) if mail.kind in FOR_TEAM else ()
        if not team:
            await self._drop(job, mail, "mail_dropped", "nobody_to_write_to")
            return
        for address in team:
            await self._mailbox.post(replace(mail, to=address, key=f"{mail.key}>{address}"), now_ms=self._clock_ms())
        await self._mailbox.done(job)

    async def _put_off(self, job: MailJob, mail: Mail, error: MailError) -> None:
        attempts = SETUP_ATTEMPTS if error.is_setup else ATTEMPTS
        if not error.retryable or job.attempt >= attempts:
            await self._give_up(job, error.reason, mail)
            return
        wait_ms = SETUP_WAIT_MS if error.is_setup else wait_after_ms(job.attempt)
        level = logging.ERROR if error.is_setup else logging.WARNING
        log("mail_put_off", level=level, **_about(mail), reason=mask(error.reason), attempt=job.attempt)
        await self._mailbox.retry(job, at_ms=self._clock_ms() + wait_ms)

    async def _give_up(self, job: MailJob, reason: str, mail: Mail | None = None) -> None:
        about: dict[str, Any] = _about(mail) if mail else {"mail": mask(job.id)}
        log("mail_failed", level=logging.ERROR, **about, reason=mask(reason), attempt=job.attempt)
        await self._mailbox.fail(job, reason=reason, now_ms=self._clock_ms())

    async def _drop(self, job: MailJob, mail: Mail, event: str, reason: str) -> None:
        await self._mailbox.done(job)
        level = logging.INFO if reason == "not_needed" else logging.WARNING
        log(event, level=level, **_about(mail), reason=reason)


def wait_after_ms(attempt: int) -> int:
    """How long to wait after the `attempt`-th try has failed: from 30 s to an hour, about two hours in all."""
    return min(LONGEST_WAIT_MS, int(FIRST_WAIT_MS * GROWTH ** (attempt - 1)))


def _about(mail: Mail) -> dict[str, Any]:
    return {"kind": mail.kind.value, "session_name": mail.session_name, "to": mask(mail.to)}
