"""What the public address should answer; pure: the answers are handed in."""

from urllib.parse import urlsplit

from app.doctor.finding import Finding, broken, ok, warn
from app.probe.visit import Answer

DAY_S = 86_400
HSTS_LEAST_S = 180 * DAY_S
MOVED = frozenset({301, 302, 303, 307, 308})
UNREADY = 503


def judge_live(url: str, seen: Answer) -> Finding:
    """Whether the program answers at its public address."""
    if seen.trouble:
        return broken("public_away", url=url, reason=seen.trouble)
    if not isinstance(seen.data, dict) or seen.data.get("status") != "ok":
        return broken("public_strange", url=url, status=seen.status)
    return ok("public_good", url=url)


def judge_opening(url: str, seen: Answer) -> Finding:
    """Why no conversation could be opened there."""
    leads = urlsplit(seen.headers.get("location", ""))
    if seen.status in MOVED and leads.netloc:
        return broken("public_moved", to=f"{leads.scheme or urlsplit(url).scheme}://{leads.netloc}")
    if seen.status == UNREADY:
        return broken("public_unready")
    return broken("public_refused", status=seen.status, reason=seen.trouble)


def judge_plain(url: str, seen: Answer) -> Finding:
    """What becomes of visitors who type the name alone: their browsers try HTTP."""
    if seen.trouble:
        return ok("redirect_closed")
    leads = seen.headers.get("location", "")
    is_moved = seen.status in MOVED and leads.startswith("https://")
    return ok("redirect_good") if is_moved else warn("redirect_missing", url=url, status=seen.status)


def judge_hsts(seen: Answer) -> Finding:
    """Whether browsers are told to come by HTTPS alone from now on."""
    header = seen.headers.get("strict-transport-security", "")
    rules = (rule.strip().partition("=") for rule in header.lower().split(";"))
    ages = [value.strip('"') for name, _, value in rules if name == "max-age"]
    age_s = int(ages[0]) if ages and ages[0].isdecimal() else 0
    if age_s >= HSTS_LEAST_S:
        return ok("hsts_good", days=age_s // DAY_S)
    return warn("hsts_short", days=age_s // DAY_S) if age_s else warn("hsts_missing")
