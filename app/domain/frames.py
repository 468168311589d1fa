"""Whether a request for a person is meant: not if told of others, supposed, past or put off; what one is: `wishes`."""

from collections import Counter
from collections.abc import Iterable, Sequence

from app.domain.hearing import Heard, cover
from app.domain.phrases import Hit
from app.domain.tokens import BREAK

_WITHIN = ("supposed", "asked_whether", "later", "told")
_PAST_TOKENS, _AFTER_TOKENS, _TASK_TOKENS, _DID_TOKENS = 4, 6, 4, 2
_TOO_SHORT_TOKENS = 3
_ANYBODY = frozenset(("人", "傅", "someone", "anyone", "person", "people", "human", "humans", "owner"))
_WORDS_FOLLOW = frozenset(("wrote", "said", "me", "写", "说"))
_CALLS = frozenset(("电", "打", "联", "call", "ring", "phone", "callback", "contact"))


def keep_meant(heard: Heard, hits: Sequence[Hit]) -> list[Hit]:
    """Return those of `hits` that no way of speaking takes back."""
    if not hits:
        return []
    frames = _Frames(heard)
    return [hit for hit in hits if not frames.take_back(hit)]


class _Frames:
    # What takes back, by clause or by place; `firm` is where a clause begins to be a direct request.

    def __init__(self, heard: Heard) -> None:
        self._heard, self._clauses = heard, heard.clauses
        self._firm = self._find_firm()
        self._doubtful = {self._clauses[hit.start] for name in _WITHIN for hit in heard.find(name)}
        self._doubtful |= self._reach_neighbours()
        self._quoted = self._find_quoted()
        self._did = {hit.start for hit in heard.find("did")}
        self._past = {at for hit in heard.find("past") for at in range(hit.start, hit.end + _PAST_TOKENS)}
        self._declined = {hit.start for hit in heard.find("declined_after")}
        self._outsiders = self._find_first(heard.find("outsider"))
        self._tasks = {hit.start for hit in heard.find("task")}

    def take_back(self, hit: Hit) -> bool:
        clause = self._clauses[hit.start]
        if self._is_followed(hit, self._declined, _AFTER_TOKENS):
            return True
        if clause in self._quoted or self._is_outsiders(hit) or self._is_task(hit):
            return True
        if self._firm.get(clause, hit.end) < hit.end:
            return False
        return clause in self._doubtful or self._is_past(hit) or self._is_doer(hit)

    def _is_outsiders(self, hit: Hit) -> bool:
        # "Will the courier call me?"
        if _CALLS.isdisjoint(self._heard.tokens[hit.start : hit.end]):
            return False
        return self._outsiders.get(self._clauses[hit.start], hit.end) < hit.end

    def _is_past(self, hit: Hit) -> bool:
        return hit.start in self._past and BREAK not in self._heard.tokens[max(0, hit.start - _PAST_TOKENS) : hit.start]

    def _is_doer(self, hit: Hit) -> bool:
        return self._is_followed(hit, self._did, _DID_TOKENS)

    def _is_task(self, hit: Hit) -> bool:
        return self._heard.tokens[hit.end - 1] in _ANYBODY and self._is_followed(hit, self._tasks, _TASK_TOKENS)

    def _find_firm(self) -> dict[int, int]:
        # "If I need" is not "I need".
        covered = cover(hit for name in _WITHIN for hit in self._heard.find(name))
        return self._find_first(hit for hit in self._heard.find("firm") if hit.start not in covered)

    def _find_first(self, hits: Iterable[Hit]) -> dict[int, int]:
        # By clause, where the first of `hits` begins.
        first: dict[int, int] = {}
        for hit in hits:
            first.setdefault(self._clauses[hit.start], hit.start)
        return first

    def _find_quoted(self) -> set[int]:
        # Behind "he wrote:" are his words.
        tokens = self._heard.tokens
        ends = (hit.end for hit in self._heard.find("told") if tokens[hit.end - 1] in _WORDS_FOLLOW)
        return {self._clauses[end] for end in ends if tokens[end : end + 1] == (BREAK,)}

    def _reach_neighbours(self) -> set[int]:
        # What is supposed governs the clauses beside it, unless they are as short as "转人工".
        find, clauses = self._heard.find, self._clauses
        beside = {clauses[hit.start] + step for hit in find("supposed") for step in (-1, 1)}
        sizes = Counter(clauses)
        return {clause for clause in beside if sizes[clause] > _TOO_SHORT_TOKENS + 1}

    def _is_followed(self, hit: Hit, starts: set[int], reach_tokens: int) -> bool:
        clause = self._clauses[hit.start]
        places = range(hit.end, min(len(self._clauses), hit.end + reach_tokens))
        return any(at in starts and self._clauses[at] == clause for at in places)
