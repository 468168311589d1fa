"""What the words of a question mean, by the hand-written list `faq_words.yml`; no entry of any FAQ is known here."""

import re
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from app.ai.faq_file import load_file
from app.ai.faq_terms import HanTerms, Hit, LatinTerms, choose_hits
from app.ai.faq_text import clean_text, has_han, mend_word, split_runs, split_words, stem_word

_FILLER = "_filler"
_ELSEWHERE = "_elsewhere"
_WORDS = Path(__file__).with_name("faq_words.yml")


@dataclass(frozen=True, slots=True)
class Reading:
    """What a text says: `concepts` by name, and `words` as written, each with what kind it is.

    `words` are English stems ("w:charg"), two of them in a row ("b:how long"), and up to three Chinese
    characters in a row ("h:充电"); those that carry no topic are of the kinds "W" and "H". `elsewhere`
    are the terms of topics that a shop's FAQ is seldom about, as they stand in the text.
    """

    concepts: frozenset[str]
    words: frozenset[str]
    elsewhere: frozenset[str]


class WordList:
    """Terms of both languages and the concepts they stand for."""

    def __init__(self, data: Mapping[str, object]) -> None:
        """Take the parsed `faq_words.yml`."""
        groups = _split_groups(data["concepts"])
        terms = _gather_terms({**groups, _FILLER: _split(data["filler"]), _ELSEWHERE: _split(data["elsewhere"])})
        sounds = {ord(char): alike[0] for alike in _split(data["sounds"]) for char in alike}
        patterns = [term for term in terms if _is_pattern(term)]
        self._patterns = [(re.compile(term[1:-1]), terms.pop(term)) for term in patterns]
        self._han = HanTerms({term: of for term, of in terms.items() if has_han(term)}, sounds)
        latin = {term: of for term, of in terms.items() if not has_han(term)}
        self._latin = LatinTerms(latin)
        self._known = _index_known(latin)
        self._stems = {stem_word(word) for words in self._known.values() for word in words}
        self.social = {kind: frozenset(map(clean_text, of)) for kind, of in _split_groups(data["social"]).items()}
        self.social_filler = frozenset(_split(data["social_filler"]))

    def read(self, text: str, also_known: frozenset[str] = frozenset()) -> Reading:
        """Return what `text` means; `also_known` are stems of further English words that are no slips of others."""
        cleaned = clean_text(text)
        words = [self._mend(word, also_known) for word in split_words(cleaned)]
        latin_taken: set[int] = set()
        latin = choose_hits(self._latin.find(words), latin_taken)
        han_taken: set[int] = set()
        han = self._find_han(cleaned, han_taken)
        concepts = {group for hit in (*latin, *han) for group in hit.groups if group[0] != "_"}
        concepts.update(group for pattern, of in self._patterns if pattern.search(cleaned) for group in of)
        stems = [stem_word(word) for word in words]
        spoken = _join_words(stems, _list_filler(latin)) | _join_characters(cleaned, _list_filler(han))
        elsewhere = _spell_elsewhere(latin, stems) | _spell_elsewhere(han, cleaned)
        return Reading(frozenset(concepts), frozenset(spoken), elsewhere)

    def _mend(self, word: str, also_known: frozenset[str]) -> str:
        stem = stem_word(word)
        if stem in self._stems or stem in also_known:
            return word
        return mend_word(word, self._known.get(word[0], ())) or word

    def _find_han(self, cleaned: str, taken: set[int]) -> list[Hit]:
        exact = choose_hits(self._han.find(cleaned), taken)
        # A slip of sound is looked for only where nothing is understood as it stands.
        alike = [hit for hit in self._han.find_alike(cleaned) if taken.isdisjoint(hit.spots)]
        return [*exact, *choose_hits(alike, taken), *choose_hits(self._han.find_single(cleaned), taken)]


def load_words(path: Path = _WORDS) -> WordList:
    """Read the word list that comes with the product."""
    data = load_file(path)
    if not isinstance(data, dict):
        raise ValueError(f"{path}: must be groups of words by name")
    return WordList(data)


def _split(joined: object) -> list[str]:
    return [term.strip() for term in str(joined).split(", ") if term.strip()]


def _split_groups(groups: object) -> dict[str, list[str]]:
    if not isinstance(groups, dict):
        raise ValueError("a group of words is a mapping of names to terms")
    return {str(name): _split(joined) for name, joined in groups.items()}


def _is_pattern(term: str) -> bool:
    return len(term) > 2 and term[0] == term[-1] == "/"


def _gather_terms(groups: Mapping[str, Iterable[str]]) -> dict[str, list[str]]:
    terms: dict[str, list[str]] = {}
    for name, members in groups.items():
        for term in members:
            of = terms.setdefault(term if _is_pattern(term) else clean_text(term), [])
            if name not in of:
                of.append(name)
    # A word that means something in the shop is no filler and not elsewhere, whatever other list it is on.
    return {term: [name for name in of if name[0] != "_"] or of[:1] for term, of in terms.items()}


def _index_known(latin: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
    # Plain words first: of two words that are equally near, the visitor more likely meant the commoner one.
    plain = {word for term, of in latin.items() if _FILLER in of for word in split_words(term)}
    topics = {word for term in latin for word in split_words(term)}
    known: dict[str, list[str]] = {}
    for word in (*sorted(plain), *sorted(topics - plain)):
        known.setdefault(word[0], []).append(word)
    return known


def _list_filler(hits: Iterable[Hit]) -> set[int]:
    return {spot for hit in hits if _FILLER in hit.groups for spot in hit.spots}


def _spell_elsewhere(hits: Iterable[Hit], text: Sequence[str]) -> frozenset[str]:
    return frozenset(" ".join(text[spot] for spot in hit.spots) for hit in hits if _ELSEWHERE in hit.groups)


def _join_words(stems: Sequence[str], plain: Container[int]) -> set[str]:
    single = {f"{'W' if i in plain else 'w'}:{stem}" for i, stem in enumerate(stems)}
    return single | {f"b:{a} {b}" for a, b in pairwise(["^", *stems, "$"] if stems else [])}


def _join_characters(cleaned: str, plain: set[int]) -> set[str]:
    return {
        f"{'H' if plain.issuperset(range(begin + i, begin + i + size)) else 'h'}:{run[i : i + size]}"
        for begin, run in split_runs(cleaned)
        for size in (1, 2, 3)
        for i in range(len(run) - size + 1)
    }
