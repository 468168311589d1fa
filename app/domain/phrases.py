"""Lists of phrases and where they stand in a text, word for word; what finding one means is decided elsewhere."""

import re
from collections.abc import Iterable, Mapping, Sequence
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
    # `rest` are the parts behind the gaps, `needs` all their words.
    rest: tuple[tuple[str, ...], ...]
    needs: frozenset[str]
    lists: set[str]


class PhraseBook:
    """Lists of phrases by name, made ready to be found all at once. "…" in a phrase stands for a few words."""

    def __init__(self, lists: Mapping[str, Iterable[str]]) -> None:
        """Take phrases as people write them; one of nothing but signs is never found."""
        self._by_first: dict[str, dict[int, dict[tuple[str, ...], list[_Phrase]]]] = {}
        for name, phrases in lists.items():
            for phrase in phrases:
                self._add(name, [words for part in _GAP.split(phrase) if (words := split_words(part))])

    @property
    def words(self) -> frozenset[str]:
        """Every word and letter of the phrases."""
        phrases = [(head, *phrase.rest) for head, among in self._list_heads() for phrase in among]
        return frozenset(word for parts in phrases for part in parts for word in part)

    def find(self, tokens: Sequence[str]) -> dict[str, list[Hit]]:
        """Return every place of a phrase in `tokens`, by list: in the order of where they begin, the longest first."""
        found: dict[str, list[Hit]] = {}
        by_first, present = self._by_first, set(tokens)
        for start in [i for i, token in enumerate(tokens) if token in by_first]:
            for size, heads in by_first[tokens[start]].items():
                for phrase in heads.get(tuple(tokens[start : start + size]), ()):
                    end = _find_rest(phrase.rest, tokens, start + size) if phrase.needs <= present else 0
                    for name in phrase.lists if end else ():
                        found.setdefault(name, []).append(Hit(start, end))
        for hits in found.values():
            hits.sort(key=lambda hit: (hit.start, -hit.end))
        return found

    def _add(self, name: str, parts: list[tuple[str, ...]]) -> None:
        if not parts:
            return
        head, rest = parts[0], tuple(parts[1:])
        among = self._by_first.setdefault(head[0], {}).setdefault(len(head), {}).setdefault(head, [])
        same = [phrase for phrase in among if phrase.rest == rest]
        if same:
            same[0].lists.add(name)
        else:
            among.append(_Phrase(rest, frozenset(word for part in rest for word in part), {name}))

    def _list_heads(self) -> list[tuple[tuple[str, ...], list[_Phrase]]]:
        sizes = (heads for by_size in self._by_first.values() for heads in by_size.values())
        return [item for heads in sizes for item in heads.items()]


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
