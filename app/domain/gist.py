"""Whether an answer amounts to "sorry, I don't know"; what follows from that is decided in `policy`."""

from collections.abc import Sequence
from functools import lru_cache

from app.domain.phrases import PhraseBook
from app.domain.policy_trouble import COURTESY
from app.domain.tokens import BREAK, split_tokens

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
    book = _make_book(unsure)
    found = [(clause, book.find(clause)) for clause in clauses]
    doubts = [clause for clause, hits in found if "unsure" in hits]
    said = [clause for clause, hits in found if not hits]
    return bool(doubts) and _count(said) <= max(_SPARE_TOKENS, _count(doubts))


@lru_cache(maxsize=64)
def _make_book(unsure: tuple[str, ...]) -> PhraseBook:
    return PhraseBook({"unsure": unsure, "courtesy": COURTESY})


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
