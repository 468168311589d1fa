"""What a visitor wants, heard in their words: a person, or help in trouble; what is done about it is in `policy`."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from app.domain import policy_filler
from app.domain.phrases import BREAK, NOTHING, Hit, Phrases, split_tokens
from app.domain.policy_form import Policy
from app.domain.slips import Mender

_NEAR = 7
_WEARY_OF = 8


@dataclass(frozen=True, slots=True)
class Wish:
    """A request for a person: `evidence` are the words; `is_all` when the visitor wrote nothing else."""

    evidence: str
    is_all: bool


class Ear:
    """A policy's lists, made ready to be heard in a text. Make one with `make_ear`."""

    def __init__(self, policy: Policy) -> None:
        """Take the lists of `policy`."""
        self._ask, self._want = Phrases(policy.ask), Phrases(policy.want)
        self._person, self._staff = Phrases(policy.person), Phrases((*policy.person, *policy.staff))
        self._weary, self._robot = Phrases(policy.weary), Phrases(policy.robot)
        self._refuse, self._harmless = Phrases(policy.refuse), Phrases(policy.harmless)
        self._not = Phrases(policy_filler.NOT)
        self._trouble = {
            "complaint": Phrases(policy.complaint),
            "legal": Phrases(policy.legal),
            "safety": Phrases(policy.safety),
        }
        heard = (self._ask, self._want, self._staff, self._weary, self._robot, *self._trouble.values())
        words = frozenset[str]().union(*(phrases.words for phrases in heard))
        self._mender = Mender(words, (*_FILLER, *policy_filler.PLAIN, *self._harmless.words))

    def read(self, text: str) -> tuple[str, ...]:
        """Return the tokens of `text`, slips mended, with NOTHING where a harmless phrase stood."""
        tokens = self._mender.mend_all(split_tokens(text))
        for hit in self._harmless.find(tokens):
            tokens[hit.start : hit.end] = [NOTHING] * (hit.end - hit.start)
        return tuple(tokens)

    def find_wish(self, tokens: Sequence[str]) -> Wish | None:
        """Return the request for a person in `tokens`, as `read` gives them, or None."""
        hits = [hit for hit in self._list_requests(tokens) if not self._is_refused(tokens, hit)]
        hits += self._find_weariness(tokens)
        if not hits:
            return None
        return Wish(_spell(tokens, hits[0]), self._is_all(tokens, hits))

    def find_trouble(self, rule: str, tokens: Sequence[str]) -> str:
        """Return the words in `tokens` that speak of "complaint", "legal" or "safety", or ""."""
        denied = {hit.end for hit in self._not.find(tokens)}
        hits = (hit for hit in self._trouble[rule].find(tokens) if hit.start not in denied)
        return next((_spell(tokens, hit) for hit in hits), "")

    def _list_requests(self, tokens: Sequence[str]) -> list[Hit]:
        hits = self._ask.find(tokens)
        ends = {hit.end: hit.start for hit in self._want.find(tokens)}
        for noun in self._staff.find(tokens):
            begin = _step_back(tokens, noun.start, ends)
            if begin is not None:
                hits.append(Hit(begin, noun.end))
        return hits + self._find_alone(tokens)

    def _find_alone(self, tokens: Sequence[str]) -> list[Hit]:
        # A word for a person that is a clause of its own, or anybody's name for staff that is the whole message.
        if not set(tokens) & (self._staff.words):
            return []
        whole = self._find_bare(tokens, Hit(0, len(tokens)), self._staff)
        return [whole] if whole else [hit for part in _list_clauses(tokens) for hit in self._find_word(tokens, part)]

    def _find_word(self, tokens: Sequence[str], part: Hit) -> list[Hit]:
        hit = self._find_bare(tokens, part, self._person)
        return [hit] if hit else []

    def _find_bare(self, tokens: Sequence[str], part: Hit, nouns: Phrases) -> Hit | None:
        among = tokens[part.start : part.end]
        found = nouns.find(among)
        rest = _remove(among, found)
        if not found or not all(token in _FILLER or token == BREAK for token in rest):
            return None
        return Hit(part.start + found[0].start, part.start + found[0].end)

    def _is_refused(self, tokens: Sequence[str], hit: Hit) -> bool:
        begin = max(0, hit.start - _NEAR)
        among = tokens[begin : hit.end]
        starts = hit.start - begin
        for no in self._refuse.find(among):
            between = among[no.end : starts]
            if no.start <= starts + 1 and all(token in _BETWEEN for token in between):
                return True
        return False

    def _find_weariness(self, tokens: Sequence[str]) -> list[Hit]:
        hits = []
        robots = self._robot.find(tokens)
        for weary in self._weary.find(tokens) if robots else ():
            for robot in robots:
                start, end = min(weary.start, robot.start), max(weary.end, robot.end)
                if end - start <= _WEARY_OF + 3 and BREAK not in tokens[start:end]:
                    hits.append(Hit(start, end))
        return hits

    def _is_all(self, tokens: Sequence[str], hits: Sequence[Hit]) -> bool:
        rest = [*_remove(tokens, hits)]
        rest = _remove(rest, self._staff.find(rest))
        rest = _remove(rest, self._robot.find(rest))
        return all(token in _FILLER or token == BREAK for token in rest)


@lru_cache(maxsize=128)
def make_ear(policy: Policy) -> Ear:
    """Return the ear for `policy`; making one takes milliseconds, so they are kept."""
    return Ear(policy)


def _split_filler(words: Sequence[str]) -> frozenset[str]:
    return frozenset(token for word in words for token in split_tokens(word))


_FILLER = _split_filler(policy_filler.FILLER)
_BETWEEN = _split_filler(policy_filler.BETWEEN)


def _step_back(tokens: Sequence[str], start: int, ends: dict[int, int]) -> int | None:
    # Where the wish begins that reaches the noun at `start` over nothing but small words, if there is one.
    for at in range(start, max(0, start - _NEAR) - 1, -1):
        if at in ends:
            return ends[at]
        if at == 0 or tokens[at - 1] not in _BETWEEN:
            return None
    return None


def _list_clauses(tokens: Sequence[str]) -> list[Hit]:
    edges = [-1, *(at for at, token in enumerate(tokens) if token == BREAK), len(tokens)]
    return [Hit(a + 1, b) for a, b in zip(edges, edges[1:], strict=False) if b > a + 1]


def _remove(tokens: Sequence[str], hits: Sequence[Hit]) -> list[str]:
    taken = {at for hit in hits for at in range(hit.start, hit.end)}
    return [token for at, token in enumerate(tokens) if at not in taken]


def _spell(tokens: Sequence[str], hit: Hit) -> str:
    words = tokens[hit.start : hit.end]
    return "".join(f" {w}" if w.isascii() and i and words[i - 1].isascii() else w for i, w in enumerate(words))
