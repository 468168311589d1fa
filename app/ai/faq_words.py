"""What the words of a question mean, by the hand-written word list `faq_words.yml`; no entry of any FAQ is known here."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml

from app.ai.faq_text import clean_text, has_han, mend_word, split_runs, split_words, stem_word

# The C parser is ten times as fast, but not in every build of the library.
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

FILLER = "_filler"
ELSEWHERE = "_elsewhere"
_WORDS = Path(__file__).with_name("faq_words.yml")
# What "…" between the parts of a term becomes when it is cleaned.
_GAP = "..."
_GAP_CHARS = 5
_GAP_WORDS = 3


@dataclass(frozen=True, slots=True)
class Reading:
    """What a text says: `concepts` by name, `words` as written (stems, pairs of characters), and what is not understood.

    `strange` are the words (English) and pairs of characters (Chinese) that the word list does not know;
    `elsewhere` counts the terms of topics that no shop's FAQ is about.
    """

    concepts: frozenset[str]
    words: frozenset[str]
    strange: frozenset[str]
    elsewhere: int


@dataclass(frozen=True, slots=True)
class _Hit:
    spots: tuple[int, ...]
    concepts: tuple[str, ...]


class WordList:
    """Terms of both languages and the concepts they stand for."""

    def __init__(self, data: Mapping[str, object]) -> None:
        """Take the parsed `faq_words.yml`."""
        groups = {
            **_split_groups(data["concepts"]),
            FILLER: _split(data["filler"]),
            ELSEWHERE: _split(data["elsewhere"]),
        }
        social = _split_groups(data["social"])
        self.social = {name: frozenset(clean_text(term) for term in terms) for name, terms in social.items()}
        self.social_filler = frozenset(_split(data["social_filler"]))
        self._sounds = {ord(char): group[0] for group in _split(data["sounds"]) for char in group}
        names = _gather_names(groups)
        self._patterns = [(re.compile(term[1:-1]), tuple(of)) for term, of in names.items() if _is_pattern(term)]
        self._han = [
            (_compile_han(term), _compile_han(term.translate(self._sounds)), _count_letters(term), tuple(of))
            for term, of in names.items()
            if has_han(term) and not _is_pattern(term)
        ]
        self._latin = _index_latin({t: of for t, of in names.items() if not has_han(t) and not _is_pattern(t)})
        self.everyday = frozenset(_split(data["everyday"]))
        self._known = _index_known(names)
        self._stems = {stem_word(word) for words in self._known.values() for word in words}

    def read(self, text: str, also_known: frozenset[str] = frozenset()) -> Reading:
        """Return what `text` means; `also_known` are further English words that are no slips of other words."""
        cleaned = clean_text(text)
        tokens = [self._mend(word, also_known) for word in split_words(cleaned)]
        latin, latin_free = _choose(self._find_latin(tokens), len(tokens))
        han, han_free = self._read_han(cleaned)
        patterned = {name for pattern, of in self._patterns if pattern.search(cleaned) for name in of}
        hits = [*latin, *han]
        filler = {spot for hit in latin if FILLER in hit.concepts for spot in hit.spots}
        words = {f"w:{stem_word(token)}" for i, token in enumerate(tokens) if i not in filler and not token.isdigit()}
        strange = {f"w:{stem_word(tokens[i])}" for i in latin_free if not any(char.isdigit() for char in tokens[i])}
        han_words, han_strange = _pair_characters(cleaned, han, han_free)
        concepts = {name for hit in hits for name in hit.concepts} | patterned
        return Reading(
            frozenset(concepts - {FILLER, ELSEWHERE}),
            frozenset(words | han_words),
            frozenset(strange | han_strange),
            sum(ELSEWHERE in hit.concepts for hit in hits),
        )

    def _mend(self, word: str, also_known: frozenset[str]) -> str:
        stem = stem_word(word)
        if stem in self._stems or stem in also_known:
            return word
        return mend_word(word, self._known.get(word[0], ())) or word

    def _find_latin(self, tokens: Sequence[str]) -> list[_Hit]:
        stems = [stem_word(token) for token in tokens]
        return [
            _Hit(spots, of)
            for start, stem in enumerate(stems)
            for parts, of in self._latin.get(stem, ())
            if (spots := _follow(parts, stems, start))
        ]

    def _read_han(self, cleaned: str) -> tuple[list[_Hit], set[int]]:
        length = len(cleaned)
        exact = [_Hit(spots, of) for plain, _, size, of in self._han if size > 1 for spots in _find_han(plain, cleaned)]
        chosen, free = _choose(exact, length)
        if free_han := {i for i in free if has_han(cleaned[i])}:
            sounded = cleaned.translate(self._sounds)
            alike = [
                _Hit(spots, of)
                for _, sound, size, of in self._han
                if size > 1 and FILLER not in of and ELSEWHERE not in of
                for spots in _find_han(sound, sounded)
                if free_han.issuperset(spots)
            ]
            more, _ = _choose(alike, length)
            chosen += more
            free -= {spot for hit in more for spot in hit.spots}
        single = [
            _Hit(s, of)
            for plain, _, size, of in self._han
            if size == 1
            for s in _find_han(plain, cleaned)
            if s[0] in free
        ]
        chosen += single
        free -= {spot for hit in single for spot in hit.spots}
        return chosen, {i for i in free if has_han(cleaned[i])}


def load_words(path: Path = _WORDS) -> WordList:
    """Read the word list that comes with the product."""
    return WordList(yaml.load(path.read_text("utf-8"), Loader=_LOADER))


def _split(joined: object) -> list[str]:
    return [term.strip() for term in str(joined).split(", ") if term.strip()]


def _split_groups(groups: object) -> dict[str, list[str]]:
    if not isinstance(groups, dict):
        raise TypeError("a group of words is a mapping of names to terms")
    return {str(name): _split(joined) for name, joined in groups.items()}


def _is_pattern(term: str) -> bool:
    return len(term) > 2 and term[0] == term[-1] == "/"


def _gather_names(groups: Mapping[str, Iterable[str]]) -> dict[str, list[str]]:
    names: dict[str, list[str]] = {}
    for name, terms in groups.items():
        for term in terms:
            of = names.setdefault(term if _is_pattern(term) else clean_text(term), [])
            if name not in of:
                of.append(name)
    # A word that means something in the shop is no filler and not elsewhere, whatever other list it is on.
    return {term: [n for n in of if n[0] != "_"] or of[:1] for term, of in names.items()}


def _count_letters(term: str) -> int:
    return len(term.replace(_GAP, "").replace(" ", ""))


def _compile_han(term: str) -> re.Pattern[str]:
    parts = [re.escape(part.strip()) for part in term.split(_GAP)]
    return re.compile(f"[^,.?!;。，？！；]{{0,{_GAP_CHARS}}}?".join(f"({part})" for part in parts))


def _find_han(pattern: re.Pattern[str], text: str) -> Iterable[tuple[int, ...]]:
    for found in pattern.finditer(text):
        yield tuple(spot for i in range(1, pattern.groups + 1) for spot in range(*found.span(i)))


def _index_latin(names: Mapping[str, list[str]]) -> dict[str, list[tuple[list[list[str]], tuple[str, ...]]]]:
    index: dict[str, list[tuple[list[list[str]], tuple[str, ...]]]] = {}
    for term, of in names.items():
        parts = [[stem_word(word) for word in split_words(part)] for part in term.split(_GAP)]
        if parts[0]:
            index.setdefault(parts[0][0], []).append((parts, tuple(of)))
    return index


def _index_known(names: Mapping[str, list[str]]) -> dict[str, list[str]]:
    # Plain words first: of two words that are equally near, the visitor more likely meant the commoner one.
    known: dict[str, list[str]] = {}
    plain = {word for term, of in names.items() if FILLER in of for word in split_words(term)}
    topics = {word for term in names if not has_han(term) and not _is_pattern(term) for word in split_words(term)}
    for word in (*sorted(plain), *sorted(topics - plain)):
        known.setdefault(word[0], []).append(word)
    return known


def _follow(parts: Sequence[Sequence[str]], stems: Sequence[str], start: int) -> tuple[int, ...]:
    spots: list[int] = []
    for part in parts:
        furthest = start if not spots else start + _GAP_WORDS
        for at in range(start, min(furthest, len(stems) - len(part)) + 1):
            if list(stems[at : at + len(part)]) == list(part):
                spots += range(at, at + len(part))
                start = at + len(part)
                break
        else:
            return ()
    return tuple(spots)


def _choose(hits: Iterable[_Hit], length: int) -> tuple[list[_Hit], set[int]]:
    # The longest term wins, so that "order number" is not an order.
    chosen: list[_Hit] = []
    taken: set[int] = set()
    for hit in sorted(hits, key=lambda hit: (-len(hit.spots), hit.spots)):
        if not taken.issuperset(hit.spots):
            chosen.append(hit)
            taken.update(hit.spots)
    return chosen, set(range(length)) - taken


def _pair_characters(cleaned: str, hits: Iterable[_Hit], free: set[int]) -> tuple[set[str], set[str]]:
    filler = {spot for hit in hits if FILLER in hit.concepts for spot in hit.spots}
    words: set[str] = set()
    strange: set[str] = set()
    for begin, run in split_runs(cleaned):
        for i in range(begin, begin + len(run) - 1):
            if not {i, i + 1} <= filler:
                words.add(f"h:{cleaned[i : i + 2]}")
    strange = {f"s:{cleaned[i]}" for i in free}
    return words, strange
