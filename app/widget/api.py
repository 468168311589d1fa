"""What a visitor says and hears: JSON in, JSON out, and the streams; every decision is the desk's."""

from quart import Blueprint, jsonify
from quart.typing import ResponseReturnValue
from quart_schema import document_response, security_scheme, validate_querystring

from app.auth.guards import visitor, visitor_required
from app.web.fields import EventsQuery, EventStream, History, HistoryQuery
from app.web.reading import messages_json, reader
from app.web.services import services, tokens
from app.web.shapes import refuses, takes
from app.web.streams import event_stream, last_event_id
from app.widget.forms import MessagePosted, PostMessage
from app.widget.standing import BEARER

blueprint = Blueprint("widget_api", __name__, url_prefix="/api/chat")


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
@validate_querystring(EventsQuery)
@document_response(EventStream)
@refuses(401, 404, 422, 503)
async def events(query_args: EventsQuery) -> ResponseReturnValue:
    """The session's event stream; resumes after `Last-Event-ID`. With `poll` it is one answer that ends."""
    name = visitor().session_name
    await services().visitors.exists(name)
    return event_stream(services().streams.open(name, after=last_event_id(), say=reader(), poll=query_args.poll))


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
