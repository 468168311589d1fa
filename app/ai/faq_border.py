"""Whether a text is one of ours or of elsewhere, learnt from examples of both; which one it is, is not asked here."""

import math
from collections.abc import Iterator, Sequence

from app.ai.faq_topics import Features

# "How do I" tells a topic of nothing, even though the examples of one side have more of it.
_SHARES = {"c": 2.0, "p": 0.1, "w": 1.0, "W": 0.1, "h": 0.3, "H": 0.1, "b": 0.05, "e": 1.0}
_STEP = 0.05
_TIRING = 0.8
_ROUNDS = 5
_ELSEWHERE_COUNTS = 2
_TRUSTING = 1.0


class Border:
    """Logistic regression, learnt in a few rounds with shrinking steps; nothing in it is random."""

    def __init__(self, ours: Sequence[Sequence[str]], elsewhere: Sequence[Sequence[str]]) -> None:
        """Learn from the features of both; without any from elsewhere, every text is taken for ours."""
        self._weights: dict[str, float] = {}
        step = _STEP
        for _ in range(_ROUNDS if ours and elsewhere else 0):
            for is_ours, text in _mix(ours, elsewhere):
                self._correct(text, is_ours, step)
            step *= _TIRING

    def weigh(self, features: Features) -> float:
        """Return the evidence that a text is ours: above 0 speaks for it, below against it."""
        if not self._weights:
            return _TRUSTING
        return sum(counts * self._weights.get(feature, 0.0) for feature, counts in features.items())

    def _correct(self, text: Sequence[str], is_ours: bool, step: float) -> None:
        weights = self._weights
        sure = 1 / (1 + math.exp(-sum(weights.get(feature, 0.0) for feature in text)))
        change = step * (1 - sure) if is_ours else -step * sure * _ELSEWHERE_COUNTS
        for feature in text:
            weights[feature] = weights.get(feature, 0.0) + change * _SHARES[feature[0]]


def _mix(ours: Sequence[Sequence[str]], elsewhere: Sequence[Sequence[str]]) -> Iterator[tuple[bool, Sequence[str]]]:
    # Spread evenly, for what comes last weighs most.
    length = max(len(ours), len(elsewhere))
    for i in range(length):
        for is_ours, texts in ((True, ours), (False, elsewhere)):
            if i * len(texts) // length != (i + 1) * len(texts) // length:
                yield is_ours, texts[i * len(texts) // length]
