"""What a certificate and its server should be like for browsers; pure: what was seen is handed in."""

from app.doctor.finding import Finding, broken, ok, warn
from app.probe.certificate import Certificate, Handshake

DAY_S = 86_400
SOON_DAYS, LAST_DAYS = 21, 7


def judge_certificate(found: Certificate, *, now_s: float) -> Finding:
    """How long a certificate still lasts."""
    days = int((found.ends_s - now_s) // DAY_S)
    told = {"days": days, "issuer": found.issuer or "?"}
    if days < 0:
        return broken("certificate_ended", **told)
    if days >= SOON_DAYS:
        return ok("certificate_good", **told)
    return (broken if days < LAST_DAYS else warn)("certificate_soon", **told)


def judge_handshake(host: str, seen: Handshake, *, now_s: float) -> list[Finding]:
    """What browsers find when they begin TLS."""
    if seen.certificate is None:
        return [broken("tls_failed", host=host, reason=seen.trouble)]
    if seen.certificate.ends_s < now_s or not seen.distrust:
        certificate = judge_certificate(seen.certificate, now_s=now_s)
    elif not seen.certificate.covers(host):
        certificate = broken("certificate_other", host=host, names=", ".join(seen.certificate.names) or "?")
    else:
        certificate = broken("certificate_distrusted", reason=seen.distrust, issuer=seen.certificate.issuer or "?")
    return [certificate, ok("http2_good") if seen.alpn == "h2" else warn("http2_missing")]


def judge_file(found: Certificate, host: str, *, now_s: float) -> Finding:
    """Whether TLS_CERT_FILE holds what `host` ("" where that is not known) needs."""
    if host and not found.covers(host):
        finding = broken("certificate_other", host=host, names=", ".join(found.names) or "?")
    else:
        finding = judge_certificate(found, now_s=now_s)
    return finding.about("certificate_file")
