"""Being somebody, over HTTP: the shop's signature brings conversations back, and nothing else does."""

import asyncio
import time
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from app.auth.visitors import Visitor as Holder
from app.auth.visitors import seal
from app.domain.identity import digest_of
from app.settings import Settings
from tests.conftest import SECRET
from tests.keys import visitor_tokens
from tests.live import Live, Visitor, open_visitor, serving
from tests.scripted import ScriptedProvider, echo
from tests.web.refusals import refuse
from tests.widget.signed import Told, by_hash, by_jwt
from tests.workbench.office import office


async def _talk(http: httpx.AsyncClient, text: str, token: str = "", **body: Any) -> Visitor:
    visitor = await open_visitor(http, token, **body)
    async with visitor.hear() as ear:
        await visitor.say(text)
        await ear.until("turn", state="finished")
    return visitor


async def _conversations(visitor: Visitor) -> list[Told]:
    answer = await visitor.http.get("/api/chat/conversations", headers=visitor.headers)
    assert answer.status_code == 200, answer.text
    found: list[Told] = answer.json()["conversations"]
    return found


def _names(conversations: list[Told]) -> list[str]:
    return [one["session_name"] for one in conversations]


def _serve(settings: Settings) -> Any:
    return serving(settings, ScriptedProvider(echo()))


@pytest.mark.parametrize("sign", [by_jwt, by_hash])
async def test_a_verified_visitor_finds_their_conversation_on_another_device(
    sign: Callable[[], Told], settings: Settings
) -> None:
    signed = sign()
    async with _serve(settings) as live, live.client() as phone, live.client() as laptop:
        anonymous = await _talk(phone, "my order is late")
        on_phone = await open_visitor(phone, anonymous.token, user=signed)
        assert on_phone.session_name == anonymous.session_name
        on_laptop = await open_visitor(laptop, user=signed)
        assert on_laptop.session_name == anonymous.session_name
        assert on_laptop.opened["messages"][0]["text"] == "my order is late"
        said = {name: on_laptop.opened[name] for name in ("identity", "identity_problem", "user")}
        assert said == {
            "identity": "verified",
            "identity_problem": None,
            "user": {"id": "ada-1", "name": "", "verified": True},
        }


async def test_an_unverified_visitor_finds_nothing_whatever_they_say(settings: Settings) -> None:
    async with _serve(settings) as live, live.client() as http:
        adas = await _talk(http, "private", user=by_jwt(name="Ada"))
        for user in ({"id": "ada-1"}, {"id": "ada-1", "name": "Ada", "email": "ada@shop.example"}):
            stranger = await open_visitor(http, user=user)
            assert stranger.session_name != adas.session_name
            assert (stranger.opened["identity"], stranger.opened["user"]["verified"]) == ("unverified", False)
            assert _names(await _conversations(stranger)) == [stranger.session_name]


REFUSED: dict[str, tuple[Any, str]] = {
    "a forged token": (by_jwt(key="a key that is not the shop's at all"), "IDENTITY_INVALID"),
    "a forged hash": (by_hash(key="no"), "IDENTITY_INVALID"),
    "an old token": (by_jwt(for_s=-120), "IDENTITY_EXPIRED"),
    "an empty hash": ({"id": "ada-1", "hash": ""}, "IDENTITY_INVALID"),
    "no id": ({"name": "Ada"}, "IDENTITY_INVALID"),
    "nothing": ({}, "IDENTITY_INVALID"),
    "a huge token": ({"token": "x" * 60_000}, "IDENTITY_INVALID"),
    "deep": ({"id": {"a": {"b": [[[]]]}}}, "IDENTITY_INVALID"),
    "a word": ("ada-1", "IDENTITY_INVALID"),
    "a list": (["ada-1"], "IDENTITY_INVALID"),
    "a number": (7, "IDENTITY_INVALID"),
}


@pytest.mark.parametrize("which", REFUSED)
async def test_a_refused_identity_never_costs_the_chat(which: str, settings: Settings) -> None:
    user, code = REFUSED[which]
    async with _serve(settings) as live, live.client() as http:
        adas = await _talk(http, "private", user=by_jwt())
        opened = (await open_visitor(http, user=user)).opened
        assert (opened["identity"], opened["identity_problem"], opened["user"]) == ("refused", code, None)
        assert opened["session_name"] != adas.session_name
        assert opened["messages"] == []
        here = await _talk(http, "anonymous")
        assert (await open_visitor(http, here.token, user=user)).session_name == here.session_name


async def test_who_comes_back_with_an_outdated_proof_stays_where_they_were(settings: Settings) -> None:
    async with _serve(settings) as live, live.client() as http:
        adas = await _talk(http, "private", user=by_jwt())
        again = await open_visitor(http, adas.token, user=by_jwt(for_s=-3_600))
        assert again.session_name == adas.session_name
        assert (again.opened["identity_problem"], again.opened["user"]["id"]) == ("IDENTITY_EXPIRED", "ada-1")
        other = await open_visitor(http, adas.token, user=by_jwt("ben-2", for_s=-3_600))
        assert (other.session_name == adas.session_name, other.opened["user"]) == (False, None)


async def test_a_token_from_before_the_sign_in_opens_nothing_any_more(settings: Settings) -> None:
    async with _serve(settings) as live, live.client() as http:
        other = await _talk(http, "on my phone", user=by_jwt())
        before = await _talk(http, "anonymous")
        after = await open_visitor(http, before.token, user=by_jwt(name="Ada"))
        assert after.session_name == before.session_name
        assert set(_names(await _conversations(after))) == {other.session_name, after.session_name}
        bearer = {"Authorization": f"Bearer {before.token}"}
        for path in ("conversations", "messages", "unread", "events"):
            await refuse(http, "GET", f"/api/chat/{path}", 401, "TOKEN_REFUSED", headers=bearer)
        for said in (None, {"id": "ada-1"}):
            again = await open_visitor(http, before.token, **({"user": said} if said else {}))
            assert again.session_name not in {other.session_name, after.session_name}
            assert again.opened["messages"] == []
        for name in (other.session_name, after.session_name):
            body = {"shop": "demo", "token": before.token, "session_name": name}
            await refuse(http, "POST", "/api/chat/session", 404, "SESSION_NOT_FOUND", json=body)


async def test_a_verified_visitor_goes_back_to_another_of_their_conversations(settings: Settings) -> None:
    async with _serve(settings) as live, live.client() as http:
        anonymous = [await _talk(http, text) for text in ("first", "second")]
        first, second = [await open_visitor(http, one.token, user=by_jwt()) for one in anonymous]
        foreign = await _talk(http, "ben's", user=by_jwt("ben-2"))
        listed = await _conversations(second)
        assert _names(listed) == [second.session_name, first.session_name]
        assert [one["is_current"] for one in listed] == [True, False]
        assert listed[1].keys() == {"session_name", "status", "created_at", "last", "is_current"}
        assert (listed[1]["last"]["role"], listed[1]["last"]["text"]) == ("ai", "You said: first")
        back = await open_visitor(http, second.token, session_name=first.session_name)
        assert (back.session_name, back.opened["identity"]) == (first.session_name, "verified")
        assert (await back.messages())[0]["text"] == "first"
        assert len(await _conversations(back)) == 2
        for name in (foreign.session_name, "s_none", "../x", "s_1:log"):
            body = {"shop": "demo", "token": second.token, "session_name": name}
            await refuse(http, "POST", "/api/chat/session", 404, "SESSION_NOT_FOUND", json=body)


def _forge(live: Live, visitor: Visitor, person: str) -> str:
    """A token of ours for the visitor's session, with another person in it."""
    holder = visitor_tokens(SECRET, clock_s=time.time).read(visitor.token)
    return visitor_tokens(SECRET, clock_s=time.time).issue(Holder(holder.id, holder.session_name, holder.shop, person))


async def test_a_new_secret_of_the_shop_ends_what_the_old_one_proved(settings: Settings) -> None:
    async with _serve(settings) as live, live.client() as http:
        one = await _talk(http, "one", user=by_jwt())
        two = await open_visitor(http, (await _talk(http, "two")).token, user=by_jwt())
        assert len(await _conversations(two)) == 2
        # As if the shop's secret had been renewed since: the seal is of another version.
        old = await open_visitor(http, _forge(live, two, seal(digest_of("ada-1"), 0)))
        assert (old.opened["identity"], old.opened["messages"]) == ("none", [])
        assert _names(await _conversations(old)) == [old.session_name]
        for person in ("", ".", "1", "1.", digest_of("ada-1"), "1." + digest_of("ben-2")):
            held = await open_visitor(http, _forge(live, two, person))
            assert held.session_name not in {one.session_name, two.session_name}
        assert one.session_name != two.session_name


async def test_what_one_shop_signed_opens_nothing_in_another(settings: Settings) -> None:
    async with office(settings) as place:
        await place.add_shop("bikes")
        adas = await _talk(place.http, "in demo", user=by_jwt())
        for token in ("", adas.token):
            opened = (await open_visitor(place.http, token, shop="bikes", user=by_jwt())).opened
            assert (opened["shop"], opened["identity"], opened["messages"]) == ("bikes", "refused", [])
        key = place.services.identities.secret("bikes", 1)
        there = await open_visitor(place.http, adas.token, shop="bikes", user=by_jwt(key=key))
        assert (there.opened["shop"], there.opened["identity"], there.opened["messages"]) == ("bikes", "verified", [])
        assert _names(await _conversations(there)) == [there.session_name]
        for token, name in ((there.token, adas.session_name), (adas.token, there.session_name)):
            body = {"shop": "bikes", "token": token, "session_name": name}
            await refuse(place.http, "POST", "/api/chat/session", 404, "SESSION_NOT_FOUND", json=body)


@pytest.mark.parametrize(("method", "path"), [("GET", "conversations"), ("GET", "unread"), ("POST", "attributes")])
async def test_nothing_of_this_is_told_without_a_token(method: str, path: str, settings: Settings) -> None:
    async with _serve(settings) as live, live.client() as http:
        body: Told = {"json": {"attributes": {}}} if method == "POST" else {}
        await refuse(http, method, f"/api/chat/{path}", 401, "TOKEN_REFUSED", **body)


async def test_a_person_who_signs_in_twice_at_once_has_one_conversation(settings: Settings) -> None:
    async with _serve(settings) as live, live.client() as http:
        opened = await asyncio.gather(*(open_visitor(http, user=by_jwt()) for _ in range(8)))
        assert len({one.session_name for one in opened}) == 1
