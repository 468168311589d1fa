"""Where a letter leads its reader: addresses that hold no secret and lead nowhere strange; no words."""

import re
from collections.abc import Collection
from urllib.parse import parse_qsl, quote, urlencode, urlsplit, urlunsplit

from app.domain.origins import fits_any, origin_of

_PLAIN = re.compile(r"https?://[^\s<>\"'\\\x00-\x20\x7f]+", re.IGNORECASE)
_SECRET = re.compile(r"token|key|pass|secret|sig|auth|code|sess|sid|jwt|hash|mail|phone", re.IGNORECASE)
"""In the name of a parameter: its value may open a door, or say who somebody is."""


def team_link(public_url: str, session_name: str) -> str:
    """The session in the workbench, which asks whoever follows it to sign in."""
    return f"{public_url.rstrip('/')}/agent/sessions/{quote(session_name, safe='')}"


def visitor_link(page: str, *, public_url: str, origins: Collection[str]) -> str:
    """The page the visitor was on, where one of `origins` (or patterns) or our own is its; else `public_url`.

    The page is what a browser said. A letter to any address must not lead wherever somebody likes.
    """
    plain = plain_page(page)
    origin = origin_of(plain)
    is_known = origin and (origin == origin_of(public_url) or fits_any(origin, origins))
    return plain if is_known else public_url


def plain_page(page: str) -> str:
    """The page's address without login, fragment and parameters that may be secret; "" where it is no http address."""
    if not _PLAIN.fullmatch(page):
        return ""
    try:
        parts = urlsplit(page)
        host = parts.netloc.rpartition("@")[2]
        query = [(name, value) for name, value in parse_qsl(parts.query) if not _SECRET.search(name)]
    except ValueError:
        return ""
    return urlunsplit((parts.scheme.lower(), host, parts.path, urlencode(query), "")) if host else ""
