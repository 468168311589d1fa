"""A policy's lists heard in a text: where which words stand; whether that is a wish or a trouble is not known here."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate

from app.domain.phrases import Hit, PhraseBook
from app.domain.policy_filler import FILLER, MISSPELT, NOT, PLAIN
from app.domain.policy_form import Policy
from app.domain.policy_frames import FRAMES
from app.domain.policy_more import MORE
from app.domain.policy_pairs import PAIRS, SIDES
from app.domain.slips import Mender
from app.domain.tokens import BREAK, split_tokens

_LISTS = (
    *("ask", "want", "person", "staff", "weary", "robot", "refuse", "about", "not_person"),
    *("complaint", "legal", "safety", "not_trouble"),
)
_MENDED_LISTS = ("ask", "want", "person", "staff", "weary", "robot", "refuse")
"""In what is on these, slips are worth guessing."""
_WANTING = ("cause", "strong", "alone")
_TAKEN_BY = {
    "not_person": ("ask", "want", "person", "staff", "weary", "robot", "helper"),
    "not_trouble": ("complaint", "legal", "safety", *SIDES),
}


@dataclass(frozen=True, slots=True)
class Heard:
    """The `tokens` of a text, slips mended, and the `hits` of each list in it.

    What stands within a phrase of `not_person` or `not_trouble` is not among the hits those speak against.
    `clauses` numbers the clause of each token.
    """

    tokens: tuple[str, ...]
    hits: Mapping[str, Sequence[Hit]]
    clauses: Sequence[int]

    def find(self, name: str) -> Sequence[Hit]:
        """The places of the phrases of list `name`."""
        return self.hits.get(name, ())

    def spell(self, hit: Hit) -> str:
        """The words at `hit`."""
        words = self.tokens[hit.start : hit.end]
        return "".join(f" {w}" if w.isascii() and i and words[i - 1].isascii() else w for i, w in enumerate(words))

    def is_clause(self, hit: Hit) -> bool:
        """Whether `hit` lies within one clause."""
        return self.clauses[hit.start] == self.clauses[hit.end - 1]


class Ear:
    """A policy's lists, made ready to be heard. Make one with `make_ear`."""

    def __init__(self, policy: Policy) -> None:
        """Take the lists of `policy`."""
        lists: dict[str, Sequence[str]] = {name: _list_all(policy, name) for name in _LISTS}
        frames = {name: phrases for name, phrases in FRAMES.items() if policy.want or name not in _WANTING}
        sides = _pick_sides(policy)
        self._book = PhraseBook({**lists, **frames, **sides, "not": NOT})
        # Of all words few are worth guessing: what a shop lists for a person, and the plainest ones of trouble.
        latin = {name: filter(str.isascii, getattr(policy, name)) for name in _MENDED_LISTS}
        self._mender = Mender(PhraseBook(latin).words | MISSPELT, FILLER | PLAIN | self._book.words)

    def hear(self, text: str) -> Heard:
        """Return what is heard in `text`."""
        tokens = tuple(self._mender.mend_all(split_tokens(text)))
        hits = self._book.find(tokens)
        for against, names in _TAKEN_BY.items():
            taken = cover(hits.get(against, ()))
            for name in names if taken else ():
                hits[name] = [hit for hit in hits.get(name, ()) if taken.isdisjoint(range(hit.start, hit.end))]
        return Heard(tokens, hits, list(accumulate(token == BREAK for token in tokens)))


def _list_all(policy: Policy, name: str) -> tuple[str, ...]:
    # An empty list stays empty.
    phrases: tuple[str, ...] = getattr(policy, name)
    return (*phrases, *MORE.get(name, ())) if phrases else ()


def _pick_sides(policy: Policy) -> dict[str, Sequence[str]]:
    # Only those of rules that have words at all.
    silent = {side for rule, pairs in PAIRS.items() if not getattr(policy, rule) for *two, _ in pairs for side in two}
    return {name: phrases for name, phrases in SIDES.items() if name not in silent}


@lru_cache(maxsize=8)
def make_ear(policy: Policy) -> Ear:
    """Return the ear for `policy`; making one takes 0.1 s and some MB, so the last few are kept."""
    return Ear(policy)


def cover(hits: Iterable[Hit]) -> set[int]:
    """Return the places of all tokens within `hits`."""
    return {at for hit in hits for at in range(hit.start, hit.end)}
