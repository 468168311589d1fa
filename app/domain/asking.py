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
_PERSON_SERVE_TOKENS = 3
_ANYBODY = frozenset(("someone", "anyone", "person", "people", "owner", "expert", "assistant", "sales", "real"))
_PRESSING = frozenset(("please", "now", "asap", "immediately", "急", "快"))
_NO_WISH_ENDS = ("是", "用", "靠", "像", "纯", "全", "半", "为", "非", "成", "款", "比", "于", "无", "含", "算")
"""What stands before "人工" where it is a kind of work, and before "真人" where it is a likeness."""


def find_asked(heard: Heard) -> list[Hit]:
    """Return where a person is asked for, in one way or another, meant or not."""
    by_words = [*heard.find("ask"), *_join_wants(heard), *_find_served(heard), *_find_person_served(heard)]
    return [*by_words, *_find_present(heard), *_find_alone(heard), *_find_last(heard)]


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
    return near or _join_strong(heard) or _join_folk(heard)


def _join_folk(heard: Heard) -> list[Hit]:
    # "Get me a lady who knows": people in general, right behind a word that is for staff.
    strong = {hit.end: hit.start for hit in heard.find("strong")}
    joined = ((step_back(heard.tokens, noun.start, strong), noun) for noun in heard.find("folk")) if strong else ()
    return [Hit(strong[at], noun.end) for at, noun in joined if at is not None]


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


def _find_present(heard: Heard) -> list[Hit]:
    # "客服人员在吗": who asks whether staff is there wants them.
    ends = {hit.start: hit.end for hit in heard.find("present")}
    staff = [*heard.find("person"), *heard.find("staff")] if ends else ()
    return [Hit(hit.start, ends[hit.end]) for hit in staff if hit.end in ends]


def _find_alone(heard: Heard) -> list[Hit]:
    # Any word for staff if it is the whole message; a word for a person if it is a whole clause.
    person, staff, alone = heard.find("person"), heard.find("staff"), heard.find("alone")
    both = cover([*person, *staff])
    if (both or alone) and is_bare(heard.tokens, range(len(heard.tokens)), both | cover(alone)):
        return [*person, *staff, *alone]
    covered = cover(person)
    alone = [hit for hit in person if is_bare(heard.tokens, _reach_clause(heard, hit), covered)]
    return alone + [hit for hit in staff if _is_pressed(heard.tokens, _reach_clause(heard, hit), both)]


def _is_pressed(tokens: Sequence[str], clause: range, covered: Container[int]) -> bool:
    # "Useless. Customer service please": a clause of its own, and with some pressure.
    return any(tokens[at] in _PRESSING for at in clause) and is_bare(tokens, clause, covered)


def _find_last(heard: Heard) -> list[Hit]:
    # Chinese says last what it is about: "我说的是人工"; not "这是人工".
    persons = cover(heard.find("person"))
    hits = []
    for hit in heard.find("person"):
        clause = _reach_clause(heard, hit)
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


def _find_person_served(heard: Heard) -> list[Hit]:
    # "想麻烦真人看一下": Chinese has words that mean nobody but staff; what they are to do may follow at once.
    serves = {hit.start: hit for hit in reversed(heard.find("serve"))}
    hits = []
    for person in heard.find("person") if serves else ():
        at = next((at for at in range(person.end, person.end + _PERSON_SERVE_TOKENS) if at in serves), None)
        if at is not None and not heard.tokens[person.start].isascii():
            hits.append(Hit(person.start, serves[at].end))
    return [hit for hit in hits if heard.is_clause(hit)]


def _reach_clause(heard: Heard, hit: Hit) -> range:
    # The places of the clause `hit` stands in, or as far as it matters: a bare clause is short.
    clauses = heard.clauses
    clause = clauses[hit.start]
    start = bisect_left(clauses, clause) + (clause > 0)
    end = bisect_left(clauses, clause + 1)
    return range(max(start, hit.start - 2 * NEAR_TOKENS), min(end, hit.end + 2 * NEAR_TOKENS))
