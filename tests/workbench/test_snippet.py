"""The lines to copy into a shop's pages say what differs, once, and nothing in them can break out of its place."""

from dataclasses import replace
from html.parser import HTMLParser
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from app.domain.looks import Looks, Proactive
from app.domain.shop import Shop
from app.workbench.snippet import Source, write_snippets

SHOP = Shop("demo", {"zh": "飞多单车", "en": "Fiido Cycles"})
SOURCE = Source("https://kefu.example.com", "/sdk/fiido-kefu.0a1b2c3d.js", "sha384-AbC+/=")
BOTH = {"zh": "问我们", "en": "Ask us"}


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.rest = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.rest += data


def element(text: str) -> tuple[str, dict[str, str | None]]:
    """The one element that `text` is, as a browser reads it."""
    reader = _Reader()
    reader.feed(text)
    assert len(reader.tags) == 1 and not reader.rest and "\n" not in text
    return reader.tags[0]


def said(shop: Shop, lang: str = "", kind: str = "script") -> dict[str, Any]:
    """What the snippet says beside where it leads."""
    _, attributes = element(write_snippets(shop, SOURCE, lang)[kind])
    assert attributes.pop("async", "") is None
    return {name: value for name, value in attributes.items() if name.startswith("data-")}


def test_a_shop_as_usual_is_one_line_that_names_it() -> None:
    text = write_snippets(SHOP, SOURCE)["script"]
    assert text == '<script src="https://kefu.example.com/sdk/fiido-kefu.js" data-shop="demo" async></script>'


def test_only_what_differs_is_said() -> None:
    looks = Looks(color="#aa3300", theme="dark", position="bottom-left", icon="help", offset_x_px=0, offset_y_px=32)
    shop = replace(SHOP, looks=replace(looks, z_index=10, label=BOTH))
    assert said(shop) == {
        "data-shop": "demo",
        "data-color": "#aa3300",
        "data-theme": "dark",
        "data-position": "bottom-left",
        "data-launcher-icon": "?",
        "data-offset-x": "0",
        "data-offset-y": "32",
        "data-z-index": "10",
        "data-launcher-text-zh": "问我们",
        "data-launcher-text-en": "Ask us",
    }
    assert said(replace(SHOP, looks=Looks(color="#0f766e"))) == {"data-shop": "demo"}


def test_a_page_language_is_said_and_takes_its_own_text_alone() -> None:
    shop = replace(SHOP, looks=Looks(label=BOTH), proactive=Proactive(30, "/products/*", BOTH))
    assert said(shop, "zh") == {
        "data-shop": "demo",
        "data-lang": "zh",
        "data-launcher-text": "问我们",
        "data-proactive-after": "30",
        "data-proactive-pages": "/products/*",
        "data-proactive-message": "问我们",
    }


@pytest.mark.parametrize(
    ("label", "expected"),
    [
        ({"zh": "Hi", "en": "Hi"}, {"data-launcher-text": "Hi"}),
        ({"zh": "", "en": "Hi"}, {"data-launcher-text-en": "Hi"}),
        ({"zh": "", "en": ""}, {}),
    ],
)
def test_a_text_is_said_as_seldom_as_can_be(label: dict[str, str], expected: dict[str, str]) -> None:
    assert said(replace(SHOP, looks=Looks(label=label))) == {"data-shop": "demo"} | expected


def test_a_hidden_launcher_has_no_text_and_a_silent_shop_no_first_word() -> None:
    shop = replace(SHOP, looks=Looks(hides_launcher=True, label=BOTH), proactive=Proactive(0, "/x", BOTH))
    assert said(shop) == {"data-shop": "demo", "data-hide-launcher": "true"}


def test_the_pinned_one_is_this_release_and_says_the_same() -> None:
    shop = replace(SHOP, looks=Looks(color="#aa3300", label=BOTH))
    tag, attributes = element(write_snippets(shop, SOURCE)["pinned"])
    assert (tag, attributes["src"]) == ("script", "https://kefu.example.com/sdk/fiido-kefu.0a1b2c3d.js")
    assert (attributes["integrity"], attributes["crossorigin"]) == ("sha384-AbC+/=", "anonymous")
    assert said(shop, kind="pinned") == said(shop)


def test_the_frame_stands_where_the_launcher_would_and_fits_on_a_phone() -> None:
    tag, usual = element(write_snippets(SHOP, SOURCE)["iframe"])
    assert (tag, usual["src"]) == ("iframe", "https://kefu.example.com/embed?shop=demo")
    assert usual["title"] == "飞多单车 / Fiido Cycles"
    style = usual["style"] or ""
    assert style.startswith("position:fixed;bottom:20px;right:20px;width:380px;height:520px;")
    assert "max-width:calc(100% - 40px)" in style and "border:none" in style
    looks = Looks(position="bottom-left", offset_x_px=8, offset_y_px=64, z_index=7)
    _, moved = element(write_snippets(replace(SHOP, looks=looks), SOURCE, "en")["iframe"])
    assert parse_qs(urlsplit(moved["src"] or "").query) == {"shop": ["demo"], "lang": ["en"]}
    assert moved["title"] == "Fiido Cycles"
    style = moved["style"] or ""
    assert style.startswith("position:fixed;bottom:64px;left:8px;") and "z-index:7;" in style


@pytest.mark.parametrize("kind", ["script", "pinned", "iframe"])
@pytest.mark.parametrize("lang", ["", "zh", "en"])
def test_whatever_the_words_are_it_stays_one_element_that_says_them(kind: str, lang: str) -> None:
    nasty = "\"><script>alert(1)</script>'&quot;<!--"
    texts = {"zh": nasty, "en": nasty + "!"}
    shop = replace(SHOP, names=texts, looks=Looks(label=texts), proactive=Proactive(5, "/a?b=\"c'<", texts))
    tag, attributes = element(write_snippets(shop, SOURCE, lang)[kind])
    assert tag == ("iframe" if kind == "iframe" else "script")
    if kind == "iframe":
        assert nasty in (attributes["title"] or "")
    else:
        assert attributes["data-proactive-pages"] == "/a?b=\"c'<"
        assert nasty in (attributes[f"data-launcher-text{'' if lang else '-zh'}"] or "")
