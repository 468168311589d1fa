"""The staff's routes are closed to everybody else: every one of them is asked, by real requests."""

import httpx
from werkzeug.routing import Rule

from app.auth.guards import GUARD
from app.settings import Settings
from tests.house.test_contract import application, rules
from tests.live import open_visitor, serving
from tests.scripted import ScriptedProvider, echo
from tests.staff import hire, sign_in

OPEN = {
    "/agent/sign-in",
    "/agent/setup",
    "/agent/password",
    "/api/agent/login",
    "/api/agent/refresh",
    "/api/agent/setup",
    "/api/agent/password",
    "/api/agent/setup/check",
    "/api/agent/password/check",
}
STAFF = ("/agent", "/api/agent/", "/api/sessions", "/api/admin/")


def staff_rules() -> list[Rule]:
    return [rule for rule in rules() if rule.rule.startswith(STAFF) and rule.rule not in OPEN]


def requests_of(rule: Rule) -> list[tuple[str, str]]:
    """Every method of the rule, and an address that fits it."""
    path = "/".join("x" if part.startswith("<") else part for part in rule.rule.split("/"))
    return [(method, path) for method in sorted((rule.methods or set()) - {"OPTIONS"})]


async def ask(http: httpx.AsyncClient, method: str, path: str, token: str = "") -> httpx.Response:
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    body: dict[str, object] = {} if method in {"GET", "HEAD"} else {"json": {}}
    return await http.request(method, path, headers=headers, **body)  # type: ignore[arg-type]


def is_closed(answer: httpx.Response, path: str) -> bool:
    if path.startswith("/agent"):
        return answer.status_code == 303 and answer.headers["location"].startswith("/agent/sign-in?")
    return answer.status_code == 401


async def test_no_staff_route_lets_anybody_in_who_is_no_agent(settings: Settings) -> None:
    async with serving(settings, ScriptedProvider(echo())) as live, live.client() as http:
        visitor = await open_visitor(http)
        asked = [pair for rule in staff_rules() for pair in requests_of(rule)]
        assert len(asked) > 20
        for token in ("", "x.y.z", visitor.token):
            answers = [(method, path, await ask(http, method, path, token)) for method, path in asked]
            assert [(method, path) for method, path, answer in answers if not is_closed(answer, path)] == []


async def test_a_plain_agent_gets_no_further_than_agents_may(settings: Settings) -> None:
    async with serving(settings, ScriptedProvider(echo())) as live, live.client() as http:
        ada = await sign_in(http, await hire(live, "ada"))
        asked = [pair for rule in staff_rules() if "/admin/" in rule.rule for pair in requests_of(rule)]
        assert len(asked) > 5
        answers = [(method, path, await ask(http, method, path, ada.token)) for method, path in asked]
        assert [(method, path) for method, path, answer in answers if answer.status_code != 403] == []


def test_what_is_open_is_public_and_nothing_else_of_the_staffs_is() -> None:
    views = application().view_functions
    guards = {rule.rule: getattr(views[rule.endpoint], GUARD, None) for rule in rules()}
    assert {guards[rule] for rule in OPEN} == {"public"}
    assert {guards[rule.rule] for rule in staff_rules()} == {"agent", "admin"}
    for rule in staff_rules():
        assert (guards[rule.rule] == "admin") == ("/admin/" in rule.rule), rule.rule
