"""The look at our public address, as a visitor's browser has it; the rules judge."""

import asyncio

from app.auth.door import neighbourhood
from app.doctor.caller_rules import HERE, Callers, judge_callers
from app.doctor.finding import Finding, Level
from app.doctor.public_rules import judge_hsts, judge_live, judge_plain
from app.doctor.site_round import look_at_embedding
from app.doctor.stream_round import look_at_stream
from app.doctor.subject import Subject
from app.domain.errors import StoreUnavailable
from app.probe.visit import FORGED, Visit


async def look_from_outside(subject: Subject) -> list[Finding]:
    """The way from a browser to the program and back."""
    if not subject.url:
        return []
    async with Visit(subject.url) as visit:
        live = await visit.ask("GET", "/api/health/live")
        found = judge_live(subject.url, live)
        if found.level is not Level.OK:
            return [found]
        looks = (look_at_stream, _look_at_callers, look_at_embedding)
        rest = await asyncio.gather(_look_at_plain(visit), *(look(subject, visit) for look in looks))
    hsts = [judge_hsts(live)] if visit.is_https else []
    return [found, *hsts, *(finding for findings in rest for finding in findings)]


async def _look_at_plain(visit: Visit) -> list[Finding]:
    # Where the address names a port, nobody knows where plain HTTP would be.
    if not (visit.is_https and visit.has_usual_port):
        return []
    url = f"http://{visit.host}/"
    return [judge_plain(url, await visit.ask("GET", url))]


async def _look_at_callers(subject: Subject, visit: Visit) -> list[Finding]:
    settings, username = subject.settings, f"doctor-{subject.new_id()}".casefold()
    own = neighbourhood(await visit.own_address())
    trusted = tuple(neighbourhood(one) for one in settings.trusted_proxies if "/" not in one)
    await visit.knock(username)
    try:
        seen = await subject.store.tries.origin(username, [FORGED, *dict.fromkeys((*HERE, own, *trusted))])
    except StoreUnavailable:
        return []
    has_front = visit.is_https and settings.tls_cert_file is None
    return [judge_callers(Callers(seen, own, has_front=has_front, trusted=trusted or settings.trusted_proxies))]
