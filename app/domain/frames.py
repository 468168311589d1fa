"""Whether a request for a person is meant: not if told of others, supposed, past or put off; what one is: `wishes`."""

from collections.abc import Sequence

from app.domain.hearing import Heard, cover
from app.domain.phrases import Hit

_WITHIN = ("supposed", "asked_whether", "later", "told")
_PAST_TOKENS, _AFTER_TOKENS = 4, 6


def keep_meant(heard: Heard, hits: Sequence[Hit]) -> list[Hit]:
    """Return those of `hits` that no way of speaking takes back."""
    if not hits:
        return []
    frames = _Frames(heard)
    return [hit for hit in hits if not frames.take_back(hit)]


class _Frames:
    # What takes back, by clause or by place; `firm` clauses hold a direct request.

    def __init__(self, heard: Heard) -> None:
        self._clauses = heard.clauses
        self._firm = self._find_firm(heard)
        self._doubtful = {self._clauses[hit.start] for name in _WITHIN for hit in heard.find(name)}
        self._doubtful |= self._reach_neighbours(heard)
        self._past = {hit.end + i for hit in heard.find("past") for i in range(-1, _PAST_TOKENS)}
        self._declined = {hit.start for hit in heard.find("declined_after")}
        self._tasks = {hit.start for hit in heard.find("task")}

    def take_back(self, hit: Hit) -> bool:
        clause = self._clauses[hit.start]
        if clause in self._doubtful and clause not in self._firm:
            return True
        if self._is_followed(hit, self._declined) or hit.start in self._past:
            return True
        return clause not in self._firm and self._is_followed(hit, self._tasks)

    def _find_firm(self, heard: Heard) -> set[int]:
        # "If I need" is not "I need".
        covered = cover(hit for name in _WITHIN for hit in heard.find(name))
        return {self._clauses[hit.start] for hit in heard.find("firm") if hit.start not in covered}

    def _reach_neighbours(self, heard: Heard) -> set[int]:
        # What is supposed governs the clauses beside it; what somebody said, what is quoted behind.
        beside = {self._clauses[hit.start] + step for hit in heard.find("supposed") for step in (-1, 1)}
        last = len(heard.tokens) - 1
        ends = {hit.end for hit in heard.find("told")}
        return beside | {self._clauses[min(end, last)] + 1 for end in ends if self._is_break(heard, end)}

    def _is_break(self, heard: Heard, at: int) -> bool:
        return at < len(heard.tokens) and at > 0 and self._clauses[at] != self._clauses[at - 1]

    def _is_followed(self, hit: Hit, starts: set[int]) -> bool:
        clause = self._clauses[hit.start]
        places = range(hit.end, min(len(self._clauses), hit.end + _AFTER_TOKENS))
        return any(at in starts and self._clauses[at] == clause for at in places)
