"""The agent's keys: a short JWT that says only which login it is, and a refresh token that is good once."""

import base64
import hashlib
import hmac
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

import jwt

from app.domain.agent import Agent
from app.domain.errors import SignInRequired

ACCESS_LIFE_S = 15 * 60
REMEMBERED = 1_000
_AUDIENCE = "kefu-agent"
_ALGORITHM = "HS256"


@dataclass(frozen=True, slots=True)
class Login:
    """One place where one agent is signed in."""

    agent_id: str
    id: str


@dataclass(frozen=True, slots=True)
class Identity:
    """Who asks: the agent as they are now, and the login they ask by."""

    agent: Agent
    login_id: str


@dataclass(frozen=True, slots=True)
class RefreshToken:
    """What is exchanged for a new JWT: the login in clear, and a secret."""

    login: Login
    secret: str

    def __str__(self) -> str:
        return f"{self.login.agent_id}.{self.login.id}.{self.secret}"

    @property
    def digest(self) -> str:
        """How the store knows the secret."""
        return digest_of(self.secret)


def digest_of(secret: str) -> str:
    """The SHA-256 of a random secret: kept in its place, it opens nothing."""
    return hashlib.sha256(secret.encode()).hexdigest()


def new_secret() -> str:
    """A secret that nobody guesses (256 bits), fit for a URL's fragment."""
    return secrets.token_urlsafe(32)


class AgentTokens:
    """Issues and reads both. The keys are derived, so that no other use of `secret_key` can forge one."""

    def __init__(self, secret_key: str, *, clock_s: Callable[[], float]) -> None:
        self._key = hmac.new(secret_key.encode(), b"agent token", hashlib.sha256).digest()
        self._successor_key = hmac.new(secret_key.encode(), b"agent refresh token", hashlib.sha256).digest()
        self._clock_s = clock_s
        self._verified = lru_cache(REMEMBERED)(self._verify)

    def issue(self, login: Login) -> str:
        """A JWT for `login`, good for `ACCESS_LIFE_S` from now."""
        now_s = int(self._clock_s())
        claims = {
            "aud": _AUDIENCE,
            "sub": login.agent_id,
            "login": login.id,
            "iat": now_s,
            "exp": now_s + ACCESS_LIFE_S,
        }
        return jwt.encode(claims | {"exp": now_s + ACCESS_LIFE_S}, self._key, _ALGORITHM)

    def read(self, token: str) -> Login:
        """Which login `token` was issued to; raises `SignInRequired` for anything but a living token of ours."""
        login, expires_s = self._verified(token)
        # Checked here, not by PyJWT, because the clock is an argument.
        if expires_s <= self._clock_s():
            raise SignInRequired()
        return login

    def _verify(self, token: str) -> tuple[Login, float]:
        try:
            claims = jwt.decode(
                token,
                self._key,
                [_ALGORITHM],
                audience=_AUDIENCE,
                options={"require": ["exp", "sub", "login"], "verify_exp": False, "verify_iat": False},
            )
        except (jwt.InvalidTokenError, UnicodeEncodeError) as error:
            raise SignInRequired() from error
        return Login(claims["sub"], claims["login"]), claims["exp"]

    def read_refresh(self, token: str) -> RefreshToken:
        """The refresh token that `token` spells; raises `SignInRequired`. Whether it is due, the store knows."""
        match token.split("."):
            case [agent_id, login_id, secret] if agent_id and login_id and secret and token.isascii():
                return RefreshToken(Login(agent_id, login_id), secret)
            case _:
                raise SignInRequired()

    def successor(self, token: RefreshToken) -> RefreshToken:
        """The token that follows: always the same one, so that two tabs that ask together get the same."""
        derived = hmac.new(self._successor_key, str(token).encode(), hashlib.sha256).digest()
        return RefreshToken(token.login, base64.urlsafe_b64encode(derived).decode().rstrip("="))
