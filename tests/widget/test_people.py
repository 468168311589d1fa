"""What visitors' programs ask of people: a person, a place in the queue, an end; and what they never get to see."""

import asyncio
from typing import Any

import pytest

from app.ai.provider import Delta
from app.settings import Settings
from app.store.keys import Keys
from tests.live import Heard, Visitor, open_visitor
from tests.openings import NEVER
from tests.scripted import ScriptedProvider, held
from tests.web.refusals import refuse
from tests.workbench.office import Office, office

BODILESS = ("escalate", "cancel", "end", "typing")
BODIES: dict[str, dict[str, Any]] = {
    "offline-message": {"message": "hello", "email": "anna@example.com"},
    "rating": {"score": 5},
    "read": {"id": "1-1"},
    "transcript": {"email": "anna@example.com"},
}
WRONG: dict[str, tuple[dict[str, Any], str]] = {
    "offline-message: no address": ({"message": "hi", "email": "anna"}, "EMAIL_INVALID"),
    "offline-message: two addresses": ({"message": "hi", "email": "a@b.test, c@d.test"}, "EMAIL_INVALID"),
    "offline-message: a header": ({"message": "hi", "email": "a@b.test\r\nBcc: c@d.test"}, "EMAIL_INVALID"),
    "offline-message: nothing said": ({"message": " ", "email": "a@b.test"}, "MESSAGE_EMPTY"),
    "offline-message: too much said": ({"message": "x" * 2_001, "email": "a@b.test"}, "MESSAGE_TOO_LONG"),
    "offline-message: no message": ({"email": "a@b.test"}, "INVALID_FIELDS"),
    "rating: 0": ({"score": 0}, "INVALID_FIELDS"),
    "rating: 6": ({"score": 6}, "INVALID_FIELDS"),
    "rating: a word": ({"score": "5"}, "INVALID_FIELDS"),
    "rating: half a star": ({"score": 4.5}, "INVALID_FIELDS"),
    "rating: yes": ({"score": True}, "INVALID_FIELDS"),
    "rating: a book": ({"score": 5, "comment": "x" * 1_001}, "INVALID_FIELDS"),
    "read: a word": ({"id": "last"}, "INVALID_FIELDS"),
    "transcript: nowhere": ({"email": ""}, "EMAIL_INVALID"),
}


async def _ask(place: Office, visitor: Visitor, what: str, **body: Any) -> Any:
    answer = await place.http.post(f"/api/chat/{what}", json=body, headers=visitor.headers)
    assert answer.is_success, (what, answer.status_code, answer.text)
    return answer.json() if answer.content else None


@pytest.mark.parametrize("what", [*BODILESS, *BODIES])
async def test_nothing_is_done_without_the_visitors_token(what: str, settings: Settings) -> None:
    async with office(settings) as place:
        mei, visitor = await place.agent(), await place.visitor()
        path, body = f"/api/chat/{what}", BODIES.get(what, {})
        for headers in ({}, mei.headers, {"Authorization": "Bearer x"}):
            await refuse(place.http, "POST", path, 401, "TOKEN_REFUSED", json=body, headers=headers)
        assert (await place.sessions.load(visitor.session_name)).version == 1


@pytest.mark.parametrize("what", ["escalate", "cancel", "end", "offline-message", "rating"])
async def test_a_session_that_is_no_longer_kept_is_not_found(what: str, settings: Settings) -> None:
    async with office(settings) as place:
        visitor = await place.visitor()
        await place.live.engine.store.redis.delete(Keys("test").of(visitor.session_name).session)
        body = BODIES.get(what, {})
        await refuse(
            place.http, "POST", f"/api/chat/{what}", 404, "SESSION_NOT_FOUND", json=body, headers=visitor.headers
        )


async def test_a_person_is_asked_for_once_and_the_place_is_told(settings: Settings) -> None:
    async with office(settings) as place:
        first, second = await place.waiting(), await place.visitor()
        async with second.hear() as ear:
            asked = [await _ask(place, second, "escalate") for _ in range(2)]
            heard = await ear.until("queue")
        assert asked[0] == asked[1]
        assert (asked[0]["status"], asked[0]["queue_position"], asked[0]["opens_at"]) == ("pending_manual", 2, None)
        assert (asked[0]["people_online"], asked[0]["people_free"]) == (False, False)
        assert heard[-1].data["queue_position"] == 2
        assert [event.data["code"] for event in heard if event.kind == "message"] == ["queued_nobody"]
        await _ask(place, first, "cancel")
        assert (await open_visitor(place.http, second.token)).opened["queue_position"] == 1


async def test_who_asks_while_the_ai_speaks_hears_no_more_of_it(settings: Settings) -> None:
    provider = ScriptedProvider(held([Delta("Half ")], asyncio.Event()))
    async with office(settings, provider) as place:
        visitor = await place.visitor()
        async with visitor.hear() as ear:
            await visitor.say("tell me")
            await ear.until("delta")
            await _ask(place, visitor, "escalate")
            heard = await ear.until("status", status="pending_manual")
        assert [event.data["stopped"] for event in heard if event.data.get("role") == "ai"] == [True]


async def test_waiting_can_be_given_up_and_the_ai_answers_what_is_open(settings: Settings) -> None:
    async with office(settings) as place:
        visitor = await place.waiting()
        await visitor.say("anybody?")
        async with visitor.hear() as ear:
            cancelled = await _ask(place, visitor, "cancel")
            heard = await ear.until("turn", state="finished")
        assert cancelled["status"] == "bot_active"
        assert [e.data["text"] for e in heard if e.data.get("role") == "ai"] == ["You said: anybody?"]
        assert await _ask(place, visitor, "cancel") == cancelled


async def test_who_has_a_person_has_nothing_to_cancel_or_to_leave(settings: Settings) -> None:
    async with office(settings) as place:
        visitor = await place.owned(await place.agent())
        for what in ("cancel", "offline-message"):
            path, body = f"/api/chat/{what}", BODIES.get(what, {})
            await refuse(place.http, "POST", path, 409, "NOT_ALLOWED", json=body, headers=visitor.headers)


async def test_while_closed_the_ai_goes_on_and_a_message_can_be_left(settings: Settings) -> None:
    async with office(settings) as place:
        await place.set_hours(NEVER)
        visitor = await place.visitor()
        asked = await _ask(place, visitor, "escalate")
        assert (asked["status"], asked["people_online"], "queue_position" in asked) == (
            "after_hours_email",
            False,
            False,
        )
        left = await _ask(place, visitor, "offline-message", message="call me", email=" anna@example.com ")
        assert left["status"] == "after_hours_email"
        opened = (await open_visitor(place.http, visitor.token)).opened
        assert opened["email"] and opened["email"] != "anna@example.com"
        async with visitor.hear() as ear:
            assert "turn_id" in (await visitor.say("and until then?")).json()
            await ear.until("turn", state="finished")
        listed = await place.read(await place.agent(), "/sessions?list=offline")
        assert [row["email"] for row in listed["sessions"]] == ["anna@example.com"]


async def test_a_message_left_twice_under_one_id_is_left_once(settings: Settings) -> None:
    async with office(settings) as place:
        visitor = await place.visitor()
        body = BODIES["offline-message"] | {"client_id": "c1"}
        first, again = [await _ask(place, visitor, "offline-message", **body) for _ in range(2)]
        assert first["status"] == again["status"] == "after_hours_email"
        assert [m["role"] for m in await visitor.messages()].count("visitor") == 1


async def test_an_ended_conversation_is_rated_and_goes_on_when_the_visitor_writes(settings: Settings) -> None:
    async with office(settings) as place:
        mei = await place.agent()
        visitor = await place.owned(mei)
        ended = [await _ask(place, visitor, "end") for _ in range(2)]
        assert ended[0]["status"] == ended[1]["status"] == "closed"
        for score in (1, 5):
            await _ask(place, visitor, "rating", score=score, comment="  thanks ")
        assert (await open_visitor(place.http, visitor.token)).opened["rating"] == 5
        opened = await place.read(mei, f"/sessions/{visitor.session_name}")
        assert opened["session"]["rating"] == 5
        assert [(note["rating"], note["text"]) for note in opened["notes"] if "rating" in note][-1] == (5, "thanks")
        assert "turn_id" in (await visitor.say("one more thing")).json()


async def test_without_a_mail_server_nothing_is_sent(settings: Settings) -> None:
    async with office(settings) as place:
        visitor, body = await place.visitor(), BODIES["transcript"]
        await refuse(place.http, "POST", "/api/chat/transcript", 409, "MAIL_OFF", json=body, headers=visitor.headers)


@pytest.mark.parametrize("name", WRONG)
async def test_what_is_not_as_it_should_be_is_refused_and_changes_nothing(name: str, settings: Settings) -> None:
    body, code = WRONG[name]
    async with office(settings) as place:
        visitor = await place.visitor()
        path = f"/api/chat/{name.partition(':')[0]}"
        await refuse(place.http, "POST", path, 422, code, json=body, headers=visitor.headers)
        assert (await place.sessions.load(visitor.session_name)).version == 1


@pytest.mark.parametrize("what", BODILESS)
async def test_what_needs_no_body_is_content_with_none(what: str, settings: Settings) -> None:
    async with office(settings) as place:
        visitor = await place.visitor()
        path = f"/api/chat/{what}"
        sendings: list[dict[str, Any]] = [{}, {"json": {}}, {"headers": {"Content-Type": "application/json"}}]
        for sending in sendings:
            headers = visitor.headers | sending.get("headers", {})
            assert (await place.http.post(path, json=sending.get("json"), headers=headers)).is_success
        headers = visitor.headers | {"Content-Type": "text/plain"}
        await refuse(place.http, "POST", path, 415, "JSON_REQUIRED", content=b"x", headers=headers)


async def test_a_visitor_never_sees_what_is_for_agents_alone(settings: Settings) -> None:
    async with office(settings) as place:
        mei = await place.agent()
        visitor = await place.visitor(name="Anna")
        async with visitor.hear() as ear:
            answers = [await place.http.post("/api/chat/escalate", headers=visitor.headers)]
            await place.do(mei, visitor, "notes", text="xylophone note")
            await place.do(mei, visitor, "tags", tags=["xylophone-tag"])
            await _ask(place, visitor, "rating", score=2, comment="xylophone comment")
            await _ask(place, visitor, "typing")
            await place.do(mei, visitor, "takeover")
            await place.do(mei, visitor, "messages", message="hello")
            answers.append(await place.http.post("/api/chat/end", headers=visitor.headers))
            heard = await ear.until("status", status="closed")
        async with visitor.hear() as ear:
            heard += await ear.until("status", status="closed")
        answers.append(await place.http.post("/api/chat/session", json={"token": visitor.token}))
        answers.append(await place.http.get("/api/chat/messages", headers=visitor.headers))
        _is_silent(heard, "".join(answer.text for answer in answers))


def _is_silent(heard: list[Heard], answers: str) -> None:
    assert {event.kind for event in heard} <= {"hello", "status", "message", "queue", "typing", "read"}
    assert not any("version" in event.data or "session_name" in event.data for event in heard)
    assert [event.data for event in heard if event.data.get("by") == "visitor" and event.kind == "typing"] == []
    said = f"{[event.data for event in heard]}{answers}"
    for word in (
        "xylophone",
        "severity",
        "evidence",
        "asked_by",
        "reason",
        "decision",
        "unanswered",
        "tags",
        "context",
    ):
        assert word not in said, word
