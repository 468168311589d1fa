"""What somebody wrote as tokens: Chinese characters, words, and where clauses end; what they mean is not known here."""

import re
import unicodedata
from collections.abc import Sequence

BREAK = "|"
"""The token between two clauses."""

_TOKEN = re.compile(r"[\u3400-\u9fff]|[a-z0-9]+|[,!?;:。、\n()\"“”]|\.(?=\s|$)|[^\W_]")
_STRETCHED = re.compile(r"([a-z])\1{2,}")
# Accents apart from their letters, and what takes no room: soft hyphens, zero-width spaces, direction marks.
_INVISIBLE = re.compile(r"[\u0300-\u036f\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff]")
_APOSTROPHE = re.compile(r"['’‘`´]")
# Traditional letters, and a Japanese one that looks like 工.
_PLAIN = str.maketrans(
    "轉訴話電機員經請幫聯繫係還個沒嗎麼為給們說講問題實師報檢舉傷燒煙發熱賠償騙詐評壞車開關時間對讓別換誰這專務區應該歡過來見會無與認識漏濃觸監責聽懂擾廢麻煩エ閣復覆處線",
    "转诉话电机员经请帮联系系还个没吗么为给们说讲问题实师报检举伤烧烟发热赔偿骗诈评坏车开关时间对让别换谁这专务区应该欢过来见会无与认识漏浓触监责听懂扰废麻烦工阁复复处线",
)

_SAME = {
    "somebody": "someone",
    "sm1": "someone",
    "some1": "someone",
    "anybody": "anyone",
    "any1": "anyone",
    "noone": "nobody",
    "ppl": "people",
    "pls": "please",
    "plz": "please",
    "thru": "through",
}
"""Short forms, and words that mean the same."""


def clean_text(text: str) -> str:
    """Return `text` in narrow lower-case forms without accents and apostrophes, some traditional letters simplified."""
    if not text.isascii():
        text = _INVISIBLE.sub("", unicodedata.normalize("NFKD", text))
    return _APOSTROPHE.sub("", text.casefold()).translate(_PLAIN)


def split_tokens(text: str) -> tuple[str, ...]:
    """Return what `text` is made of: each Chinese character, each word or number, and BREAK between clauses.

    Between single letters ("转,人,工") no clause ends; stretched words are shortened.
    """
    return tuple(_join_spelled([_mark_token(token) for token in _TOKEN.findall(clean_text(text))]))


def _mark_token(token: str) -> str:
    if not token.isalnum():
        return BREAK
    token = _STRETCHED.sub(r"\1", token) if len(token) > 2 else token
    return _SAME.get(token, token)


def _join_spelled(tokens: Sequence[str]) -> list[str]:
    if BREAK not in tokens:
        return list(tokens)
    # A break between two clauses of one letter each is no break: a letter, and none beside it.
    edged = (BREAK, *tokens, BREAK)
    lonely = [len(b) == 1 and b != a == c == BREAK for a, b, c in zip(edged, tokens, edged[2:], strict=False)]
    beside = (False, *lonely, False)
    return [token for i, token in enumerate(tokens) if token != BREAK or not (beside[i] and beside[i + 2])]
