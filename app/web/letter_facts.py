"""What the team is told of a session at a glance: why, since when, how it stands, who and where; not what was said."""

from datetime import UTC, datetime

from app.domain.escalation import Severity
from app.domain.mail import MailKind
from app.domain.session import Session
from app.web import letter_words as words
from app.web.i18n import tell_moment, translate
from app.web.letter_links import plain_page

Fact = tuple[str, str]
"""A label and what it says, both in the reader's language."""


def facts_of(kind: MailKind, session: Session, lang: str, time_zone: str) -> tuple[Fact, ...]:
    """The facts, those that are known."""
    waits = kind is MailKind.QUEUE_OLD and session.waiting_ms
    moment = datetime.fromtimestamp(_moment_ms(kind, session) / 1000, UTC)
    facts = (
        (words.REASON, _reason(session, lang)),
        (words.SINCE if waits else words.TIME, tell_moment(moment, lang, time_zone)),
        (words.STATUS, translate(words.STATUSES[session.status], lang)),
        (words.VISITOR, session.context.get("name", "")),
        (words.ADDRESS, session.email),
        (words.PAGE, plain_page(session.context.get("page", ""))),
        (words.SESSION, session.name),
    )
    return tuple((translate(label, lang), said) for label, said in facts if said)


def _moment_ms(kind: MailKind, session: Session) -> int:
    known = {MailKind.QUEUE_OLD: session.waiting_ms, MailKind.OFFLINE_MESSAGE: session.offline_ms}
    return known.get(kind) or session.last_ms or session.created_ms


def _reason(session: Session, lang: str) -> str:
    known = {reason.value: msgid for reason, msgid in words.REASONS.items()}
    if session.reason not in known:
        return session.reason
    parts = [translate(known[session.reason], lang)]
    if session.evidence:
        parts.append(f"“{session.evidence}”")
    if session.severity == Severity.HIGH:
        parts.append(translate(words.URGENT, lang))
    return " · ".join(parts)
