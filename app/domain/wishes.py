"""Whether a visitor asks for a person, from what is heard in their words; what is done about it is in `policy`."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from app.domain.asking import NEAR_TOKENS, find_asked, is_bare, step_back
from app.domain.frames import keep_meant
from app.domain.hearing import Heard, cover
from app.domain.phrases import Hit
from app.domain.tokens import BREAK

_REFUSED_FAR = frozenset(("need", "want", "without", "require"))


@dataclass(frozen=True, slots=True)
class Wish:
    """A request for a person: `evidence` are the words; `is_all` when the visitor wrote nothing else."""

    evidence: str
    is_all: bool


def find_wish(heard: Heard) -> Wish | None:
    """Return the request for a person in what was heard, or None.

    Asked for and not refused, and not only spoken about; or tired of talking to a machine.
    """
    asked = list(dict.fromkeys(find_asked(heard)))
    about = {hit.start for hit in heard.find("about")}
    hits = [hit for hit in _drop_refused(heard, asked) if not _is_near(heard, hit, about)]
    hits = keep_meant(heard, [*hits, *_find_weary(heard)])
    return Wish(heard.spell(_join_first(hits)), _is_all(heard, hits)) if hits else None


def _join_first(hits: Sequence[Hit]) -> Hit:
    # The first, and what overlaps it: "转人" and "人工" are "转人工".
    first, *others = sorted(hits, key=lambda hit: hit.start)
    for hit in others:
        if hit.start < first.end:
            first = _span(first, hit)
    return first


def _drop_refused(heard: Heard, hits: Sequence[Hit]) -> list[Hit]:
    # A refusal stands right before the wish, or is its first word, as in "no need for a human".
    refusals = heard.find("refuse") if hits else ()
    if not refusals:
        return list(hits)
    ends, within = {refusal.end for refusal in refusals}, cover(refusals)
    persons = cover([*heard.find("person"), *heard.find("staff")])
    far = {end for end in ends if heard.tokens[end - 1] in _REFUSED_FAR}
    far_places = _reach_refused(heard, far)
    return [
        hit
        for hit in hits
        if hit.start not in within
        and hit.start not in far_places
        and step_back(heard.tokens, hit.start, ends, persons) is None
    ]


def _reach_refused(heard: Heard, ends: Iterable[int]) -> set[int]:
    # "I don't need help from an agent": so far as nothing else is asked for, and no robot is what is not wanted.
    stops = {hit.start for name in ("firm", "robot") for hit in heard.find(name)}
    places: set[int] = set()
    for end in ends:
        for at in range(end, min(end + NEAR_TOKENS, len(heard.tokens))):
            if at in stops or heard.tokens[at] in (BREAK, "but", "just"):
                break
            places.add(at)
    return places


def _is_near(heard: Heard, hit: Hit, starts: frozenset[int] | set[int]) -> bool:
    if not starts:
        return False
    first, last = max(0, hit.start - NEAR_TOKENS), min(len(heard.tokens), hit.end + NEAR_TOKENS)
    clause = heard.clauses[hit.start]
    return any(at in starts and heard.clauses[at] == clause for at in range(first, last))


def _find_weary(heard: Heard) -> list[Hit]:
    robots = {hit.start: hit for hit in heard.find("robot")}
    hits = []
    for weary in heard.find("weary") if robots else ():
        for at in range(max(0, weary.start - NEAR_TOKENS), weary.end + NEAR_TOKENS + 1):
            hits.extend([_span(weary, robots[at])] if at in robots else [])
    return [hit for hit in hits if heard.is_clause(hit)]


def _span(a: Hit, b: Hit) -> Hit:
    return Hit(min(a.start, b.start), max(a.end, b.end))


def _is_all(heard: Heard, hits: Iterable[Hit]) -> bool:
    known = cover([*hits, *heard.find("person"), *heard.find("staff"), *heard.find("robot")])
    return is_bare(heard.tokens, range(len(heard.tokens)), known)
