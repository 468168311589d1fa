"""The double's misbehaviour, byte by byte with a plain HTTP client; Studio is in test_studio.py."""

import asyncio
import json
from typing import Any

import httpx
import pytest

from tests.coze_double import CozeDouble, answer_to
from tests.coze_double.frames import tear
from tests.coze_double.mischief import UnknownMode
from tests.coze_double.wire import Wire, frames, names, open_wire


@pytest.mark.parametrize("marker", ["cut 3", "cut", "cut-early"])
async def test_a_cut_breaks_the_stream_and_the_chat_completes(wire: Wire, marker: str) -> None:
    got = await wire.pieces(f"hello [[{marker}]]")
    assert got[-1] == b"<cut>"
    deltas = b"".join(got).count(b"message.delta")
    whole = len(frames((await wire.chat("hello")).text))
    assert {"cut 3": deltas == 3, "cut": 3 < deltas < whole, "cut-early": deltas == 0}[marker]
    await wire.double.until_idle()
    (chat, _) = wire.double.chats.values()
    assert (chat.status, chat.stream, chat.text) == ("completed", "cut", answer_to("hello"))


async def test_a_hang_up_sends_not_one_byte(wire: Wire) -> None:
    with pytest.raises(httpx.RemoteProtocolError, match="without sending a response"):
        await wire.chat("hello [[hang-up]]")
    wire.double.misbehave("hang-up", path="/v1/conversation/create")
    with pytest.raises(httpx.RemoteProtocolError, match="without sending a response"):
        await wire.http.post("/v1/conversation/create")
    assert (await wire.http.post("/v1/conversation/create")).json()["code"] == 0


async def test_slow_first_holds_back_headers_and_slow_delta_only_the_words(wire: Wire) -> None:
    asking = asyncio.create_task(wire.chat("hello [[slow-first held]]"))
    await wire.double.until_held()
    assert not asking.done()
    wire.double.release()
    assert (await asking).status_code == 200
    async with wire.http.stream("POST", "/v3/chat", json=wire.ask("hello [[slow-delta held]]")) as response:
        lines = response.aiter_lines()
        assert [await anext(lines) for _ in range(4)][3].startswith("event:conversation.chat.in_progress")
        await wire.double.until_held()
        wire.double.release()
        rest = [line async for line in lines]
    assert rest[-2].startswith("data:") or rest[-1] == ""


async def test_pauses_are_asked_of_the_injected_sleep(wire: Wire) -> None:
    slept: list[float] = []

    async def sleep(seconds: float) -> None:
        slept.append(seconds)

    wire.double.sleep, wire.double.words_per_second = sleep, 20.0
    await wire.chat("count to 3 [[slow-first 7]] [[slow-delta 2.5]]")
    assert slept == [7.0, 2.5, 0.05, 0.05, 0.05]


async def test_characters_are_torn_over_two_writes(wire: Wire) -> None:
    got = await wire.pieces("你好 [[split-utf8]]")
    with pytest.raises(UnicodeDecodeError):
        [piece.decode() for piece in got]
    assert answer_to("你好") in b"".join(got).decode()
    assert b"".join(tear("a你b好".encode())) == "a你b好".encode()


async def test_line_ends_comments_and_ids(wire: Wire) -> None:
    plain = await wire.chat("hello")
    assert plain.headers["content-type"] == "text/event-stream"
    assert plain.text.startswith("event:conversation.chat.created\ndata:{")
    odd = (await wire.chat("hello [[crlf]] [[comments]] [[id-lines]] [[spaces]]")).text
    assert odd.startswith(": keep-alive\r\n\r\nid: 0\r\nevent: conversation.chat.created\r\ndata: {")
    assert odd.replace("\r\n", "").count("\n") == 0
    assert (await wire.flow("hello")).text.startswith("event: conversation.chat.created\ndata: {")
    assert (await wire.chat("hello", "/v1/workflows/chat", workflow_id=wire.double.workflow_id)).json()["code"] == 4000


@pytest.mark.parametrize(
    ("marker", "last", "data"),
    [
        ("", "done", '"[DONE]"'),
        ("[[done bare]]", "done", "[DONE]"),
        ("[[done debug]]", "done", '{"debug_url":"https://www.coze.example/work_flow?execute_id=1"}'),
        ("[[done studio]]", "conversation.stream.done", ""),
        ("[[no-done]]", "conversation.chat.completed", None),
    ],
)
async def test_the_last_frame(wire: Wire, marker: str, last: str, data: str | None) -> None:
    event, said = frames((await wire.chat(f"hello {marker}")).text)[-1]
    assert event == last
    assert data is None or said == data


@pytest.mark.parametrize(
    ("marker", "event", "code"),
    [
        ("failed", "conversation.chat.failed", 5000),
        ("failed 4013 late", "conversation.chat.failed", 4013),
        ("failed-bare", "conversation.chat.failed", 701231),
        ("error-event 4009", "error", 4009),
    ],
)
async def test_failures_inside_a_stream(wire: Wire, marker: str, event: str, code: int) -> None:
    said = frames((await wire.chat(f"hello [[{marker}]]")).text)
    assert said[-2][0] == event
    body = json.loads(said[-2][1])
    assert body.get("last_error", body)["code"] == code
    assert ("conversation.message.delta" in dict(said)) == ("late" in marker)
    (chat,) = wire.double.chats.values()
    assert (chat.status, chat.last_error[0], chat.conversation.running) == ("failed", code, None)


async def test_odd_answers(wire: Wire) -> None:
    assert "message.delta" not in names((await wire.chat("hi [[no-deltas]]")).text)
    two = frames((await wire.chat("hi [[two-answers]]")).text)
    assert sum('"type":"answer"' in d and e.endswith("message.completed") for e, d in two) == 2
    thought = frames((await wire.chat("hi [[reasoning]]")).text)[2]
    assert json.loads(thought[1])["content"] == ""
    assert json.loads(thought[1])["reasoning_content"] == "let me "
    verbose = (await wire.chat("hi [[verbose]] [[follow-ups 2]]")).text
    assert "knowledge_recall" in verbose.replace("\\", "")
    assert verbose.count('"type":"follow_up"') == 2
    assert 'hi\\". Here' in verbose
    assert "(edited)" in (await wire.chat("hi [[rewrite]]")).text
    assert '"content":"","content_type"' in (await wire.chat("hi [[empty]]")).text
    assert "weather.changed" in names((await wire.chat("hi [[unknown-events]]")).text)
    assert "chat.requires_action" in names((await wire.chat("hi [[requires-action]]")).text)


async def test_refusals_that_are_no_stream(wire: Wire) -> None:
    seen = [await wire.chat(f"hi [[{mode}]]") for mode in ("http-429", "http-500", "html-502", "json-error 4020")]
    assert [r.status_code for r in seen] == [429, 500, 502, 200]
    assert [r.headers["content-type"].split(";")[0] for r in seen][2:] == ["text/html", "application/json"]
    once = [await wire.chat("hi [[http-401]]") for _ in range(2)]
    assert [r.status_code for r in once] == [401, 200]
    once = [await wire.chat("hi [[token-invalid x2]]") for _ in range(3)]
    assert [r.headers["content-type"].startswith("text/") for r in once] == [False, False, True]
    wire.double.misbehave("http-429")
    wire.double.misbehave("json-error 4009", "crlf")
    assert [(await wire.chat("hi")).status_code for _ in range(3)] == [429, 200, 200]
    assert len(wire.double.requests) == 12
    assert wire.double.requests[0].json["additional_messages"][0]["content"] == "hi [[http-429]]"
    with pytest.raises(UnknownMode):
        wire.double.misbehave("slow-frist")
    assert (await wire.chat("hi [[slow-frist]]")).status_code == 500


async def test_object_strings(wire: Wire) -> None:
    def body(*parts: dict[str, str]) -> dict[str, Any]:
        said = {"role": "user", "content": json.dumps(parts), "content_type": "object_string"}
        return wire.ask("") | {"additional_messages": [said]}

    text, image = {"type": "text", "text": "count to 3"}, {"type": "image", "file_id": "1"}
    assert (await wire.http.post("/v3/chat", json=body(text))).json()["code"] == 4000
    assert '"content":"1 2 3"' in (await wire.http.post("/v3/chat", json=body(text, image))).text


async def test_a_listener_that_leaves_is_noticed(wire: Wire) -> None:
    async with wire.http.stream("POST", "/v3/chat", json=wire.ask("hello [[stall 1]]")):
        await wire.double.until_held()
    (chat,) = wire.double.chats.values()
    await asyncio.wait_for(chat.stream_over.wait(), 5)
    assert (chat.stream, chat.status) == ("abandoned", "in_progress")


async def test_a_stream_still_open_at_the_end_is_ended() -> None:
    async for wire in open_wire(CozeDouble()):
        asking = asyncio.create_task(wire.chat("hello [[stall 1]]"))
        await wire.double.until_held()
        await wire.double.close()
        assert (await asking).text.count("message.delta") == 1


async def test_a_listener_that_leaves_before_the_first_byte_is_noticed(wire: Wire) -> None:
    asking = asyncio.create_task(wire.chat("hello [[slow-first held]]"))
    await wire.double.until_held()
    asking.cancel()
    (chat,) = wire.double.chats.values()
    await asyncio.wait_for(chat.stream_over.wait(), 5)
    wire.double.release()
    await wire.double.until_idle()
    assert (chat.stream, chat.status, chat.text) == ("abandoned", "completed", answer_to("hello"))
