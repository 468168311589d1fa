"""Studio's words, and the double as a process of its own; the cloud's misbehaviour is in test_mischief.py."""

import asyncio
import json
import subprocess
import sys
from pathlib import Path

import httpx

from tests.coze_double import CozeDouble
from tests.coze_double.wire import Wire, frames


async def test_studio_has_its_own_words(studio: Wire) -> None:
    said = frames((await studio.chat("hello", stream=None)).text)
    assert said[-1] == ("conversation.stream.done", "")
    elsewhere = await studio.http.post("/v3/chat?conversation_id=7400000000000009999", json=studio.ask("hi"))
    assert json.loads(frames(elsewhere.text)[0][1])["conversation_id"] in studio.double.conversations
    assert (await studio.http.post("/v1/conversation/message/create?conversation_id=1", json={})).status_code == 404
    bad = await studio.chat("hello", user_id=None)
    assert (bad.status_code, bad.json()["code"]) == (400, 400)
    stranger = await studio.http.post("/v3/chat", json=studio.ask("hi"), headers={"Authorization": "Bearer x"})
    assert (stranger.status_code, stranger.json()["code"]) == (200, 700012006)
    flow = await studio.flow("hi [[error-event]]")
    assert flow.text.startswith("id: 0\nevent: conversation.chat.created\n")
    assert "event: error\ndata: 103000000 error\n" in flow.text


async def test_studio_cancels_with_two_ls_and_refuses_in_the_stream(studio: Wire) -> None:
    asking = asyncio.create_task(studio.chat("hello [[stall 1]]"))
    await studio.double.until_held()
    (chat,) = studio.double.chats.values()
    ids = {"conversation_id": chat.conversation.id, "chat_id": chat.id}
    path = f"/v3/chat?conversation_id={chat.conversation.id}"
    busy = await studio.http.post(path, json=studio.ask("again"))
    assert frames(busy.text)[0][0] == "error"
    cancelled = await studio.http.post("/v3/chat/cancel", json=ids)
    assert cancelled.json()["data"]["status"] == "cancelled"
    studio.double.release()
    assert "conversation.chat.cancelled" in dict(frames((await asking).text))


async def test_a_process_of_its_own_is_steered_over_http() -> None:
    root = Path(__file__).parents[2]
    command = [sys.executable, "-m", "tests.coze_double", "--pat", "pat_x", "--follow-ups", "1"]
    process = await asyncio.create_subprocess_exec(*command, cwd=root, stdout=subprocess.PIPE)
    try:
        assert process.stdout is not None
        base_url = (await process.stdout.readline()).decode().removeprefix("ready ").strip()
        async with httpx.AsyncClient(base_url=base_url, headers={"Authorization": "Bearer pat_x"}) as http:
            wire = Wire(CozeDouble(), http)
            await http.post("/_double/misbehave", json={"modes": ["http-429"]})
            assert (await wire.chat("hello")).status_code == 429
            assert '"type":"follow_up"' in (await wire.chat("hello")).text
            assert len((await http.get("/_double/requests")).json()["data"]) == 2
            assert (await http.get("/_double/chats")).json()["data"][0]["stream"] == "finished"
            assert (await http.get("/_double/state")).json()["data"] == {"held": 0, "running": 0}
            await http.post("/_double/release")
    finally:
        process.terminate()
        assert await process.wait() == 0
