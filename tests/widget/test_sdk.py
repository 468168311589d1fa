"""Where pages fetch the loader: a name that stays and is asked again soon, and names by content, good for ever."""

import gzip
from collections.abc import AsyncIterator

import httpx
import pytest

from app.settings import Settings
from app.store.store import Store
from app.web.services import NAME
from tests.live import Live, serving
from tests.scripted import ScriptedProvider, echo


@pytest.fixture
async def live(settings: Settings) -> AsyncIterator[Live]:
    async with serving(settings, ScriptedProvider(echo())) as opened:
        yield opened


@pytest.fixture
async def http(live: Live) -> AsyncIterator[httpx.AsyncClient]:
    async with live.client() as opened:
        yield opened


async def test_the_script_comes_compressed_for_any_page_and_for_a_while(http: httpx.AsyncClient) -> None:
    async with http.stream("GET", "/sdk/fiido-kefu.js", headers={"Accept-Encoding": "gzip"}) as answer:
        raw = b"".join([chunk async for chunk in answer.aiter_raw()])
    assert answer.headers["Content-Type"] == "text/javascript; charset=utf-8"
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert answer.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert answer.headers["Cache-Control"] == "public, max-age=600, stale-while-revalidate=86400"
    assert len(raw) <= 4_096
    assert "Set-Cookie" not in answer.headers
    plain = await http.get("/sdk/fiido-kefu.js", headers={"Accept-Encoding": "identity"})
    assert gzip.decompress(raw) == plain.content


async def test_who_has_it_already_gets_nothing_again(http: httpx.AsyncClient) -> None:
    first = await http.get("/sdk/fiido-kefu.js")
    again = await http.get("/sdk/fiido-kefu.js", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


async def test_the_pinned_names_are_good_for_ever(live: Live, http: httpx.AsyncClient) -> None:
    loader = live.app.extensions[NAME].loader
    for name, content in loader.files.items():
        answer = await http.get(f"/sdk/{name}")
        assert answer.content == content
        assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
        assert answer.headers["Access-Control-Allow-Origin"] == "*"


async def test_a_line_pinned_to_an_earlier_version_goes_on_working(http: httpx.AsyncClient, store: Store) -> None:
    await store.loaders.keep("fiido-kefu.0123456789ab.js", b"before()")
    answer = await http.get("/sdk/fiido-kefu.0123456789ab.js")
    assert (answer.status_code, answer.content) == (200, b"before()")


async def test_what_this_version_serves_is_kept_for_the_others(live: Live, store: Store) -> None:
    loader = live.app.extensions[NAME].loader
    for name, content in loader.files.items():
        assert await store.loaders.find(name) == content


@pytest.mark.parametrize("name", ["fiido-kefu.ffffffffffff.js", "chat.ffffffffffff.js", "other.js", "chat.js", ""])
async def test_a_name_that_never_was_is_not_there(http: httpx.AsyncClient, name: str) -> None:
    assert (await http.get(f"/sdk/{name}")).status_code == 404


async def test_the_declarations_name_every_method_and_event(http: httpx.AsyncClient) -> None:
    script, types = (await http.get("/sdk/fiido-kefu.js")).text, (await http.get("/sdk/fiido-kefu.d.ts")).text
    methods = (
        *("init", "update", "destroy", "open", "close", "toggle", "show", "hide", "isOpen", "sendMessage", "prefill"),
        *("setUser", "logout", "setAttributes", "setLocale", "setTheme", "requestHuman", "on", "once", "off"),
    )
    for name in methods:
        assert f"{name}(" in types or f"{name}<" in types
        assert name in script
    events = (
        *("ready", "open", "close", "message:sent", "message:received", "unread:change", "handoff:requested"),
        *("agent:joined", "agent:left", "ai:resumed", "status:change", "rating", "error"),
    )
    for name in events:
        assert f'"fiido-kefu:{name}"' in types
