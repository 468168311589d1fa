"""Shapes that all front rooms share: a strict body, and a problem; what a route takes and gives is its room's."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError
from quart import g
from quart_schema import RequestSchemaValidationError, document_request, document_response

from app.auth.guards import AnyView, View


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


def takes(form: type[Form]) -> Callable[[View], View]:
    """Give a route its body as `data`, a `form`; raises `RequestSchemaValidationError` for a body that is none.

    It takes the JSON that `read_body` has read. quart_schema's `validate_request` would wait for the body, parse it
    and prepare the form anew for every request.
    """

    def give(view: View) -> View:
        @wraps(view)
        async def given(*args: Any, **kwargs: Any) -> Any:
            try:
                data = form.model_validate(g.json)
            except ValidationError as error:
                raise RequestSchemaValidationError(error) from error
            return await view(*args, data=data, **kwargs)

        document_request(form)(given)
        return given

    return give
