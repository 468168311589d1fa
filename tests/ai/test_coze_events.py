"""Shapes of Coze's events that no server of ours sends."""

import json
from typing import Any

import pytest

from app.ai.coze_bot import without_name
from app.ai.coze_events import Reading, answer_in
from app.ai.provider import AIError, Answer, Delta, Piece, Replaced, Started, Suggested
from app.ai.sse import Frame

DONE = Frame("done", "[DONE]", "")


def frame(event: str, data: Any) -> Frame:
    return Frame(f"conversation.{event}", json.dumps(data), "")


def delta(text: str, ident: str = "1", **more: Any) -> Frame:
    return frame("message.delta", {"id": ident, "type": "answer", "content": text, "content_type": "text", **more})


def whole(text: str, ident: str = "1", kind: str = "answer", **more: Any) -> Frame:
    return frame("message.completed", {"id": ident, "type": kind, "content": text, "content_type": "text", **more})


def read(*frames: Frame) -> list[Piece]:
    reading = Reading("own", "log")
    return [piece for one in frames for piece in reading.take(one)] + list(reading.end())


def test_messages_that_alternate_keep_their_order() -> None:
    assert read(delta("a"), delta("b", "2"), delta("c"), DONE) == [
        Delta("a"),
        Delta("\n\nb"),
        Replaced("ac\n\nb"),
    ]


def test_messages_without_ids_are_told_apart_by_their_ends() -> None:
    pieces = read(delta("a", ""), whole("a", ""), delta("b", ""), whole("b", ""), whole("c", ""), DONE)
    assert pieces == [Delta("a"), Delta("\n\nb"), Delta("\n\nc")]


def test_a_message_that_ends_twice_is_said_once() -> None:
    assert read(whole("a"), whole("a"), DONE) == [Delta("a")]


def test_takes_the_words_out_of_mixed_messages_and_leaves_cards_and_sound() -> None:
    mixed = json.dumps(
        [{"type": "text", "text": "see"}, {"type": "image", "file_url": "x"}, {"type": "text", "text": "it"}]
    )
    pieces = read(
        delta("[{", content_type="object_string"),
        whole(mixed, content_type="object_string"),
        whole("{}", "2", content_type="card"),
        whole("AAAA", "3", content_type="audio"),
        whole("not JSON", "4", content_type="object_string"),
        whole("7", "5", content_type="object_string"),
        DONE,
    )
    assert pieces == [Delta("see\nit")]


def test_thoughts_are_not_shown() -> None:
    assert read(delta("", reasoning_content="hm"), delta("a", reasoning_content="hm"), DONE) == [Delta("a")]


def test_an_end_without_words_keeps_what_was_told() -> None:
    assert read(delta("a"), whole(""), DONE) == [Delta("a")]


def test_questions_may_come_after_the_end() -> None:
    pieces = read(
        whole("a"),
        frame("chat.completed", {"status": "completed"}),
        whole("q?", "2", "follow_up"),
        whole("late", "3"),
        delta("late", "4"),
        frame("chat.failed", {}),
        DONE,
    )
    assert pieces == [Delta("a"), Suggested(("q?",))]


@pytest.mark.parametrize("told", ["", "0", None])
def test_a_chat_that_does_not_name_its_conversation_is_in_ours(told: str | None) -> None:
    pieces = read(frame("chat.created", {"id": "9", "conversation_id": told}), whole("a"), DONE)
    assert pieces[0] == Started({"chat_id": "9", "conversation_id": "own"})


@pytest.mark.parametrize(
    ("last", "kind", "code"),
    [
        (frame("chat.canceled", {"id": "9"}), "gone", "canceled"),
        (frame("chat.cancelled", {"id": "9"}), "gone", "canceled"),
        (frame("chat.completed", {"status": "canceled"}), "gone", "canceled"),
        (frame("chat.required_action", {"id": "9"}), "config", "requires_action"),
        (frame("chat.requires_action", {"id": "9"}), "config", "requires_action"),
        (frame("chat.failed", {"id": "9", "last_error": None}), "server", ""),
        (frame("chat.failed", {"id": "9", "last_error": {"code": 0, "msg": ""}}), "server", ""),
        (frame("chat.failed", {"code": 4011, "msg": "x"}), "quota", "4011"),
        (frame("chat.completed", {"status": "failed", "last_error": {"code": 4014}}), "content", "4014"),
        (Frame("conversation.chat.failed", "no JSON", ""), "server", ""),
        (Frame("error", "the workflow is not there", ""), "server", ""),
        (Frame("error", "", ""), "server", ""),
        (Frame("error", '{"code":103100002,"msg":"x"}', ""), "config", "103100002"),
        (Frame("message", '{"code":4019,"msg":"x"}', ""), "quota", "4019"),
        (Frame("conversation.message.delta", "{", ""), "server", "bad_event"),
    ],
)
def test_every_way_to_fail(last: Frame, kind: str, code: str) -> None:
    with pytest.raises(AIError) as caught:
        read(frame("chat.created", {"id": "9"}), last)
    assert (caught.value.kind, caught.value.code, caught.value.logid) == (kind, code, "log")
    assert not caught.value.retryable


def test_an_end_that_was_not_announced_is_a_broken_line() -> None:
    with pytest.raises(AIError) as caught:
        read(delta("a"), whole("a"))
    assert (caught.value.kind, caught.value.retryable) == ("network", False)


def test_an_answer_of_blanks_is_none() -> None:
    with pytest.raises(AIError) as caught:
        read(delta(" \n"), DONE)
    assert caught.value.kind == "content"


@pytest.mark.parametrize(
    "end",
    [
        DONE,
        Frame("done", '"[DONE]"', ""),
        Frame("done", '{"debug_url":"x"}', ""),
        Frame("done", "", ""),
        Frame("message", "[DONE]", ""),
        Frame("conversation.stream.done", "", ""),
        Frame("conversation.chat.completed", '{"status":"completed"}', ""),
    ],
)
def test_every_way_to_end(end: Frame) -> None:
    noise = [
        Frame("message", "hello", ""),
        Frame("message", '{"code":0,"msg":""}', ""),
        Frame("ping", "{}", ""),
    ]
    assert read(delta("a"), *noise, end) == [Delta("a")]


def test_an_answer_in_a_list() -> None:
    texts = [
        ("answer", "a"),
        ("verbose", "{}"),
        ("answer", ""),
        ("answer", "b"),
        ("follow_up", "q?"),
        ("follow_up", ""),
    ]
    listed: list[object] = [{"type": kind, "content": text} for kind, text in texts]
    assert answer_in([*listed, "odd"]) == Answer("a\n\nb", ("q?",))
    assert answer_in([]) is None


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("您好，{{user_name}}！我是小助手。", "您好！我是小助手。"),
        ("{{user_name}}，您好！", "您好！"),
        ("Hello {{user_name}}, how can I help?", "Hello, how can I help?"),
        ("Hi, {{ user_name }}! Ask me.", "Hi! Ask me."),
        ("{{user_name}}, welcome\nto {{user_name}}", "welcome\nto"),
        ("Hi {{user_name}} and welcome", "Hi and welcome"),
        ("nothing to do", "nothing to do"),
    ],
)
def test_a_name_nobody_told_leaves_no_gap(text: str, left: str) -> None:
    assert without_name(text) == left
