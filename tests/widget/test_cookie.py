"""The visitor's cookie: our own page in a frame gets its key back by it, and nobody else is answered by it."""

from dataclasses import replace
from http.cookies import Morsel, SimpleCookie
from typing import Any

import httpx
import pytest

from app.auth.visitors import LIFE_S
from app.settings import Settings
from tests.live import open_visitor, serving
from tests.scripted import ScriptedProvider, echo
from tests.workbench.office import office

SAME = {"Sec-Fetch-Site": "same-origin"}
ELSEWHERE: list[dict[str, str]] = [
    {},
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site"},
    {"Origin": "https://shop.example"},
    {"Origin": "null"},
    {"Origin": "http://["},
    {"Sec-Fetch-Site": "cross-site", "Origin": "http://127.0.0.1"},
]


async def _open(http: httpx.AsyncClient, headers: dict[str, str], cookie: str = "", **body: Any) -> httpx.Response:
    """Open a session as a page would that sends `headers`; no cookie but the given one travels."""
    http.cookies.clear()
    headers = headers | ({"Cookie": cookie} if cookie else {})
    answer = await http.post("/api/chat/session", json={"shop": "demo"} | body, headers=headers)
    assert answer.status_code == 200, answer.text
    return answer


def _cookie(answer: httpx.Response) -> Morsel[str] | None:
    """The one cookie that the answer sets."""
    (line,) = answer.headers.get_list("set-cookie") or [""]
    parsed = SimpleCookie(line.replace("; Partitioned", ""))
    return parsed.get("kefu_chat_demo")


async def test_our_own_page_is_remembered_where_it_asks_for_it(settings: Settings) -> None:
    async with serving(settings, ScriptedProvider(echo())) as live, live.client() as http:
        for headers in (SAME, {"Origin": live.base}):
            first = await _open(http, headers, remember=True)
            cookie = _cookie(first)
            assert cookie is not None
            assert cookie.value == first.json()["token"]
            again = await _open(http, headers, f"kefu_chat_demo={cookie.value}", remember=True)
            assert again.json()["session_name"] == first.json()["session_name"]


async def test_over_plain_http_the_cookie_stays_on_our_own_site(settings: Settings) -> None:
    async with serving(settings, ScriptedProvider(echo())) as live, live.client() as http:
        line = (await _open(http, SAME, remember=True)).headers["set-cookie"]
    parts = {part.partition("=")[0]: part.partition("=")[2] for part in line.split("; ")[1:]}
    parts.pop("Expires", None)
    assert parts == {"HttpOnly": "", "Max-Age": str(LIFE_S), "Path": "/api/chat/session", "SameSite": "Lax"}


async def test_over_https_each_site_that_embeds_us_has_a_cookie_of_its_own(settings: Settings) -> None:
    settings = replace(settings, public_url="https://kefu.example")
    async with serving(settings, ScriptedProvider(echo())) as live, live.client() as http:
        line = (await _open(http, {"Origin": "https://kefu.example"}, remember=True)).headers["set-cookie"]
    parts = set(line.split("; "))
    assert parts >= {"HttpOnly", "Secure", "SameSite=None", "Partitioned", "Path=/api/chat/session"}
    assert not any(part.startswith("Domain") for part in parts)


@pytest.mark.parametrize("headers", ELSEWHERE)
async def test_a_page_of_another_site_gets_no_cookie_and_none_is_read_for_it(
    headers: dict[str, str], settings: Settings
) -> None:
    async with serving(settings, ScriptedProvider(echo())) as live, live.client() as http:
        ours = await _open(http, SAME, remember=True)
        theirs = await _open(http, headers, f"kefu_chat_demo={ours.json()['token']}", remember=True)
        assert "set-cookie" not in theirs.headers
        assert theirs.json()["session_name"] != ours.json()["session_name"]


async def test_who_does_not_ask_to_be_remembered_is_not(settings: Settings) -> None:
    async with serving(settings, ScriptedProvider(echo())) as live, live.client() as http:
        ours = await _open(http, SAME, remember=True)
        other = await _open(http, SAME, f"kefu_chat_demo={ours.json()['token']}")
        assert "set-cookie" not in other.headers
        assert other.json()["session_name"] != ours.json()["session_name"]


async def test_a_token_in_the_body_wins_over_the_cookie(settings: Settings) -> None:
    async with serving(settings, ScriptedProvider(echo())) as live, live.client() as http:
        one, other = [(await _open(http, SAME, remember=True)).json() for _ in range(2)]
        found = await _open(http, SAME, f"kefu_chat_demo={one['token']}", token=other["token"], remember=True)
        assert found.json()["session_name"] == other["session_name"]
        cookie = _cookie(found)
        assert cookie is not None
        assert cookie.value == found.json()["token"]


@pytest.mark.parametrize("value", ["", "x", "a.b.c", "%00", '"quoted"'])
async def test_a_cookie_that_is_no_key_is_replaced(value: str, settings: Settings) -> None:
    async with serving(settings, ScriptedProvider(echo())) as live, live.client() as http:
        found = await _open(http, SAME, f"kefu_chat_demo={value}", remember=True)
        cookie = _cookie(found)
        assert cookie is not None
        assert cookie.value == found.json()["token"]


async def test_the_cookie_of_one_shop_is_not_the_key_of_another(settings: Settings) -> None:
    async with office(settings) as place:
        await place.add_shop("bikes")
        ours = (await _open(place.http, SAME, remember=True)).json()
        for name in ("kefu_chat_demo", "kefu_chat_bikes"):
            found = await _open(place.http, SAME, f"{name}={ours['token']}", shop="bikes", remember=True)
            assert (found.json()["shop"], found.json()["messages"]) == ("bikes", [])
            assert found.headers["set-cookie"].startswith("kefu_chat_bikes=")


async def test_no_other_route_knows_the_cookie(settings: Settings) -> None:
    async with serving(settings, ScriptedProvider(echo())) as live, live.client() as http:
        visitor = await open_visitor(http)
        headers = SAME | {"Cookie": f"kefu_chat_demo={visitor.token}"}
        for path in ("messages", "events", "unread", "conversations"):
            assert (await http.get(f"/api/chat/{path}", headers=headers)).status_code == 401
        answer = await http.post("/api/chat", json={"message": "hi"}, headers=headers)
        assert answer.status_code == 401
