"""A shop's looks, texts and first word as an admin writes them: JSON, every mistake named; nothing is drawn."""

import re
from collections.abc import Callable, Mapping
from dataclasses import asdict
from functools import partial
from typing import Any, get_args

from app.domain.colour import read_colour
from app.domain.looks import Icon, Looks, Position, Proactive, Texts, Theme
from app.domain.shop_fields import (
    LANGS,
    ShopRefused,
    read_choice,
    read_flag,
    read_members,
    read_number,
    read_prose,
    read_sentence,
    read_sentences,
)

THEMES: tuple[Theme, ...] = get_args(Theme)
POSITIONS: tuple[Position, ...] = get_args(Position)
ICONS: tuple[Icon, ...] = get_args(Icon)
OFFSET_LIMIT_PX = 200
Z_INDEX_LIMIT = 2_147_483_647
LABEL_LIMIT_CHARS = 24
WELCOME_LIMIT_CHARS = 200
CONSENT_LIMIT_CHARS = 500
PAGES_LIMIT_CHARS = 200
FIRST_WORD_LIMIT_CHARS = 120
FIRST_WORD_LIMIT_S = 3600

_PAGES = re.compile(r"[/*][!-~]*")

Reader = Callable[[Any, str], Any]


def looks_data(looks: Looks) -> dict[str, Any]:
    """The looks as JSON that `read_looks` reads."""
    return asdict(looks)


def texts_data(texts: Texts) -> dict[str, Any]:
    """The texts as JSON that `read_texts` reads."""
    return asdict(texts)


def proactive_data(proactive: Proactive) -> dict[str, Any]:
    """The first word as JSON that `read_proactive` reads."""
    return asdict(proactive)


def read_looks(data: Any) -> Looks:
    """The looks that `data` describes, the usual ones where it says nothing; raises `ShopRefused`."""
    return Looks(**_read(data, "looks", _LOOKS))


def read_texts(data: Any) -> Texts:
    """The texts that `data` describes; raises `ShopRefused`."""
    return Texts(**_read(data, "texts", _TEXTS))


def read_proactive(data: Any) -> Proactive:
    """When the chat speaks first and what it says, which it needs in every language; raises `ShopRefused`."""
    found = Proactive(**_read(data, "proactive", _PROACTIVE))
    silent = next((lang for lang in LANGS if not found.message[lang]), "")
    if found.after_s and silent:
        raise ShopRefused("SHOP_FIRST_WORD", field=f"proactive.message.{silent}")
    return found


def _read(data: Any, field: str, readers: Mapping[str, Reader]) -> dict[str, Any]:
    given = read_members(data, field, readers)
    return {name: readers[name](value, f"{field}.{name}") for name, value in given.items()}


def _read_color(value: Any, field: str) -> str:
    color = read_colour(value) if isinstance(value, str) else ""
    if not color and value != "":
        raise ShopRefused("SHOP_COLOR", field=field)
    return color


def _read_consent(value: Any, field: str) -> dict[str, str]:
    said = read_members(value, field, LANGS)
    return {lang: read_prose(said.get(lang, ""), f"{field}.{lang}", CONSENT_LIMIT_CHARS) for lang in LANGS}


def _read_pages(value: Any, field: str) -> str:
    pages = read_sentence(value, field, PAGES_LIMIT_CHARS)
    if not _PAGES.fullmatch(pages):
        raise ShopRefused("SHOP_PAGES", field=field)
    return pages


_OFFSET = partial(read_number, least=0, most=OFFSET_LIMIT_PX)
_LOOKS: dict[str, Reader] = {
    "color": _read_color,
    "theme": partial(read_choice, choices=THEMES),
    "position": partial(read_choice, choices=POSITIONS),
    "icon": partial(read_choice, choices=ICONS),
    "label": partial(read_sentences, limit=LABEL_LIMIT_CHARS),
    "offset_x_px": _OFFSET,
    "offset_y_px": _OFFSET,
    "z_index": partial(read_number, least=1, most=Z_INDEX_LIMIT),
    "hides_launcher": read_flag,
}
_TEXTS: dict[str, Reader] = {
    "welcome": partial(read_sentences, limit=WELCOME_LIMIT_CHARS),
    "consent": _read_consent,
}
_PROACTIVE: dict[str, Reader] = {
    "after_s": partial(read_number, least=0, most=FIRST_WORD_LIMIT_S),
    "pages": _read_pages,
    "message": partial(read_sentences, limit=FIRST_WORD_LIMIT_CHARS),
}
