"""Whether a visitor asks for a person, from what is heard in their words; what is done about it is in `policy`."""

from bisect import bisect_left
from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass

from app.domain.frames import keep_meant
from app.domain.hearing import Heard, cover
from app.domain.phrases import Hit
from app.domain.policy_filler import BETWEEN, FILLER
from app.domain.tokens import BREAK

_NEAR = 7
"""So many tokens apart words still belong together."""
_SERVE_TOKENS = 5
_ANYBODY = frozenset(("someone", "anyone", "person", "people", "owner", "expert", "assistant", "sales", "real"))
_PRESSING = frozenset(("please", "now", "asap", "immediately", "急", "快"))
_REFUSED_FAR = frozenset(("need", "want", "without", "require"))
_NO_WISH_ENDS = ("是", "用", "靠", "像", "纯", "全", "半", "为", "非", "成", "款", "比", "于", "无", "含", "算")
"""What stands before "人工" where it is a kind of work, and before "真人" where it is a likeness."""


@dataclass(frozen=True, slots=True)
class Wish:
    """A request for a person: `evidence` are the words; `is_all` when the visitor wrote nothing else."""

    evidence: str
    is_all: bool


def find_wish(heard: Heard) -> Wish | None:
    """Return the request for a person in what was heard, or None.

    Asked for and not refused, and not only spoken about; or tired of talking to a machine.
    """
    asked = [*heard.find("ask"), *_join_wants(heard), *_find_alone(heard), *_find_last(heard), *_find_served(heard)]
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


def _join_wants(heard: Heard) -> list[Hit]:
    # A word of wanting, and over nothing but small words one for a person.
    begins = {hit.end: hit.start for hit in reversed(heard.find("want"))}
    nouns = [*heard.find("person"), *heard.find("staff")] if begins else []
    joined = ((_step_back(heard.tokens, noun.start, begins), noun) for noun in nouns)
    near = [Hit(begins[at], noun.end) for at, noun in joined if at is not None]
    return near or _join_strong(heard)


def _join_strong(heard: Heard) -> list[Hit]:
    # "Talk to your most experienced battery technician": over any words, to a word that means nobody but staff.
    strong = {hit.end: hit.start for hit in heard.find("strong")}
    nouns = [noun for noun in heard.find("staff") if heard.tokens[noun.start] not in _ANYBODY] if strong else []
    joined = []
    for noun in nouns:
        at = next((at for at in range(noun.start, noun.start - _NEAR, -1) if at in strong), None)
        if at is not None and heard.clauses[at] == heard.clauses[noun.start]:
            joined.append(Hit(strong[at], noun.end))
    return joined


def _step_back(tokens: Sequence[str], start: int, stops: Container[int], over: Container[int] = ()) -> int | None:
    # The nearest place of `stops` that is reached from `start` over nothing but small words, and places of `over`.
    for at in range(start, max(0, start - _NEAR) - 1, -1):
        if at in stops:
            return at
        if at == 0 or not (tokens[at - 1] in BETWEEN or at - 1 in over):
            return None
    return None


def _find_alone(heard: Heard) -> list[Hit]:
    # Any word for staff if it is the whole message; a word for a person if it is a whole clause.
    person, staff = heard.find("person"), heard.find("staff")
    both = cover([*person, *staff])
    if both and _is_bare(heard.tokens, range(len(heard.tokens)), both):
        return [*person, *staff]
    covered = cover(person)
    alone = [hit for hit in person if _is_bare(heard.tokens, _reach_clause(heard.tokens, hit), covered)]
    return alone + [hit for hit in staff if _is_pressed(heard.tokens, _reach_clause(heard.tokens, hit), both)]


def _is_pressed(tokens: Sequence[str], clause: range, covered: Container[int]) -> bool:
    # "Useless. Customer service please": a clause of its own, and with some pressure.
    return any(tokens[at] in _PRESSING for at in clause) and _is_bare(tokens, clause, covered)


def _find_last(heard: Heard) -> list[Hit]:
    # Chinese says last what it is about: "我说的是人工"; not "这是人工".
    persons = cover(heard.find("person"))
    hits = []
    for hit in heard.find("person"):
        clause = _reach_clause(heard.tokens, hit)
        said = "".join(heard.tokens[max(clause.start, hit.start - 2) : hit.start])
        is_last = _is_bare(heard.tokens, range(hit.end, clause.stop), persons)
        if is_last and not heard.tokens[hit.start].isascii() and (said == "的是" or not said.endswith(_NO_WISH_ENDS)):
            hits.append(hit)
    return hits


def _find_served(heard: Heard) -> list[Hit]:
    # Somebody who is to do what agents do: "让懂的人处理", "could your workshop look at it".
    causes = sorted(hit.start for hit in heard.find("cause"))
    serves = {hit.start: hit for hit in reversed(heard.find("serve"))}
    hits = []
    for helper in heard.find("helper") if causes and serves else ():
        cause = bisect_left(causes, helper.start) - 1
        serve = next((serves[at] for at in range(helper.end, helper.end + _SERVE_TOKENS) if at in serves), None)
        if serve and cause >= 0 and helper.start - causes[cause] <= _NEAR:
            hits.append(Hit(causes[cause], serve.end))
    return [hit for hit in hits if heard.is_clause(hit)]


def _is_bare(tokens: Sequence[str], places: Iterable[int], but: Container[int]) -> bool:
    return all(at in but or tokens[at] in FILLER or tokens[at] == BREAK for at in places)


def _reach_clause(tokens: Sequence[str], hit: Hit) -> range:
    # The places of the clause `hit` stands in, or as far as it matters: a bare clause is short.
    start, end = hit.start, hit.end
    while start > 0 and tokens[start - 1] != BREAK and hit.start - start < 2 * _NEAR:
        start -= 1
    while end < len(tokens) and tokens[end] != BREAK and end - hit.end < 2 * _NEAR:
        end += 1
    return range(start, end)


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
        and _step_back(heard.tokens, hit.start, ends, persons) is None
    ]


def _reach_refused(heard: Heard, ends: Iterable[int]) -> set[int]:
    # "I don't need help from an agent": so far as nothing else is asked for, and no robot is what is not wanted.
    stops = {hit.start for name in ("firm", "robot") for hit in heard.find(name)}
    places: set[int] = set()
    for end in ends:
        for at in range(end, min(end + _NEAR, len(heard.tokens))):
            if at in stops or heard.tokens[at] in (BREAK, "but", "just"):
                break
            places.add(at)
    return places


def _is_near(heard: Heard, hit: Hit, starts: Container[int]) -> bool:
    first, last = max(0, hit.start - _NEAR), min(len(heard.tokens), hit.end + _NEAR)
    clause = heard.clauses[hit.start]
    return any(at in starts and heard.clauses[at] == clause for at in range(first, last))


def _find_weary(heard: Heard) -> list[Hit]:
    robots = {hit.start: hit for hit in heard.find("robot")}
    hits = []
    for weary in heard.find("weary") if robots else ():
        for at in range(max(0, weary.start - _NEAR), weary.end + _NEAR + 1):
            hits.extend([_span(weary, robots[at])] if at in robots else [])
    return [hit for hit in hits if heard.is_clause(hit)]


def _span(a: Hit, b: Hit) -> Hit:
    return Hit(min(a.start, b.start), max(a.end, b.end))


def _is_all(heard: Heard, hits: Iterable[Hit]) -> bool:
    known = cover([*hits, *heard.find("person"), *heard.find("staff"), *heard.find("robot")])
    return _is_bare(heard.tokens, range(len(heard.tokens)), known)
