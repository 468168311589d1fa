"""What a visitor's page says of where they are: agents see it, so it holds no secret and cannot deceive them."""

import pytest

from app.settings import Settings
from app.store.store import Store
from tests.live import open_visitor, serving
from tests.scripted import ScriptedProvider, echo

SHOP = "https://shop.example"


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        (f"{SHOP}/bikes?id=2#top", f"{SHOP}/bikes?id=2"),
        ("https://user:word@shop.example/?token=abc&id=2&email=a@b.example", f"{SHOP}/?id=2"),
        ("javascript:alert(1)", ""),
        ("java\nscript:alert(1)", ""),
        ("data:text/html,x", ""),
        (f"{SHOP}/\r\nX-Header: y", ""),
        (f"{SHOP}/\x00", ""),
        (f"{SHOP}/\u202egnp.exe", ""),
        ("https://shop.example\\@other.example/", ""),
        ("http://[::1", ""),
        ("", ""),
    ],
)
async def test_of_an_address_only_what_is_harmless_is_kept(
    said: str, kept: str, settings: Settings, store: Store
) -> None:
    async with serving(settings, ScriptedProvider(echo())) as live, live.client() as http:
        visitor = await open_visitor(http, page=said, referrer=said)
        context = (await store.sessions.load(visitor.session_name)).context
        assert (context.get("page", ""), context.get("referrer", "")) == (kept, kept)


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("  Li \n Wei ", "Li Wei"),
        ("a\u202egnp\u202c", "a gnp"),
        ("\u200b\u2066", ""),
        ("\x00", ""),
        ("李伟", "李伟"),
        ("<script>", "<script>"),
    ],
)
async def test_a_name_is_kept_without_what_cannot_be_seen(
    said: str, kept: str, settings: Settings, store: Store
) -> None:
    async with serving(settings, ScriptedProvider(echo())) as live, live.client() as http:
        visitor = await open_visitor(http, name=said)
        assert (await store.sessions.load(visitor.session_name)).context.get("name", "") == kept
