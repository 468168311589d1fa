"""Routes by which a test steers a double that is a process of its own; Coze has none of them."""

from quart import Blueprint, Response

from .calls import reply, this_call
from .memory import Chat, Json

routes = Blueprint("control", __name__, url_prefix="/_double")


@routes.post("/misbehave")
async def misbehave() -> Response:
    """Take `{modes, times, path}`."""
    call = this_call()
    call.double.misbehave(*call.json["modes"], times=call.json.get("times", 1), path=call.json.get("path"))
    return reply()


@routes.post("/release")
async def release() -> Response:
    """Let all chats that stand still go on."""
    this_call().double.release()
    return reply()


@routes.get("/requests")
async def list_requests() -> Response:
    """Answer the record."""
    names = ("at", "method", "path", "query", "headers", "json", "account_id", "session_name")
    return reply([{name: getattr(one, name) for name in names} for one in this_call().double.requests])


@routes.get("/chats")
async def list_chats() -> Response:
    """Answer every chat with what it was asked, its text and what became of its stream."""
    return reply([_tell(chat) for chat in this_call().double.chats.values()])


def _tell(chat: Chat) -> Json:
    asked = [message.content for message in chat.questions]
    return chat.shown() | {"asked": asked, "text": chat.text, "stream": chat.stream}


@routes.get("/state")
async def show_state() -> Response:
    """Answer how many chats stand still, and how many run."""
    double = this_call().double
    return reply({"held": double.held, "running": double.running})
