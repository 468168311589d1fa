"""The look at the mail server, at who is written to, and at what waits to be sent; the rules judge."""

import asyncio

from app.doctor.finding import Finding
from app.doctor.mail_rules import judge_backlog, judge_server, judge_team
from app.doctor.subject import Subject
from app.domain.errors import StoreUnavailable
from app.notify.failure import MailError


async def look_at_mail(subject: Subject) -> list[Finding]:
    """The mail server, who is written to, and what waits to be sent."""
    settings = subject.settings
    found, backlog = await asyncio.gather(_call_mail_server(subject), _look_at_backlog(subject))
    team = [judge_team(subject.shops.all(), settings.team_emails)] if settings.smtp_host else []
    return [found, *team, *backlog]


async def _call_mail_server(subject: Subject) -> Finding:
    refusal = None
    try:
        if subject.smtp:
            await subject.smtp.check()
    except MailError as error:
        refusal = error
    return judge_server(subject.settings.smtp_host, refusal)


async def _look_at_backlog(subject: Subject) -> list[Finding]:
    try:
        backlog = await subject.store.mailbox.backlog(now_ms=subject.clock_ms())
    except StoreUnavailable:
        # That is told where the store is looked at.
        return []
    return judge_backlog(backlog, can_mail=subject.smtp is not None)
