"""Which of several topics a text speaks of, learnt from examples; what topics and features are is not known here."""

import math
from collections import Counter
from collections.abc import Mapping, Sequence

_CALM = 3.0
_ANGLE_SHARE = 20.0
_SHARES = {
    "c": (1.0, 1.0),
    "p": (0.5, 0.5),
    "w": (0.5, 1.0),
    "W": (0.5, 1.0),
    "h": (0.3, 0.7),
    "H": (0.3, 0.7),
    "b": (0.2, 0.3),
    "e": (0.0, 0.0),
}

Features = Mapping[str, float]
"""The features of a text ("w:charg", by kind and what it is), each with how much it counts (1: it stands there)."""


class Topics:
    """Naive Bayes, which counts the evidence, and the angle to the middle of each topic's examples, added up.

    Both are weighted by the kind of the feature (`_SHARES`): what is a concept says more than a pair of
    characters, of which a text holds many. Nothing is random: the same examples give the same weights.
    """

    def __init__(self, examples: Sequence[Sequence[Sequence[str]]]) -> None:
        """Learn from the texts of each topic, each text as its features, none twice."""
        counts: dict[str, dict[int, int]] = {}
        for topic, texts in enumerate(examples):
            for feature, times in Counter(feature for text in texts for feature in text).items():
                counts.setdefault(feature, {})[topic] = times
        sizes = [max(1, len(texts)) for texts in examples]
        total = sum(sizes)
        calm = _CALM * total / len(sizes)
        self._start = [math.log(calm / (size + calm)) for size in sizes]
        self._evidence = {f: _weigh_evidence(of, calm / total) for f, of in counts.items()}
        self._rarity = {f: _SHARES[f[0]][1] * math.log(total / sum(of.values())) for f, of in counts.items()}
        self._middles = self._find_middles(examples)

    def knows(self, feature: str) -> bool:
        """Tell whether an example had this feature."""
        return feature in self._evidence

    def compare(self, features: Features) -> list[float]:
        """Return for each topic the logarithm of how probably it is the one, given that one of them is."""
        known = {feature: counts for feature, counts in features.items() if feature in self._evidence}
        votes = [0.0] * len(self._start)
        seen = 0.0
        for feature, counts in known.items():
            weight = counts * _SHARES[feature[0]][0]
            seen += weight
            for topic, evidence in self._evidence[feature].items():
                votes[topic] += weight * evidence
        length = math.sqrt(sum((counts * self._rarity[feature]) ** 2 for feature, counts in known.items()))
        for feature, counts in known.items() if length else ():
            weight = _ANGLE_SHARE * counts * self._rarity[feature] / length
            for topic, share in self._middles[feature].items():
                votes[topic] += weight * share
        votes = [vote + seen * start for vote, start in zip(votes, self._start, strict=True)]
        most = max(votes)
        all_together = most + math.log(sum(math.exp(vote - most) for vote in votes))
        return [vote - all_together for vote in votes]

    def _find_middles(self, examples: Sequence[Sequence[Sequence[str]]]) -> dict[str, dict[int, float]]:
        middles: dict[str, dict[int, float]] = {}
        for topic, texts in enumerate(examples):
            middle: dict[str, float] = {}
            for text in texts:
                weights = [(feature, self._rarity[feature]) for feature in text]
                length = math.sqrt(sum(weight * weight for _, weight in weights)) or 1.0
                for feature, weight in weights:
                    middle[feature] = middle.get(feature, 0.0) + weight / length
            length = math.sqrt(sum(value * value for value in middle.values())) or 1.0
            for feature, value in middle.items():
                middles.setdefault(feature, {})[topic] = value / length
        return middles


def _weigh_evidence(counts: Mapping[int, int], calm_share: float) -> dict[int, float]:
    # How much oftener than in all examples the feature is found in the topic's; topics without it share one value.
    often = calm_share * sum(counts.values())
    return {topic: math.log(1 + count / often) for topic, count in counts.items()}
