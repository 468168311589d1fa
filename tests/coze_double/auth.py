"""Who may call: personal tokens, OAuth apps and the access tokens they mint; owns no conversation."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import jwt
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from jwt.types import Options

from .mint import Mint
from .refusals import OAuthRefusal, Refusal

GRANT: Final = "urn:ietf:params:oauth:grant-type:jwt-bearer"
LONGEST_TOKEN_S: Final = 86_399


@dataclass(frozen=True, slots=True)
class Principal:
    """Whom a token speaks for; `token` is kept so that it can be told that it is dead."""

    account_id: str
    session_name: str
    token: str
    expires_at: float | None = None

    @property
    def owner(self) -> tuple[str, str]:
        """Return what conversations are owned by."""
        return (self.account_id, self.session_name)


@dataclass(frozen=True, slots=True)
class OAuthApp:
    """One registered OAuth app with one public key."""

    client_id: str
    account_id: str
    public_key_pem: str


def new_key() -> tuple[str, str]:
    """Return a fresh RSA key as (private PEM, public PEM)."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    public = key.public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    return private.decode(), public.decode()


def read_bearer(header: str) -> str:
    """Return the token of an Authorization header, empty if it is not a Bearer one."""
    scheme, _, token = header.partition(" ")
    return token.strip() if scheme.lower() == "bearer" else ""


class Keyring:
    """All tokens and OAuth apps of the double; `clock` returns Unix seconds."""

    def __init__(self, clock: Callable[[], float], mint: Mint) -> None:
        self._clock = clock
        self._mint = mint
        self._tokens: dict[str, Principal] = {}
        self._apps: dict[str, OAuthApp] = {}
        self._used_jtis: set[tuple[str, str]] = set()

    def add_pat(self, token: str, account_id: str) -> None:
        """Make `token` a personal access token without an end."""
        self._tokens[token] = Principal(account_id, "", token)

    def register(self, kid: str, app: OAuthApp) -> None:
        """Let JWTs with this `kid` be verified with the app's public key."""
        self._apps[kid] = app

    def revoke(self, token: str) -> None:
        """Kill one token; unknown ones are dead already."""
        self._tokens.pop(token, None)

    def expire_minted(self) -> None:
        """Kill every token that an OAuth app minted; personal ones live on."""
        self._tokens = {token: who for token, who in self._tokens.items() if who.expires_at is None}

    def find(self, token: str) -> Principal | None:
        """Return whom a token speaks for; None if it is unknown or over."""
        who = self._tokens.get(token)
        over = who is not None and who.expires_at is not None and who.expires_at <= self._clock()
        return None if over else who

    def grant(self, assertion: str, audience: str, body: Mapping[str, Any], account_id: str = "") -> dict[str, Any]:
        """Return the token for a JWT, `expires_in` being a moment in Unix seconds; raises OAuthRefusal."""
        if body.get("grant_type") != GRANT:
            raise OAuthRefusal("unsupported_grant_type", "The grant_type is not supported", 400)
        duration_s = _read_duration(body)
        app, claims = self._verify(assertion, audience)
        if account_id and account_id != app.account_id:
            raise OAuthRefusal("access_deny", "The app may not act for this account", 403)
        token = self._mint.new_word("czs_")
        expires_at = int(self._clock()) + duration_s
        self._tokens[token] = Principal(app.account_id, str(claims.get("session_name") or ""), token, expires_at)
        return {"access_token": token, "expires_in": expires_at, "token_type": "Bearer"}

    def _verify(self, assertion: str, audience: str) -> tuple[OAuthApp, dict[str, Any]]:
        try:
            app = self._apps[str(jwt.get_unverified_header(assertion).get("kid"))]
            # The moments are compared below with the injected clock, which PyJWT does not know.
            loose: Options = {
                "verify_exp": False,
                "verify_iat": False,
                "verify_nbf": False,
                "verify_aud": False,
            }
            claims = jwt.decode(assertion, app.public_key_pem, algorithms=["RS256"], options=loose)
        except (jwt.PyJWTError, KeyError) as error:
            raise _bad_client(f"The JWT cannot be verified: {error}") from error
        self._check_claims(app, claims, audience)
        return app, claims

    def _check_claims(self, app: OAuthApp, claims: Mapping[str, Any], audience: str) -> None:
        jti = claims.get("jti")
        if claims.get("iss") != app.client_id or claims.get("aud") != audience:
            raise _bad_client("The iss or aud of the JWT is wrong")
        if not isinstance(claims.get("iat"), int) or not isinstance(claims.get("exp"), int):
            raise _bad_client("The JWT has no iat or no exp")
        if claims["exp"] <= self._clock():
            raise _bad_client("The JWT has expired")
        if not isinstance(jti, str) or not jti or (app.client_id, jti) in self._used_jtis:
            raise _bad_client("The jti of the JWT is missing or was used before")
        self._used_jtis.add((app.client_id, jti))


def refuse_token(code: int, http_status: int) -> Refusal:
    """Return what a dead token is answered with."""
    return Refusal(code, http_status=http_status, auth=True)


def _bad_client(message: str) -> OAuthRefusal:
    return OAuthRefusal("invalid_client", message, 401)


def _read_duration(body: Mapping[str, Any]) -> int:
    duration_s = body.get("duration_seconds") or 900
    if not isinstance(duration_s, int) or not 0 < duration_s <= LONGEST_TOKEN_S:
        raise OAuthRefusal("invalid_request", "The duration_seconds is out of range", 400)
    return duration_s
