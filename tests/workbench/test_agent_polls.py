"""The agents' stream as polls, over HTTP; what they carry is tested in `events`."""

import pytest

from app.settings import Settings
from tests.live import Ear, Heard
from tests.staff import Colleague
from tests.web.refusals import refuse
from tests.workbench.office import Office, is_online, office

PATH = "/api/agent/events"


async def poll(place: Office, agent: Colleague, query: str, after: str = "") -> list[Heard]:
    """All of one poll."""
    headers = agent.headers | ({"Last-Event-ID": after} if after else {})
    response = await place.http.get(f"{PATH}?{query}", headers=headers)
    assert response.status_code == 200, response.text
    ear, heard = Ear(response.aiter_lines()), list[Heard]()
    while not heard or heard[-1].kind != "bye":
        heard.append(await ear.next())
    return heard


async def test_polls_go_on_where_the_last_one_ended(settings: Settings) -> None:
    async with office(settings) as place:
        mei, visitor = await place.agent(), await place.visitor("hello")
        cursor = (await place.read(mei, f"/sessions/{visitor.session_name}"))["cursor"]
        query = f"session={visitor.session_name}&poll=1"
        await place.do(mei, visitor, "takeover")
        first = await poll(place, mei, query, cursor)
        assert [event.kind for event in first] == ["hello", "status", "message", "bye"]
        note = await place.do(mei, visitor, "notes", text="a note")
        second = await poll(place, mei, query, first[-2].id)
        assert [(event.kind, event.id) for event in second if event.id] == [("note", note["note_id"])]
        assert {event.data["session_name"] for event in (first + second) if event.kind != "bye"} == {
            visitor.session_name
        }


async def test_an_agent_who_polls_is_online(settings: Settings) -> None:
    async with office(settings) as place:
        mei = await place.agent()
        assert [event.kind for event in await poll(place, mei, "poll=0")] == ["hello", "bye"]
        await is_online(place, mei)


@pytest.mark.parametrize("query", ["poll=2", "poll=", "session=&poll=x"])
async def test_what_is_no_kind_of_poll_is_refused(query: str, settings: Settings) -> None:
    async with office(settings) as place:
        mei = await place.agent()
        await refuse(place.http, "GET", f"{PATH}?{query}", 422, "INVALID_FIELDS", headers=mei.headers)


async def test_who_has_signed_out_polls_no_more(settings: Settings) -> None:
    async with office(settings) as place:
        mei = await place.agent()
        assert (await mei.ask("POST", "/api/agent/logout")).is_success
        await refuse(place.http, "GET", f"{PATH}?poll=1", 401, "SIGN_IN_REQUIRED", headers=mei.headers)
