"""Access tokens for Coze: one fixed token, or one per visitor from an OAuth app; no chat happens here.

Coze keeps conversations apart by the `session_name` baked into the access token, so with an OAuth
app every visitor has a token of their own. Source: Coze's page on OAuth with JWT.
"""

import asyncio
import secrets
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol
from urllib.parse import urlsplit

import httpx
import jwt
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from app.ai.coze_errors import of_response, translated
from app.ai.provider import AIError

KEPT_TOKENS = 10_000
REFRESH_EARLY_S = 60
JWT_TTL_S = 600
TOKEN_TIMEOUT_S = 15.0
GRANT = "urn:ietf:params:oauth:grant-type:jwt-bearer"


def new_id() -> str:
    """Return an id nobody can guess; Coze advises more than 32 bytes."""
    return secrets.token_urlsafe(33)


@dataclass(frozen=True, slots=True)
class Pat:
    """A personal or service access token: the same for every visitor."""

    token: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class OAuthApp:
    """An OAuth app of the type JWT; `public_key_id` is the public key's fingerprint, `ttl_s` at most 86399."""

    client_id: str
    public_key_id: str
    private_key: str = field(repr=False)
    ttl_s: int = 3600


class Tokens(Protocol):
    """Where access tokens come from."""

    async def get(self, session_name: str) -> str:
        """Return a token that holds for this session ("": for none in particular)."""
        ...

    def drop(self, session_name: str, token: str) -> bool:
        """Forget a token that was refused; True where `get` may return another one."""
        ...

    async def close(self) -> None:
        """Stop what is under way."""
        ...


class FixedToken:
    """The one token of a `Pat`."""

    def __init__(self, pat: Pat) -> None:
        self._token = pat.token.strip()
        if not self._token or not self._token.isascii() or not self._token.isprintable():
            raise ValueError("The Coze access token is empty or has characters that no token has.")

    async def get(self, session_name: str) -> str:
        """Return the token, whoever asks."""
        return self._token

    def drop(self, session_name: str, token: str) -> bool:
        """There is no other one."""
        return False

    async def close(self) -> None:
        """Nothing is ever under way."""


@dataclass(frozen=True, slots=True)
class _Kept:
    token: str = field(repr=False)
    expires_at_s: float


class VisitorTokens:
    """A token per session from an `OAuthApp`: kept until it is about to expire, fetched once at a time."""

    def __init__(
        self,
        app: OAuthApp,
        base_url: str,
        http: httpx.AsyncClient,
        *,
        clock: Callable[[], float],
        new_id: Callable[[], str],
        keep: int = KEPT_TOKENS,
    ) -> None:
        self._app, self._http, self._clock, self._new_id, self._keep = app, http, clock, new_id, keep
        self._audience = urlsplit(base_url).netloc
        self._key = _read_key(app.private_key)
        self._kept: OrderedDict[str, _Kept] = OrderedDict()
        self._fetching: dict[str, asyncio.Task[str]] = {}

    async def get(self, session_name: str) -> str:
        """Return the session's token; who comes while it is fetched waits for it. Raises `AIError`."""
        kept = self._kept.get(session_name)
        if kept is not None and kept.expires_at_s - REFRESH_EARLY_S > self._clock():
            self._kept.move_to_end(session_name)
            return kept.token
        task = self._fetching.get(session_name)
        if task is None:
            task = asyncio.create_task(self._fetch(session_name))
            self._fetching[session_name] = task
            task.add_done_callback(lambda done: self._fetched(session_name, done))
        # A visitor who goes away must not take the token from the others who wait for it.
        return await asyncio.shield(task)

    def drop(self, session_name: str, token: str) -> bool:
        """Forget the session's token, unless it has been replaced already."""
        kept = self._kept.get(session_name)
        if kept is not None and kept.token == token:
            del self._kept[session_name]
        return True

    async def close(self) -> None:
        """Stop fetching."""
        tasks = list(self._fetching.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def assertion(self, session_name: str) -> str:
        """Sign a JWT that Coze accepts once."""
        now = int(self._clock())
        claims: dict[str, str | int] = {
            "iss": self._app.client_id,
            "aud": self._audience,
            "iat": now,
            "exp": now + JWT_TTL_S,
            "jti": self._new_id(),
        }
        if session_name:
            claims["session_name"] = session_name
        return jwt.encode(claims, self._key, algorithm="RS256", headers={"kid": self._app.public_key_id})

    async def _fetch(self, session_name: str) -> str:
        body = {"grant_type": GRANT, "duration_seconds": self._app.ttl_s}
        headers = {"Authorization": f"Bearer {self.assertion(session_name)}"}
        # Its own limit: everyone who wants this token waits here, so it must end by itself.
        with translated():
            response = await self._http.post(
                "/api/permission/oauth2/token", json=body, headers=headers, timeout=TOKEN_TIMEOUT_S
            )
        if (error := of_response(response)) is not None:
            raise error
        kept = _kept(response)
        self._kept[session_name] = kept
        self._kept.move_to_end(session_name)
        while len(self._kept) > self._keep:
            self._kept.popitem(last=False)
        return kept.token

    def _fetched(self, session_name: str, task: asyncio.Task[str]) -> None:
        self._fetching.pop(session_name, None)
        if not task.cancelled():
            task.exception()  # Everyone who waited may have left; the failure is theirs, not the loop's.


def _kept(response: httpx.Response) -> _Kept:
    body = response.json()
    token, expires_at_s = body.get("access_token"), body.get("expires_in")
    if not isinstance(token, str) or not token or not isinstance(expires_at_s, int | float):
        raise AIError("server", code="no_token", logid=response.headers.get("x-tt-logid", ""))
    # In spite of its name `expires_in` is a moment, in Unix seconds.
    return _Kept(token, float(expires_at_s))


def _read_key(pem: str) -> RSAPrivateKey:
    try:
        key = load_pem_private_key(pem.encode(), password=None)
    except (ValueError, TypeError) as error:
        raise ValueError("The Coze private key is not an unencrypted PEM file.") from error
    if isinstance(key, RSAPrivateKey):
        return key
    raise ValueError("The Coze private key is not an RSA key.")
