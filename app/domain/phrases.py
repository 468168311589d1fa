"""Phrases looked for in what somebody wrote, letter for letter or nearly; what finding one means is decided elsewhere."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

BREAK = "|"
"""The token between two clauses."""
NOTHING = "_"
"""The token that stands where something was taken out: no phrase holds it."""

_GAP = re.compile(r"…+|\.{3,}")
_GAP_TOKENS = 6
_TOKEN = re.compile(r"[\u3400-\u9fff]|[a-z0-9]+|[,!?;:。、\n()\"“”]|\.(?=\s|$)|[^\W_]")
_STRETCHED = re.compile(r"([a-z])\1{2,}")
_PLAIN = str.maketrans(
    "轉訴話電機員經請幫聯繫係還個沒嗎麼為給們說講問題實師報檢舉傷燒煙發熱賠償騙詐評壞車開關時間對讓別換誰這專務區應該歡過來見會無與認識漏濃觸監責聽懂擾廢話麻煩エ妳閣",
    "转诉话电机员经请帮联系系还个没吗么为给们说讲问题实师报检举伤烧烟发热赔偿骗诈评坏车开关时间对让别换谁这专务区应该欢过来见会无与认识漏浓触监责听懂扰废话麻烦工你阁",
)


@dataclass(frozen=True, slots=True)
class Hit:
    """Where a phrase stands: tokens `start` up to, but not including, `end`."""

    start: int
    end: int


def clean_text(text: str) -> str:
    """Return `text` in narrow lower-case forms without accents and apostrophes, a few Chinese letters simplified."""
    if not text.isascii():
        text = unicodedata.normalize("NFKD", text)
        text = "".join(char for char in text if unicodedata.category(char) not in ("Mn", "Cf"))
    return re.sub(r"['’‘`´]", "", text.casefold()).translate(_PLAIN)


def split_tokens(text: str) -> tuple[str, ...]:
    """Return what `text` is made of: each Chinese character, each word or number, and BREAK between clauses.

    Between single letters ("转,人,工") no clause ends; stretched words are shortened.
    """
    found = _TOKEN.findall(clean_text(text))
    tokens = [_STRETCHED.sub(r"\1", token) if token.isalnum() else BREAK for token in found]
    return tuple(_join_spelled(tokens))


def _join_spelled(tokens: Sequence[str]) -> list[str]:
    # A break between two clauses of one letter each is no break.
    size = len(tokens)
    lonely = [
        token != BREAK
        and (i == 0 or tokens[i - 1] == BREAK)
        and (i + 1 == size or tokens[i + 1] == BREAK)
        and len(token) == 1
        for i, token in enumerate(tokens)
    ]
    return [
        token
        for i, token in enumerate(tokens)
        if not (token == BREAK and 0 < i < size - 1 and lonely[i - 1] and lonely[i + 1])
    ]


class Phrases:
    """A list of phrases, made ready to be found. "…" within a phrase stands for a few words or letters."""

    def __init__(self, phrases: Iterable[str]) -> None:
        """Take the phrases as people write them; one of nothing but signs is never found."""
        self._by_first: dict[str, list[tuple[tuple[str, ...], ...]]] = {}
        for phrase in phrases:
            parts = tuple(filter(None, (_split_words(part) for part in _GAP.split(phrase))))
            if parts:
                self._by_first.setdefault(parts[0][0], []).append(parts)

    @property
    def words(self) -> frozenset[str]:
        """Every word and letter of the phrases."""
        every = (parts for among in self._by_first.values() for parts in among)
        return frozenset(word for parts in every for part in parts for word in part)

    def find(self, tokens: Sequence[str]) -> list[Hit]:
        """Return the places of the phrases in `tokens`, the longest of those that begin at one place."""
        hits = []
        for start, token in enumerate(tokens):
            ends = [_find_end(parts, tokens, start) for parts in self._by_first.get(token, ())]
            if any(ends):
                hits.append(Hit(start, max(ends)))
        return hits


def _split_words(part: str) -> tuple[str, ...]:
    return tuple(token for token in split_tokens(part) if token != BREAK)


def _find_end(parts: tuple[tuple[str, ...], ...], tokens: Sequence[str], start: int) -> int:
    # Where the phrase that begins at `start` ends, or 0.
    end = start
    for number, part in enumerate(parts):
        end = _find_part(part, tokens, end, _GAP_TOKENS if number else 0)
        if not end:
            return 0
    return end


def _find_part(part: tuple[str, ...], tokens: Sequence[str], start: int, gap: int) -> int:
    size = len(part)
    for at in range(start, min(start + gap, len(tokens) - size) + 1):
        if tuple(tokens[at : at + size]) == part:
            return at + size
        if tokens[at] == BREAK:
            return 0
    return 0
