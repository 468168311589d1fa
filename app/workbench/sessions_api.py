"""What agents' programs read of sessions: lists, one session, and the stream; what they do is in `handling_api`."""

from datetime import UTC, datetime
from typing import Any

from quart import Blueprint
from quart.typing import ResponseReturnValue
from quart_schema import document_response, security_scheme, validate_querystring

from app.auth.guards import agent, agent_required, login_id
from app.desk.reading import Filter
from app.desk.team import Colleague
from app.domain.events import row_of
from app.events.subscription import Listener
from app.store.sessions import Kept
from app.web.fields import EventStream, History, HistoryQuery
from app.web.reading import agent_reader, messages_json
from app.web.services import services
from app.web.shapes import refuses
from app.web.streams import event_stream, last_event_id
from app.workbench.door_api import AGENT
from app.workbench.forms import Colleagues, SessionRead, Sessions, SessionsQuery, Stats, StreamQuery, Summary

blueprint = Blueprint("sessions_api", __name__, url_prefix="/api")


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


@blueprint.get("/agent/events")
@agent_required
@security_scheme(AGENT)
@validate_querystring(StreamQuery)
@document_response(EventStream)
@refuses(401, 404, 422, 503)
async def events(query_args: StreamQuery) -> ResponseReturnValue:
    """The agent's stream: the lists, presence, and the session on screen, which resumes after `Last-Event-ID`.

    With `poll` it is one answer that ends.
    """
    who, name = agent(), query_args.session
    if name:
        await services().agents.see(who, name)
    listener = Listener(who, login_id())
    chunks = services().streams.open_for_agent(
        listener, name, after=last_event_id() if name else "", say=agent_reader(), poll=query_args.poll
    )
    return event_stream(chunks)


@blueprint.get("/agent/colleagues")
@agent_required
@security_scheme(AGENT)
@document_response(Colleagues)
@refuses(401, 503)
async def colleagues() -> ResponseReturnValue:
    """Who works here, who is there, and who has room."""
    return {"me": agent().id, "colleagues": [_colleague(one) for one in await services().team.colleagues()]}


def _colleague(one: Colleague) -> dict[str, Any]:
    return {
        "id": one.agent.id,
        "name": one.agent.name,
        "status": one.agent.status.value,
        "online": one.is_online,
        "load": one.load,
        "max_sessions": one.agent.max_sessions,
    }


@blueprint.get("/sessions")
@agent_required
@security_scheme(AGENT)
@validate_querystring(SessionsQuery)
@document_response(Sessions)
@refuses(401, 422, 503)
async def sessions(query_args: SessionsQuery) -> ResponseReturnValue:
    """A list of sessions, those first that need somebody first."""
    wanted = Filter(text=query_args.q, shop=query_args.shop, agent_id=query_args.agent)
    name = query_args.status or query_args.list
    reading = services().reading
    page = await reading.page(agent(), name, wanted, start=query_args.cursor, limit=query_args.limit)
    return {
        "sessions": [row_of(session) for session in page.sessions],
        "next": page.next,
        "counts": await reading.counts(agent()),
        "server_time": _now(),
    }


@blueprint.get("/sessions/stats")
@agent_required
@security_scheme(AGENT)
@document_response(Stats)
@refuses(401, 503)
async def stats() -> ResponseReturnValue:
    """Numbers for a glance."""
    return await services().reading.stats(agent())


@blueprint.get("/sessions/<session_name>")
@agent_required
@security_scheme(AGENT)
@document_response(SessionRead)
@refuses(401, 404, 503)
async def session(session_name: str) -> ResponseReturnValue:
    """One session: what was said, what colleagues noted, who is there."""
    opened = await services().reading.open(agent(), session_name)
    answer = opened.answer
    return {
        "session": row_of(opened.view.session),
        "messages": messages_json(opened.view.messages, agent_reader()),
        "more": opened.view.more,
        "cursor": opened.view.cursor,
        "notes": [_note(note) for note in opened.notes],
        "read": dict(opened.marks),
        "visitor_here": opened.is_visitor_here,
        "answer": {"turn_id": answer[0], "text": answer[1]} if answer else None,
        "server_time": _now(),
    }


def _note(kept: Kept) -> dict[str, Any]:
    return {"id": kept.id, **kept.json()}


@blueprint.get("/sessions/<session_name>/messages")
@agent_required
@security_scheme(AGENT)
@validate_querystring(HistoryQuery)
@document_response(History)
@refuses(401, 404, 422, 503)
async def messages(session_name: str, query_args: HistoryQuery) -> ResponseReturnValue:
    """What was said, newest page first."""
    kept, more = await services().reading.history(
        agent(), session_name, before=query_args.before, limit=query_args.limit
    )
    return {"messages": messages_json(kept, agent_reader()), "more": more}


@blueprint.get("/sessions/<session_name>/summary")
@agent_required
@security_scheme(AGENT)
@document_response(Summary)
@refuses(401, 404, 503)
async def summary(session_name: str) -> ResponseReturnValue:
    """What was tried so far, in the AI's words, where it can say."""
    return {"summary": await services().reading.summary(agent(), session_name)}
