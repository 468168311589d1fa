"""What a run of chaos cost, counted from what clients wrote down: pure sums, which open no connection."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

BANNER_S = 1.0
"""After so long without a live stream the page says that it reconnects."""


@dataclass(frozen=True, slots=True)
class Span:
    """Something that lasted from one moment to another, in seconds of one monotonic clock."""

    what: str
    begin_s: float
    end_s: float

    @property
    def length_s(self) -> float:
        return self.end_s - self.begin_s

    def cut_at(self, moments: Iterable[float]) -> list["Span"]:
        """Its parts between the `moments` that lie within it."""
        within = sorted(moment for moment in moments if self.begin_s < moment < self.end_s)
        edges = [self.begin_s, *within, self.end_s]
        return [Span(self.what, begin, end) for begin, end in pairwise(edges)]

    def beside(self, outages: Iterable["Span"]) -> float:
        """How much of it lies in none of `outages`, which do not overlap."""
        hidden = (min(self.end_s, one.end_s) - max(self.begin_s, one.begin_s) for one in outages)
        return self.length_s - sum(max(0.0, part) for part in hidden)


@dataclass(frozen=True, slots=True)
class Account:
    """One session's sums: what was acknowledged (client ids), what is kept and was heard of it (with repetitions).

    `waits` last from an acknowledgement to the end of its turn, `silences` from one byte of the stream to the next, and
    `aways` from a stream's end to the next one's `hello`.
    """

    acknowledged: tuple[str, ...]
    kept: tuple[str, ...]
    heard: tuple[str, ...]
    ends: tuple[str, ...] = ()
    waits: tuple[Span, ...] = ()
    silences: tuple[Span, ...] = ()
    aways: tuple[Span, ...] = ()
    shown: tuple[str, ...] = ()
    retried: tuple[str, ...] = ()
    faults: tuple[str, ...] = ()

    def lost(self) -> list[str]:
        """What was acknowledged and is not kept, or was never heard."""
        return [one for one in self.acknowledged if one not in self.kept or one not in self.heard]

    def doubled(self) -> list[str]:
        """What is kept, or was heard, more than once."""
        twice = {one for said in (self.kept, self.heard) for one, times in Counter(said).items() if one and times > 1}
        return sorted(twice)


@dataclass(frozen=True, slots=True)
class Books:
    """A whole run: `mishaps` are what went wrong and for how long, `outages` those in which nothing could run."""

    seed: int
    seconds: float
    accounts: Sequence[Account]
    mishaps: Sequence[Span]
    outages: Sequence[Span]
    faults: Sequence[str] = ()
    takeovers: int = 0

    def count(self, member: str) -> int:
        """How many of something all accounts hold together."""
        return sum(len(getattr(account, member)) for account in self.accounts)

    def delivered(self) -> int:
        """How many acknowledged messages were heard."""
        return sum(len(set(account.acknowledged) & set(account.heard)) for account in self.accounts)

    def lost(self) -> list[str]:
        return [one for account in self.accounts for one in account.lost()]

    def doubled(self) -> list[str]:
        return [one for account in self.accounts for one in account.doubled()]

    def ends(self) -> Counter[str]:
        """How many turns ended how."""
        return Counter(end for account in self.accounts for end in account.ends)

    def all_faults(self) -> list[str]:
        """Whatever cannot be right, apart from loss."""
        return [*self.faults, *(fault for account in self.accounts for fault in account.faults)]

    def shown(self) -> list[str]:
        """What a visitor would have read as an error."""
        return [error for account in self.accounts for error in account.shown]

    def longest(self, member: str, *, is_bare: bool = False) -> float:
        """The longest of `waits`, `silences` or `aways` in seconds; `is_bare` leaves out when nothing could run."""
        spans = [span for account in self.accounts for span in getattr(account, member)]
        outages = self.outages if is_bare else ()
        return max((span.beside(outages) for span in spans), default=0.0)

    def longest_neglect(self) -> float:
        """The longest time in seconds that a turn waited and no back end died, less when nothing could run.

        A turn may be taken over by a back end that dies next: the promise counts from the last death.
        """
        deaths = [mishap.begin_s for mishap in self.mishaps if mishap.what.startswith("back end")]
        waits = [span for account in self.accounts for span in account.waits]
        parts = (part for wait in waits for part in wait.cut_at(deaths))
        return max((part.beside(self.outages) for part in parts), default=0.0)

    def banners(self) -> int:
        """How often a page would have said that it reconnects."""
        return sum(away.length_s > BANNER_S for account in self.accounts for away in account.aways)
