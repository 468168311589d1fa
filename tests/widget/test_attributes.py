"""What agents are told of a visitor beside what is said: who it is, how sure that is, and what the page knows."""

from dataclasses import replace
from typing import Any

import pytest

from app.settings import Settings
from tests.live import Visitor, open_visitor, serving
from tests.scripted import ScriptedProvider, echo
from tests.web.refusals import refuse
from tests.widget.signed import Told, by_hash, by_jwt
from tests.workbench.office import Office, office


async def _row(place: Office, agent: Any, visitor: Visitor) -> Told:
    row: Told = (await place.read(agent, f"/sessions/{visitor.session_name}"))["session"]
    return row


async def test_agents_see_who_it_is_and_how_sure_that_is(settings: Settings) -> None:
    async with office(settings) as place:
        mei = await place.agent()
        visitor = await place.visitor("hi", attributes={"cart": 2, "bad name": 1, "deep": []})
        row = await _row(place, mei, visitor)
        assert (row["user"], row["attributes"]) == (None, {"cart": 2})
        async with place.hear(mei) as ear:
            signed = by_jwt(name="Ada", email="ada@shop.example", attributes={"plan": "pro"})
            await open_visitor(place.http, visitor.token, user=signed, consent="abc-1")
            (told,) = [
                one for one in await ear.until("queue", session_name=visitor.session_name) if one.kind == "queue"
            ]
        row = await _row(place, mei, visitor)
        assert row["user"] == told.data["user"] == {
            "id": "ada-1", "name": "Ada", "email": "ada@shop.example", "verified": "jwt", "attributes": {"plan": "pro"},
        }  # fmt: skip
        assert row["context"]["consent"] == "abc-1"
        for asked in ("Ada", "ada@shop", "ADA-1"):
            listed = (await place.read(mei, f"/sessions?list=ai&q={asked}"))["sessions"]
            assert [one["session_name"] for one in listed] == [visitor.session_name]


async def test_a_signed_vip_is_served_by_people_at_once_and_a_claimed_one_is_not(settings: Settings) -> None:
    async with office(settings) as place:
        at_once = replace(place.services.shops.get("demo").policy, vip_at_once=True)
        await place.services.shops.change("demo", lambda shop: replace(shop, policy=at_once))
        claimed = await place.visitor(attributes={"vip": True}, user=by_hash("ben-2", attributes={"vip": True}))
        signed = await place.visitor(user=by_jwt(attributes={"vip": True}))
        for visitor in (claimed, signed):
            assert (await visitor.say("Do you sell bikes?")).status_code == 202
        opened = [await open_visitor(place.http, visitor.token) for visitor in (claimed, signed)]
        assert [one.opened["status"] for one in opened] == ["bot_active", "pending_manual"]


async def test_attributes_are_told_later_too(settings: Settings) -> None:
    async with office(settings) as place:
        mei, visitor = await place.agent(), await place.visitor()
        for said in ({"cart": 1, "vip": True}, {"cart": 2}):
            answer = await place.http.post("/api/chat/attributes", json={"attributes": said}, headers=visitor.headers)
            assert (answer.status_code, answer.content) == (204, b"")
        row = await _row(place, mei, visitor)
        assert (row["attributes"], row["user"]) == ({"cart": 2, "vip": True}, None)


@pytest.mark.parametrize(
    "said", [{"a b": 1}, {"a": None}, {"a": []}, {"a": "x" * 201}, {"a": 2**53}, {f"a{n}": 1 for n in range(21)}]
)
async def test_attributes_that_cannot_be_kept_are_refused_when_they_are_all_that_is_said(
    said: Told, settings: Settings
) -> None:
    async with serving(settings, ScriptedProvider(echo())) as live, live.client() as http:
        visitor = await open_visitor(http)
        body = {"attributes": said}
        await refuse(
            http, "POST", "/api/chat/attributes", 422, "ATTRIBUTES_INVALID", json=body, headers=visitor.headers
        )
