"""Shapes that all front rooms share: a strict body, and a problem; what a route takes and gives is its room's."""

from collections.abc import Callable

from pydantic import BaseModel, ConfigDict
from quart_schema import document_response

from app.auth.guards import AnyView


class Form(BaseModel):
    """A body: nothing is converted, nothing unknown is let through."""

    model_config = ConfigDict(extra="forbid", strict=True)


class Fault(BaseModel):
    """One field that is not as it should be, and why, as a stable word."""

    field: str
    reason: str


class Problem(BaseModel):
    """An error (RFC 9457) with a stable `code` and a sentence fit to show."""

    type: str
    title: str
    status: int
    code: str
    detail: str
    request_id: str
    retry_after: int | None = None
    name: str | None = None
    limit: int | None = None
    errors: list[Fault] | None = None


def refuses(*statuses: int) -> Callable[[AnyView], AnyView]:
    """Declare that a route may answer with a problem of any of `statuses`."""

    def declare(view: AnyView) -> AnyView:
        for status in statuses:
            view = document_response(Problem, status)(view)
        return view

    return declare
