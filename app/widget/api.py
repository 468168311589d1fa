"""What the visitor's page asks of the server: JSON in, JSON out, and the streams; every decision is the desk's."""

import secrets
from typing import Any

from quart import Blueprint, jsonify, request
from quart.typing import ResponseReturnValue
from quart_schema import document_response, security_scheme, validate_querystring

from app.auth.guards import public, visitor, visitor_required
from app.auth.visitors import Visitor
from app.domain.errors import SessionNotFound, TokenRefused
from app.domain.events import owner_of
from app.store.sessions import View
from app.telemetry.masking import mask
from app.web.fields import EventStream, History, HistoryQuery, one_line
from app.web.i18n import language
from app.web.letter_links import plain_page
from app.web.reading import is_time_zone, messages_json, reader
from app.web.services import services, tokens
from app.web.shapes import refuses, takes
from app.web.streams import event_stream, last_event_id
from app.widget.forms import MessagePosted, OpenSession, PostMessage, SessionOpened
from app.widget.standing import BEARER, place_data, shift_data

DEVICE_CHARS = 300
blueprint = Blueprint("widget_api", __name__, url_prefix="/api/chat")


@blueprint.post("/session")
@public
@takes(OpenSession)
@document_response(SessionOpened)
@refuses(400, 413, 415, 422, 503)
async def open_session(data: OpenSession) -> ResponseReturnValue:
    """Open a session, or resume the one that the token names."""
    lang = data.lang or language()
    view = await _resume(data, lang)
    if view is None:
        shop = services().shops.find(data.shop)
        view = await services().visitors.open(
            shop=shop.id, visitor_id=f"v_{secrets.token_urlsafe(12)}", lang=lang, context=_context(data)
        )
    return await _opened(view, lang)


async def _opened(view: View, lang: str) -> dict[str, Any]:
    session = view.session
    shift = await services().team.shift(session.shop)
    place = await services().waiting.place(session)
    return {
        "token": tokens().issue(Visitor(session.visitor_id, session.name, session.shop)),
        "session_name": session.name,
        "status": session.status.value,
        "epoch": session.epoch,
        "agent": owner_of(session),
        "messages": messages_json(view.messages, reader(lang)),
        "more": view.more,
        "cursor": view.cursor,
        "read": dict(view.marks),
        "rating": session.rating,
        "email": mask(session.email) if session.offline_ms else "",
        "open_now": shift.is_open,
        **shift_data(shift),
        **place_data(place),
    }


async def _resume(data: OpenSession, lang: str) -> View | None:
    """The session that the token names; None where the token is dead, of another shop, or its session gone."""
    if not data.token:
        return None
    try:
        holder = tokens().read(data.token)
        if data.shop and services().shops.find(data.shop).id != holder.shop:
            return None
        return await services().visitors.resume(holder.session_name, lang=lang, context=_context(data))
    except (TokenRefused, SessionNotFound):
        return None


@blueprint.post("")
@visitor_required(tokens)
@security_scheme(BEARER)
@takes(PostMessage)
@document_response(MessagePosted, 202)
@refuses(400, 401, 404, 413, 415, 422, 503)
async def post_message(data: PostMessage) -> ResponseReturnValue:
    """Say something; the answer arrives on the event stream."""
    posted = await services().visitors.post(visitor().session_name, data.message, client_id=data.client_id)
    answer = {"message_id": posted.message_id}
    # A response, not a dict: for each dict the schema extension builds a pydantic model anew.
    return jsonify(answer | {"turn_id": posted.turn_id} if posted.turn_id else answer), 202


@blueprint.post("/stream")
@visitor_required(tokens)
@security_scheme(BEARER)
@takes(PostMessage)
@document_response(EventStream)
@refuses(400, 401, 404, 409, 413, 415, 422, 503)
async def post_message_and_stream(data: PostMessage) -> ResponseReturnValue:
    """Say something and get the answer to it as an event stream of its own."""
    name = visitor().session_name
    posted = await services().visitors.post(name, data.message, client_id=data.client_id, to_ai=True)
    if not posted.turn_id:
        # The policy has asked for a person: there is no answer to stream, but the message is kept.
        return jsonify({"message_id": posted.message_id}), 202
    return event_stream(services().streams.open_turn(name, posted.turn_id, after=posted.message_id, say=reader()))


@blueprint.get("/events")
@visitor_required(tokens)
@security_scheme(BEARER)
@document_response(EventStream)
@refuses(401, 404, 503)
async def events() -> ResponseReturnValue:
    """The session's event stream; resumes after `Last-Event-ID`."""
    name = visitor().session_name
    await services().visitors.exists(name)
    return event_stream(services().streams.open(name, after=last_event_id(), say=reader()))


@blueprint.get("/messages")
@visitor_required(tokens)
@security_scheme(BEARER)
@validate_querystring(HistoryQuery)
@document_response(History)
@refuses(401, 422, 503)
async def messages(query_args: HistoryQuery) -> ResponseReturnValue:
    """What was said, newest page first."""
    name = visitor().session_name
    kept, more = await services().visitors.history(name, before=query_args.before, limit=query_args.limit)
    return {"messages": messages_json(kept, reader()), "more": more}


def _context(data: OpenSession) -> dict[str, str]:
    """Where the visitor is, as far as the page and the browser say; agents see it."""
    said = {
        "page": _web_address(data.page),
        "referrer": _web_address(data.referrer),
        "time_zone": data.time_zone if is_time_zone(data.time_zone) else "",
        "name": one_line(data.name),
        "device": request.headers.get("User-Agent", "")[:DEVICE_CHARS],
    }
    return {name: value for name, value in said.items() if value}


def _web_address(text: str) -> str:
    """An address of the web, without what might be secret in it; "" for anything else, and for what would deceive."""
    return plain_page(text) if text.isprintable() else ""
