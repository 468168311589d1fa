"""The Coze provider against the double: what Coze remembers, and of whom."""

import pytest

from app.ai.coze import CozeProvider
from app.ai.coze_auth import OAuthApp, Pat
from app.ai.coze_target import BotTarget, WorkflowTarget
from app.ai.provider import (
    AIError,
    Line,
    Opened,
    Prompt,
    Started,
)
from tests.ai.coze_talk import LONG_AGO, ask, connect, fail, hear, shown
from tests.coze_double import CozeDouble, new_key, running


async def test_remembers_within_a_session_and_not_across() -> None:
    double = CozeDouble()
    async with connect(double) as provider:
        ann, bob = (
            await provider.open("session-1", "visitor-1"),
            await provider.open("session-2", "visitor-2"),
        )
        await hear(provider, ask("my name is Ann", ann))
        assert shown(await hear(provider, ask("what is my name", ann))) == "Your name is Ann."
        forgot = shown(await hear(provider, ask("what is my name", bob, who="2")))
    assert forgot == "I do not know your name yet."


@pytest.mark.parametrize("shared", [True, False])
@pytest.mark.parametrize("oauth", [True, False])
async def test_visitors_of_an_app_do_not_meet(shared: bool, oauth: bool) -> None:
    double = CozeDouble(app_shares_conversation=shared)
    private, public = new_key()
    double.register_oauth("client", "kid", public)
    auth = OAuthApp("client", "kid", private) if oauth else Pat(double.pat)
    target = WorkflowTarget(double.workflow_id, double.app_id)
    async with connect(double, target=target, auth=auth) as provider:
        ann, bob = (
            await provider.open("session-1", "visitor-1"),
            await provider.open("session-2", "visitor-2"),
        )
        pieces = await hear(provider, ask("我叫张三", ann))
        forgot = shown(await hear(provider, ask("我叫什么", bob, who="2")))
        remembered = shown(await hear(provider, ask("我叫什么", ann)))
    assert isinstance(pieces[0], Started)
    assert pieces[0].run["conversation_id"] == ann["conversation_id"]
    assert (forgot, remembered) == ("我还不知道您叫什么。", "您叫张三。")
    asked = double.requests_to("/v1/workflows/chat")
    assert [one.json["conversation_id"] for one in asked] == [
        ann["conversation_id"],
        bob["conversation_id"],
        ann["conversation_id"],
    ]
    assert [one.json["ext"] for one in asked[:2]] == [{"user_id": "visitor-1"}, {"user_id": "visitor-2"}]
    assert all(
        one.session_name == ("" if not oauth else "session-" + who) for one, who in zip(asked, "121", strict=True)
    )


async def test_makes_a_lost_conversation_anew_with_our_history() -> None:
    double = CozeDouble()
    history = (*LONG_AGO, Line("agent", "I am Mei."), Line("visitor", "Good."))
    async with connect(double) as provider:
        pieces = await hear(provider, ask("what is my name", {"conversation_id": "404"}, history))
        opened = pieces[0]
        assert isinstance(opened, Opened)
        assert isinstance(pieces[1], Started)
        assert shown(pieces) == "Your name is Ann."
        again = await hear(provider, ask("what is my name", opened.state, history))
    assert shown(again) == "Your name is Ann."
    assert isinstance(again[0], Started)
    lost, anew, known = double.requests_to("/v3/chat")
    roles = [(one["role"], one["content"]) for one in anew.json["additional_messages"]]
    assert roles == [
        ("user", "My name is Ann"),
        ("assistant", "Hello Ann."),
        ("assistant", "I am Mei."),
        ("user", "Good."),
        ("user", "what is my name"),
    ]
    assert len(lost.json["additional_messages"]) == len(known.json["additional_messages"]) == 1


async def test_opens_by_itself_where_nothing_was_opened() -> None:
    async with connect(CozeDouble()) as provider:
        pieces = await hear(provider, ask("what is my name", {}, LONG_AGO))
    assert isinstance(pieces[0], Opened)
    assert shown(pieces) == "Your name is Ann."


async def test_another_account_s_conversation_is_left_alone() -> None:
    double = CozeDouble()
    double.add_pat("pat_other", "7300000000000000999")
    async with connect(double) as provider, running(double) as base_url:
        state = await provider.open("session-1", "visitor-1")
        await hear(provider, ask("my name is Ann", state))
        other = CozeProvider(base_url, BotTarget(double.bot_id), Pat("pat_other"))
        pieces = await hear(other, ask("what is my name", state))
        await other.close()
    assert isinstance(pieces[0], Opened)
    assert pieces[0].state != state
    assert shown(pieces) == "I do not know your name yet."


async def test_an_attempt_that_failed_leaves_no_conversation_without_history() -> None:
    double = CozeDouble()
    async with connect(double) as provider:
        double.misbehave("json-error 5000")
        error, pieces = await fail(provider, ask("what is my name", {}, LONG_AGO))
        assert (error.retryable, pieces) == (True, [])
        assert shown(await hear(provider, ask("what is my name", {}, LONG_AGO))) == "Your name is Ann."


async def test_gives_up_where_no_conversation_is_ever_known() -> None:
    double = CozeDouble()
    async with connect(double) as provider:
        double.misbehave("json-error 4002", times=2)
        error, pieces = await fail(provider, ask("hello", {"conversation_id": "404"}))
    assert (error.kind, error.code, pieces) == ("gone", "4002", [])
    assert len(double.requests_to("/v3/chat")) == 2


async def test_studio_s_stray_conversation_is_stopped_and_replaced_by_ours() -> None:
    double = CozeDouble(dialect="studio")
    double.misbehave("stall 0")
    async with connect(double) as provider:
        pieces = await hear(provider, ask("what is my name", {"conversation_id": "404"}, LONG_AGO))
        double.release()
    opened = pieces[0]
    assert isinstance(opened, Opened)
    assert shown(pieces) == "Your name is Ann."
    assert sum(isinstance(piece, Started) for piece in pieces) == 1
    stray, ours = double.chats.values()
    assert ours.conversation.id == opened.state["conversation_id"] != stray.conversation.id
    assert stray.cancelled
    assert opened.state["conversation_id"] in double.conversations


async def test_tells_the_ai_what_people_said() -> None:
    double = CozeDouble()
    lines = (
        Line("visitor", "my name is Ann"),
        Line("agent", "I refund you."),
        Line("ai", "Bye."),
        Line("agent", " "),
    )
    async with connect(double) as provider:
        state = await provider.open("session-1", "visitor-1")
        await provider.tell(state, "session-1", lines)
        await provider.tell({}, "session-1", lines)
        await provider.tell({"conversation_id": "404"}, "session-1", lines)
        assert shown(await hear(provider, ask("what is my name", state))) == "Your name is Ann."
        double.misbehave("http-500", path="/v1/conversation/message/create")
        with pytest.raises(AIError):
            await provider.tell(state, "session-1", lines)
    told = [one.json for one in double.requests_to("/v1/conversation/message/create")][:3]
    assert told == [
        {"role": "user", "content": "my name is Ann", "content_type": "text"},
        {"role": "assistant", "content": "I refund you.", "content_type": "text"},
        {"role": "assistant", "content": "Bye.", "content_type": "text"},
    ]


TALK = (
    Line("visitor", "hello"),
    Line("ai", "Hello!"),
    Line("visitor", "my name is Bob"),
    Line("agent", "Welcome, Bob."),
)


@pytest.mark.parametrize("same_process", [True, False])
async def test_studio_hears_with_the_next_question_what_it_cannot_be_told(same_process: bool) -> None:
    double = CozeDouble(dialect="studio")
    async with connect(double) as provider:
        state = await provider.open("session-1", "visitor-1")
        await hear(provider, ask("hello", state))
        if same_process:
            await provider.tell(state, "session-1", TALK[2:])
            await provider.tell(state, "session-1", TALK[2:])
        assert shown(await hear(provider, ask("what is my name", state, TALK))) == "Your name is Bob."
        later = (*TALK, Line("visitor", "what is my name"), Line("ai", "Your name is Bob."))
        assert shown(await hear(provider, ask("what is my name", state, later))) == "Your name is Bob."
    sent = [len(one.json["additional_messages"]) for one in double.requests_to("/v3/chat")]
    assert sent == [1, 3, 1]
    assert len(double.requests_to("/v1/conversation/message/create")) == 1


async def test_the_cloud_is_not_told_twice() -> None:
    double = CozeDouble()
    async with connect(double) as provider:
        state = await provider.open("session-1", "visitor-1")
        assert shown(await hear(provider, ask("how many turns", state, TALK))) == "This is turn 1."
        assert shown(await hear(provider, ask("how many turns", state, TALK))) == "This is turn 2."
    assert len(double.requests_to("/v1/conversation/message/create")) == 1


async def test_sends_no_more_history_than_coze_takes() -> None:
    double = CozeDouble()
    history = [Line("visitor" if at % 2 == 0 else "ai", f"line {at}") for at in range(300)]
    for target, limit in (
        (BotTarget(double.bot_id), 100),
        (WorkflowTarget(double.workflow_id, double.app_id), 50),
    ):
        double.forget_requests()
        async with connect(double, target=target) as provider:
            await hear(provider, ask("hello", {}, history))
        sent = double.requests[-1].json["additional_messages"]
        assert [one["content"] for one in sent] == [
            *(f"line {at}" for at in range(301 - limit, 300)),
            "hello",
        ]


async def test_lines_that_came_together_are_one_question() -> None:
    double = CozeDouble()
    fresh = (Line("visitor", "one"), Line("agent", "two"), Line("visitor", "three"), Line("visitor", "four"))
    async with connect(double) as provider:
        state = await provider.open("session-1", "visitor-1")
        for lines in (fresh, (*fresh, Line("agent", "five"))):
            await hear(provider, Prompt("session-1", "visitor-1", "en", lines, (), state))
    first, second = (
        [one["content"] for one in sent.json["additional_messages"]] for sent in double.requests_to("/v3/chat")
    )
    assert first == ["one", "two", "three\nfour"]
    assert second == ["one", "two", "five", "three\nfour"]
