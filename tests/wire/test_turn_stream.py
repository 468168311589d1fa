"""`POST /api/chat/stream`: one question, and the answer to it alone, for programs without a long stream."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

import pytest

from app.ai.provider import Delta, Piece, Prompt
from app.domain.events import status_changed
from app.domain.outcome import Outcome
from app.domain.session import Status
from app.settings import Settings
from app.store.keys import Keys
from app.store.store import Store
from tests.live import Ear, Heard, Visitor, open_visitor, serving
from tests.scripted import ScriptedProvider, echo, held


@asynccontextmanager
async def _ask(visitor: Visitor, text: str, **more: Any) -> AsyncIterator[Ear]:
    body = {"message": text} | more
    async with visitor.http.stream("POST", "/api/chat/stream", json=body, headers=visitor.headers) as response:
        assert (response.status_code, response.headers["content-type"]) == (200, "text/event-stream")
        yield Ear(response.aiter_lines())


async def _all(ear: Ear) -> list[Heard]:
    heard = []
    while True:
        try:
            heard.append(await ear.next())
        except StopAsyncIteration:
            return heard


async def _set_status(store: Store, visitor: Visitor, status: Status) -> None:
    session = await store.sessions.load(visitor.session_name)
    after = replace(session, status=status, epoch=session.epoch + 1)
    await store.commits.commit(session, Outcome(after, (status_changed(after),)), now_ms=0)


async def test_the_stream_is_one_turn_and_ends_with_it(settings: Settings) -> None:
    async with serving(settings, ScriptedProvider(echo())) as live, live.client() as http:
        visitor = await open_visitor(http)
        async with _ask(visitor, "a question") as ear:
            heard = await _all(ear)
        assert live.listeners() == 0
    kinds = [event.kind for event in heard]
    assert kinds[:2] == ["hello", "turn"]
    assert set(kinds[2:-2]) <= {"delta"}
    assert kinds[-2:] == ["message", "turn"]
    assert heard[-2].data["text"] == "You said: a question"
    assert heard[-1].data["state"] == "finished"
    assert len({event.data["turn_id"] for event in heard[1:]}) == 1


async def test_other_turns_of_the_session_are_not_heard(settings: Settings) -> None:
    gate = asyncio.Event()
    first, rest = held([Delta("First ")], gate, [Delta("answer")]), echo()

    async def script(prompt: Prompt) -> AsyncIterator[Piece]:
        async for piece in (first if prompt.fresh[-1].text == "one" else rest)(prompt):
            yield piece

    async with serving(settings, ScriptedProvider(script)) as live, live.client() as http:
        visitor = await open_visitor(http)
        async with visitor.hear() as whole:
            one = (await visitor.say("one")).json()["turn_id"]
            await whole.until("delta", turn_id=one)
            async with _ask(visitor, "two") as ear:
                assert (await ear.next()).kind == "hello"
                gate.set()
                heard = await _all(ear)
    assert {event.data["turn_id"] for event in heard}.isdisjoint({one})
    assert [event.data["text"] for event in heard if event.kind == "message"] == ["You said: two"]


async def test_asked_again_with_the_same_client_id_the_same_answer_comes_and_nothing_is_said_twice(
    settings: Settings,
) -> None:
    provider = ScriptedProvider(echo())
    async with serving(settings, provider) as live, live.client() as http:
        visitor = await open_visitor(http)
        answers = []
        for _ in range(2):
            async with _ask(visitor, "once", client_id="c1") as ear:
                answers.append((await _all(ear))[-2:])
        assert answers[0] == answers[1]
        assert len(await visitor.messages()) == 2
    assert len(provider.prompts) == 1


async def test_a_turn_that_is_no_longer_in_the_log_ends_with_resync(settings: Settings, store: Store) -> None:
    async with serving(settings, ScriptedProvider(echo())) as live, live.client() as http:
        visitor = await open_visitor(http)
        async with _ask(visitor, "long ago", client_id="c1") as ear:
            await _all(ear)
        await store.redis.xtrim(Keys("test").of(visitor.session_name).log, maxlen=1, approximate=False)
        async with _ask(visitor, "long ago", client_id="c1") as ear:
            assert [event.kind for event in await _all(ear)] == ["hello", "resync"]


@pytest.mark.parametrize("status", [Status.PENDING_MANUAL, Status.MANUAL_LIVE])
async def test_while_a_person_answers_the_ai_cannot_be_asked(status: Status, settings: Settings, store: Store) -> None:
    provider = ScriptedProvider(echo())
    async with serving(settings, provider) as live, live.client() as http:
        visitor = await open_visitor(http)
        await _set_status(store, visitor, status)
        body = {"message": "hello?"}
        for lang, words in (("en", "A person is answering"), ("zh", "客服人员")):
            headers = visitor.headers | {"Accept-Language": lang}
            refused = await http.post("/api/chat/stream", json=body, headers=headers)
            assert (refused.status_code, refused.json()["code"]) == (409, "SESSION_IN_MANUAL_MODE")
            assert refused.headers["content-type"] == "application/problem+json"
            assert words in refused.json()["detail"]
        assert await visitor.messages() == []
        kept = await visitor.say("hello?")
        assert (kept.status_code, kept.json().keys()) == (202, {"message_id"})
    assert provider.prompts == []


async def test_what_a_person_was_told_is_not_asked_of_the_ai_by_a_retry(settings: Settings, store: Store) -> None:
    async with serving(settings, ScriptedProvider(echo())) as live, live.client() as http:
        visitor = await open_visitor(http)
        await _set_status(store, visitor, Status.MANUAL_LIVE)
        await visitor.say("to a person", "c1")
        await _set_status(store, visitor, Status.BOT_ACTIVE)
        body = {"message": "to a person", "client_id": "c1"}
        refused = await http.post("/api/chat/stream", json=body, headers=visitor.headers)
        assert (refused.status_code, refused.json()["code"]) == (409, "SESSION_IN_MANUAL_MODE")


async def test_a_closed_session_is_opened_again_by_a_question(settings: Settings, store: Store) -> None:
    async with serving(settings, ScriptedProvider(echo())) as live, live.client() as http:
        visitor = await open_visitor(http)
        await _set_status(store, visitor, Status.CLOSED)
        async with _ask(visitor, "me again") as ear:
            heard = await _all(ear)
    assert heard[0].data["status"] == "bot_active"
    assert heard[-2].data["text"] == "You said: me again"


async def test_a_stopping_server_ends_it_with_bye_and_the_answer_is_kept(settings: Settings) -> None:
    gate = asyncio.Event()
    provider = ScriptedProvider(held([Delta("Half ")], gate, [Delta("and whole")]))
    async with serving(settings, provider) as live, live.client() as http:
        visitor = await open_visitor(http)
        async with _ask(visitor, "?", client_id="c1") as ear:
            await ear.until("delta")
            live.close_hubs()
            assert [event.kind for event in await _all(ear)] == ["bye"]
        gate.set()
    async with serving(settings, provider) as live, live.client() as http:
        visitor = await open_visitor(http, visitor.token)
        async with _ask(visitor, "?", client_id="c1") as ear:
            assert (await _all(ear))[-2].data["text"] == "Half and whole"
