"""Whether an answer amounts to "sorry, I don't know"; what follows from that is decided in `policy`."""

from collections.abc import Sequence
from functools import lru_cache

from app.domain.phrases import BREAK, Phrases, split_tokens
from app.domain.policy_trouble import COURTESY

_SPARE_TOKENS = 12
"""As much as may be said beside "I don't know" without being an answer."""


def says_nothing(text: str, unsure: tuple[str, ...]) -> bool:
    """Whether `text` is empty, or says one of `unsure` and little else.

    Excuses, and the advice to ask otherwise or to ask somebody, are nothing. What is left, an answer in spite
    of the doubt ("I'm not sure which model you have, but the battery of ours lasts ..."), counts as an answer
    when it is longer than the doubt itself.
    """
    clauses = _split_clauses(split_tokens(text))
    if not clauses:
        return True
    doubts = [clause for clause in clauses if _index(unsure).find(clause)]
    said = [clause for clause in clauses if not _index(unsure).find(clause) and not _index(COURTESY).find(clause)]
    return bool(doubts) and _count(said) <= max(_SPARE_TOKENS, _count(doubts))


@lru_cache(maxsize=64)
def _index(phrases: tuple[str, ...]) -> Phrases:
    return Phrases(phrases)


def _count(clauses: Sequence[Sequence[str]]) -> int:
    return sum(map(len, clauses))


def _split_clauses(tokens: Sequence[str]) -> list[list[str]]:
    clauses: list[list[str]] = [[]]
    for token in tokens:
        if token in (BREAK, "but"):
            clauses.append([])
        else:
            clauses[-1].append(token)
    return [clause for clause in clauses if clause]
