"""A shop's looks, texts and first word: written and read without loss, every mistake named with its place."""

from collections.abc import Callable
from dataclasses import fields, replace
from typing import Any

import pytest

from app.domain.looks import Looks, Proactive, Texts, consent_mark, consent_text
from app.domain.looks_form import (
    looks_data,
    proactive_data,
    read_looks,
    read_proactive,
    read_texts,
    texts_data,
)
from app.domain.shop_fields import ShopRefused
from app.web.sentences import ERRORS

BOTH = {"zh": "您好", "en": "Hello"}
LOOKS = Looks("#aabbcc", "dark", "bottom-left", "smile", BOTH, 0, 200, 1, hides_launcher=True)
TEXTS = Texts(BOTH, {"zh": "请阅读 https://shop.example/privacy", "en": "Please read\n\nhttps://shop.example/privacy"})
PROACTIVE = Proactive(3600, "/products/*?ref=*", BOTH)


def refusal(read: Callable[[Any], Any], data: Any) -> tuple[str, str]:
    with pytest.raises(ShopRefused) as refused:
        read(data)
    assert refused.value.code in ERRORS
    assert refused.value.status == 422
    return refused.value.code, refused.value.params["field"]


def test_what_is_written_is_read_as_the_same() -> None:
    assert read_looks(looks_data(LOOKS)) == LOOKS
    assert read_texts(texts_data(TEXTS)) == TEXTS
    assert read_proactive(proactive_data(PROACTIVE)) == PROACTIVE
    for kind, data in (
        (Looks, looks_data(Looks())),
        (Texts, texts_data(Texts())),
        (Proactive, proactive_data(PROACTIVE)),
    ):
        assert set(data) == {one.name for one in fields(kind)}


def test_what_is_not_said_is_as_usual() -> None:
    assert (read_looks({}), read_texts({}), read_proactive({})) == (Looks(), Texts(), Proactive())
    assert read_looks({"label": {"en": "Ask"}}) == replace(Looks(), label={"zh": "", "en": "Ask"})


def test_what_is_written_is_tidied() -> None:
    assert read_looks({"color": "ABC"}).color == "#aabbcc"
    assert read_looks({"label": {"zh": " 问\u202e一\u0000问 ", "en": "Ask \n us"}}).label == {
        "zh": "问 一 问",
        "en": "Ask us",
    }
    family = "\N{MAN}\u200d\N{WOMAN}"
    assert read_texts({"welcome": {"en": f"Hi {family}"}}).welcome["en"] == f"Hi {family}"
    assert read_texts({"consent": {"en": " a \r\n\u200b\r\n b\t"}}).consent["en"] == "a\n\n b"
    assert read_texts({"welcome": {"en": "half \ud83d a pair"}}).welcome["en"] == "half ? a pair"


@pytest.mark.parametrize(
    ("data", "code", "field"),
    [
        ({"color": "teal"}, "SHOP_COLOR", "looks.color"),
        ({"color": None}, "SHOP_COLOR", "looks.color"),
        ({"color": "#12345"}, "SHOP_COLOR", "looks.color"),
        ({"theme": "neon"}, "SHOP_INVALID", "looks.theme"),
        ({"theme": ["auto"]}, "SHOP_INVALID", "looks.theme"),
        ({"position": "top-left"}, "SHOP_INVALID", "looks.position"),
        ({"icon": "cat"}, "SHOP_INVALID", "looks.icon"),
        ({"label": {"zh": "", "en": "x" * 25}}, "SHOP_TEXT", "looks.label.en"),
        ({"label": {"de": "Frag uns"}}, "SHOP_INVALID", "looks.label.de"),
        ({"label": "Ask"}, "SHOP_INVALID", "looks.label"),
        ({"offset_x_px": -1}, "SHOP_NUMBER", "looks.offset_x_px"),
        ({"offset_y_px": 201}, "SHOP_NUMBER", "looks.offset_y_px"),
        ({"offset_x_px": True}, "SHOP_NUMBER", "looks.offset_x_px"),
        ({"z_index": 0}, "SHOP_NUMBER", "looks.z_index"),
        ({"z_index": 2_147_483_648}, "SHOP_NUMBER", "looks.z_index"),
        ({"hides_launcher": 1}, "SHOP_INVALID", "looks.hides_launcher"),
        ({"colour": "#fff"}, "SHOP_INVALID", "looks.colour"),
        ([], "SHOP_INVALID", "looks"),
    ],
)
def test_looks_that_cannot_be_kept_are_named(data: Any, code: str, field: str) -> None:
    assert refusal(read_looks, data) == (code, field)


@pytest.mark.parametrize(
    ("data", "code", "field"),
    [
        ({"welcome": {"zh": "x" * 201}}, "SHOP_TEXT", "texts.welcome.zh"),
        ({"consent": {"en": "x" * 501}}, "SHOP_TEXT", "texts.consent.en"),
        ({"consent": {"en": 7}}, "SHOP_INVALID", "texts.consent.en"),
        ({"consent": {"fr": ""}}, "SHOP_INVALID", "texts.consent.fr"),
    ],
)
def test_texts_that_cannot_be_kept_are_named(data: Any, code: str, field: str) -> None:
    assert refusal(read_texts, data) == (code, field)


@pytest.mark.parametrize(
    ("data", "code", "field"),
    [
        ({"after_s": 3601}, "SHOP_NUMBER", "proactive.after_s"),
        ({"after_s": 5}, "SHOP_FIRST_WORD", "proactive.message.zh"),
        ({"after_s": 5, "message": {"zh": "您好"}}, "SHOP_FIRST_WORD", "proactive.message.en"),
        ({"message": {"zh": "x" * 121}}, "SHOP_TEXT", "proactive.message.zh"),
        ({"pages": ""}, "SHOP_PAGES", "proactive.pages"),
        ({"pages": "products"}, "SHOP_PAGES", "proactive.pages"),
        ({"pages": "/a b"}, "SHOP_PAGES", "proactive.pages"),
        ({"pages": "/" + "a" * 200}, "SHOP_TEXT", "proactive.pages"),
    ],
)
def test_a_first_word_that_cannot_be_kept_is_named(data: Any, code: str, field: str) -> None:
    assert refusal(read_proactive, data) == (code, field)


def test_a_changed_consent_is_another_one_and_a_switch_of_language_is_not() -> None:
    texts = Texts(consent={"zh": "同意吗", "en": ""})
    assert consent_mark(Texts()) == ""
    assert len(consent_mark(texts)) == 16
    assert consent_mark(texts) != consent_mark(Texts(consent={"zh": "同意吗？", "en": ""}))
    assert (consent_text(texts, "zh"), consent_text(texts, "en"), consent_text(Texts(), "en")) == (
        "同意吗",
        "同意吗",
        "",
    )
