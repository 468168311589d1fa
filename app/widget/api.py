"""What the visitor's page asks of the server: JSON in, JSON out, and the streams; every decision is the desk's."""

import re
import secrets
from collections.abc import AsyncGenerator, Callable

from quart import Blueprint, Response, jsonify, request
from quart.typing import ResponseReturnValue
from quart_schema import document_response, security_scheme, validate_querystring, validate_request

from app.auth.guards import AnyView, public, visitor, visitor_required
from app.auth.visitors import Visitor
from app.domain.errors import SessionNotFound, TokenRefused
from app.domain.shop import find_shop
from app.events.wire import Say, message_json
from app.store.sessions import Kept, View
from app.web.i18n import language, say_in
from app.web.sentences import NOTICES
from app.web.services import services, tokens
from app.widget.forms import (
    EVENT_ID,
    EventStream,
    History,
    HistoryQuery,
    MessagePosted,
    OpenSession,
    PostMessage,
    Problem,
    SessionOpened,
)

blueprint = Blueprint("widget_api", __name__, url_prefix="/api/chat")
_BEARER: list[dict[str, list[str]]] = [{"visitor": []}]


def _refuses(*statuses: int) -> Callable[[AnyView], AnyView]:
    """Declare that a route may answer with a problem of any of `statuses`."""

    def declare(view: AnyView) -> AnyView:
        for status in statuses:
            view = document_response(Problem, status)(view)
        return view

    return declare


def _say(lang: str = "") -> Say:
    return say_in(lang or language(), NOTICES)


def _messages(kept: tuple[Kept, ...], lang: str = "") -> list[dict[str, object]]:
    say = _say(lang)
    return [message_json(entry.id, entry.data, say) for entry in kept]


@blueprint.post("/session")
@public
@validate_request(OpenSession)
@document_response(SessionOpened)
@_refuses(400, 413, 415, 422, 503)
async def open_session(data: OpenSession) -> ResponseReturnValue:
    """Open a session, or resume the one that the token names."""
    lang = data.lang or language()
    view = await _resume(data, lang)
    if view is None:
        shop = find_shop(data.shop)
        view = await services().visitors.open(shop=shop.id, visitor_id=f"v_{secrets.token_urlsafe(12)}", lang=lang)
    session = view.session
    return {
        "token": tokens().issue(Visitor(session.visitor_id, session.name, session.shop)),
        "session_name": session.name,
        "status": session.status.value,
        "epoch": session.epoch,
        "agent": None,
        "messages": _messages(view.messages, lang),
        "more": view.more,
        "cursor": view.cursor,
        # Nobody but the AI is on shift before there are accounts and opening hours.
        "open_now": False,
    }


async def _resume(data: OpenSession, lang: str) -> View | None:
    """The session that the token names; None where the token is dead, of another shop, or its session gone."""
    if not data.token:
        return None
    try:
        holder = tokens().read(data.token)
        if data.shop and find_shop(data.shop).id != holder.shop:
            return None
        return await services().visitors.resume(holder.session_name, lang=lang)
    except (TokenRefused, SessionNotFound):
        return None


@blueprint.post("")
@visitor_required(tokens)
@security_scheme(_BEARER)
@validate_request(PostMessage)
@document_response(MessagePosted, 202)
@_refuses(400, 401, 404, 413, 415, 422, 503)
async def post_message(data: PostMessage) -> ResponseReturnValue:
    """Say something; the answer arrives on the event stream."""
    posted = await services().visitors.post(visitor().session_name, data.message, client_id=data.client_id)
    answer = {"message_id": posted.message_id}
    # A response, not a dict: for each dict the schema extension builds a pydantic model anew.
    return jsonify(answer | {"turn_id": posted.turn_id} if posted.turn_id else answer), 202


@blueprint.post("/stream")
@visitor_required(tokens)
@security_scheme(_BEARER)
@validate_request(PostMessage)
@document_response(EventStream)
@_refuses(400, 401, 404, 409, 413, 415, 422, 503)
async def post_message_and_stream(data: PostMessage) -> ResponseReturnValue:
    """Say something and get the answer to it as an event stream of its own."""
    name = visitor().session_name
    posted = await services().visitors.post(name, data.message, client_id=data.client_id, to_ai=True)
    say = _say()
    return _event_stream(services().streams.open_turn(name, posted.turn_id, after=posted.message_id, say=say))


@blueprint.get("/events")
@visitor_required(tokens)
@security_scheme(_BEARER)
@document_response(EventStream)
@_refuses(401, 404, 503)
async def events() -> ResponseReturnValue:
    """The session's event stream; resumes after `Last-Event-ID`."""
    name = visitor().session_name
    await services().visitors.exists(name)
    return _event_stream(services().streams.open(name, after=_last_event_id(), say=_say()))


@blueprint.get("/messages")
@visitor_required(tokens)
@security_scheme(_BEARER)
@validate_querystring(HistoryQuery)
@document_response(History)
@_refuses(401, 422, 503)
async def messages(query_args: HistoryQuery) -> ResponseReturnValue:
    """What was said, newest page first."""
    name = visitor().session_name
    kept, more = await services().visitors.history(name, before=query_args.before, limit=query_args.limit)
    return {"messages": _messages(kept), "more": more}


def _last_event_id() -> str:
    """The id to resume after; one that is no id of ours is as good as one that is too old."""
    asked = request.headers.get("Last-Event-ID", "").strip()
    return asked if not asked or re.match(EVENT_ID, asked) else "0-0"


def _event_stream(chunks: AsyncGenerator[bytes, None]) -> Response:
    # HEAD asks what a stream would be like; one that nobody hears would go on for minutes.
    response = Response(b"" if request.method == "HEAD" else chunks, content_type="text/event-stream")
    # Quart ends a response after 60 s, and then says nothing to the client (facts: deploy-and-browsers, 0.4).
    response.timeout = None
    response.headers["Cache-Control"] = "no-store, no-transform"
    response.headers["X-Accel-Buffering"] = "no"
    return response
