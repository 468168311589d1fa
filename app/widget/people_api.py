"""What the visitor's page asks of people: one to talk to, a place in the queue, an end; the desk decides."""

from quart import Blueprint
from quart.typing import ResponseReturnValue
from quart_schema import document_response, security_scheme

from app.auth.guards import visitor, visitor_required
from app.domain.errors import KefuError
from app.web.services import services, tokens
from app.web.shapes import refuses, takes
from app.widget.forms import LeaveMessage, MailTranscript, Rate, ReadTo, Standing
from app.widget.standing import BEARER, standing

blueprint = Blueprint("people_api", __name__, url_prefix="/api/chat")


@blueprint.post("/escalate")
@visitor_required(tokens)
@security_scheme(BEARER)
@document_response(Standing)
@refuses(401, 404, 409, 503)
async def escalate() -> ResponseReturnValue:
    """Ask for a person; asking twice is asking once."""
    return await standing(await services().waiting.ask(visitor().session_name))


@blueprint.post("/cancel")
@visitor_required(tokens)
@security_scheme(BEARER)
@document_response(Standing)
@refuses(401, 404, 409, 503)
async def cancel() -> ResponseReturnValue:
    """Wait no longer: the AI answers again."""
    return await standing(await services().waiting.cancel(visitor().session_name))


@blueprint.post("/offline-message")
@visitor_required(tokens)
@security_scheme(BEARER)
@takes(LeaveMessage)
@document_response(Standing)
@refuses(400, 401, 404, 409, 413, 415, 422, 503)
async def leave_message(data: LeaveMessage) -> ResponseReturnValue:
    """Leave a message for when people are back, and an address to answer to."""
    session = await services().waiting.leave_message(
        visitor().session_name,
        data.message,
        email=data.email,
        client_id=data.client_id,
        can_mail=services().can_mail,
    )
    return await standing(session)


@blueprint.post("/end")
@visitor_required(tokens)
@security_scheme(BEARER)
@document_response(Standing)
@refuses(401, 404, 503)
async def end() -> ResponseReturnValue:
    """End the conversation; writing on begins it anew."""
    return await standing(await services().waiting.end(visitor().session_name))


@blueprint.post("/rating")
@visitor_required(tokens)
@security_scheme(BEARER)
@takes(Rate)
@refuses(400, 401, 404, 413, 415, 422, 429, 503)
async def rate(data: Rate) -> ResponseReturnValue:
    """Say how it was; a later rating replaces an earlier one."""
    await services().waiting.rate(visitor().session_name, data.score, data.comment.strip())
    return b"", 204


@blueprint.post("/transcript")
@visitor_required(tokens)
@security_scheme(BEARER)
@takes(MailTranscript)
@refuses(400, 401, 404, 409, 413, 415, 422, 429, 503)
async def mail_transcript(data: MailTranscript) -> ResponseReturnValue:
    """Have everything that was said sent by e-mail."""
    if not services().can_mail:
        raise KefuError("MAIL_OFF", status=409)
    await services().waiting.mail_transcript(visitor().session_name, data.email)
    return b"", 202


@blueprint.post("/typing")
@visitor_required(tokens)
@security_scheme(BEARER)
@refuses(401, 503)
async def typing() -> ResponseReturnValue:
    """The visitor is typing; good for a few seconds."""
    await services().waiting.type(visitor().session_name, visitor().shop)
    return b"", 204


@blueprint.post("/read")
@visitor_required(tokens)
@security_scheme(BEARER)
@takes(ReadTo)
@refuses(400, 401, 413, 415, 422, 503)
async def read(data: ReadTo) -> ResponseReturnValue:
    """The visitor has read up to that message."""
    await services().waiting.read(visitor().session_name, visitor().shop, data.id)
    return b"", 204
