"""The Quart application: lets calls in, refuses them, and binds the rooms together; routes are elsewhere."""

import json
from typing import Any

from quart import Blueprint, Quart, Response, g, request
from quart.typing import ResponseReturnValue

from . import chats, control, conversations
from .auth import read_bearer, refuse_token
from .calls import CHAT_PATHS, Call, this_call, write
from .double import CozeDouble, Recorded
from .memory import Json
from .mischief import REFUSING, Mode, UnknownMode
from .refusals import MEANINGS, OAuthRefusal, Refusal
from .streams import choose_pen, hang_up, refuse_in_stream

MAX_BODY_BYTES = 20 * 1024 * 1024
TOKEN_PATH = "/api/permission/oauth2/"
STUDIO_RUN_ERROR = 103200002

tokens = Blueprint("tokens", __name__)


def create_app(double: CozeDouble) -> Quart:
    """Return the application of one double."""
    app = Quart("coze_double")
    app.config["MAX_CONTENT_LENGTH"] = MAX_BODY_BYTES

    async def admit() -> ResponseReturnValue | None:
        g.call = call = Call(double, double.mint.new_word("20", 32))
        return await let_in(call)

    app.before_request(admit)
    app.after_request(sign)
    app.register_error_handler(Refusal, say_no)
    app.register_error_handler(OAuthRefusal, say_no_oauth)
    app.register_error_handler(UnknownMode, say_unknown_mode)
    for room in (chats.routes, conversations.routes, control.routes, tokens):
        app.register_blueprint(room)
    return app


async def let_in(call: Call) -> ResponseReturnValue | None:
    """Record the call, let it meet its mischief, and find out who it is."""
    double, path = call.double, str(request.path)
    body = await _read_body()
    token = read_bearer(request.headers.get("Authorization", ""))
    call.who = double.keyring.find(token)
    if path.startswith("/_double/"):
        call.json = body or {}
        return None
    _record(call, body)
    is_chat = path in CHAT_PATHS
    call.plan = double.mischief.plan(path, is_chat, _last_text(body) if is_chat else "")
    refused = next((mode for mode in call.plan.modes if mode.name in REFUSING), None)
    if refused is not None:
        return refuse_as_told(call, refused)
    if not is_chat and (blocked := await _obstruct(call)):
        return blocked
    if not isinstance(body, dict | None):
        raise Refusal(4000, "the body must be a JSON object")
    call.json = body or {}
    if call.who is None and not path.startswith(TOKEN_PATH):
        raise refuse_token(double.auth_code, double.auth_status)
    return None


def refuse_as_told(call: Call, mode: Mode) -> Response:
    """Return the refusal that a mode names."""
    if mode.name in ("http-401", "token-invalid") and call.who is not None and call.who.expires_at is not None:
        call.double.revoke(call.who.token)
    if mode.name == "html-502":
        page = "<html><head><title>502 Bad Gateway</title></head><body><center>nginx</center></body></html>"
        return Response(page, status=502, content_type="text/html")
    code, status = {
        "json-error": (mode.number(5000), 200),
        "http-401": (4100, 401),
        "token-invalid": (700012006, 200),
        "http-429": (4020, 429),
        "http-500": (5000, 500),
    }[mode.name]
    return write({"code": code, "msg": MEANINGS.get(code, "error")}, status)


async def say_no(refusal: Refusal) -> Response:
    """Say a refusal as the dialect does: Studio has HTTP 400 for bad parameters, an event for chats."""
    call = this_call()
    if call.double.dialect == "studio" and not refusal.auth:
        if refusal.code == 4000:
            return write({"code": 400, "msg": refusal.msg}, 400)
        if request.path in CHAT_PATHS and (request.path != "/v3/chat" or chats.wants_stream(call)):
            pen = choose_pen(call.plan, request.path != "/v3/chat", studio=True)
            return refuse_in_stream(refusal, STUDIO_RUN_ERROR, pen)
    return write({"code": refusal.code, "msg": refusal.msg}, refusal.http_status)


async def say_no_oauth(refusal: OAuthRefusal) -> Response:
    """Say a refusal as the token endpoint does."""
    words = {"error_code": refusal.error_code, "error_message": refusal.error_message, "error": ""}
    return write(words, refusal.http_status)


async def say_unknown_mode(error: UnknownMode) -> Response:
    """Fail loudly: a test misspelt a mode."""
    return write({"code": 5000, "msg": str(error)}, 500)


async def sign(response: Response) -> Response:
    """Put the log id on every answer."""
    response.headers["X-Tt-Logid"] = this_call().logid
    return response


@tokens.post(TOKEN_PATH + "token")
async def grant_token() -> Response:
    """Change a JWT for an access token."""
    return _grant("")


@tokens.post(TOKEN_PATH + "account/<account_id>/token")
async def grant_account_token(account_id: str) -> Response:
    """The same for an app that acts for one account of an organisation."""
    return _grant(account_id)


def _grant(account_id: str) -> Response:
    call = this_call()
    if call.double.dialect == "studio":
        return Response("404 page not found", status=404, content_type="text/plain")
    assertion = read_bearer(request.headers.get("Authorization", ""))
    return write(call.double.keyring.grant(assertion, str(request.host), call.json, account_id))


async def _read_body() -> Any:
    # Read whole even where it is not needed: an answer before the body's end upsets some clients.
    raw = await request.get_data()
    try:
        return json.loads(raw) if raw else None
    except ValueError:
        # Whatever is not JSON stays what it is, so that it can be recorded and then refused.
        return str(raw)


def _record(call: Call, body: Any) -> None:
    owner = call.who.owner if call.who is not None else ("", "")
    headers = {name.lower(): value for name, value in request.headers.items()}
    call.double.recorded.append(
        Recorded(
            call.double.clock(),
            request.method,
            request.path,
            dict(request.args),
            headers,
            body,
            owner[0],
            owner[1],
        )
    )


def _last_text(body: Json | Any) -> str:
    said = body.get("additional_messages") if isinstance(body, dict) else None
    last = said[-1] if isinstance(said, list) and said else None
    return str(last.get("content") or "") if isinstance(last, dict) else ""


async def _obstruct(call: Call) -> Response | None:
    slow = call.plan.get("slow-first")
    if slow is not None and "held" in slow.words:
        await call.double.holds.stand()
    elif slow is not None:
        await call.double.sleep(slow.seconds(1.0))
    return hang_up() if call.plan.has("hang-up") else None
