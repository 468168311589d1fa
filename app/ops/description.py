"""The interface as /openapi.json describes it: the routes under /api, as their rooms declare them; it has no route."""

from collections.abc import Iterable
from http import HTTPStatus
from typing import Any

from quart_schema.openapi import OpenAPIProvider
from werkzeug.routing.rules import Rule


class Description(OpenAPIProvider):
    """Describes errors as problems, and streams as what they are."""

    def generate_rules(self) -> Iterable[Rule]:
        """The rules that are for programs; pages and their files are not."""
        return sorted(
            (rule for rule in super().generate_rules() if rule.rule.startswith("/api/")), key=lambda rule: rule.rule
        )

    def build_paths(self, rule: Rule) -> tuple[dict[str, Any], dict[str, Any]]:
        """The paths of one rule, every response under the content type that it has."""
        paths, components = super().build_paths(rule)
        for operations in paths.values():
            for method, operation in operations.items():
                # Two rooms may each have a `messages`, and programs are generated from these names.
                operation["operationId"] = f"{method}_{rule.endpoint.replace('.', '_')}"
                operation["responses"] = {
                    str(status): _as_sent(int(status), response)
                    for status, response in sorted(operation["responses"].items())
                }
        return paths, components


def _as_sent(status: int, response: dict[str, Any]) -> dict[str, Any]:
    """The response with its real content type; every error is a problem, a stream says so in its schema."""
    if status >= HTTPStatus.BAD_REQUEST and _schema(response).get("title") == "Problem":
        return _under("application/problem+json", response) | {"description": HTTPStatus(status).phrase}
    return _under(_schema(response).get("contentMediaType", "application/json"), response)


def _schema(response: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = next(iter(response["content"].values()))["schema"]
    return found


def _under(content_type: str, response: dict[str, Any]) -> dict[str, Any]:
    return response | {"content": {content_type: {"schema": _schema(response)}}}
