"""The visitor's key: only ours, only for visitors, only while it lives."""

import base64
import hashlib
import hmac
import json
from typing import Any

import jwt
import pytest

from app.auth.visitors import LIFE_S, Visitor, VisitorTokens
from app.domain.errors import TokenRefused
from tests.keys import visitor_tokens

SECRET = "a secret of tests, long enough for any check"
KEY = hmac.new(SECRET.encode(), b"visitor token", hashlib.sha256).digest()
ADA = Visitor("v_ada", "s_ada", "demo")
NOW_S = 1_795_370_519.5


class Clock:
    """A clock that a test sets."""

    now_s = NOW_S

    def __call__(self) -> float:
        return self.now_s


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def tokens(clock: Clock) -> VisitorTokens:
    return visitor_tokens(SECRET, clock_s=clock, persons={"s_known": "d1"})


def _part(value: dict[str, Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


def _claims(**changes: Any) -> dict[str, Any]:
    claims = {"aud": "kefu-visitor", "sub": "v_ada", "session": "s_ada", "shop": "demo", "exp": int(NOW_S) + 60}
    return {name: value for name, value in (claims | changes).items() if value is not None}


def test_a_token_names_its_holder(tokens: VisitorTokens) -> None:
    assert tokens.read(tokens.issue(ADA)) == ADA


def test_a_token_made_by_the_rules_is_read(tokens: VisitorTokens) -> None:
    assert tokens.read(jwt.encode(_claims(), KEY, "HS256")) == ADA


@pytest.mark.parametrize("token", ["", ".", "..", "a.b.c", "x" * 5_000, "您好", "\ud800", "\x00", "e30.e30.e30"])
def test_what_is_no_token_is_refused(tokens: VisitorTokens, token: str) -> None:
    with pytest.raises(TokenRefused):
        tokens.read(token)


def test_a_token_of_another_key_is_refused(tokens: VisitorTokens, clock: Clock) -> None:
    stranger = visitor_tokens(SECRET + "!", clock_s=clock)
    with pytest.raises(TokenRefused):
        tokens.read(stranger.issue(ADA))


def test_the_secret_itself_signs_no_visitors_token(tokens: VisitorTokens) -> None:
    with pytest.raises(TokenRefused):
        tokens.read(jwt.encode(_claims(), SECRET, "HS256"))


@pytest.mark.parametrize("algorithm", ["none", "None", "NONE", "nOnE"])
@pytest.mark.parametrize("signature", ["", "x"])
def test_an_unsigned_token_is_refused(tokens: VisitorTokens, algorithm: str, signature: str) -> None:
    with pytest.raises(TokenRefused):
        tokens.read(f"{_part({'alg': algorithm, 'typ': 'JWT'})}.{_part(_claims())}.{signature}")


@pytest.mark.parametrize("algorithm", ["HS384", "HS512"])
@pytest.mark.filterwarnings("ignore::jwt.warnings.InsecureKeyLengthWarning")
def test_another_algorithm_is_refused(tokens: VisitorTokens, algorithm: str) -> None:
    with pytest.raises(TokenRefused):
        tokens.read(jwt.encode(_claims(), KEY, algorithm))


@pytest.mark.parametrize("audience", [None, "kefu-agent", "", ["kefu-agent"]])
def test_a_token_for_somebody_else_is_refused(tokens: VisitorTokens, audience: Any) -> None:
    with pytest.raises(TokenRefused):
        tokens.read(jwt.encode(_claims(aud=audience), KEY, "HS256"))


@pytest.mark.parametrize("claim", ["sub", "session", "shop", "exp"])
def test_a_token_that_lacks_a_part_is_refused(tokens: VisitorTokens, claim: str) -> None:
    with pytest.raises(TokenRefused):
        tokens.read(jwt.encode(_claims(**{claim: None}), KEY, "HS256"))


def test_a_changed_claim_breaks_the_signature(tokens: VisitorTokens) -> None:
    head, _, signature = tokens.issue(ADA).split(".")
    with pytest.raises(TokenRefused):
        tokens.read(f"{head}.{_part(_claims(session='s_bob'))}.{signature}")


def test_every_changed_character_of_the_signature_is_noticed(tokens: VisitorTokens) -> None:
    body, _, signature = tokens.issue(ADA).rpartition(".")
    for at in range(len(signature) - 1):
        other = "A" if signature[at] != "A" else "B"
        with pytest.raises(TokenRefused):
            tokens.read(f"{body}.{signature[:at]}{other}{signature[at + 1 :]}")


def test_a_token_lives_thirty_days_by_the_given_clock(tokens: VisitorTokens, clock: Clock) -> None:
    token = tokens.issue(ADA)
    clock.now_s = NOW_S + LIFE_S - 1
    assert tokens.read(token) == ADA
    clock.now_s = NOW_S + LIFE_S
    with pytest.raises(TokenRefused):
        tokens.read(token)
    assert LIFE_S == 30 * 24 * 3600


def test_each_use_gives_a_token_that_lives_anew(tokens: VisitorTokens, clock: Clock) -> None:
    token = tokens.issue(ADA)
    for _ in range(5):
        clock.now_s += LIFE_S - 1
        token = tokens.issue(tokens.read(token))
    assert tokens.read(token) == ADA


def test_a_token_holds_no_secret(tokens: VisitorTokens) -> None:
    claims = jwt.decode(tokens.issue(ADA), options={"verify_signature": False})
    assert set(claims) == {"aud", "sub", "session", "shop", "iat", "exp"}


@pytest.mark.parametrize(
    ("session", "person", "is_let_in"),
    [
        ("s_ada", "", True),
        ("s_known", "1.d1", True),
        ("s_known", "", False),  # a key from before the sign-in
        ("s_known", "2.d1", False),  # proved by another secret than the shop has now
    ],
)
async def test_a_key_opens_a_verified_persons_session_only_as_theirs(
    session: str, person: str, is_let_in: bool, tokens: VisitorTokens
) -> None:
    token = tokens.issue(Visitor("v_ada", session, "demo", person))
    if is_let_in:
        assert (await tokens.admit(token)).session_name == session
    else:
        with pytest.raises(TokenRefused):
            await tokens.admit(token)
