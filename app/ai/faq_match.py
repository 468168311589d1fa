"""Which entries of the FAQ answer a question, and how surely; pure, knows nothing of answers' streaming or of chats."""

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass

from app.ai.faq_book import Book, Entry
from app.ai.faq_border import Border
from app.ai.faq_text import clean_text, split_words, stem_word
from app.ai.faq_topics import Features, Topics
from app.ai.faq_words import Reading, WordList

_QUESTION_CHARS = 400
_CONTEXT_SHARE = 0.5
_SENTENCE_SHARE = 0.95
_MOST_CONCEPTS = 12
_FAMILIAR = 0.5
_SENTENCE = re.compile(r"[.?!;。？！；\n]+")


@dataclass(frozen=True, slots=True)
class _Faith:
    """How the signs add up to trust in an answer, by logistic regression on wordings and questions left out.

    `start` puts the threshold of `FaqProvider` where three in a hundred questions of plainly other things
    were answered, a quarter of those in the shop's own words about other shops and devices, and four in
    five of the shop's own, all left out of training. Half more or less of it moves that threshold.
    """

    start: float = 0.55
    border: float = 1.1
    entry: float = 1.3
    elsewhere: float = -4.0
    concept: float = -0.6  # A concept counts in the border already; many together say little more.


@dataclass(frozen=True, slots=True)
class Scored:
    """An entry, and how surely it answers the question (0 to 1)."""

    entry: Entry
    confidence: float


class Matcher:
    """The FAQ, learnt once from every wording of it, and from questions it does not answer where the book has some."""

    def __init__(self, book: Book, words: WordList) -> None:
        """Learn `book`; half a second for fifty entries with sixty wordings each."""
        self._words = words
        self._entries = book.entries
        self._vocabulary = frozenset(_collect_stems(book))
        asked = [[self._read(text) for text in entry.list_questions()] for entry in book.entries]
        # What the operator's own questions speak of is not elsewhere, whatever the word list says.
        shown = (of[: len(entry.list_shown())] for entry, of in zip(book.entries, asked, strict=True))
        self._here = frozenset(term for of in shown for reading in of for term in reading.elsewhere)
        examples = [[_list_features(reading) for reading in of] for of in asked]
        self._topics = Topics(examples)
        elsewhere = [_list_features(self._read(text)) for text in book.elsewhere]
        self._exact = {
            _squeeze(text): place for place, entry in enumerate(book.entries) for text in entry.list_questions()
        }
        self._border = Border([text for of in examples for text in of], elsewhere)

    def match(self, question: str, context: str = "") -> list[Scored]:
        """Return every entry, the surest first; `context` is what the visitor asked before, and counts for half."""
        question = question[:_QUESTION_CHARS]
        before = self._read(context[-_QUESTION_CHARS:]) if context else None
        scores = self._score(self._read(question), before)
        sentences = [part for part in _SENTENCE.split(question) if part.strip()]
        if len(sentences) > 1:
            for part in sentences:
                alone = self._score(self._read(part), before)
                scores = [max(score, _SENTENCE_SHARE * other) for score, other in zip(scores, alone, strict=True)]
        if (place := self._exact.get(_squeeze(question))) is not None:
            scores[place] = 1.0
        ranked = sorted(zip(self._entries, scores, strict=True), key=lambda pair: -pair[1])
        return [Scored(entry, score) for entry, score in ranked]

    def _read(self, text: str) -> Reading:
        return self._words.read(text, self._vocabulary)

    def _score(self, reading: Reading, before: Reading | None) -> list[float]:
        features = dict.fromkeys(_list_features(reading), 1.0)
        for feature in _list_features(before) if before else ():
            features.setdefault(feature, _CONTEXT_SHARE)
        telling = {f: counts for f, counts in features.items() if _stands_alone(f)}
        familiar = self._measure_familiar(telling)
        if not familiar:
            return [0.0] * len(self._entries)
        border = self._border.weigh(features)
        concepts = sum(f[0] == "c" for f in features)
        trust = (
            _FAITH.start
            + _FAITH.border * (max(0.0, border) if before else border)
            + _FAITH.elsewhere * len(reading.elsewhere - self._here)
            + _FAITH.concept * min(3, concepts)
        )
        share = min(1.0, familiar / _FAMILIAR)
        return [share / (1 + math.exp(-trust - _FAITH.entry * chance)) for chance in self._topics.compare(features)]

    def _measure_familiar(self, features: Features) -> float:
        total = sum(features.values())
        return sum(counts for f, counts in features.items() if self._topics.knows(f)) / total if total else 0.0


_FAITH = _Faith()


def _list_features(reading: Reading) -> tuple[str, ...]:
    concepts = sorted(reading.concepts)
    pairs = concepts if len(concepts) < _MOST_CONCEPTS else []
    found = reading.words.union(
        (f"c:{name}" for name in concepts),
        (f"p:{a}&{b}" for i, a in enumerate(pairs) for b in pairs[i + 1 :]),
        (f"e:{term}" for term in reading.elsewhere),
    )
    return tuple(sorted(found))  # In one order, so that sums come out the same to the last digit.


def _stands_alone(feature: str) -> bool:
    return feature[0] in "cwe" or (feature[0] == "h" and len(feature) == 3)


def _squeeze(text: str) -> str:
    return "".join(filter(str.isalnum, clean_text(text)))


def _collect_stems(book: Book) -> Iterable[str]:
    for entry in book.entries:
        shown = [text for w in entry.wordings.values() for text in (w.question, *w.also, w.answer)]
        for text in shown:
            yield from map(stem_word, split_words(clean_text(text)))
