"""The chat routes: starting, looking up and cancelling; the answering itself is in speaking.py."""

import asyncio

from quart import Blueprint, Response, request

from . import asked
from .asked import Said
from .calls import Call, find_own, read_query, reply, this_call
from .memory import Chat, Conversation, Message
from .mischief import read_markers
from .refusals import Refusal
from .speaking import Speech
from .streams import answer_stream, choose_pen

routes = Blueprint("chats", __name__)


@routes.post("/v3/chat")
async def post_chat() -> Response:
    """Start a chat of a bot; streams or answers at once, as `stream` says."""
    call = this_call()
    body = call.json
    bot_id, _ = _check_bot(call, asked.read_text(body, "bot_id")), asked.read_text(body, "user_id")
    stream = wants_stream(call)
    save = asked.read_flag(body, "auto_save_history", True)
    if not stream and not save:
        raise Refusal(4007)
    _check_variables(call)
    said = asked.read_messages(body, asked.CHAT_MESSAGES, tools=not save)
    asked.check_last(said)
    conversation = _choose_conversation(call, request.args.get("conversation_id") or "", bot_id)
    chat = _begin(call, conversation, bot_id, said, save)
    return await _answer(call, chat, workflow=False, stream=stream)


@routes.post("/v1/workflows/chat")
async def post_workflow_chat() -> Response:
    """Start a chat of a workflow; always streams."""
    call = this_call()
    body = call.json
    if asked.read_text(body, "workflow_id") != call.double.workflow_id:
        raise Refusal(4200, "the workflow does not exist")
    if not isinstance(body.get("parameters"), dict):
        raise Refusal(4000, "parameters is required and must be an object")
    said = asked.read_messages(body, asked.WORKFLOW_MESSAGES, tools=False)
    if any(one.content_type != "text" for one in said):
        raise Refusal(4000, "only text can be sent to a workflow")
    asked.check_last(said)
    bot_id, app_id = body.get("bot_id") or "", body.get("app_id") or ""
    if bool(bot_id) == bool(app_id):
        raise Refusal(4000, "exactly one of app_id and bot_id is required")
    conversation = _choose_workflow_conversation(call, str(bot_id), str(app_id))
    chat = _begin(call, conversation, str(bot_id), said, save=True)
    return await _answer(call, chat, workflow=True, stream=True)


@routes.route("/v3/chat/retrieve", methods=["GET", "POST"])
async def retrieve_chat() -> Response:
    """Answer the Chat object; the docs say GET, cozepy says POST."""
    return reply(_find_chat(read_query("conversation_id"), read_query("chat_id")).shown())


@routes.get("/v3/chat/message/list")
async def list_chat_messages() -> Response:
    """Answer what the chat has finished saying, follow-ups included, without the question."""
    chat = _find_chat(read_query("conversation_id"), read_query("chat_id"))
    return reply([message.shown() for message in chat.messages])


@routes.post("/v3/chat/cancel")
async def cancel_chat() -> Response:
    """Flip the status; the stream goes on, and the turn is no longer context."""
    call = this_call()
    chat = _find_chat(asked.read_text(call.json, "conversation_id"), asked.read_text(call.json, "chat_id"))
    if chat.status not in ("created", "in_progress"):
        raise Refusal(4104)
    chat.cancelled, chat.status = True, call.double.words.cancelled_status
    for question in chat.questions:
        question.in_context = False
    chat.conversation.running = None
    return reply(chat.shown())


def wants_stream(call: Call) -> bool:
    """Say whether the answer shall be a stream; Studio streams unless told not to."""
    return asked.read_flag(call.json, "stream", call.double.dialect == "studio")


def _check_bot(call: Call, bot_id: str) -> str:
    bot = call.double.bots.get(bot_id)
    if bot is None:
        raise Refusal(4006)
    if not bot.published:
        raise Refusal(4015)
    return bot_id


def _check_variables(call: Call) -> None:
    variables = asked.read_object(call.json, "custom_variables")
    if not all(isinstance(value, str) for value in variables.values()):
        raise Refusal(4000, "custom_variables must map strings to strings")
    for name in ("parameters", "extra_params", "shortcut_command"):
        asked.read_object(call.json, name)


def _choose_conversation(call: Call, conversation_id: str, bot_id: str) -> Conversation:
    lenient = call.double.dialect == "studio" and conversation_id not in call.double.conversations
    if not conversation_id or lenient:
        return call.double.new_conversation(call.owner, bot_id)
    return find_own(conversation_id, unknown=4002, foreign=4002)


def _choose_workflow_conversation(call: Call, bot_id: str, app_id: str) -> Conversation:
    double, given = call.double, str(call.json.get("conversation_id") or "")
    if bot_id:
        _check_bot(call, bot_id)
    elif app_id != double.app_id:
        raise Refusal(4200, "the app does not exist")
    if app_id and not given and double.app_shares_conversation:
        # The start node's CONVERSATION_NAME has a default, so all who do not say otherwise meet in it.
        if app_id not in double.shared:
            double.shared[app_id] = double.new_conversation(call.owner)
        return double.shared[app_id]
    return _choose_conversation(call, given, bot_id)


def _begin(call: Call, conversation: Conversation, bot_id: str, said: list[Said], save: bool) -> Chat:
    if conversation.running is not None:
        raise Refusal(4016)
    context = conversation.context()
    asks = bool(said) or (bool(context) and context[-1].role == "user")
    if not asks:
        raise Refusal(4000, "there is no question to answer")
    double = call.double
    meta = asked.read_meta(call.json)
    chat = Chat(double.mint.new_id(), conversation, bot_id, double.now(), save, meta_data=meta)
    chat.questions = [_write_down(call, chat, one) for one in said]
    chat.context = [*context, *chat.questions]
    conversation.messages += chat.questions if save else []
    conversation.running = double.chats[chat.id] = chat
    return chat


def _write_down(call: Call, chat: Chat, one: Said) -> Message:
    double, conversation = call.double, chat.conversation
    made = Message(
        double.mint.new_id(),
        conversation.id,
        conversation.section_id,
        one.role,
        one.type,
        one.content,
        double.now(),
    )
    made.content_type, made.meta_data, made.bot_id, made.chat_id = (
        one.content_type,
        one.meta_data,
        chat.bot_id,
        chat.id,
    )
    return made


async def _answer(call: Call, chat: Chat, workflow: bool, stream: bool) -> Response:
    double = call.double
    question = chat.context.pop()
    said = {"role": "user", "content": question.content, "content_type": question.content_type}
    text, _ = read_markers(asked.read_message(said).text)
    outlet = chat.outlet = asyncio.Queue() if stream else None
    speech = Speech(double, chat, call.plan, text, workflow)
    double.start(speech.run())
    if outlet is None:
        chat.status = "in_progress"
        return reply(chat.shown())
    return await answer_stream(chat, outlet, choose_pen(call.plan, workflow, double.dialect == "studio"))


def _find_chat(conversation_id: str, chat_id: str) -> Chat:
    conversation = find_own(conversation_id)
    chat = this_call().double.chats.get(chat_id)
    if chat is None or chat.conversation is not conversation:
        raise Refusal(4001)
    return chat
