"""The visitor's key: a signed token that names one session; what may be done with it is decided elsewhere."""

import hashlib
import hmac
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import lru_cache

import jwt

from app.domain.errors import TokenRefused

LIFE_S = 30 * 86_400
"""A token lives this long from its last use: every opening of the session gives a new one."""

REMEMBERED = 1_000
"""Tokens whose signature was found good lately: who says one thing will say the next with the same token."""

_AUDIENCE = "kefu-visitor"
_ALGORITHM = "HS256"


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who holds a token: a visitor, in one session with one shop.

    `person` is the verified person they have proved to be ("" for nobody), as a `seal` of one of the shop's secrets.
    """

    id: str
    session_name: str
    shop: str
    person: str = ""


def seal(digest: str, version: int) -> str:
    """A verified person as a token names them: with the version of the secret that proved it ("" for nobody)."""
    return f"{version}.{digest}" if digest else ""


def sealed(person: str, version: int) -> str:
    """The person whom a token's seal names; "" where the shop has another secret by now: then it proves nothing."""
    of, _, digest = person.partition(".")
    return digest if of == str(version) else ""


class VisitorTokens:
    """Issues and reads tokens. The signing key is derived, so that no other use of `secret_key` can forge one."""

    def __init__(
        self,
        secret_key: str,
        *,
        clock_s: Callable[[], float],
        person_of: Callable[[str], Awaitable[str]],
        version_of: Callable[[str], int],
    ) -> None:
        """`person_of` says whose a session is by its name: a verified person's digest, "" for nobody's.

        `version_of` says which of its secrets a shop has now, by its id.
        """
        self._person_of = person_of
        self._version_of = version_of
        self._key = hmac.new(secret_key.encode(), b"visitor token", hashlib.sha256).digest()
        self._clock_s = clock_s
        self._verified = lru_cache(REMEMBERED)(self._verify)

    def issue(self, visitor: Visitor) -> str:
        """A token for `visitor`, good for `LIFE_S` from now."""
        now_s = int(self._clock_s())
        claims = {
            "aud": _AUDIENCE,
            "sub": visitor.id,
            "session": visitor.session_name,
            "shop": visitor.shop,
            "iat": now_s,
            "exp": now_s + LIFE_S,
        }
        claims |= {"person": visitor.person} if visitor.person else {}
        return jwt.encode(claims, self._key, _ALGORITHM)

    def read(self, token: str) -> Visitor:
        """Who `token` was issued to; raises `TokenRefused` for anything but a token of ours that still lives."""
        visitor, expires_s = self._verified(token)
        # Checked here, not by PyJWT, because the clock is an argument.
        if expires_s <= self._clock_s():
            raise TokenRefused()
        return visitor

    async def admit(self, token: str) -> Visitor:
        """Who `token` was issued to, if it still opens their session; raises `TokenRefused`.

        Once the session is a verified person's, a key from before the sign-in is nobody's: a stranger may have kept it.
        So is a key that was given for a proof by a secret that the shop has renewed.
        """
        holder = self.read(token)
        if not sealed(holder.person, self._version_of(holder.shop)) and await self._person_of(holder.session_name):
            raise TokenRefused()
        return holder

    def _verify(self, token: str) -> tuple[Visitor, float]:
        """Whose token it is and until when (seconds since 1970): the part that no clock can change."""
        try:
            claims = jwt.decode(
                token,
                self._key,
                [_ALGORITHM],
                audience=_AUDIENCE,
                options={
                    "require": ["exp", "sub", "session", "shop"],
                    "verify_exp": False,
                    "verify_iat": False,
                },
            )
        except (jwt.InvalidTokenError, UnicodeEncodeError) as error:
            # PyJWT encodes the token first, which half of a surrogate pair does not bear.
            raise TokenRefused() from error
        holder = Visitor(claims["sub"], claims["session"], claims["shop"], claims.get("person", ""))
        return holder, claims["exp"]
