"""Which other sites' pages may ask the visitors' API with a token of their own; cookies never travel with that."""

from quart import Quart, Response, request

from app.domain.origins import read_origin
from app.web.problems import problem
from app.web.services import services

PATH = "/api/chat"
PREFLIGHT_LIFE_S = 7200
_ASKED = "Access-Control-Request-Method"
_ANSWER = {
    "Access-Control-Allow-Methods": "GET, POST",
    "Access-Control-Allow-Headers": "Authorization, Content-Type, Last-Event-ID, Accept-Language, Time-Zone",
    "Access-Control-Max-Age": str(PREFLIGHT_LIFE_S),
}


async def _answer_preflight() -> Response | None:
    """What a browser asks before it lets a page of another site send what no form could."""
    if request.method != "OPTIONS" or _ASKED not in request.headers or not _is_open():
        return None
    if not _is_listed():
        return problem(403, "ORIGIN_REFUSED")
    return Response("", 204, _ANSWER)


async def _let_read(response: Response) -> Response:
    """Let pages of a listed site read the answer, errors included."""
    if "Origin" in request.headers and _is_open() and _is_listed():
        response.headers["Access-Control-Allow-Origin"] = request.headers["Origin"]
        response.headers["Access-Control-Expose-Headers"] = "Retry-After, X-Request-Id"
        response.headers.add("Vary", "Origin")
    return response


def _is_open() -> bool:
    return request.path == PATH or request.path.startswith(f"{PATH}/")


def _is_listed() -> bool:
    origin = request.headers.get("Origin", "")
    return read_origin(origin) == origin and services().shops.knows(origin)


def install_cors(app: Quart) -> None:
    """Answer for other sites' pages, as the shops list them; all else stays closed to them."""
    app.before_request(_answer_preflight)
    app.after_request(_let_read)
