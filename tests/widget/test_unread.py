"""How much a visitor has not seen: what the AI and agents said since they last read or wrote."""

import httpx

from app.settings import Settings
from tests.live import Visitor, open_visitor, serving
from tests.scripted import ScriptedProvider, echo
from tests.web.refusals import refuse
from tests.workbench.office import office


async def _unread(http: httpx.AsyncClient, visitor: Visitor) -> tuple[int, str]:
    answer = await http.get("/api/chat/unread", headers=visitor.headers)
    assert answer.status_code == 200, answer.text
    assert answer.json().keys() == {"unread", "status"}
    assert answer.json()["unread"] == (await open_visitor(http, visitor.token)).opened["unread"]
    return answer.json()["unread"], answer.json()["status"]


async def test_an_answer_is_unread_until_it_is_read(settings: Settings) -> None:
    async with office(settings) as place:
        visitor = await place.visitor()
        assert await _unread(place.http, visitor) == (0, "bot_active")
        async with visitor.hear() as ear:
            await visitor.say("hello")
            await ear.until("turn", state="finished")
        assert await _unread(place.http, visitor) == (1, "bot_active")
        last = (await visitor.messages())[-1]["id"]
        await place.http.post("/api/chat/read", json={"id": last}, headers=visitor.headers)
        assert await _unread(place.http, visitor) == (0, "bot_active")


async def test_what_people_say_is_counted_and_what_the_system_says_is_not(settings: Settings) -> None:
    async with office(settings) as place:
        mei = await place.agent()
        visitor = await place.owned(mei)
        assert await _unread(place.http, visitor) == (0, "manual_live")
        for text in ("hello", "are you there?"):
            await place.do(mei, visitor, "messages", message=text)
        assert await _unread(place.http, visitor) == (2, "manual_live")
        await visitor.say("yes")
        assert (await _unread(place.http, visitor))[0] == 0
        await place.do(mei, visitor, "messages", message="good")
        await place.do(mei, visitor, "notes", text="nobody sees this")
        await place.do(mei, visitor, "close")
        assert await _unread(place.http, visitor) == (1, "closed")


async def test_a_conversation_that_is_gone_has_nothing_unread(settings: Settings) -> None:
    async with serving(settings, ScriptedProvider(echo())) as live, live.client() as http:
        visitor = await open_visitor(http)
        await live.engine.store.redis.flushdb()
        await refuse(http, "GET", "/api/chat/unread", 404, "SESSION_NOT_FOUND", headers=visitor.headers)
