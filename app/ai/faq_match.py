"""Which entries of the FAQ answer a question, and how surely; pure, knows nothing of answers' streaming or of chats."""

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from app.ai.faq_book import Book, Entry
from app.ai.faq_text import clean_text, split_words, stem_word
from app.ai.faq_words import Reading, WordList

_QUESTION_CHARS = 400
_WORD_WEIGHT = 0.35
_PAIR_WEIGHT = 0.25
_STRANGE_WEIGHT = 0.6
_STRANGE_HAN_WEIGHT = 0.2
_ELSEWHERE_WEIGHT = 3.0
_ANSWER_STRENGTH = 0.15
_COSINE_SHARE = 0.4
_SENTENCE_SHARE = 0.95
_ODDS_SHARE = 0.25
_PRIOR = 2.0
_EVERYDAY_SHARE = 0.6
_SENTENCE = re.compile(r"[.?!;。？！；\n]+")


@dataclass(frozen=True, slots=True)
class Scored:
    """An entry, and how surely it answers the question (0 to 1)."""

    entry: Entry
    confidence: float


class Matcher:
    """The FAQ, weighed once: how telling each word is, and how strongly it stands for each entry."""

    def __init__(self, book: Book, words: WordList) -> None:
        """Read every wording of `book`; some tenths of a second for fifty entries."""
        self._words = words
        self._entries = book.entries
        self._vocabulary = frozenset(_collect_stems(book))
        readings = {entry.id: [self._read(text) for text in _list_questions(entry)] for entry in book.entries}
        asked = {id_: [_list_features(reading) for reading in of] for id_, of in readings.items()}
        # What the operator's own questions speak of is not elsewhere, whatever the word list says.
        self._here = frozenset(term for of in readings.values() for reading in of for term in reading.elsewhere)
        answers = {
            entry.id: frozenset().union(*(_list_features(self._read(w.answer)) for w in entry.wordings.values()))
            for entry in book.entries
        }
        spread = Counter(feature for texts in asked.values() for feature in frozenset().union(*texts))
        count = len(book.entries)
        self._rarest = math.log(1 + count / 0.5)
        self._rarity = {feature: math.log(1 + count / (0.5 + n)) for feature, n in spread.items()}
        self._strength = {id_: _measure_strength(texts, answers[id_]) for id_, texts in asked.items()}
        self._chance = _measure_chance(asked)
        self._asked = {id_: [self._weigh(text) for text in texts] for id_, texts in asked.items()}

    def match(self, question: str, context: str = "") -> list[Scored]:
        """Return every entry, the surest first; `context` is what the visitor asked before, and counts for half."""
        question = question[:_QUESTION_CHARS]
        before = self._read(context[-_QUESTION_CHARS:]) if context else None
        scores = self._score(self._read(question), before)
        sentences = [part for part in _SENTENCE.split(question) if part.strip()]
        if len(sentences) > 1:
            for part in sentences:
                for id_, score in self._score(self._read(part), before).items():
                    scores[id_] = max(scores[id_], _SENTENCE_SHARE * score)
        ranked = sorted(self._entries, key=lambda entry: -scores[entry.id])
        return [Scored(entry, scores[entry.id]) for entry in ranked]

    def _read(self, text: str) -> Reading:
        return self._words.read(text, self._vocabulary)

    def _weigh(self, features: Iterable[str]) -> dict[str, float]:
        return {feature: self._rarity.get(feature, self._rarest) * _rank_feature(feature) for feature in features}

    def _weigh_question(self, reading: Reading) -> tuple[dict[str, float], float]:
        features = _list_features(reading) - reading.strange
        weights = self._weigh(f for f in features if f in self._rarity or f in reading.concepts)
        lost = _ELSEWHERE_WEIGHT * len(reading.elsewhere - self._here)
        for word in reading.strange:
            if word in self._rarity:
                weights[word] = self._rarity[word] * (_PAIR_WEIGHT if word.startswith("s:") else _STRANGE_WEIGHT)
            else:
                lost += _STRANGE_HAN_WEIGHT if word.startswith("s:") else _STRANGE_WEIGHT
        return weights, lost * self._rarest

    def _score(self, reading: Reading, before: Reading | None) -> dict[str, float]:
        weights, lost = self._weigh_question(reading)
        if before:
            for feature, weight in self._weigh_question(before)[0].items():
                weights.setdefault(feature, weight / 2)
        total = sum(weights.values()) + lost
        length = math.sqrt(sum(w * w for w in weights.values()) + lost * lost)
        if not total:
            return {entry.id: 0.0 for entry in self._entries}
        faith = _EVERYDAY_SHARE if reading.concepts and reading.concepts <= self._words.everyday and not before else 1.0
        scores: dict[str, float] = {}
        for id_, strength in self._strength.items():
            covered = sum(weight * strength.get(feature, 0.0) for feature, weight in weights.items()) / total
            angles = (_dot(weights, asked) / (length * _norm(asked)) for asked in self._asked[id_] if asked)
            nearest = max(angles, default=0.0)
            scores[id_] = faith * ((1 - _COSINE_SHARE) * covered + _COSINE_SHARE * nearest)
        return self._settle(scores, weights)

    def _settle(self, scores: Mapping[str, float], weights: Iterable[str]) -> dict[str, float]:
        # How well the words are covered says whether there is an answer. Which one it is, of those that cover them
        # alike, says how seldom each entry's askers speak so: an entry never asked with "declined" is not the one.
        top = max(scores.values())
        likelihood = {id_: sum(chance.get(feature, 0.0) for feature in weights) for id_, chance in self._chance.items()}
        best = max(likelihood.values())
        odds = {id_: math.exp(value - best) for id_, value in likelihood.items()}
        share = _ODDS_SHARE * top / sum(odds.values())
        mixed = {id_: (1 - _ODDS_SHARE) * score + share * odds[id_] for id_, score in scores.items()}
        scale = top / max(mixed.values()) if top else 0.0
        return {id_: scale * value for id_, value in mixed.items()}


def _list_questions(entry: Entry) -> list[str]:
    return [text for wording in entry.wordings.values() for text in (wording.question, *wording.also)]


def _list_features(reading: Reading) -> frozenset[str]:
    return reading.concepts | reading.words | reading.strange | {f"e:{term}" for term in reading.elsewhere}


def _collect_stems(book: Book) -> Iterable[str]:
    for entry in book.entries:
        for text in (*_list_questions(entry), *(w.answer for w in entry.wordings.values())):
            yield from map(stem_word, split_words(clean_text(text)))


def _measure_strength(texts: Iterable[frozenset[str]], answer: frozenset[str]) -> dict[str, float]:
    strength = dict.fromkeys(answer, _ANSWER_STRENGTH)
    for feature, times in Counter(feature for text in texts for feature in text).items():
        strength[feature] = 1 - 0.5**times
    return strength


def _measure_chance(asked: Mapping[str, Sequence[frozenset[str]]]) -> dict[str, dict[str, float]]:
    """Return, by entry and feature, the logarithm of how much likelier the feature is in its wordings than in any."""
    counts = {id_: Counter(feature for text in texts for feature in text) for id_, texts in asked.items()}
    total = sum(len(texts) for texts in asked.values())
    usual = {feature: n / total for feature, n in sum(counts.values(), Counter[str]()).items()}
    return {
        id_: {
            feature: _rank_feature(feature) * math.log((count[feature] / often + _PRIOR) / (len(asked[id_]) + _PRIOR))
            for feature, often in usual.items()
        }
        for id_, count in counts.items()
    }


def _rank_feature(feature: str) -> float:
    if feature.startswith("w:"):
        return _WORD_WEIGHT
    return _PAIR_WEIGHT if feature.startswith(("h:", "s:")) else 1.0


def _norm(weights: Mapping[str, float]) -> float:
    return math.sqrt(sum(weight * weight for weight in weights.values()))


def _dot(a: Mapping[str, float], b: Mapping[str, float]) -> float:
    return sum(weight * b[feature] for feature, weight in a.items() if feature in b)
