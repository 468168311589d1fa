"""Whether a text tells of danger, the law or a complaint, from what is heard; what is done about it is in `policy`."""

from collections.abc import Sequence

from app.domain.hearing import Heard
from app.domain.phrases import Hit
from app.domain.policy_pairs import PAIRS

_DOUBTS = {"safety": "maybe", "complaint": "hearsay"}
"""By rule, what makes a clause a question or somebody else's word, and no news."""


def find_trouble(heard: Heard, rule: str) -> list[Hit]:
    """Return where a text tells of the trouble of `rule`: "safety", "legal" or "complaint".

    One phrase is enough, or two sides of a pair near each other; not what is denied, as in "not injured", nor what
    is only asked about, as in "can it catch fire".
    """
    return _keep_told(heard, rule, heard.find(rule)) or _keep_told(heard, rule, _join_pairs(heard, rule))


def _keep_told(heard: Heard, rule: str, hits: Sequence[Hit]) -> list[Hit]:
    if not hits:
        return []
    denied = {hit.end for hit in heard.find("not")}
    begins = _find_doubt(heard, rule)
    told = (hit for hit in hits if begins.get(heard.clauses[hit.start], hit.start) >= hit.start)
    return sorted((hit for hit in told if hit.start not in denied), key=lambda hit: hit.start)


def _join_pairs(heard: Heard, rule: str) -> list[Hit]:
    return [
        joined
        for first, second, reach in PAIRS.get(rule, ())
        if heard.find(first) and heard.find(second)
        for joined in _join_near(heard, (heard.find(first), heard.find(second)), reach)
    ]


def _join_near(heard: Heard, sides: tuple[Sequence[Hit], Sequence[Hit]], reach: int) -> list[Hit]:
    # For each hit of one side the nearest one of the other behind it, in the same clause.
    joined = []
    denied = {hit.end for hit in heard.find("not")}
    for befores, behinds in (sides, sides[::-1]):
        starts = {hit.start: hit for hit in reversed(behinds) if hit.start not in denied}
        for hit in befores:
            at = next((at for at in range(hit.end, hit.end + reach + 1) if at in starts), None)
            if at is not None and heard.clauses[hit.start] == heard.clauses[at] and hit.start not in denied:
                joined.append(Hit(hit.start, starts[at].end))
    return joined


def _find_doubt(heard: Heard, rule: str) -> dict[int, int]:
    # By clause, where its first word of doubt begins.
    certain = {heard.clauses[hit.start] for hit in heard.find("certain")}
    begins: dict[int, int] = {}
    for hit in heard.find(_DOUBTS.get(rule, "")):
        if rule != "safety" or heard.clauses[hit.start] not in certain:
            begins.setdefault(heard.clauses[hit.start], hit.start)
    return begins
