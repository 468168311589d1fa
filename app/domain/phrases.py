"""Lists of phrases and where they stand in a text, word for word; what finding one means is decided elsewhere."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from app.domain.tokens import BREAK, split_tokens

_GAP = re.compile(r"…+|\.{3,}")
_GAP_TOKENS = 6


@dataclass(frozen=True, slots=True)
class Hit:
    """Where a phrase stands: tokens `start` up to, but not including, `end`."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Gapped:
    # A phrase behind its first gap: `rest` are the parts between the gaps, `names` the lists it is on.
    rest: tuple[tuple[str, ...], ...]
    names: tuple[str, ...]


@dataclass(slots=True)
class _Node:
    # Where the same first words lead to: `names` are the lists of the phrase that is all said here.
    names: tuple[str, ...] = ()
    gapped: tuple[_Gapped, ...] = ()
    behind: dict[str, "_Node"] = field(default_factory=dict)


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
        self._words = frozenset(word for parts in names for part in parts for word in part)
        self._start = _Node()
        for (head, *rest), of in names.items():
            node = self._start
            for word in head:
                node = node.behind.setdefault(word, _Node())
            if rest:
                node.gapped = (*node.gapped, _Gapped(tuple(rest), of))
            else:
                node.names = of

    @property
    def words(self) -> frozenset[str]:
        """Every word and letter of the phrases."""
        return self._words

    def find(self, tokens: Sequence[str]) -> dict[str, list[Hit]]:
        """Return every place of a phrase in `tokens`, by list: in the order of where they begin, the longest first."""
        found: dict[str, list[Hit]] = {}
        first, size = self._start.behind, len(tokens)
        for start, token in enumerate(tokens):
            node, end = first.get(token), start + 1
            while node:
                if node.names or node.gapped:
                    _note(found, node, tokens, (start, end))
                node, end = node.behind.get(tokens[end]) if end < size else None, end + 1
        for hits in found.values():
            hits.sort(key=_order)
        return found


def _order(hit: Hit) -> tuple[int, int]:
    return hit.start, -hit.end


def _note(found: dict[str, list[Hit]], node: _Node, tokens: Sequence[str], said: tuple[int, int]) -> None:
    start, end = said
    if node.names:
        hit = Hit(start, end)
        for name in node.names:
            found.setdefault(name, []).append(hit)
    near = tokens[end : end + _GAP_TOKENS + 1] if node.gapped else ()
    for gapped in node.gapped:
        if gapped.rest[0][0] in near and (last := _find_rest(gapped.rest, tokens, end)):
            for name in gapped.names:
                found.setdefault(name, []).append(Hit(start, last))


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
