"""The official SDK, unchanged, against the double over a real socket; tokens are in test_access.py."""

import asyncio

import cozepy
import pytest
from cozepy import ChatEventType, ChatStatus, Message, MessageContentType, MessageRole

from tests.coze_double import answer_to
from tests.coze_double.refusals import MEANINGS
from tests.coze_double.stage import USER, Stage, ask, final_text, refused_with, talk


async def test_a_stream_says_the_answer_twice_then_suggests_and_counts(stage: Stage) -> None:
    stage.double.follow_ups = 2
    events = await talk(stage.client(), stage.double.bot_id, "Where is my order?")
    kinds = [e.event for e in events]
    assert kinds[:2] == [ChatEventType.CONVERSATION_CHAT_CREATED, ChatEventType.CONVERSATION_CHAT_IN_PROGRESS]
    assert kinds[-1] == ChatEventType.CONVERSATION_CHAT_COMPLETED
    deltas = [e.message.content for e in events if e.event == ChatEventType.CONVERSATION_MESSAGE_DELTA]
    assert len(deltas) > 20
    assert "".join(deltas) == final_text(events) == answer_to("Where is my order?")
    types = [e.message.type for e in events if e.event == ChatEventType.CONVERSATION_MESSAGE_COMPLETED]
    assert types == ["answer", "verbose", "follow_up", "follow_up"]
    chat = events[-1].chat
    assert chat.status == ChatStatus.COMPLETED
    assert chat.usage.token_count == chat.usage.input_count + chat.usage.output_count > 20
    assert int(chat.id) > 2**53


async def test_a_conversation_remembers_only_itself(stage: Stage) -> None:
    coze, bot_id = stage.client(), stage.double.bot_id
    one = await coze.conversations.create(bot_id=bot_id)
    two = await coze.conversations.create(bot_id=bot_id)
    await talk(coze, bot_id, "我叫张三", one.id)
    await talk(coze, bot_id, "my name is Ann", two.id)
    assert "张三" in final_text(await talk(coze, bot_id, "我叫什么？", one.id))
    assert "Ann" in final_text(await talk(coze, bot_id, "what is my name", two.id))
    cleared = await coze.conversations.clear(conversation_id=one.id)
    assert (cleared.conversation_id, cleared.id) == (one.id, stage.double.conversations[one.id].section_id)
    assert "张三" not in final_text(await talk(coze, bot_id, "我叫什么？", one.id))
    kept = await coze.conversations.retrieve(conversation_id=one.id)
    assert (kept.id, kept.last_section_id) == (one.id, cleared.id)
    listed = [c.id async for c in await coze.conversations.list(bot_id=bot_id)]
    assert listed == [two.id, one.id]


async def test_written_messages_are_listed_and_are_context(stage: Stage) -> None:
    coze, text = stage.client(), MessageContentType.TEXT
    made = await coze.conversations.create(messages=ask("my name is Bea"), meta_data={"shop": "demo"})
    written = await coze.conversations.messages.create(
        conversation_id=made.id, role=MessageRole.ASSISTANT, content="您的订单已发货。", content_type=text
    )
    said = final_text(await talk(coze, stage.double.bot_id, "what did you say?", made.id))
    assert "您的订单已发货。" in said
    paged = await coze.conversations.messages.list(conversation_id=made.id, order="asc", limit=2)
    listed = [message async for message in paged]
    assert [m.role for m in listed] == ["user", "assistant", "user", "assistant"]
    assert (listed[1].id, listed[-1].content) == (written.id, said)
    assert "Bea" in final_text(await talk(coze, stage.double.bot_id, "what is my name", made.id))


async def test_create_and_poll_finds_the_answer(stage: Stage) -> None:
    def poll() -> cozepy.ChatPoll:
        coze = cozepy.Coze(auth=cozepy.TokenAuth(stage.double.pat), base_url=stage.base_url)
        with coze._requester.sync_client:
            return coze.chat.create_and_poll(bot_id=stage.double.bot_id, user_id=USER, additional_messages=ask("hello"))

    polled = await asyncio.to_thread(poll)
    assert polled.chat.status == ChatStatus.COMPLETED
    assert [m.content for m in polled.messages or [] if m.type == "answer"] == [answer_to("hello")]


async def test_a_workflow_streams(stage: Stage) -> None:
    stream = stage.client().workflows.chat.stream(
        workflow_id=stage.double.workflow_id,
        bot_id=stage.double.bot_id,
        additional_messages=ask("hello"),
        parameters={},
    )
    events = [event async for event in stream]
    assert final_text(events) == answer_to("hello")
    assert events[-1].event == ChatEventType.CONVERSATION_CHAT_COMPLETED


async def test_an_app_without_conversation_id_is_one_conversation_for_all(stage: Stage) -> None:
    async def say(session_name: str, text: str) -> str:
        coze = stage.client((await stage.mint(session_name)).access_token)
        stream = coze.workflows.chat.stream(
            workflow_id=stage.double.workflow_id,
            app_id=stage.double.app_id,
            additional_messages=ask(text),
            parameters={},
        )
        return final_text([event async for event in stream])

    await say("ann", "my name is Ann")
    assert "Ann" in await say("bob", "what is my name")
    stage.double.app_shares_conversation = False
    assert "Ann" not in await say("bob", "what is my name")


async def test_cancel_flips_the_status_and_the_stream_flows_on(stage: Stage) -> None:
    coze, bot_id = stage.client(), stage.double.bot_id
    conversation = await coze.conversations.create(bot_id=bot_id)
    listening = asyncio.create_task(talk(coze, bot_id, "my name is Ann [[stall 2]]", conversation.id))
    await stage.double.until_held()
    chat_id = stage.double.conversations[conversation.id].running.id  # type: ignore[union-attr]
    await refused_with(4016, talk(coze, bot_id, "again", conversation.id))
    cancelled = await coze.chat.cancel(conversation_id=conversation.id, chat_id=chat_id)
    assert cancelled.status == ChatStatus.CANCELED
    assert "not know" in final_text(await talk(coze, bot_id, "what is my name", conversation.id))
    stage.double.release()
    events = await listening
    assert final_text(events).startswith('You asked: "my name is Ann"')
    assert (await coze.chat.retrieve(conversation_id=conversation.id, chat_id=chat_id)).status == "canceled"
    await refused_with(4104, coze.chat.cancel(conversation_id=conversation.id, chat_id=chat_id))
    listed = [m.content async for m in await coze.conversations.messages.list(conversation_id=conversation.id)]
    assert final_text(events) not in listed


async def test_a_chat_goes_on_when_its_listener_is_gone(stage: Stage) -> None:
    coze, double = stage.client(), stage.double
    stream = coze.chat.stream(bot_id=double.bot_id, user_id=USER, additional_messages=ask("hello [[stall 3]]"))
    chat = (await anext(stream)).chat
    assert chat is not None
    await double.until_held()
    await stream.aclose()  # type: ignore[attr-defined]
    double.release()
    await double.until_idle()
    ids = {"conversation_id": chat.conversation_id, "chat_id": chat.id}
    assert (await coze.chat.retrieve(**ids)).status == ChatStatus.COMPLETED
    said = await coze.chat.messages.list(**ids)
    assert [m.content for m in said if m.type == "answer"] == [answer_to("hello")]


@pytest.mark.parametrize("code", [code for code in MEANINGS if code > 4000])
async def test_every_code_reaches_the_sdk_even_where_a_stream_was_asked_for(stage: Stage, code: int) -> None:
    await refused_with(code, talk(stage.client(), stage.double.bot_id, f"hello [[json-error {code}]]"))


async def test_what_the_api_refuses(stage: Stage) -> None:
    coze, double = stage.client(), stage.double
    one = Message.build_user_question_text("x")
    await refused_with(700012006, talk(stage.client("pat_unknown"), double.bot_id, "hello"))
    await refused_with(4006, talk(coze, "7300000000000009999", "hello"))
    await refused_with(4002, talk(coze, double.bot_id, "hello", "7400000000000009999"))
    await refused_with(4200, coze.conversations.retrieve(conversation_id="7400000000000009999"))
    for code, given in (
        (4004, {"additional_messages": [one] * 101}),
        (4000, {"additional_messages": [one, Message.build_assistant_answer("y")]}),
        (4003, {"additional_messages": [one], "meta_data": {str(n): "v" for n in range(17)}}),
        (4003, {"additional_messages": [one], "meta_data": {"k": "v" * 513}}),
        (4007, {"additional_messages": [one], "auto_save_history": False}),
    ):
        await refused_with(code, coze.chat.create(bot_id=double.bot_id, user_id=USER, **given))
    double.bots[double.bot_id].published = False
    await refused_with(4015, talk(coze, double.bot_id, "hello"))
    double.misbehave("http-500", path="/v1/conversation/create")
    await refused_with(5000, coze.conversations.create())
    await coze.conversations.create()


async def test_a_bot_introduces_itself(stage: Stage) -> None:
    for version in (1, 2):
        bot = await stage.client().bots.retrieve(bot_id=stage.double.bot_id, use_api_version=version)
        assert bot.onboarding_info is not None
        assert "{{user_name}}" in bot.onboarding_info.prologue
        assert bot.onboarding_info.suggested_questions == stage.double.suggested_questions
