"""What somebody wrote as tokens: Chinese characters, words, and where clauses end; what they mean is not known here."""

import re
import unicodedata
from collections.abc import Sequence

from app.domain.letters import mend_letters

BREAK = "|"
"""The token between two clauses."""

_TOKEN = re.compile(r"[\u3400-\u9fff]|[a-z0-9]+|[,!?;:。、\n()\"“”]|\.(?=\s|$)|[^\W_]")
_SPACED = re.compile(r"(?<=[\u3400-\u9fff]{3})[ \t]+(?=[\u3400-\u9fff]{3})")
"""Who writes Chinese without signs leaves a space between clauses; dictation leaves one between words, mostly short."""
_STRETCHED = re.compile(r"([a-z])\1{2,}")
# Accents apart from their letters, and what takes no room: soft hyphens, zero-width spaces, direction marks.
_INVISIBLE = re.compile(r"[\u0300-\u036f\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff]")
_SPLIT = (
    (re.compile(r"\bsome (?:one|body)\b"), "someone"),
    (re.compile(r"\bany body\b"), "anyone"),
    (re.compile(r"(zhuanrengong|zhuanzhenren|rengongkefu|zhenrenkefu|rengong|zhenren|zhuankefu|kefu\b)"), r" \1 "),
)
"""Words that were split, and pinyin that was not."""
_APOSTROPHE = re.compile(r"['’‘`´]")

_SHORT = ("talk", "help", "need", "want", "real", "live", "chat", "with", "human", "speak")
"""Too short for the mending of slips: of these, two neighbours swapped."""

_SAME = {
    **{w[:i] + w[i + 1] + w[i] + w[i + 2 :]: w for w in _SHORT for i in range(len(w) - 1) if w[i] != w[i + 1]},
    **dict.fromkeys(("persn", "prson", "pson"), "person"),
    **dict.fromkeys(("somebody", "sm1", "som1", "sum1", "some1", "sumone", "somone", "smone", "someon"), "someone"),
    **dict.fromkeys(("sombody", "sumbody", "somebdy", "smbody", "smbdy"), "someone"),
    **dict.fromkeys(("anybody", "any1", "ne1", "anyon", "nebody", "anybdy"), "anyone"),
    **dict.fromkeys(("hooman", "hoomin", "hyuman", "hman", "humn", "yuman"), "human"),
    **dict.fromkeys(("tlk", "tak", "tolk", "tawk"), "talk"),
    **dict.fromkeys(("spk", "spek", "speek", "speack", "spik"), "speak"),
    **dict.fromkeys(("pls", "plz", "plss", "plis", "pleas"), "please"),
    **dict.fromkeys(("agt", "agnt", "aget"), "agent"),
    **dict.fromkeys(("ppl", "peeps", "folks"), "people"),
    **dict.fromkeys(("conect", "conekt"), "connect"),
    **dict.fromkeys(("wiv", "wif", "wth", "whit", "wid"), "with"),
    **dict.fromkeys(("wud", "wuld"), "would"),
    **dict.fromkeys(("cud", "culd"), "could"),
    **dict.fromkeys(("ur", "yr", "yer"), "your"),
    "noone": "nobody",
    "thru": "through",
    "giv": "give",
    "wnt": "want",
    "wana": "wanna",
    "nead": "need",
    "cust": "customer",
}
"""Short forms, and words that mean the same."""


HEARD_CHARS = 4_000
"""How much of a text is heard: twice a message's limit, since one character may be eighteen once it is taken apart."""


def clean_text(text: str) -> str:
    """Return `text` in narrow lower-case forms without accents and apostrophes, its Chinese letters mended."""
    if not text.isascii():
        text = _INVISIBLE.sub("", unicodedata.normalize("NFKD", text))[:HEARD_CHARS]
    text = _APOSTROPHE.sub("", text.casefold())
    for pattern, meant in _SPLIT:
        text = pattern.sub(meant, text)
    return text if text.isascii() else mend_letters(text)


def split_tokens(text: str) -> tuple[str, ...]:
    """Return what `text` is made of: each Chinese character, each word or number, and BREAK between clauses.

    Between single letters ("转,人,工") no clause ends; stretched words are shortened.
    """
    # A function, not a template: before Python 3.12 a template costs more than the search, found or not.
    shortened = _STRETCHED.sub(lambda found: found[1], _SPACED.sub(",", clean_text(text)))
    return tuple(_join_spelled([_mark_token(token) for token in _TOKEN.findall(shortened)]))


def _mark_token(token: str) -> str:
    return _SAME.get(token, token) if token.isalnum() else BREAK


def _join_spelled(tokens: Sequence[str]) -> list[str]:
    if BREAK not in tokens:
        return list(tokens)
    # A break between two clauses of one letter each is no break: a letter, and none beside it.
    edged = (BREAK, *tokens, BREAK)
    lonely = [len(b) == 1 and b != a == c == BREAK for a, b, c in zip(edged, tokens, edged[2:], strict=False)]
    beside = (False, *lonely, False)
    return [token for i, token in enumerate(tokens) if token != BREAK or not (beside[i] and beside[i + 2])]
