"""The agents' stream over HTTP: how it is asked for and resumed; what it carries is tested in `events`."""

import pytest

from app.settings import Settings
from tests.web.refusals import refuse
from tests.workbench.office import office


async def test_a_stream_goes_on_where_it_was_left_and_says_of_which_session(settings: Settings) -> None:
    async with office(settings) as place:
        mei, visitor = await place.agent(), await place.visitor("hello")
        opened = await place.read(mei, f"/sessions/{visitor.session_name}")
        taken = await place.do(mei, visitor, "takeover")
        note = await place.do(mei, visitor, "notes", text="a note")
        async with place.hear(mei, visitor.session_name, opened["cursor"]) as ear:
            heard = await ear.until("note")
        assert {event.data["session_name"] for event in heard} == {visitor.session_name}
        assert [event.kind for event in heard] == ["hello", "status", "message", "note"]
        assert (heard[0].data["epoch"], heard[0].data["agent"]["name"]) == (taken["epoch"], "Mei")
        assert heard[-1].id == note["note_id"]
        async with place.hear(mei, visitor.session_name, heard[-2].id) as ear:
            assert [event.id for event in (await ear.until("note"))[1:]] == [note["note_id"]]


async def test_lists_are_not_replayed(settings: Settings) -> None:
    async with office(settings) as place:
        mei, visitor = await place.agent(), await place.visitor("hello")
        async with place.hear(mei, after=visitor.cursor) as ear:
            first = await ear.next()
            waiting = await place.waiting()
            heard = await ear.until("queue", status="pending_manual")
        assert (first.kind, set(first.data)) == ("hello", {"session_name", "server_time"})
        assert {event.data["session_name"] for event in heard if event.kind == "queue"} == {waiting.session_name}


@pytest.mark.parametrize(("lang", "words"), [("en", "Mei joined"), ("zh", "Mei 已接入")])
async def test_what_the_system_says_is_said_in_the_readers_language(lang: str, words: str, settings: Settings) -> None:
    async with office(settings) as place:
        mei, visitor = await place.agent(), await place.visitor()
        mei.http.headers["Accept-Language"] = lang
        async with place.hear(mei, visitor.session_name) as ear:
            await place.do(mei, visitor, "takeover")
            assert (await ear.until("message", role="system"))[-1].data["text"] == words


@pytest.mark.parametrize("query", ["session=a%20b", "session=a:b", "session=" + "x" * 65, "unknown=1"])
async def test_what_cannot_be_a_session_is_refused(query: str, settings: Settings) -> None:
    async with office(settings) as place:
        mei = await place.agent()
        await refuse(place.http, "GET", f"/api/agent/events?{query}", 422, "INVALID_FIELDS", headers=mei.headers)


async def test_a_session_that_is_not_there_has_no_stream(settings: Settings) -> None:
    async with office(settings) as place:
        mei = await place.agent()
        path = "/api/agent/events?session=s_none"
        await refuse(place.http, "GET", path, 404, "SESSION_NOT_FOUND", headers=mei.headers)
