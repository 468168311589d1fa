"""The ways a visitor asks for a person, found in what is heard; whether one is meant is decided in `wishes`."""

from bisect import bisect_left
from collections.abc import Container, Iterable, Sequence

from app.domain.hearing import Heard, cover
from app.domain.phrases import Hit
from app.domain.policy_filler import BETWEEN, FILLER
from app.domain.tokens import BREAK

NEAR_TOKENS = 7
"""So many tokens apart words still belong together."""
_SERVE_TOKENS = 5
_ANYBODY = frozenset(("someone", "anyone", "person", "people", "owner", "expert", "assistant", "sales", "real"))
_PRESSING = frozenset(("please", "now", "asap", "immediately", "急", "快"))
_NO_WISH_ENDS = ("是", "用", "靠", "像", "纯", "全", "半", "为", "非", "成", "款", "比", "于", "无", "含", "算")
"""What stands before "人工" where it is a kind of work, and before "真人" where it is a likeness."""


def find_asked(heard: Heard) -> list[Hit]:
    """Return where a person is asked for, in one way or another, meant or not."""
    return [*heard.find("ask"), *_join_wants(heard), *_find_alone(heard), *_find_last(heard), *_find_served(heard)]


def step_back(tokens: Sequence[str], start: int, stops: Container[int], over: Container[int] = ()) -> int | None:
    """The nearest place of `stops` reached from `start` over nothing but small words and places of `over`, or None."""
    for at in range(start, max(0, start - NEAR_TOKENS) - 1, -1):
        if at in stops:
            return at
        if at == 0 or not (tokens[at - 1] in BETWEEN or at - 1 in over):
            return None
    return None


def is_bare(tokens: Sequence[str], places: Iterable[int], but: Container[int]) -> bool:
    """Whether at `places` stand only small words, breaks, and what is in `but`."""
    return all(at in but or tokens[at] in FILLER or tokens[at] == BREAK for at in places)


def _join_wants(heard: Heard) -> list[Hit]:
    # A word of wanting, and over nothing but small words one for a person.
    begins = {hit.end: hit.start for hit in reversed(heard.find("want"))}
    nouns = [*heard.find("person"), *heard.find("staff")] if begins else []
    joined = ((step_back(heard.tokens, noun.start, begins), noun) for noun in nouns)
    near = [Hit(begins[at], noun.end) for at, noun in joined if at is not None]
    return near or _join_strong(heard)


def _join_strong(heard: Heard) -> list[Hit]:
    # "Talk to your most experienced battery technician": over any words, to a word that means nobody but staff.
    strong = {hit.end: hit.start for hit in heard.find("strong")}
    nouns = [noun for noun in heard.find("staff") if heard.tokens[noun.start] not in _ANYBODY] if strong else []
    joined = []
    for noun in nouns:
        at = next((at for at in range(noun.start, noun.start - NEAR_TOKENS, -1) if at in strong), None)
        if at is not None and heard.clauses[at] == heard.clauses[noun.start]:
            joined.append(Hit(strong[at], noun.end))
    return joined


def _find_alone(heard: Heard) -> list[Hit]:
    # Any word for staff if it is the whole message; a word for a person if it is a whole clause.
    person, staff = heard.find("person"), heard.find("staff")
    both = cover([*person, *staff])
    if both and is_bare(heard.tokens, range(len(heard.tokens)), both):
        return [*person, *staff]
    covered = cover(person)
    alone = [hit for hit in person if is_bare(heard.tokens, _reach_clause(heard.tokens, hit), covered)]
    return alone + [hit for hit in staff if _is_pressed(heard.tokens, _reach_clause(heard.tokens, hit), both)]


def _is_pressed(tokens: Sequence[str], clause: range, covered: Container[int]) -> bool:
    # "Useless. Customer service please": a clause of its own, and with some pressure.
    return any(tokens[at] in _PRESSING for at in clause) and is_bare(tokens, clause, covered)


def _find_last(heard: Heard) -> list[Hit]:
    # Chinese says last what it is about: "我说的是人工"; not "这是人工".
    persons = cover(heard.find("person"))
    hits = []
    for hit in heard.find("person"):
        clause = _reach_clause(heard.tokens, hit)
        said = "".join(heard.tokens[max(clause.start, hit.start - 2) : hit.start])
        is_last = is_bare(heard.tokens, range(hit.end, clause.stop), persons)
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
        if serve and cause >= 0 and helper.start - causes[cause] <= NEAR_TOKENS:
            hits.append(Hit(causes[cause], serve.end))
    return [hit for hit in hits if heard.is_clause(hit)]


def _reach_clause(tokens: Sequence[str], hit: Hit) -> range:
    # The places of the clause `hit` stands in, or as far as it matters: a bare clause is short.
    start, end = hit.start, hit.end
    while start > 0 and tokens[start - 1] != BREAK and hit.start - start < 2 * NEAR_TOKENS:
        start -= 1
    while end < len(tokens) and tokens[end] != BREAK and end - hit.end < 2 * NEAR_TOKENS:
        end += 1
    return range(start, end)
