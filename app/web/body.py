"""What arrives in a request: read to its end, and refused unless it is sane JSON; what it means is not known here."""

import asyncio
import json
import re
from typing import Any

from quart import current_app, g, request
from quart_schema.validation import QUART_SCHEMA_REQUEST_ATTRIBUTE

from app.domain.errors import BadRequest

BODY_LIMIT_BYTES = 64 * 1024
BODY_TIMEOUT_S = 15
DEPTH_LIMIT = 20
HARD_LIMIT_BYTES = 2 * 1024 * 1024
"""Beyond this the connection is given up while the body still arrives; below, every client gets an answer."""

_BRACKETS_OUTSIDE_STRINGS = re.compile(rb'"(?:[^"\\]|\\.)*"?|([\[{])|([\]}])', re.DOTALL)


async def read_body() -> None:
    """Take in the whole body before anything else happens, and check it; `g.json` is then what it holds.

    An answer sent before the body has arrived makes Hypercorn 0.18 drop an HTTP/2 connection with all its
    streams (hypercorn #329); this hook can go when that is mended. Raises `BadRequest`.
    """
    if (request.content_length or 0) > BODY_LIMIT_BYTES:
        await _let_pass()
        raise BadRequest("BODY_TOO_LARGE", status=413)
    body = await request.get_data(as_text=False)
    assert isinstance(body, bytes)
    if len(body) > BODY_LIMIT_BYTES:
        raise BadRequest("BODY_TOO_LARGE", status=413)
    if request.url_rule and request.path.startswith("/api/") and request.method not in {"GET", "HEAD", "OPTIONS"}:
        if not body and not _takes_body():
            return
        if request.mimetype != "application/json":
            raise BadRequest("JSON_REQUIRED", status=415)
        g.json = read_json(body)


def _takes_body() -> bool:
    """Whether the route wants something to be sent; one that does not is content with an empty body of any type."""
    return hasattr(current_app.view_functions[request.endpoint or ""], QUART_SCHEMA_REQUEST_ATTRIBUTE)


async def _let_pass() -> None:
    """Read a body that says it is too large, and keep nothing of it."""
    try:
        async with asyncio.timeout(BODY_TIMEOUT_S):
            async for _ in request.body:
                pass
    except TimeoutError:
        raise BadRequest("REQUEST_TIMEOUT", status=408) from None


def read_json(body: bytes) -> dict[str, Any]:
    """The JSON object that `body` holds, in UTF-8, of whole characters, within `DEPTH_LIMIT`; raises `BadRequest`."""
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError:
        raise BadRequest("INVALID_ENCODING") from None
    if body.count(b"[") + body.count(b"{") > DEPTH_LIMIT and _depth(body) > DEPTH_LIMIT:
        raise BadRequest("INVALID_JSON")
    try:
        found = json.loads(text, parse_constant=_refuse)
    except ValueError:
        raise BadRequest("INVALID_JSON") from None
    if not isinstance(found, dict):
        raise BadRequest("INVALID_JSON")
    if b"\\u" in body and not _is_whole(found):
        raise BadRequest("INVALID_ENCODING")
    return found


def _refuse(constant: str) -> None:
    raise ValueError(f"{constant} is not JSON")


def _is_whole(found: dict[str, Any]) -> bool:
    """Whether no half of a surrogate pair stands alone: JSON can escape one, UTF-8 cannot hold it."""
    try:
        json.dumps(found, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        return False
    return True


def _depth(body: bytes) -> int:
    deepest = depth = 0
    for found in _BRACKETS_OUTSIDE_STRINGS.finditer(body):
        depth += bool(found[1]) - bool(found[2])
        deepest = max(deepest, depth)
    return deepest
