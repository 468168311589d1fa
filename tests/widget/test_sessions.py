"""Opening and coming back: who holds a token has that session and no other, and nobody else has it."""

import asyncio
import base64
import time

import httpx
import jwt
import pytest

from app.auth.visitors import LIFE_S, VisitorTokens
from app.auth.visitors import Visitor as Holder
from app.settings import Settings
from tests.conftest import SECRET
from tests.keys import visitor_tokens
from tests.live import Visitor, open_visitor, serving
from tests.scripted import ScriptedProvider, echo
from tests.web.refusals import refuse


def _tokens(secret: str = SECRET, *, at_s: float | None = None) -> VisitorTokens:
    return visitor_tokens(secret, clock_s=lambda: time.time() if at_s is None else at_s)


def _holder(visitor: Visitor) -> Holder:
    return _tokens().read(visitor.token)


def _bad_tokens(visitor: Visitor) -> dict[str, str]:
    """Tokens that somebody might try instead of `visitor`'s own."""
    holder = _holder(visitor)
    head, body, signature = visitor.token.split(".")
    claims = jwt.decode(visitor.token, options={"verify_signature": False})
    deep = base64.urlsafe_b64encode(b"[" * 2_400).decode().rstrip("=")
    return {
        "garbage": "garbage",
        "of another installation": _tokens("another secret, also long enough to pass").issue(holder),
        "signed with the bare secret": jwt.encode(claims, SECRET, "HS256"),
        "unsigned": jwt.encode(claims, "", "none"),
        "expired": _tokens(at_s=time.time() - LIFE_S - 1).issue(holder),
        "with another body": ".".join([head, base64.urlsafe_b64encode(b"{}").decode().rstrip("="), signature]),
        "without signature": f"{head}.{body}.",
        "nested without end": f"{deep}.{body}.{signature}",
        "with a body nested without end": f"{head}.{deep}.{signature}",
    }


BAD = (
    "garbage",
    "of another installation",
    "signed with the bare secret",
    "unsigned",
    "expired",
    "with another body",
    "without signature",
    "nested without end",
    "with a body nested without end",
)


async def test_a_new_session_is_whole(settings: Settings) -> None:
    async with serving(settings, ScriptedProvider(echo())) as live, live.client() as http:
        opened = (await open_visitor(http)).opened
    assert opened.keys() == {
        "token", "session_name", "status", "epoch", "agent", "messages", "more", "cursor", "read",
        "rating", "email", "open_now", "people_online", "opens_at", "shop", "unread", "user", "identity",
        "identity_problem",
    }  # fmt: skip
    assert (opened["status"], opened["epoch"], opened["agent"]) == ("bot_active", 1, None)
    assert (opened["messages"], opened["more"], opened["unread"], opened["shop"]) == ([], False, 0, "demo")
    assert (opened["user"], opened["identity"], opened["identity_problem"]) == (None, "none", None)


async def test_a_token_brings_its_session_back_with_what_was_said(settings: Settings) -> None:
    async with serving(settings, ScriptedProvider(echo())) as live, live.client() as http:
        visitor = await open_visitor(http)
        async with visitor.hear() as ear:
            await visitor.say("remember me")
            await ear.until("turn", state="finished")
        again = await open_visitor(http, visitor.token)
        assert again.session_name == visitor.session_name
        assert [message["text"] for message in again.opened["messages"]] == ["remember me", "You said: remember me"]
        assert again.opened["messages"] == await again.messages()


async def test_every_opening_gives_a_token_that_lives_anew(settings: Settings) -> None:
    async with serving(settings, ScriptedProvider(echo())) as live, live.client() as http:
        visitor = await open_visitor(http)
        old = _tokens(at_s=time.time() - LIFE_S + 60).issue(_holder(visitor))
        again = await open_visitor(http, old)
    assert again.session_name == visitor.session_name
    claims = jwt.decode(again.token, options={"verify_signature": False})
    assert claims["exp"] > time.time() + LIFE_S - 60


@pytest.mark.parametrize("which", BAD)
async def test_a_token_that_is_not_good_opens_a_new_session_and_reads_nothing(which: str, settings: Settings) -> None:
    async with serving(settings, ScriptedProvider(echo())) as live, live.client() as http:
        visitor = await open_visitor(http)
        await visitor.say("private")
        bad = _bad_tokens(visitor)[which]
        stranger = await open_visitor(http, bad)
        assert stranger.session_name != visitor.session_name
        assert stranger.opened["messages"] == []
        headers = {"Authorization": f"Bearer {bad}"}
        for method, path in (("GET", "/api/chat/messages"), ("GET", "/api/chat/events")):
            await refuse(http, method, path, 401, "TOKEN_REFUSED", headers=headers)
        for path in ("/api/chat", "/api/chat/stream"):
            await refuse(http, "POST", path, 401, "TOKEN_REFUSED", headers=headers, json={"message": "hi"})
        assert len([message for message in await visitor.messages() if message["role"] == "visitor"]) == 1


@pytest.mark.parametrize("authorization", [None, "", "Bearer", "Bearer ", "Basic dTpw", "Token {token}", "{token}"])
async def test_without_a_bearer_token_nothing_is_read(authorization: str | None, settings: Settings) -> None:
    async with serving(settings, ScriptedProvider(echo())) as live, live.client() as http:
        visitor = await open_visitor(http)
        headers = {} if authorization is None else {"Authorization": authorization.format(token=visitor.token).strip()}
        await refuse(http, "GET", "/api/chat/messages", 401, "TOKEN_REFUSED", headers=headers)
        await refuse(http, "GET", f"/api/chat/messages?token={visitor.token}", 401, "TOKEN_REFUSED", headers=headers)


async def test_two_sessions_hear_and_read_nothing_of_each_other(settings: Settings) -> None:
    async with serving(settings, ScriptedProvider(echo())) as live, live.client() as http:
        one, other = await open_visitor(http), await open_visitor(http)
        async with other.hear() as ear:
            assert (await ear.next()).kind == "hello"
            said = await one.say("a secret")
            await other.say("hello")
            heard = await ear.until("turn", state="finished")
        assert {event.data.get("text") for event in heard if event.kind == "message"} == {"hello", "You said: hello"}
        before = said.json()["message_id"]
        page = await http.get(f"/api/chat/messages?before={before}", headers=other.headers)
        assert page.json()["messages"] == []
        assert [message["text"] for message in await other.messages()] == ["hello", "You said: hello"]


async def test_a_message_sent_twenty_times_at_once_is_one_message(settings: Settings) -> None:
    provider = ScriptedProvider(echo())
    async with serving(settings, provider) as live, live.client() as http:
        visitor = await open_visitor(http)
        async with visitor.hear() as ear:
            answers = await asyncio.gather(*(visitor.say("once", "c1") for _ in range(20)))
            await ear.until("turn", state="finished")
        said = await visitor.messages()
    assert {answer.status_code for answer in answers} == {202}
    assert len({answer.text for answer in answers}) == 1
    assert [message["text"] for message in said] == ["once", "You said: once"]
    assert said[0]["client_id"] == "c1"
    assert len(provider.prompts) == 1


async def test_a_retry_after_the_answer_is_the_same_message_and_starts_nothing(settings: Settings) -> None:
    provider = ScriptedProvider(echo())
    async with serving(settings, provider) as live, live.client() as http:
        visitor = await open_visitor(http)
        async with visitor.hear() as ear:
            first = await visitor.say("once", "c1")
            await ear.until("turn", state="finished")
        assert (await visitor.say("once", "c1")).json() == first.json()
        assert len(await visitor.messages()) == 2
    assert len(provider.prompts) == 1


async def test_the_same_client_id_in_two_sessions_is_two_messages(settings: Settings) -> None:
    async with serving(settings, ScriptedProvider(echo())) as live, live.client() as http:
        one, other = await open_visitor(http), await open_visitor(http)
        ids = {(await visitor.say("mine", "c1")).json()["message_id"] for visitor in (one, other)}
    assert len(ids) == 2


async def test_twenty_different_messages_at_once_are_all_kept_once(settings: Settings) -> None:
    async with serving(settings, ScriptedProvider(echo())) as live, live.client() as http:
        visitor = await open_visitor(http)
        answers = await asyncio.gather(*(visitor.say(f"number {at}", f"c{at}") for at in range(20)))
        said = [message["text"] for message in await visitor.messages() if message["role"] == "visitor"]
    assert {answer.status_code for answer in answers} == {202}
    assert sorted(said) == sorted(f"number {at}" for at in range(20))


async def test_history_pages_backwards_without_gap_or_double(settings: Settings) -> None:
    async with serving(settings, ScriptedProvider(echo())) as live, live.client() as http:
        visitor = await open_visitor(http)
        for at in range(7):
            await visitor.say(f"number {at}")
        async with visitor.hear() as ear:
            await visitor.say("last", "c-last")
            await ear.until("message", text="You said: last")
        whole, pages, before = await visitor.messages(), list[dict[str, object]](), ""
        while True:
            page: httpx.Response = await http.get(
                f"/api/chat/messages?limit=3{before and f'&before={before}'}", headers=visitor.headers
            )
            pages = page.json()["messages"] + pages
            before = pages[0]["id"]
            if not page.json()["more"]:
                break
    assert pages == whole
