"""The agent's keys: only ours, only for agents, only for minutes; refresh tokens have one successor."""

import hashlib
import hmac
from typing import Any

import jwt
import pytest

from app.auth.agents import ACCESS_LIFE_S, AgentTokens, Login, RefreshToken
from app.auth.visitors import Visitor
from app.domain.errors import SignInRequired
from tests.keys import visitor_tokens

SECRET = "a secret of tests, long enough for any check"
KEY = hmac.new(SECRET.encode(), b"agent token", hashlib.sha256).digest()
ADA = Login("a_ada", "l1")
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
def tokens(clock: Clock) -> AgentTokens:
    return AgentTokens(SECRET, clock_s=clock)


def _claims(**changes: Any) -> dict[str, Any]:
    claims = {"aud": "kefu-agent", "sub": "a_ada", "login": "l1", "exp": int(NOW_S) + 60}
    return {name: value for name, value in (claims | changes).items() if value is not None}


def test_a_token_names_the_login_and_nothing_else(tokens: AgentTokens) -> None:
    token = tokens.issue(ADA)
    assert tokens.read(token) == ADA
    claims = jwt.decode(token, options={"verify_signature": False})
    assert set(claims) == {"aud", "sub", "login", "iat", "exp"}


def test_a_token_made_by_the_rules_is_read(tokens: AgentTokens) -> None:
    assert tokens.read(jwt.encode(_claims(), KEY, "HS256")) == ADA


def test_a_token_lives_for_minutes_by_the_given_clock(tokens: AgentTokens, clock: Clock) -> None:
    token = tokens.issue(ADA)
    clock.now_s = NOW_S + ACCESS_LIFE_S - 1
    assert tokens.read(token) == ADA
    clock.now_s = NOW_S + ACCESS_LIFE_S
    with pytest.raises(SignInRequired):
        tokens.read(token)
    assert ACCESS_LIFE_S == 15 * 60


@pytest.mark.parametrize("token", ["", ".", "a.b.c", "x" * 5_000, "您好", "\ud800", "\x00"])
def test_what_is_no_token_is_refused(tokens: AgentTokens, token: str) -> None:
    with pytest.raises(SignInRequired):
        tokens.read(token)


@pytest.mark.parametrize(
    "changes", [{"aud": "kefu-visitor"}, {"aud": None}, {"sub": None}, {"login": None}, {"exp": None}]
)
def test_a_token_for_something_else_is_refused(tokens: AgentTokens, changes: dict[str, Any]) -> None:
    with pytest.raises(SignInRequired):
        tokens.read(jwt.encode(_claims(**changes), KEY, "HS256"))


def test_a_visitors_token_opens_nothing_here(tokens: AgentTokens, clock: Clock) -> None:
    visitors = visitor_tokens(SECRET, clock_s=clock)
    with pytest.raises(SignInRequired):
        tokens.read(visitors.issue(Visitor("v_ada", "s_ada", "demo")))


@pytest.mark.parametrize("key", [SECRET.encode(), b"x" * 32])
def test_another_key_signs_no_token(tokens: AgentTokens, key: bytes) -> None:
    with pytest.raises(SignInRequired):
        tokens.read(jwt.encode(_claims(), key, "HS256"))


def test_a_refresh_token_has_one_successor_that_nobody_else_can_tell(tokens: AgentTokens, clock: Clock) -> None:
    first = RefreshToken(ADA, "secret")
    second = tokens.successor(first)
    assert tokens.successor(tokens.read_refresh(str(first))) == second
    assert second.login == ADA
    assert second.secret not in {first.secret, first.digest}
    assert AgentTokens(SECRET + "!", clock_s=clock).successor(first) != second
    assert len({first.secret, second.secret, tokens.successor(second).secret}) == 3


@pytest.mark.parametrize("token", ["", "a", "a.b", "a.b.", ".b.c", "a..c", "a.b.c.d", "a.b.您"])
def test_what_is_no_refresh_token_is_refused(tokens: AgentTokens, token: str) -> None:
    with pytest.raises(SignInRequired):
        tokens.read_refresh(token)
