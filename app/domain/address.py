"""An e-mail address, as far as looking at it can tell: fit for a letter's head, whoever may read it or not."""

import re

ADDRESS_LIMIT_CHARS = 254
"""The longest address that can stand in SMTP's `<...>`, RFC 5321 section 4.5.3.1.3."""

_LOCAL_LIMIT_CHARS = 64
_ATOM = r"[\w!#$%&'*+/=?^`{|}~-]+"
_LOCAL = re.compile(rf"{_ATOM}(?:\.{_ATOM})*", re.ASCII)
_LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
# A dot at least: user@localhost is a slip. The last label is no number: user@127.0.0.1 is one too.
_DOMAIN = re.compile(rf"(?:{_LABEL}\.)+(?!\d+$){_LABEL}")
_AMBIGUOUS = frozenset("\N{LATIN SMALL LETTER SHARP S}\N{GREEK SMALL LETTER FINAL SIGMA}\u200c\u200d")
"""Letters whose domain is another one by the codec at hand (IDNA 2003) than by today's rules: mail would go astray."""


def ascii_address(text: str) -> str:
    """The address as it travels, its domain in ASCII (`a@例子.中国` has one too); "" where `text` is no address."""
    local, _, domain = text.rpartition("@")
    if len(text) > ADDRESS_LIMIT_CHARS or len(local) > _LOCAL_LIMIT_CHARS or not _LOCAL.fullmatch(local):
        return ""
    host = ascii_host(domain)
    address = f"{local}@{host}"
    return address if _DOMAIN.fullmatch(host) and len(address) <= ADDRESS_LIMIT_CHARS else ""


def ascii_host(text: str) -> str:
    """A host's name as it travels, in lower case and ASCII; "" where it has no such name."""
    try:
        return "" if _AMBIGUOUS & set(text) else text.encode("idna").decode().lower()
    except UnicodeError:
        return ""


def is_address(text: str) -> bool:
    """Whether mail can be sent to `text`: one plain address, without a name, a comment or a line break."""
    return bool(ascii_address(text))


def read_address(text: str) -> str:
    """`text` without the white space around it where it is an address, else ""; nothing in it could end a line."""
    address = text.strip()
    return address if is_address(address) else ""
