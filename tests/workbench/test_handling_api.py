"""What agents' programs do with sessions: every way it goes well, and every way it is refused, in both languages."""

import asyncio
from typing import Any

import pytest

from app.ai.provider import Delta
from app.settings import Settings
from tests.openings import NEVER
from tests.scripted import ScriptedProvider, echo, held
from tests.web.refusals import refuse
from tests.workbench.office import at, is_online, office, refused

BODILESS = ("takeover", "transfer/accept", "transfer/decline", "release", "close", "escalate", "typing")
BODIES: dict[str, dict[str, Any]] = {
    "messages": {"message": "hello"},
    "transfer": {"to": "a_x"},
    "read": {"id": "1-1"},
    "notes": {"text": "a note"},
    "tags": {"tags": ["vip"]},
}
ACTIONS = (*BODILESS, *BODIES)


@pytest.mark.parametrize("what", ACTIONS)
async def test_nothing_is_done_by_who_is_not_signed_in_or_where_nothing_is(what: str, settings: Settings) -> None:
    async with office(settings) as place:
        mei, visitor = await place.agent(), await place.visitor()
        body = BODIES.get(what, {})
        for headers in ({}, visitor.headers, {"Authorization": "Bearer x"}):
            await refuse(place.http, "POST", at(visitor, what), 401, "SIGN_IN_REQUIRED", json=body, headers=headers)
        if what != "transfer":
            path = f"/api/sessions/s_none/{what}"
            await refuse(place.http, "POST", path, 404, "SESSION_NOT_FOUND", json=body, headers=mei.headers)
        assert (await place.sessions.load(visitor.session_name)).version == 1


async def test_a_takeover_stops_the_answer_and_tells_what_was_shown(settings: Settings) -> None:
    provider = ScriptedProvider(held([Delta("Half an ")], asyncio.Event()))
    async with office(settings, provider) as place:
        mei, visitor = await place.agent(), await place.visitor()
        async with visitor.hear() as ear:
            turn_id = (await visitor.say("tell me")).json()["turn_id"]
            await ear.until("delta")
            taken = await place.do(mei, visitor, "takeover")
            heard = await ear.until("status", status="manual_live")
        assert taken["stopped"] == next(event.data for event in heard if event.kind == "message")
        assert (taken["stopped"]["text"], taken["stopped"]["turn_id"]) == ("Half an", turn_id)
        assert (taken["stopped"]["stopped"], taken["stopped"]["html"]) == (True, "<p>Half an</p>")
        assert taken["epoch"] == taken["session"]["epoch"] == heard[-1].data["epoch"] == 2
        assert taken["session"]["agent"] == heard[-1].data["agent"] == {"id": mei.agent.id, "name": "Mei"}
        assert await place.do(mei, visitor, "takeover") == taken | {"stopped": None}


async def test_who_comes_second_is_told_who_was_first(settings: Settings) -> None:
    async with office(settings) as place:
        mei, li = await place.agent(), await place.agent("li")
        visitor = await place.owned(mei)
        refusal = await refused(place, li, visitor, "takeover", "ALREADY_TAKEN")
        assert (refusal["name"], refusal["detail"]) == ("Mei", "Mei has taken this conversation already.")


async def test_an_agent_has_no_more_sessions_than_they_may(settings: Settings) -> None:
    async with office(settings) as place:
        mei = await place.agent(max_sessions=1)
        own, other = await place.owned(mei), await place.visitor()
        refusal = await refused(place, mei, other, "takeover", "AT_CAPACITY")
        assert (refusal["limit"], "name" in refusal) == (1, False)
        await place.do(mei, own, "release")
        await place.do(mei, other, "takeover")


async def test_what_an_agent_says_is_kept_once_and_heard(settings: Settings) -> None:
    async with office(settings) as place:
        mei = await place.agent()
        visitor = await place.owned(mei)
        async with visitor.hear() as ear:
            body = {"message": "<b>hello</b>\n您好", "client_id": "c1"}
            first, again = [await place.do(mei, visitor, "messages", **body) for _ in range(2)]
            heard = (await ear.until("message", role="agent"))[-1].data
        assert first == again == {"message_id": heard["id"]}
        assert (heard["text"], heard["agent"]["name"], heard["client_id"]) == (body["message"], "Mei", "c1")
        assert "<b>" not in heard["html"]
        assert [m["role"] for m in await visitor.messages()].count("agent") == 1


@pytest.mark.parametrize("what", ["messages", "transfer", "release"])
async def test_only_the_owner_speaks_passes_on_and_gives_back(what: str, settings: Settings) -> None:
    async with office(settings) as place:
        mei, li = await place.agent(), await place.agent("li")
        visitor, nobodys = await place.owned(mei), await place.visitor()
        async with place.hear(mei):
            await is_online(place, mei)
            body = BODIES.get(what, {}) | ({"to": mei.agent.id} if what == "transfer" else {})
            refusal = await refused(place, li, visitor, what, "NOT_YOURS", **body)
            assert refusal["name"] == "Mei"
            await refused(place, li, nobodys, what, "NOT_ALLOWED", **body)


async def test_a_session_given_back_is_the_ais_which_knows_what_was_said(settings: Settings) -> None:
    provider = ScriptedProvider(echo())
    async with office(settings, provider) as place:
        mei = await place.agent()
        visitor = await place.owned(mei)
        await visitor.say("in red?")
        await place.do(mei, visitor, "messages", message="on Friday")
        released = (await place.do(mei, visitor, "release"))["session"]
        assert (released["status"], released["agent"]) == ("bot_active", None)
        async with visitor.hear() as ear:
            await visitor.say("thanks")
            await ear.until("turn", state="finished")
    assert [line.text for line in provider.prompts[-1].history] == ["in red?", "on Friday"]


async def test_a_session_is_closed_by_its_owner_or_where_nobody_owns_it(settings: Settings) -> None:
    async with office(settings) as place:
        mei, li = await place.agent(), await place.agent("li")
        owned, free = await place.owned(mei), await place.visitor()
        assert (await refused(place, li, owned, "close", "NOT_YOURS"))["name"] == "Mei"
        for who, visitor in ((mei, owned), (li, free)):
            closed = await place.do(who, visitor, "close")
            assert (closed["session"]["status"], closed["stopped"]) == ("closed", None)
            assert await place.do(who, visitor, "close") == closed


async def test_an_agent_puts_a_session_into_the_queue_once(settings: Settings) -> None:
    async with office(settings) as place:
        mei, visitor = await place.agent(), await place.visitor()
        first, again = [(await place.do(mei, visitor, "escalate"))["session"] for _ in range(2)]
        assert (first["status"], first["rule"], first["reason"]) == ("pending_manual", "asked_by_agent", "manual")
        assert again == first
        await place.set_hours(NEVER)
        closed = (await place.do(mei, await place.visitor(), "escalate"))["session"]
        assert closed["status"] == "after_hours_email"


async def test_typing_and_reading_are_the_owners_to_tell(settings: Settings) -> None:
    async with office(settings) as place:
        mei, li = await place.agent(), await place.agent("li")
        visitor = await place.owned(mei)
        said = (await visitor.say("hello")).json()["message_id"]
        async with visitor.hear() as ear:
            assert (await ear.next()).kind == "hello"
            for who in (li, mei):
                await place.do(who, visitor, "typing")
                await place.do(who, visitor, "read", id=said)
            heard = await ear.until("read")
        passing = [(event.kind, event.data) for event in heard if event.kind in {"typing", "read"}]
        typing = {"by": "agent", "agent": {"id": mei.agent.id, "name": "Mei"}}
        assert passing == [("typing", typing), ("read", {"by": "agent", "id": said})]


async def test_notes_and_tags_are_kept_for_colleagues(settings: Settings) -> None:
    async with office(settings) as place:
        mei, li, visitor = await place.agent(), await place.agent("li"), await place.visitor()
        async with place.hear(li, visitor.session_name) as ear:
            note = await place.do(mei, visitor, "notes", text="asked twice")
            heard = (await ear.until("note"))[-1]
            tagged = (await place.do(mei, visitor, "tags", tags=["vip", "battery", "vip"]))["session"]
            row = (await ear.until("queue", version=tagged["version"]))[-1].data
        assert (heard.id, heard.data["text"], heard.data["author"]["name"]) == (note["note_id"], "asked twice", "Mei")
        assert tagged["tags"] == row["tags"] == ["vip", "battery"]
        assert (await place.do(mei, visitor, "tags", tags=[]))["session"]["tags"] == []
