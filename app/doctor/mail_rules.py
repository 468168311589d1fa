"""Whether letters get out, and reach somebody; pure: it sends nothing."""

from collections.abc import Sequence

from app.doctor.finding import Finding, broken, ok, warn
from app.domain.shop import Shop
from app.notify.failure import MailError
from app.store.mailbox import Backlog

LATE_MS = 10 * 60_000
NO_TLS = "WRONG_VERSION_NUMBER"
"""What OpenSSL says where the other side answers TLS with something else (ssl(7))."""


def judge_server(host: str, refusal: MailError | None) -> Finding:
    """What became of calling the mail server; `host` "" is none."""
    if not host:
        return warn("mail_off")
    if refusal is None:
        return ok("mail_good", host=host)
    told = {"host": host, "reason": refusal.reason.partition(": ")[2] or refusal.reason}
    if NO_TLS in refusal.reason:
        return broken("mail_plain", **told)
    for start, code in _CODES.items():
        if refusal.reason.startswith(start):
            return broken(code, **told)
    return (broken if refusal.is_setup else warn)("mail_refused", **told)


_CODES = {
    "login refused": "mail_login",
    "certificate refused": "mail_distrusted",
    "network": "mail_away",
    "not supported": "mail_unprotected",
}
"""How `MailError`'s reasons begin, and what is said of them."""


def judge_team(shops: Sequence[Shop], team_emails: Sequence[str]) -> Finding:
    """Whether somebody is told when a visitor needs a person and nobody is there."""
    silent = [shop.id for shop in shops if not (shop.service.team_emails or team_emails)]
    return warn("team_nobody", shops=", ".join(silent)) if silent else ok("team_good")


def judge_backlog(backlog: Backlog, *, can_mail: bool) -> list[Finding]:
    """Whether letters wait too long, or were given up."""
    told = {"waiting": backlog.waiting, "minutes": backlog.late_ms // 60_000}
    late = [warn("letters_late", **told)] if can_mail and backlog.late_ms > LATE_MS else []
    dead = [warn("letters_dead", dead=backlog.dead)] if backlog.dead else []
    return late + dead or [ok("letters_good" if backlog.waiting else "letters_none", **told)]
