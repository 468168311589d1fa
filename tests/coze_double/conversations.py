"""The conversation and bot routes; chats are in chats.py."""

from typing import Any

from quart import Blueprint, Response, request

from . import asked
from .asked import Said
from .calls import Call, find_own, read_query, reply, this_call
from .memory import Conversation, Json, Message
from .refusals import Refusal

routes = Blueprint("conversations", __name__)


@routes.post("/v1/conversation/create")
async def create_conversation() -> Response:
    """Create a conversation, with up to 16 messages in it."""
    call = this_call()
    body = call.json
    name = body.get("name") or ""
    if not isinstance(name, str) or len(name) > 100:
        raise Refusal(4000, "name must be a string of at most 100 characters")
    said = asked.read_messages(body, 16, tools=False, name="messages", over=4000)
    meta = asked.read_meta(body)
    made = call.double.new_conversation(call.owner, str(body.get("bot_id") or ""))
    made.name, made.meta_data = name, meta
    made.connector_id = str(body.get("connector_id") or "1024")
    made.messages = [_new_message(call, made, one) for one in said]
    return reply(made.shown())


@routes.get("/v1/conversation/retrieve")
async def retrieve_conversation() -> Response:
    """Answer one conversation."""
    return reply(find_own(read_query("conversation_id")).shown())


@routes.get("/v1/conversations")
async def list_conversations() -> Response:
    """Answer a page of the caller's conversations with one bot, newest first."""
    call = this_call()
    bot_id = read_query("bot_id")
    page, size = request.args.get("page_num", 1, int), request.args.get("page_size", 50, int)
    if page < 1 or not 1 <= size <= 50:
        raise Refusal(4000, "page_num or page_size is out of range")
    owned = [c for c in call.double.conversations.values() if c.owner == call.owner and c.bot_id == bot_id][::-1]
    shown = owned[(page - 1) * size : page * size]
    return reply({"has_more": len(owned) > page * size, "conversations": [one.shown() for one in shown]})


@routes.post("/v1/conversations/<conversation_id>/clear")
async def clear_conversation(conversation_id: str) -> Response:
    """Begin a new section: the context is gone, the messages stay."""
    cleared = find_own(conversation_id)
    cleared.section_id = this_call().double.mint.new_id()
    return reply({"id": cleared.section_id, "conversation_id": cleared.id})


@routes.post("/v1/conversation/message/create")
async def create_message() -> Response:
    """Write a message into a conversation; no chat is started. Studio has no such route."""
    call = this_call()
    if call.double.dialect == "studio":
        return Response("404 page not found", status=404, content_type="text/plain")
    conversation = find_own(read_query("conversation_id"))
    made = _new_message(call, conversation, asked.read_message(call.json))
    conversation.messages.append(made)
    return reply(made.shown())


@routes.post("/v1/conversation/message/list")
async def list_messages() -> Response:
    """Answer questions and answers, newest first unless `order` is asc; before_id and after_id page."""
    body = this_call().json
    listed = [m for m in find_own(read_query("conversation_id")).messages if m.type in ("question", "answer")]
    order, limit = body.get("order") or "desc", body.get("limit")
    limit = 50 if limit is None else limit
    if order not in ("asc", "desc") or not isinstance(limit, int) or not 1 <= limit <= 50:
        raise Refusal(4000, "order or limit is not valid")
    if body.get("chat_id"):
        listed = [m for m in listed if m.chat_id == body["chat_id"]]
    rest = _after_page_mark(listed if order == "asc" else listed[::-1], body)
    shown = rest[:limit]
    ids = {"first_id": shown[0].id if shown else "", "last_id": shown[-1].id if shown else ""}
    return reply([one.shown() for one in shown], has_more=len(rest) > limit, **ids)


@routes.get("/v1/bot/get_online_info")
async def get_online_info() -> Response:
    """Answer a bot's prologue and suggested questions."""
    return reply(_show_bot(read_query("bot_id")))


@routes.get("/v1/bots/<bot_id>")
async def get_bot(bot_id: str) -> Response:
    """Answer the same by the newer route."""
    return reply(_show_bot(bot_id))


def _after_page_mark(messages: list[Message], body: Json) -> list[Message]:
    # cozepy pages in either order by handing back last_id as after_id; before_id cuts the other side.
    places = {m.id: at for at, m in enumerate(messages)}
    after, before = body.get("after_id"), body.get("before_id")
    start = places.get(after, -1) + 1 if after else 0
    end = places.get(before, len(messages)) if before else len(messages)
    return messages[start:end]


def _new_message(call: Call, conversation: Conversation, one: Said) -> Message:
    double = call.double
    kind = "question" if one.role == "user" else "answer"
    made = Message(
        double.mint.new_id(),
        conversation.id,
        conversation.section_id,
        one.role,
        kind,
        one.content,
        double.now(),
    )
    made.content_type, made.meta_data = one.content_type, one.meta_data
    return made


def _show_bot(bot_id: str) -> dict[str, Any]:
    double = this_call().double
    bot = double.bots.get(bot_id)
    if bot is None:
        raise Refusal(4006)
    if not bot.published:
        raise Refusal(4015)
    onboarding = {"prologue": double.prologue, "suggested_questions": double.suggested_questions}
    shown = {"bot_id": bot_id, "name": bot.name, "description": "", "icon_url": "", "version": "1"}
    return {
        **shown,
        "create_time": 1_700_000_000,
        "update_time": 1_700_000_000,
        "onboarding_info": onboarding,
    }
