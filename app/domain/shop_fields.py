"""What a field of a shop's settings may hold, each mistake named with its place; which fields exist is elsewhere."""

import re
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from app.domain.errors import BadRequest

LANGS = ("zh", "en")
"""The languages in which a shop's words are written."""

_CONTROL = r"\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ufeff"
_UNSEEN = re.compile(rf"[{_CONTROL}\u200b-\u200f\u2060-\u2065]")
# Joiners stay in sentences: they hold emoji and some scripts together.
_UNSEEN_IN_A_SENTENCE = re.compile(rf"[{_CONTROL}\u200b\u200e\u200f\u2060-\u2065]")


class ShopRefused(BadRequest):
    """Settings that cannot be kept; `params["field"]` says which, e.g. `names.zh` or `origins.0`."""

    code = "SHOP_INVALID"
    status = 422


def no_words() -> dict[str, str]:
    """Nothing said in any language."""
    return dict.fromkeys(LANGS, "")


def no_questions() -> dict[str, tuple[str, ...]]:
    """No questions in any language."""
    return dict.fromkeys(LANGS, ())


def tidy_name(text: str) -> str:
    """`text` on one line, with single spaces, and nothing in it that cannot be seen."""
    return " ".join(_UNSEEN.sub(" ", text).split())


def read_members(value: Any, field: str, known: Collection[str]) -> Mapping[str, Any]:
    """`value` where it is an object with none but `known` members; raises `ShopRefused`."""
    if not isinstance(value, Mapping):
        raise ShopRefused(field=field)
    for name in value:
        if name not in known:
            raise ShopRefused(field=f"{field}.{str(name)[:64]}")
    return value


def read_list(value: Any, field: str) -> Sequence[Any]:
    """`value` where it is a list; raises `ShopRefused`."""
    if not isinstance(value, list | tuple):
        raise ShopRefused(field=field)
    return value


def read_number(value: Any, field: str, least: int, most: int, *, code: str = "SHOP_NUMBER") -> int:
    """A whole number within its limits; raises `ShopRefused`."""
    if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
        raise ShopRefused(code, field=field, least=least, most=most)
    return value


def read_flag(value: Any, field: str) -> bool:
    """True or False; raises `ShopRefused`."""
    if not isinstance(value, bool):
        raise ShopRefused(field=field)
    return value


def read_choice(value: Any, field: str, choices: Collection[str]) -> Any:
    """One of `choices`; raises `ShopRefused`."""
    if not isinstance(value, str) or value not in choices:
        raise ShopRefused(field=field)
    return value


def read_sentence(value: Any, field: str, limit: int) -> str:
    """A text on one line, which may be empty; raises `ShopRefused` where it is none or longer than `limit`."""
    return _short(" ".join(_UNSEEN_IN_A_SENTENCE.sub(" ", _text(value, field)).split()), field, limit)


def read_prose(value: Any, field: str, limit: int) -> str:
    """A text of several lines, which may be empty; raises `ShopRefused` where it is none or longer than `limit`."""
    lines = _text(value, field).replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ").split("\n")
    return _short("\n".join(_UNSEEN_IN_A_SENTENCE.sub("", line).rstrip() for line in lines).strip(), field, limit)


def read_sentences(value: Any, field: str, limit: int) -> dict[str, str]:
    """A sentence for every language, "" where none is given; raises `ShopRefused`."""
    said = read_members(value, field, LANGS)
    return {lang: read_sentence(said.get(lang, ""), f"{field}.{lang}", limit) for lang in LANGS}


def _text(value: Any, field: str) -> str:
    if not isinstance(value, str):
        raise ShopRefused(field=field)
    # Half a pair of UTF-16 cannot be sent or kept.
    return value.encode("utf-8", "replace").decode()


def _short(text: str, field: str, limit: int) -> str:
    if len(text) > limit:
        raise ShopRefused("SHOP_TEXT", field=field, limit=limit)
    return text
