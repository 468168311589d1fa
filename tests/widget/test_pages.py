"""The chat page: what its address may say, what it may do, and who may frame it."""

import re
from dataclasses import replace
from html.parser import HTMLParser

import httpx
import pytest

from app.domain.colour import DEFAULT_ACCENT
from app.settings import Settings
from tests.live import serving
from tests.scripted import ScriptedProvider, echo

MISCHIEF = [
    "<script>alert(1)</script>",
    '"><script>alert(1)</script>',
    "'><img src=x onerror=alert(1)>",
    "</style><script>alert(1)</script>",
    "red;}*{background:url(//elsewhere.example)}",
    "javascript:alert(1)",
    "{{ 7*7 }}",
    "{% include '/etc/passwd' %}",
    "%00",
    "../../etc/passwd",
    "\u202e\u0000\ud83d".encode("utf-16", "surrogatepass").decode("utf-16", "replace"),
    "x" * 5_000,
]


class Page(HTMLParser):
    """The tags of a page with their attributes, and its text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data

    def of(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.tags if name == tag]


async def _embed(http: httpx.AsyncClient, **query: str) -> tuple[httpx.Response, Page]:
    answer = await http.get("/embed", params=query)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "text/html; charset=utf-8")
    return answer, Page(answer.text)


def _shape(page: Page) -> list[tuple[str, frozenset[str]]]:
    return [(tag, frozenset(attributes)) for tag, attributes in page.tags]


@pytest.mark.parametrize("name", ["shop", "lang", "theme", "color", "position", "welcome", "unknown"])
async def test_mischief_in_the_address_changes_nothing_on_the_page(name: str, settings: Settings) -> None:
    async with serving(settings, ScriptedProvider(echo())) as live, live.client() as http:
        _, plain = await _embed(http)
        for value in MISCHIEF:
            answer, page = await _embed(http, **{name: value})
            assert _shape(page) == _shape(plain), value
            assert "alert(1)</script>" not in answer.text
            assert "49" not in page.text
            assert re.findall(r"--accent:([^;]+);", answer.text) == [DEFAULT_ACCENT]
            assert page.of("html")[0]["data-theme"] == "auto"
            assert page.of("html")[0]["data-shop"] == "demo"


async def test_a_welcome_is_shown_as_text_and_not_without_end(settings: Settings) -> None:
    async with serving(settings, ScriptedProvider(echo())) as live, live.client() as http:
        _, page = await _embed(http, welcome="  Hi <b>there</b>\n & welcome  ")
        assert "Hi <b>there</b> & welcome" in page.text
        _, page = await _embed(http, welcome="w" * 5_000)
        assert "w" * 200 in page.text
        assert "w" * 201 not in page.text


@pytest.mark.parametrize(
    ("query", "theme", "accent"),
    [
        ({"theme": "dark", "color": "#ff8800"}, "dark", "#ff8800"),
        ({"theme": "light", "color": "f80"}, "light", "#ff8800"),
        ({"theme": "DARK", "color": "#ff880"}, "auto", DEFAULT_ACCENT),
    ],
)
async def test_looks_that_make_sense_are_taken(
    query: dict[str, str], theme: str, accent: str, settings: Settings
) -> None:
    async with serving(settings, ScriptedProvider(echo())) as live, live.client() as http:
        answer, page = await _embed(http, **query)
    assert page.of("html")[0]["data-theme"] == theme
    assert f"--accent:{accent};" in answer.text


@pytest.mark.parametrize(
    ("lang", "html_lang", "words"), [("zh", "zh-CN", "您的问题"), ("en", "en", "Write your question")]
)
async def test_the_page_speaks_both_languages(lang: str, html_lang: str, words: str, settings: Settings) -> None:
    async with serving(settings, ScriptedProvider(echo())) as live, live.client() as http:
        _, page = await _embed(http, lang=lang)
        by_header = await http.get("/embed", headers={"Accept-Language": lang})
    assert page.of("html")[0]["lang"] == html_lang
    assert words in str(page.of("textarea")[0]["placeholder"])
    assert words in by_header.text
    assert "Accept-Language" in by_header.headers["vary"]


async def test_the_policy_lets_in_our_own_files_and_one_style_with_its_nonce(settings: Settings) -> None:
    async with serving(settings, ScriptedProvider(echo())) as live, live.client() as http:
        answers = [(await _embed(http)) for _ in range(2)]
    nonces = set()
    for answer, page in answers:
        policy = dict(rule.split(" ", 1) for rule in answer.headers["content-security-policy"].split("; "))
        assert policy["default-src"] == "'none'"
        assert policy["script-src"] == "'self'"
        assert "unsafe" not in answer.headers["content-security-policy"]
        assert (policy["base-uri"], policy["form-action"], policy["connect-src"]) == ("'none'", "'none'", "'self'")
        nonce = page.of("style")[0]["nonce"]
        assert nonce
        assert policy["style-src"] == f"'self' 'nonce-{nonce}'"
        nonces.add(nonce)
        assert not [attributes for _, attributes in page.tags if any(name.startswith("on") for name in attributes)]
        assert all(script.get("src") or script["type"] == "application/json" for script in page.of("script"))
        assert "x-frame-options" not in answer.headers
    assert len(nonces) == 2


async def test_only_our_own_pages_and_the_allowed_shops_may_frame_the_chat(settings: Settings) -> None:
    shops = ("https://shop.example.com", "https://shop.example.cn:8443")
    for origins in ((), shops):
        given = replace(settings, allowed_origins=origins)
        async with serving(given, ScriptedProvider(echo())) as live, live.client() as http:
            answer, _ = await _embed(http)
        policy = answer.headers["content-security-policy"]
        assert policy.endswith(" ".join(("frame-ancestors 'self'", *origins)))


async def test_files_are_kept_for_ever_under_their_version_and_not_under_another(settings: Settings) -> None:
    async with serving(settings, ScriptedProvider(echo())) as live, live.client() as http:
        _, page = await _embed(http)
        addresses = [str(script["src"]) for script in page.of("script") if script.get("src")]
        addresses += [str(link["href"]) for link in page.of("link")]
        assert len(addresses) >= 3
        for address in addresses:
            answer = await http.get(address)
            assert (answer.status_code, answer.headers["cache-control"]) == (
                200,
                "public, max-age=31536000, immutable",
            )
            version = address.split("/")[3]
            other = await http.get(address.replace(version, "0" * 12))
            assert other.headers["cache-control"] == "no-store"
            assert other.content == answer.content


@pytest.mark.parametrize(
    "name", ["../pages.py", "..%2fpages.py", "%2e%2e/pages.py", "/etc/passwd", "..%5cpages.py", "none.js", "%00"]
)
async def test_nothing_beside_the_files_is_served(name: str, settings: Settings) -> None:
    async with serving(settings, ScriptedProvider(echo())) as live, live.client() as http:
        _, page = await _embed(http)
        folder = str(page.of("script")[0]["src"]).rsplit("/", 1)[0]
        answer = await http.get(f"{folder}/{name}", follow_redirects=True)
    assert answer.status_code == 404


async def test_the_demo_shop_embeds_the_chat_and_can_be_switched_off(settings: Settings) -> None:
    async with serving(settings, ScriptedProvider(echo())) as live, live.client() as http:
        for lang, html_lang in (("zh", "zh-CN"), ("en", "en")):
            shop = await http.get("/", params={"lang": lang})
            assert (shop.status_code, Page(shop.text).of("html")[0]["lang"]) == (200, html_lang)
            assert f'<script src="/sdk/fiido-kefu.js" data-shop="demo" data-lang="{lang}" async></script>' in shop.text
            assert "/agent" in shop.text
            assert shop.headers["content-security-policy"].endswith("frame-ancestors 'none'")
    async with serving(replace(settings, demo_shop=False), ScriptedProvider(echo())) as live, live.client() as http:
        assert (await http.get("/")).status_code == 404
        assert (await http.get("/embed")).status_code == 200
