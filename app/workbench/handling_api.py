"""What agents do with sessions, as programs ask for it; every decision is the desk's."""

from typing import Any

from quart import Blueprint
from quart.typing import ResponseReturnValue
from quart_schema import document_response, security_scheme

from app.auth.guards import agent, agent_required
from app.desk.agents import Taken
from app.domain.events import row_of
from app.domain.session import Session
from app.events.wire import message_json
from app.web.reading import agent_reader
from app.web.services import services
from app.web.shapes import refuses, takes
from app.workbench.door_api import AGENT
from app.workbench.forms import (
    AddNote,
    NoteAdded,
    ReadTo,
    SessionChanged,
    SessionTaken,
    SetTags,
    Speak,
    Spoken,
    Transfer,
)

blueprint = Blueprint("handling_api", __name__, url_prefix="/api/sessions/<session_name>")


def _changed(session: Session) -> dict[str, Any]:
    return {"session": row_of(session)}


def _taken(taken: Taken) -> dict[str, Any]:
    stopped = message_json(taken.stopped_id, taken.stopped, agent_reader()) if taken.stopped_id else None
    return _changed(taken.session) | {"epoch": taken.session.epoch, "stopped": stopped}


@blueprint.post("/takeover")
@agent_required
@security_scheme(AGENT)
@document_response(SessionTaken)
@refuses(401, 403, 404, 409, 503)
async def take_over(session_name: str) -> ResponseReturnValue:
    """Take the session: the AI falls silent, and only I speak."""
    return _taken(await services().agents.take_over(agent(), session_name))


@blueprint.post("/messages")
@agent_required
@security_scheme(AGENT)
@takes(Speak)
@document_response(Spoken, 201)
@refuses(400, 401, 403, 404, 409, 413, 415, 422, 503)
async def speak(session_name: str, data: Speak) -> ResponseReturnValue:
    """Say something to the visitor of a session of mine."""
    said = await services().agents.say(agent(), session_name, data.message, client_id=data.client_id)
    return {"message_id": said}, 201


@blueprint.post("/transfer")
@agent_required
@security_scheme(AGENT)
@takes(Transfer)
@document_response(SessionChanged)
@refuses(400, 401, 403, 404, 409, 413, 415, 422, 503)
async def transfer(session_name: str, data: Transfer) -> ResponseReturnValue:
    """Offer a session of mine to a colleague."""
    return _changed(await services().agents.offer(agent(), session_name, data.to))


@blueprint.post("/transfer/accept")
@agent_required
@security_scheme(AGENT)
@document_response(SessionChanged)
@refuses(401, 403, 404, 409, 503)
async def accept_transfer(session_name: str) -> ResponseReturnValue:
    """Take a session that a colleague offers me."""
    return _changed(await services().agents.accept(agent(), session_name))


@blueprint.post("/transfer/decline")
@agent_required
@security_scheme(AGENT)
@document_response(SessionChanged)
@refuses(401, 403, 404, 409, 503)
async def decline_transfer(session_name: str) -> ResponseReturnValue:
    """Not take it; or, as the owner, take the offer back."""
    return _changed(await services().agents.decline(agent(), session_name))


@blueprint.post("/release")
@agent_required
@security_scheme(AGENT)
@document_response(SessionChanged)
@refuses(401, 403, 404, 409, 503)
async def release(session_name: str) -> ResponseReturnValue:
    """Give a session of mine back to the AI."""
    return _changed(await services().agents.release(agent(), session_name))


@blueprint.post("/close")
@agent_required
@security_scheme(AGENT)
@document_response(SessionTaken)
@refuses(401, 403, 404, 409, 503)
async def close(session_name: str) -> ResponseReturnValue:
    """End a session that is mine or nobody's."""
    return _taken(await services().agents.close(agent(), session_name))


@blueprint.post("/escalate")
@agent_required
@security_scheme(AGENT)
@document_response(SessionChanged)
@refuses(401, 403, 404, 409, 503)
async def escalate(session_name: str) -> ResponseReturnValue:
    """Put a session of the AI into the queue for a person."""
    await services().agents.see(agent(), session_name)
    return _changed(await services().waiting.ask(session_name, by="agent"))


@blueprint.post("/typing")
@agent_required
@security_scheme(AGENT)
@refuses(401, 403, 404, 503)
async def typing(session_name: str) -> ResponseReturnValue:
    """I am typing; good for a few seconds."""
    await services().agents.type(agent(), session_name)
    return b"", 204


@blueprint.post("/read")
@agent_required
@security_scheme(AGENT)
@takes(ReadTo)
@refuses(400, 401, 403, 404, 413, 415, 422, 503)
async def read(session_name: str, data: ReadTo) -> ResponseReturnValue:
    """I have read up to that message."""
    await services().agents.read(agent(), session_name, data.id)
    return b"", 204


@blueprint.post("/notes")
@agent_required
@security_scheme(AGENT)
@takes(AddNote)
@document_response(NoteAdded, 201)
@refuses(400, 401, 403, 404, 413, 415, 422, 503)
async def add_note(session_name: str, data: AddNote) -> ResponseReturnValue:
    """Write something down that no visitor ever sees."""
    return {"note_id": await services().agents.note(agent(), session_name, data.text)}, 201


@blueprint.post("/tags")
@agent_required
@security_scheme(AGENT)
@takes(SetTags)
@document_response(SessionChanged)
@refuses(400, 401, 403, 404, 413, 415, 422, 503)
async def set_tags(session_name: str, data: SetTags) -> ResponseReturnValue:
    """Let the session's tags be these."""
    return _changed(await services().agents.tag(agent(), session_name, tuple(dict.fromkeys(data.tags))))
