"""Errors on their way out: RFC 9457 problem+json with a sentence for the person; a page for who asked for one."""

import logging
from http import HTTPStatus
from typing import Any

from pydantic import ValidationError
from quart import Quart, Response, current_app, json, render_template, request
from quart_schema import RequestSchemaValidationError
from werkzeug.exceptions import HTTPException

from app.domain.errors import KefuError
from app.telemetry.log import log, request_id
from app.web.headers import nonce
from app.web.i18n import language, other_language, translate
from app.web.sentences import ERRORS

RETRY_AFTER_S = 2
_TOLD = ("name", "limit")
"""What of a sentence's params programs may want for themselves: who it is about, and how much is allowed."""

_HTTP_CODES = {
    404: "NOT_FOUND",
    405: "METHOD_NOT_ALLOWED",
    408: "REQUEST_TIMEOUT",
    413: "BODY_TOO_LARGE",
    415: "JSON_REQUIRED",
}


def problem(status: int, code: str, *, params: dict[str, Any] | None = None, **extra: Any) -> Response:
    """The error as `application/problem+json`; `extra` are further members of the object.

    `params` fill its sentence; `retry_after_s` among them says when to ask again.
    """
    body: dict[str, Any] = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "code": code,
        "detail": translate(ERRORS[code], **(params or {})),
        "request_id": request_id.get(),
        **{name: params[name] for name in _TOLD if params and name in params},
        **extra,
    }
    headers = {"Cache-Control": "no-store"}
    is_passing = status == HTTPStatus.SERVICE_UNAVAILABLE
    if retry_after_s := (params or {}).get("retry_after_s", RETRY_AFTER_S if is_passing else 0):
        body["retry_after"] = retry_after_s
        headers["Retry-After"] = str(retry_after_s)
    return Response(json.dumps(body), status, headers, content_type="application/problem+json")


async def _answer(status: int, code: str, **extra: Any) -> Response:
    if request.path.startswith("/api/") or "text/html" not in request.headers.get("Accept", ""):
        return problem(status, code, **extra)
    page = await render_template(
        "web/error.html",
        sentence=translate(ERRORS[code], **extra.get("params", {})),
        lang=language(),
        other_lang=other_language(),
        nonce=nonce(),
        way_back=_way_back(),
    )
    return Response(page, status, {"Cache-Control": "no-store"}, content_type="text/html; charset=utf-8")


def _way_back() -> str:
    """A page to go on from: agents' is the workbench, others' the start page where there is one; else ""."""
    if f"{request.path}/".startswith("/agent/"):
        return "/agent"
    return "/" if current_app.url_map.bind("").test("/", "GET") else ""


async def _on_kefu_error(error: KefuError) -> Response:
    if error.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        log("request_failed", level=logging.WARNING, code=error.code, reason=repr(error.__cause__ or error))
    # An error that says which field it is about, or which ones, can be shown beside them.
    field = error.params.get("field")
    fields = error.params.get("fields", (field,) if field else ())
    where = {"errors": [{"field": one, "reason": error.code} for one in fields]} if fields else {}
    return await _answer(error.status, error.code, params=dict(error.params), **where)


async def _on_invalid_fields(error: RequestSchemaValidationError) -> Response:
    """A body that is JSON but not what the route accepts: the most telling code, and which fields were wrong."""
    cause = error.validation_error
    faults = cause.errors(include_url=False, include_input=False) if isinstance(cause, ValidationError) else []
    telling = next((fault for fault in faults if fault["type"] in ERRORS), None)
    where = [{"field": ".".join(str(part) for part in fault["loc"]), "reason": fault["type"]} for fault in faults]
    code, params = (telling["type"], telling.get("ctx", {})) if telling else ("INVALID_FIELDS", {})
    return problem(HTTPStatus.UNPROCESSABLE_ENTITY, code, params=params, errors=where)


async def _on_http_exception(error: HTTPException) -> Response:
    status = error.code or HTTPStatus.INTERNAL_SERVER_ERROR
    fallback = "BAD_REQUEST" if status < HTTPStatus.INTERNAL_SERVER_ERROR else "INTERNAL"
    answer = await _answer(status, _HTTP_CODES.get(status, fallback))
    if allowed := getattr(error, "valid_methods", None):
        answer.headers["Allow"] = ", ".join(allowed)
    return answer


async def _on_bug(error: Exception) -> Response:
    log("request_crashed", level=logging.ERROR, error=error, path=request.path)
    return await _answer(HTTPStatus.INTERNAL_SERVER_ERROR, "INTERNAL")


def install_problems(app: Quart) -> None:
    """Let every error leave as a problem; a bug is logged with its traceback and shows none."""
    app.register_error_handler(KefuError, _on_kefu_error)
    app.register_error_handler(RequestSchemaValidationError, _on_invalid_fields)
    app.register_error_handler(HTTPException, _on_http_exception)
    app.register_error_handler(Exception, _on_bug)
