"""Web origins: which sites may show the chat and ask for it; no header and no request is read here.

An origin is scheme, host and port, e.g. `https://shop.example.com`. A pattern is an origin, or one with `*.` before
its host, which stands for every host below it (not for itself), as in CSP's frame-ancestors.
"""

import re
from collections.abc import Iterable
from typing import Any
from urllib.parse import urlsplit

from app.domain.address import ascii_host
from app.domain.shop_fields import ShopRefused, read_list

ORIGINS_LIMIT = 50
_DEFAULT_PORTS = {"http": 80, "https": 443}
_WRITTEN = re.compile(r"(https?)://(\*\.)?([^\s:/?#@\[\]*]{1,253})(?::(\d{1,5}))?/?", re.IGNORECASE)
_LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_HOST = re.compile(rf"{_LABEL}(?:\.{_LABEL})*")
_WILD_BASE = re.compile(rf"(?:{_LABEL}\.)+(?!\d+$){_LABEL}")


def read_pattern(text: str) -> str:
    """The origin or pattern as browsers write it (lower case, no default port, punycode); "" where it is none."""
    found = _WRITTEN.fullmatch(text.strip())
    if not found:
        return ""
    scheme, wild, port = found[1].lower(), found[2] or "", found[4]
    host = ascii_host(found[3])
    if not (_WILD_BASE if wild else _HOST).fullmatch(host) or (port and not 0 < int(port) < 65_536):
        return ""
    shown_port = f":{int(port)}" if port and int(port) != _DEFAULT_PORTS[scheme] else ""
    return f"{scheme}://{wild}{host}{shown_port}"


def read_origin(text: str) -> str:
    """The origin as browsers write it; "" where `text` is none, or a pattern."""
    return "" if "*" in text else read_pattern(text)


def origin_of(address: str) -> str:
    """The origin of a page's address, such as a Referer names; "" where it has none."""
    try:
        parts = urlsplit(address)
        return read_origin(f"{parts.scheme}://{parts.netloc}")
    except ValueError:
        return ""


def fits(origin: str, pattern: str) -> bool:
    """Whether `pattern` names `origin`; both as `read_pattern` gives them."""
    scheme, wild, base = pattern.partition("://*.")
    if not wild:
        return origin == pattern
    return origin.startswith(f"{scheme}://") and origin.endswith(f".{base}") and origin != f"{scheme}://.{base}"


def fits_any(origin: str, patterns: Iterable[str]) -> bool:
    """Whether one of `patterns` names `origin`."""
    return any(fits(origin, pattern) for pattern in patterns)


def read_origins(data: Any) -> tuple[str, ...]:
    """A shop's origins and patterns, each once; raises `ShopRefused`, which names every one that is none."""
    found = [read_pattern(one) if isinstance(one, str) else "" for one in read_list(data, "origins")]
    faulty = tuple(f"origins.{number}" for number, pattern in enumerate(found) if not pattern)
    if faulty:
        raise ShopRefused("SHOP_ORIGIN", field=faulty[0], fields=faulty)
    if len(set(found)) > ORIGINS_LIMIT:
        raise ShopRefused("SHOP_TOO_MANY_ORIGINS", field="origins", limit=ORIGINS_LIMIT)
    return tuple(dict.fromkeys(found))
