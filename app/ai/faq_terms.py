"""Where the terms of a word list stand in a text, in either script; what they mean is the word list's business."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from app.ai.faq_text import split_words, stem_word

GAP = "..."
"""What "…" between the parts of a term becomes when it is cleaned."""

_GAP_CHARS = 5
_GAP_WORDS = 3


@dataclass(frozen=True, slots=True)
class Hit:
    """A term found: the places it takes (characters or words, counted from 0), and the groups it belongs to."""

    spots: tuple[int, ...]
    groups: tuple[str, ...]


class HanTerms:
    """Chinese terms, found anywhere in a text; those of one character apart, for they say little."""

    def __init__(self, terms: Mapping[str, Sequence[str]], sounds: Mapping[int, str]) -> None:
        """Take cleaned terms with their groups; `sounds` gives one character for all that sound like it."""
        self._sounds = sounds
        exact = [(term, tuple(groups)) for term, groups in terms.items()]
        self._long = _index_by_start((t, g) for t, g in exact if _count_letters(t) > 1)
        self._single = _index_by_start((t, g) for t, g in exact if _count_letters(t) == 1)
        telling = ((t.translate(sounds), g) for t, g in exact if _count_letters(t) > 1 and not g[0].startswith("_"))
        self._alike = _index_by_start(telling)

    def find(self, text: str) -> Iterator[Hit]:
        """Find the terms of two characters and more."""
        return _find_all(self._long, text)

    def find_alike(self, text: str) -> Iterator[Hit]:
        """Find the terms, fillers aside, that sound like something in the text ("清官" for "清关")."""
        return _find_all(self._alike, text.translate(self._sounds))

    def find_single(self, text: str) -> Iterator[Hit]:
        """Find the terms of one character."""
        return _find_all(self._single, text)


class LatinTerms:
    """English terms, found by the stems of their words."""

    def __init__(self, terms: Mapping[str, Sequence[str]]) -> None:
        """Take cleaned terms with their groups."""
        self._index: dict[str, list[tuple[list[list[str]], tuple[str, ...]]]] = {}
        for term, groups in terms.items():
            parts = [[stem_word(word) for word in split_words(part)] for part in term.split(GAP)]
            if all(parts):
                self._index.setdefault(parts[0][0], []).append((parts, tuple(groups)))

    def find(self, words: Sequence[str]) -> Iterator[Hit]:
        """Find the terms in a text's words, in whatever form they stand."""
        stems = [stem_word(word) for word in words]
        for start, stem in enumerate(stems):
            for parts, groups in self._index.get(stem, ()):
                size = len(parts[0])
                if stems[start : start + size] == parts[0]:
                    spots = tuple(range(start, start + size))
                    if len(parts) == 1 or (spots := _follow(parts, stems, start)):
                        yield Hit(spots, groups)


def choose_hits(hits: Iterable[Hit], taken: set[int]) -> list[Hit]:
    """Keep the longest hits, and those that say something the longer ones do not; adds their places to `taken`.

    So "error code" is no discount code, and where two terms overlap both count.
    """
    chosen: list[Hit] = []
    for hit in sorted(hits, key=lambda hit: (-len(hit.spots), hit.spots)):
        if not taken.issuperset(hit.spots):
            chosen.append(hit)
            taken.update(hit.spots)
    return chosen


_Indexed = dict[str, list[tuple[str, re.Pattern[str] | None, tuple[str, ...]]]]


def _count_letters(term: str) -> int:
    return len(term.replace(GAP, "").replace(" ", ""))


def _compile(term: str) -> re.Pattern[str]:
    gap = f"[^,.?!;。，？！；]{{0,{_GAP_CHARS}}}?"
    return re.compile(gap.join(f"({re.escape(part.strip())})" for part in term.split(GAP)))


def _index_by_start(terms: Iterable[tuple[str, tuple[str, ...]]]) -> _Indexed:
    # Few terms have a gap; the others are compared as they are, which costs nothing to prepare.
    index: _Indexed = {}
    for term, groups in terms:
        start, pattern = (term[0], _compile(term)) if GAP in term else (term[:2], None)
        index.setdefault(start, []).append((term, pattern, groups))
    return index


def _find_all(index: _Indexed, text: str) -> Iterator[Hit]:
    text += " "
    for start, char in enumerate(text):
        for term, pattern, groups in (*index.get(char, ()), *index.get(text[start : start + 2], ())):
            if pattern is None:
                if text.startswith(term, start):
                    yield Hit(tuple(range(start, start + len(term))), groups)
            elif found := pattern.match(text, start):
                spots = (spot for i in range(1, pattern.groups + 1) for spot in range(*found.span(i)))
                yield Hit(tuple(spots), groups)


def _follow(parts: Sequence[Sequence[str]], stems: Sequence[str], start: int) -> tuple[int, ...]:
    spots: list[int] = []
    for part in parts:
        furthest = start + _GAP_WORDS if spots else start
        for at in range(start, min(furthest, len(stems) - len(part)) + 1):
            if list(stems[at : at + len(part)]) == list(part):
                spots += range(at, at + len(part))
                start = at + len(part)
                break
        else:
            return ()
    return tuple(spots)
