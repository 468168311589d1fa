"""Canned replies for programs: agents read them, admins change them; what may stand in one, `domain` says."""

from dataclasses import asdict

from pydantic import BaseModel, Field
from quart import Blueprint
from quart.typing import ResponseReturnValue
from quart_schema import document_response, security_scheme

from app.auth.guards import admin_required, agent_required
from app.domain.reply import Reply, check_reply
from app.web.services import services
from app.web.shapes import Form, refuses, takes
from app.workbench.door_api import AGENT

blueprint = Blueprint("replies_api", __name__, url_prefix="/api")


class ReplyForm(Form):
    """A canned reply; {visitor}, {agent} and {shop} in it are filled in where it is used."""

    shortcut: str = Field(max_length=64, description="What calls it up after a slash; no spaces, no two alike.")
    zh: str = Field("", max_length=4_000)
    en: str = Field("", max_length=4_000)


class ReplyShown(BaseModel):
    """A canned reply."""

    id: str
    shortcut: str
    zh: str
    en: str


class ReplyKept(BaseModel):
    """The canned reply as it is kept."""

    reply: ReplyShown


class ReplyList(BaseModel):
    """All canned replies, by shortcut."""

    replies: list[ReplyShown]


@blueprint.get("/agent/replies")
@agent_required
@security_scheme(AGENT)
@document_response(ReplyList)
@refuses(401, 503)
async def list_replies() -> ResponseReturnValue:
    """Every canned reply."""
    return {"replies": [asdict(reply) for reply in await services().replies.all()]}


@blueprint.post("/admin/replies")
@admin_required
@security_scheme(AGENT)
@takes(ReplyForm)
@document_response(ReplyKept, 201)
@refuses(400, 401, 403, 409, 413, 415, 422, 503)
async def add_reply(data: ReplyForm) -> ResponseReturnValue:
    """Make one."""
    reply = check_reply(Reply(services().new_id(), data.shortcut, data.zh, data.en))
    await services().replies.add(reply)
    return {"reply": asdict(reply)}, 201


@blueprint.put("/admin/replies/<reply_id>")
@admin_required
@security_scheme(AGENT)
@takes(ReplyForm)
@document_response(ReplyKept)
@refuses(400, 401, 403, 404, 409, 413, 415, 422, 503)
async def change_reply(reply_id: str, data: ReplyForm) -> ResponseReturnValue:
    """Change one."""
    reply = check_reply(Reply(reply_id, data.shortcut, data.zh, data.en))
    await services().replies.change(reply)
    return {"reply": asdict(reply)}


@blueprint.delete("/admin/replies/<reply_id>")
@admin_required
@security_scheme(AGENT)
@refuses(400, 401, 403, 415, 503)
async def remove_reply(reply_id: str) -> ResponseReturnValue:
    """Delete one; deleting twice is fine."""
    await services().replies.remove(reply_id)
    return b"", 204
