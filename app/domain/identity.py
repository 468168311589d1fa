"""Who a visitor is said to be, and by how much that can be believed; signatures are checked in `auth/identity`."""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from app.domain.address import read_address
from app.domain.errors import KefuError

ID_LIMIT_CHARS = 128
NAME_LIMIT_CHARS = 64
TOKEN_LIMIT_CHARS = 8_192
ATTRIBUTES_LIMIT = 20
VALUE_LIMIT_CHARS = 200
WHOLE_LIMIT = 2**53 - 1
"""The largest whole number that a browser keeps exactly."""

BY_HASH, BY_JWT = "hash", "jwt"
_HASH = re.compile(r"[0-9A-Fa-f]{64}")
_ATTRIBUTE = re.compile(r"[\w.-]{1,40}")

Attribute = str | bool | int | float


class IdentityRefused(KefuError):
    """What is said of the visitor is not proved: `IDENTITY_INVALID`, or `IDENTITY_EXPIRED` for a proof that was one.

    `person_id` is whom an outdated proof named, "" where nothing is known.
    """

    code = "IDENTITY_INVALID"
    status = 401

    def __init__(self, code: str = "", *, person_id: str = "") -> None:
        super().__init__(code)
        self.person_id = person_id


@dataclass(frozen=True, slots=True)
class Claim:
    """What a page says of its visitor: a signed `token`, or an `id`, perhaps with the `hash` that signs it."""

    token: str = ""
    id: str = ""
    hash: str = ""
    name: str = ""
    email: str = ""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody a shop knows by `id`. `verified` is how the id was proved: `BY_HASH`, `BY_JWT`, or "" for not at all.

    Only a JWT proves the name, the address and the `attributes` too; without one there are no attributes.
    """

    id: str
    name: str = ""
    email: str = ""
    verified: str = ""
    attributes: Mapping[str, Attribute] = field(default_factory=dict)

    @property
    def digest(self) -> str:
        """How the store and tokens know the person."""
        return digest_of(self.id)


def digest_of(person_id: str) -> str:
    """The SHA-256 of a person's id, as hex: of one length, and without what an id may hold."""
    return hashlib.sha256(person_id.encode()).hexdigest()


def verified_person(user: Mapping[str, Any]) -> str:
    """The digest of who a session's `user` is proved to be; "" for nobody."""
    return digest_of(user["id"]) if user and user["verified"] else ""


def read_claim(user: Mapping[str, Any]) -> Claim:
    """What a page says of its visitor; raises `IdentityRefused` where that is no token and no id.

    A number is taken for an id, as PHP's `hash_hmac` takes it; beyond `WHOLE_LIMIT` the browser has changed it.
    """
    token, person_id, proof = user.get("token"), user.get("id"), user.get("hash")
    if token is not None:
        if not isinstance(token, str) or not 0 < len(token) <= TOKEN_LIMIT_CHARS:
            raise IdentityRefused()
        return Claim(token=token)
    if isinstance(person_id, int) and not isinstance(person_id, bool) and 0 <= person_id <= WHOLE_LIMIT:
        person_id = str(person_id)
    # An empty hash is a mistake in the shop's page, and must not pass for none.
    if proof is not None and (not isinstance(proof, str) or not _HASH.fullmatch(proof)):
        raise IdentityRefused()
    return Claim(
        id=check_id(person_id), hash=proof or "", name=read_name(user.get("name")), email=read_email(user.get("email"))
    )


def check_id(person_id: object) -> str:
    """The id, unchanged; raises `IdentityRefused` for none, and for one with signs that nobody can see or compare."""
    if not isinstance(person_id, str) or not 0 < len(person_id) <= ID_LIMIT_CHARS:
        raise IdentityRefused()
    if not person_id.isprintable() or person_id != person_id.strip():
        raise IdentityRefused()
    return person_id


def read_name(name: object) -> str:
    """A name as it can be shown: on one line, without what cannot be seen, of at most `NAME_LIMIT_CHARS`."""
    return one_line(name)[:NAME_LIMIT_CHARS].rstrip() if isinstance(name, str) else ""


def read_email(email: object) -> str:
    """An e-mail address, "" for anything else."""
    return read_address(email) if isinstance(email, str) else ""


def read_attributes(said: object) -> dict[str, Attribute]:
    """What of `said` can be kept: the first `ATTRIBUTES_LIMIT` pairs of a sound name and a sound value."""
    pairs = said.items() if isinstance(said, Mapping) else ()
    sound = {name: value for name, raw in pairs if is_attribute(name) and (value := read_value(raw)) is not None}
    return dict(list(sound.items())[:ATTRIBUTES_LIMIT])


def is_attribute(name: object) -> bool:
    """Whether an attribute may have that name."""
    return isinstance(name, str) and _ATTRIBUTE.fullmatch(name) is not None


def read_value(value: object) -> Attribute | None:
    """An attribute's value as it can be kept and shown, None for what is no text, number or truth value."""
    if isinstance(value, str):
        return one_line(value)[:VALUE_LIMIT_CHARS].rstrip()
    if isinstance(value, int | float) and abs(value) <= WHOLE_LIMIT:
        return value
    # Also what is not finite: JSON as Python reads it has NaN, which is not less than anything.
    return None


def one_line(text: str) -> str:
    """`text` with single spaces, also in place of what cannot be seen: controls, direction marks, zero widths."""
    return " ".join("".join(char if char.isprintable() else " " for char in text).split())
