"""Whether a shop vouches for its visitor: its secrets and what they have signed; who sees what is decided elsewhere."""

import base64
import hashlib
import hmac
from collections.abc import Callable, Mapping
from typing import Any

import jwt

from app.domain.identity import (
    BY_HASH,
    BY_JWT,
    WHOLE_LIMIT,
    Claim,
    IdentityRefused,
    Person,
    check_id,
    read_attributes,
    read_email,
    read_name,
)

LEEWAY_S = 60
"""How far a shop's clock may be off."""

LIFE_LIMIT_S = 31 * 86_400
"""How far ahead a token may end. One in milliseconds, the usual slip, would never end at all."""

_ALGORITHM = "HS256"


class Identities:
    """Makes each shop's secrets, and checks what was signed with them. They are derived, and kept nowhere.

    Tokens and ids have a secret each: a customer who may choose what the shop signs as their id, a user name say, would
    otherwise get the signature of a token that they have written themselves.
    """

    def __init__(self, secret_key: str, clock_s: Callable[[], float]) -> None:
        self._key = hmac.new(secret_key.encode(), b"shop identity", hashlib.sha256).digest()
        self._clock_s = clock_s

    def secret(self, shop_id: str, version: int, use: str = BY_JWT) -> str:
        """A shop's secret in its `version`, for `BY_JWT` or `BY_HASH`: 43 characters that are the key as they stand."""
        derived = hmac.new(self._key, f"shop identity {use} {shop_id} {version}".encode(), hashlib.sha256).digest()
        return base64.urlsafe_b64encode(derived).decode().rstrip("=")

    def verify(self, claim: Claim, shop_id: str, version: int) -> Person:
        """Who the visitor is: verified where the claim is signed by the shop's secret of that `version`.

        Raises `IdentityRefused` where the signature is not the shop's, or is too old.
        """
        if claim.token:
            return self._read(claim.token, self.secret(shop_id, version).encode())
        if not claim.hash:
            return Person(claim.id, claim.name, claim.email)
        key = self.secret(shop_id, version, BY_HASH).encode()
        expected = hmac.new(key, claim.id.encode(), hashlib.sha256).hexdigest()
        # Some languages write hex in capitals.
        if not hmac.compare_digest(expected, claim.hash.lower()):
            raise IdentityRefused()
        return Person(claim.id, claim.name, claim.email, BY_HASH)

    def _read(self, token: str, key: bytes) -> Person:
        claims = _verified(token, key)
        person_id, ends_s = check_id(claims["sub"]), _moment(claims["exp"])
        now_s = self._clock_s()
        if ends_s <= now_s - LEEWAY_S:
            raise IdentityRefused("IDENTITY_EXPIRED", person_id=person_id)
        if ends_s > now_s + LIFE_LIMIT_S + LEEWAY_S or _moment(claims.get("nbf", 0)) > now_s + LEEWAY_S:
            raise IdentityRefused()
        return Person(
            person_id,
            read_name(claims.get("name")),
            read_email(claims.get("email")),
            BY_JWT,
            read_attributes(claims.get("attributes")),
        )


def _verified(token: str, key: bytes) -> Mapping[str, Any]:
    """The claims that `key` has signed. Moments are checked by who calls, because the clock is an argument."""
    unchecked = ("verify_exp", "verify_nbf", "verify_iat", "verify_aud", "verify_iss", "verify_jti")
    options: Any = {"require": ["sub", "exp"], **dict.fromkeys(unchecked, False)}
    try:
        return jwt.decode(token, key, [_ALGORITHM], options=options)
    except (jwt.InvalidTokenError, ValueError, RecursionError) as error:
        # Beside PyJWT's own: half of a surrogate pair, a number of many digits, brackets without end.
        raise IdentityRefused() from error


def _moment(value: object) -> float:
    """A moment in seconds since 1970; raises `IdentityRefused` for what is no number."""
    # NaN, which JSON as Python reads it has, is not less than anything.
    if isinstance(value, bool) or not isinstance(value, int | float) or not abs(value) <= WHOLE_LIMIT:
        raise IdentityRefused()
    return value
