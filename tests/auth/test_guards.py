"""The guards of routes: who brings no fitting key does not get in."""

import pytest
from quart import Quart

from app.auth.guards import GUARD, bearer_token, public, visitor, visitor_required
from app.auth.visitors import Visitor, VisitorTokens
from app.domain.errors import TokenRefused
from tests.keys import visitor_tokens

ADA = Visitor("v_ada", "s_ada", "demo")


@pytest.fixture
def tokens() -> VisitorTokens:
    return visitor_tokens("a secret of tests, long enough for any check", clock_s=lambda: 1_795_370_519.0)


@pytest.fixture
def app(tokens: VisitorTokens) -> Quart:
    app = Quart(__name__)

    @app.get("/who")
    @visitor_required(lambda: tokens)
    async def who() -> str:
        return visitor().session_name

    @app.errorhandler(TokenRefused)
    async def refused(_: Exception) -> tuple[str, int]:
        return "refused", 401

    return app


@pytest.mark.parametrize("scheme", ["Bearer ", "bearer ", "BEARER "])
async def test_who_brings_a_token_gets_in_as_its_holder(app: Quart, tokens: VisitorTokens, scheme: str) -> None:
    answer = await app.test_client().get("/who", headers={"Authorization": scheme + tokens.issue(ADA)})
    assert (answer.status_code, await answer.get_data(as_text=True)) == (200, "s_ada")


@pytest.mark.parametrize("header", ["", "Bearer", "Bearer ", "Basic dTpw", "Token x", "Bearer x", "x"])
async def test_who_brings_none_does_not(app: Quart, header: str) -> None:
    answer = await app.test_client().get("/who", headers={"Authorization": header} if header else {})
    assert answer.status_code == 401


async def test_a_token_in_the_address_or_a_cookie_opens_nothing(app: Quart, tokens: VisitorTokens) -> None:
    token = tokens.issue(ADA)
    client = app.test_client()
    assert (await client.get(f"/who?token={token}&access_token={token}")).status_code == 401
    assert (await client.get("/who", headers={"Cookie": f"token={token}"})).status_code == 401


async def test_every_marked_route_says_for_whom_it_is(app: Quart) -> None:
    async def view() -> str:
        return ""

    assert getattr(public(view), GUARD) == "public"
    assert getattr(app.view_functions["who"], GUARD) == "visitor"


async def test_the_token_is_taken_without_the_space_around_it(app: Quart) -> None:
    async with app.test_request_context("/", headers={"Authorization": "Bearer  abc "}):
        assert bearer_token() == "abc"
