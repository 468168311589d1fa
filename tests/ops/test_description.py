"""/openapi.json: valid, complete for programs, and true to what the routes really answer."""

from collections.abc import Iterator
from typing import Any

from app.settings import Settings
from tests.live import Live, open_visitor, serving
from tests.scripted import ScriptedProvider, echo

PROBLEM = "application/problem+json"
ROUTES = {
    ("post", "/api/chat/session"): ({"200"}, {"400", "404", "413", "415", "422", "503"}),
    ("post", "/api/chat"): ({"202"}, {"400", "401", "404", "413", "415", "422", "503"}),
    ("post", "/api/chat/stream"): ({"200"}, {"400", "401", "404", "409", "413", "415", "422", "503"}),
    ("get", "/api/chat/events"): ({"200"}, {"401", "404", "422", "503"}),
    ("get", "/api/chat/messages"): ({"200"}, {"401", "422", "503"}),
}


async def _description(live: Live) -> dict[str, Any]:
    async with live.client() as http:
        answer = await http.get("/openapi.json")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/json")
    found: dict[str, Any] = answer.json()
    return found


def _operations(description: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, methods in description["paths"].items():
        for method, operation in methods.items():
            yield method, path, operation


def _references(part: Any) -> Iterator[str]:
    if isinstance(part, dict):
        if isinstance(part.get("$ref"), str):
            yield part["$ref"]
        for inner in part.values():
            yield from _references(inner)
    elif isinstance(part, list):
        for inner in part:
            yield from _references(inner)


async def test_it_is_a_valid_openapi_document(settings: Settings) -> None:
    async with serving(settings, ScriptedProvider(echo())) as live:
        description = await _description(live)
    assert description["openapi"].startswith("3.1.")
    assert description["info"].keys() >= {"title", "version"}
    for reference in _references(description):
        part: Any = description
        assert reference.startswith("#/")
        for step in reference[2:].split("/"):
            part = part[step]
    ids = []
    for _, path, operation in _operations(description):
        ids.append(operation["operationId"])
        assert operation["responses"], path
        for status, response in operation["responses"].items():
            assert 100 <= int(status) <= 599
            assert response["description"]
            assert all(media["schema"] for media in response["content"].values())
        for parameter in operation["parameters"]:
            assert parameter.keys() >= {"name", "in", "schema"}
    assert len(ids) == len(set(ids))


async def test_it_names_every_route_for_programs_and_no_other(settings: Settings) -> None:
    async with serving(settings, ScriptedProvider(echo())) as live:
        described = {(method, path) for method, path, _ in _operations(await _description(live))}
        rules = {
            (method.lower(), rule.rule.replace("<", "{").replace(">", "}"))
            for rule in live.app.url_map.iter_rules()
            for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
            if rule.rule.startswith("/api/")
        }
    assert described == rules
    assert rules >= ROUTES.keys()


async def test_every_chat_route_tells_its_shapes_and_its_problems(settings: Settings) -> None:
    async with serving(settings, ScriptedProvider(echo())) as live:
        operations = {(method, path): found for method, path, found in _operations(await _description(live))}
    for route, (good, bad) in ROUTES.items():
        responses = operations[route]["responses"]
        assert set(responses) == good | bad, route
        for status in bad:
            shape = responses[status]["content"][PROBLEM]["schema"]
            assert set(shape["required"]) == {"type", "title", "status", "code", "detail", "request_id"}
        expected = "text/event-stream" if route[1] in {"/api/chat/stream", "/api/chat/events"} else "application/json"
        assert list(responses[min(good)]["content"]) == [expected]
        assert (route[0] == "post") == ("requestBody" in operations[route])
        assert ("security" in operations[route]) == (route[1] != "/api/chat/session")


async def test_the_answers_have_the_shapes_that_it_tells(settings: Settings) -> None:
    async with serving(settings, ScriptedProvider(echo())) as live, live.client() as http:
        operations = {(method, path): found for method, path, found in _operations(await _description(live))}
        visitor = await open_visitor(http)
        answers = {
            ("post", "/api/chat"): await visitor.say("hi"),
            ("post", "/api/chat/session"): await http.post("/api/chat/session", json={}),
            ("get", "/api/chat/messages"): await http.get("/api/chat/messages", headers=visitor.headers),
            ("get", "/api/health/live"): await http.get("/api/health/live"),
            ("get", "/api/health/ready"): await http.get("/api/health/ready"),
        }
        refused = await http.post("/api/chat", json={"message": 1}, headers=visitor.headers)
    for route, answer in answers.items():
        shape = operations[route]["responses"][str(answer.status_code)]["content"]["application/json"]["schema"]
        assert set(shape.get("required", [])) <= answer.json().keys() <= shape["properties"].keys(), route
    shape = operations["post", "/api/chat"]["responses"]["422"]["content"][PROBLEM]["schema"]
    assert set(shape["required"]) <= refused.json().keys() <= shape["properties"].keys()
