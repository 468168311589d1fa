"""The look at what browsers are shown when they begin TLS, and at TLS_CERT_FILE; the rules judge."""

from urllib.parse import urlsplit

from app.doctor.certificate_rules import judge_file, judge_handshake
from app.doctor.finding import Finding, broken
from app.doctor.subject import Subject
from app.probe.certificate import read_certificate, shake_hands


async def look_at_certificates(subject: Subject) -> list[Finding]:
    """What browsers are shown, and what TLS_CERT_FILE holds."""
    found, now_s, parts = [], subject.clock_ms() / 1000, urlsplit(subject.url)
    if parts.scheme == "https" and parts.hostname:
        seen = await shake_hands(parts.hostname, parts.port or 443)
        found = judge_handshake(parts.hostname, seen, now_s=now_s)
    if file := subject.settings.tls_cert_file:
        try:
            found.append(judge_file(read_certificate(file), parts.hostname or "", now_s=now_s))
        except (OSError, ValueError) as error:
            found.append(broken("certificate_unread", file=file, reason=error))
    return found
