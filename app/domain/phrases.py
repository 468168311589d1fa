"""Lists of phrases and where they stand in a text, word for word; what finding one means is decided elsewhere."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from app.domain.tokens import BREAK, split_tokens

_GAP = re.compile(r"…+|\.{3,}")
_GAP_TOKENS = 6


@dataclass(frozen=True, slots=True)
class Hit:
    """Where a phrase stands: tokens `start` up to, but not including, `end`."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Phrase:
    # `rest` are the parts behind the gaps, `needs` all their words; `lists` are the names of those it is on.
    rest: tuple[tuple[str, ...], ...]
    needs: frozenset[str]
    lists: tuple[str, ...]


class PhraseBook:
    """Lists of phrases by name, made ready to be found all at once. "…" in a phrase stands for a few words."""

    def __init__(self, lists: Mapping[str, Iterable[str]]) -> None:
        """Take phrases as people write them; one of nothing but signs is never found."""
        names: dict[tuple[tuple[str, ...], ...], tuple[str, ...]] = {}
        for name, phrases in lists.items():
            for phrase in phrases:
                parts = tuple(words for part in _GAP.split(phrase) if (words := split_words(part)))
                names[parts] = (*names.get(parts, ()), name)
        names.pop((), None)
        # A phrase begins with its head: heads by themselves, and how long those are that begin with a word.
        self._heads: dict[tuple[str, ...], tuple[_Phrase, ...]] = {}
        self._sizes: dict[str, tuple[int, ...]] = {}
        for (head, *rest), of in names.items():
            found = _Phrase(tuple(rest), frozenset(word for part in rest for word in part), of)
            self._heads[head] = (*self._heads.get(head, ()), found)
            self._sizes[head[0]] = tuple({*self._sizes.get(head[0], ()), len(head)})

    @property
    def words(self) -> frozenset[str]:
        """Every word and letter of the phrases."""
        needed = (phrase.needs for phrases in self._heads.values() for phrase in phrases)
        return frozenset[str]().union(*self._heads, *needed)

    def find(self, tokens: Sequence[str]) -> dict[str, list[Hit]]:
        """Return every place of a phrase in `tokens`, by list: in the order of where they begin, the longest first."""
        found: dict[str, list[Hit]] = {}
        present = set(tokens)
        for start, phrase, end in self._find_heads(tokens):
            if phrase.needs <= present and (end := _find_rest(phrase.rest, tokens, end)):
                for name in phrase.lists:
                    found.setdefault(name, []).append(Hit(start, end))
        for hits in found.values():
            hits.sort(key=lambda hit: (hit.start, -hit.end))
        return found

    def _find_heads(self, tokens: Sequence[str]) -> Iterator[tuple[int, _Phrase, int]]:
        heads, sizes = self._heads, self._sizes
        for start in [i for i, token in enumerate(tokens) if token in sizes]:
            for size in sizes[tokens[start]]:
                head = tuple(tokens[start : start + size])
                for phrase in heads.get(head, ()) if len(head) == size else ():
                    yield start, phrase, start + size


def split_words(phrase: str) -> tuple[str, ...]:
    """Return the tokens of a phrase that has no gap: its signs are nothing."""
    return tuple(token for token in split_tokens(phrase) if token != BREAK)


def _find_rest(parts: tuple[tuple[str, ...], ...], tokens: Sequence[str], end: int) -> int:
    # Where the parts that follow `end`, each after a gap, end; 0 if they do not.
    for part in parts:
        end = _find_part(part, tokens, end)
        if not end:
            return 0
    return end


def _find_part(part: tuple[str, ...], tokens: Sequence[str], begin: int) -> int:
    size = len(part)
    for at in range(begin, min(begin + _GAP_TOKENS, len(tokens) - size) + 1):
        if tokens[at] == part[0] and tuple(tokens[at : at + size]) == part:
            return at + size
        if tokens[at] == BREAK:
            return 0
    return 0
