"""The chat page in a frame: which shop's it is, how it looks there, and which sites are refused."""

from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import httpx
import pytest

from app.domain.answers import Answers
from app.domain.looks import Looks, Texts
from app.settings import Settings
from tests.live import Live, serving
from tests.scripted import ScriptedProvider, echo
from tests.widget.test_pages import Page

SHOP, BELOW, ALL = "https://shop.example", "https://de.shop.example", "https://all.example"
STRANGER = "https://stranger.example"
FRAME = {"Sec-Fetch-Dest": "iframe"}


@pytest.fixture
async def live(settings: Settings) -> AsyncIterator[Live]:
    """A server whose shop `bikes` lists two sites, has looks and words of its own, and asks for consent."""
    given = replace(settings, allowed_origins=(ALL,), public_url="https://kefu.example")
    async with serving(given, ScriptedProvider(echo())) as live:
        await live.engine.shops.create("bikes", {"zh": "单车店", "en": "Bikes"})
        await live.engine.shops.change(
            "bikes",
            lambda shop: replace(
                shop,
                origins=(SHOP, "https://*.shop.example"),
                looks=Looks(color="#123456", theme="dark"),
                texts=Texts({"zh": "", "en": "Ask about bikes"}, {"zh": "", "en": "See https://shop.example/privacy"}),
                answers=Answers(suggestions={"zh": (), "en": ("Which size?",)}),
            ),
        )
        yield live


async def embed(live: Live, referer: str = "", headers: dict[str, str] | None = None, **query: str) -> httpx.Response:
    given = (headers or {}) | ({"Referer": f"{referer}/"} if referer else {}) | {"Accept-Language": "en"}
    async with live.client() as http:
        return await http.get("/embed", params=query, headers=given)


def data(answer: httpx.Response) -> dict[str, Any]:
    """The data attributes of the page."""
    return {name.removeprefix("data-"): value for name, value in Page(answer.text).of("html")[0].items()}


def ancestors(answer: httpx.Response) -> str:
    return str(answer.headers["content-security-policy"]).rpartition("frame-ancestors ")[2]


@pytest.mark.parametrize("referer", ["", SHOP, BELOW, ALL, "https://kefu.example"])
async def test_the_sites_of_a_shop_get_its_chat_and_they_alone_may_frame_it(referer: str, live: Live) -> None:
    answer = await embed(live, referer, FRAME, shop="bikes")
    assert answer.status_code == 200
    assert data(answer)["shop"] == "bikes"
    assert ancestors(answer) == f"'self' {ALL} {SHOP} https://*.shop.example"
    assert data(answer)["origins"] == f"{ALL} {SHOP} https://*.shop.example"


async def test_our_own_pages_get_it_by_whatever_name_they_call_us(live: Live) -> None:
    for base in (live.base, live.named("localhost")):
        async with httpx.AsyncClient() as http:
            answer = await http.get(f"{base}/embed?shop=bikes", headers={"Referer": f"{base}/embed", **FRAME})
        assert answer.status_code == 200


@pytest.mark.parametrize("headers", [FRAME, {"Sec-Fetch-Dest": "frame"}, {"Sec-Fetch-Dest": "object"}, {}])
@pytest.mark.parametrize("referer", [STRANGER, "http://shop.example", "https://shop.example.evil.example"])
async def test_a_frame_on_any_other_site_gets_a_page_that_says_what_to_do(
    referer: str, headers: dict[str, str], live: Live
) -> None:
    answer = await embed(live, referer, headers, shop="bikes")
    page = Page(answer.text)
    assert answer.status_code == 403
    assert ancestors(answer) == "*"
    assert data(answer)["origin"] == referer
    assert page.of("input")[0]["value"] == referer
    link = page.of("a")[0]
    assert str(link["href"]).startswith("/agent/admin/shops/bikes")
    assert (link["target"], link["rel"]) == ("_blank", "noopener")
    assert f"python -m app shop set bikes --origin {referer}" in page.text
    assert "Bikes" in page.text


async def test_the_refusal_opens_nothing_and_holds_no_key(live: Live) -> None:
    answer = await embed(live, STRANGER, FRAME)
    assert "set-cookie" not in answer.headers
    assert not [name for name in answer.headers if name.startswith("access-control-")]
    scripts = [str(script["src"]).rpartition("/")[2] for script in Page(answer.text).of("script")]
    assert scripts == ["refused.js"]
    assert "unsafe" not in answer.headers["content-security-policy"]


@pytest.mark.parametrize(
    ("lang", "words"), [("zh", "这里暂时无法使用在线客服"), ("en", "The chat is not available here")]
)
async def test_the_refusal_speaks_both_languages_and_has_the_shops_theme(lang: str, words: str, live: Live) -> None:
    answer = await embed(live, STRANGER, FRAME, shop="bikes", lang=lang)
    assert words in answer.text
    assert data(answer)["theme"] == "dark"
    assert data(await embed(live, STRANGER, FRAME, shop="bikes", theme="light"))["theme"] == "light"


async def test_a_page_that_is_no_frame_is_shown_wherever_one_comes_from(live: Live) -> None:
    answer = await embed(live, STRANGER, {"Sec-Fetch-Dest": "document"})
    assert answer.status_code == 200


@pytest.mark.parametrize(
    ("referer", "shop", "found"),
    [
        (SHOP, "", "bikes"),
        (BELOW, "", "bikes"),
        (ALL, "", "demo"),
        ("", "", "demo"),
        ("", "bikes", "bikes"),
        (ALL, "no-such-shop", "demo"),
    ],
)
async def test_a_missing_shop_is_found_by_the_site(referer: str, shop: str, found: str, live: Live) -> None:
    answer = await embed(live, referer, FRAME, **({"shop": shop} if shop else {}))
    assert (answer.status_code, data(answer)["shop"]) == (200, found)


async def test_the_shops_looks_and_words_hold_where_the_address_says_nothing_else(live: Live) -> None:
    own = await embed(live, shop="bikes")
    assert (data(own)["theme"], "--accent:#123456" in own.text) == ("dark", True)
    assert "Ask about bikes" in own.text
    assert "Which size?" in own.text
    asked = await embed(live, shop="bikes", theme="light", color="abc", welcome="Hi there")
    assert (data(asked)["theme"], "--accent:#aabbcc" in asked.text) == ("light", True)
    assert "Hi there" in asked.text
    assert "Ask about bikes" not in asked.text
    useless = await embed(live, shop="bikes", theme="neon", color="teal", welcome=" ")
    assert (data(useless)["theme"], "--accent:#123456" in useless.text) == ("dark", True)
    assert "Ask about bikes" in useless.text


async def test_scripts_are_told_who_is_around(live: Live) -> None:
    plain, loaded = data(await embed(live)), data(await embed(live, sdk="1", preview="1"))
    assert not {"sdk", "preview", "consent"} & set(plain)
    assert (loaded["sdk"], loaded["preview"]) == ("1", "1")
    bikes = [data(await embed(live, shop="bikes", lang=lang))["consent"] for lang in ("zh", "en")]
    assert len(set(bikes)) == 1
    assert len(bikes[0]) == 16
