"""What it costs when everything dies in turn, behind Nginx and under load; a ledger, without a control beside it."""

import statistics
from collections import Counter
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.report import machine, versions
from tests.chaos.books import Books
from tests.chaos.run import GUESTS, run

PAGE = Path(__file__).parent / "chaos.md"
SECONDS = 45.0
WHOLE_S = 300.0
SILENCE_S = 15.0

INTRODUCTION = (
    "Written by `python -m bench chaos --seconds N`: the shipped Nginx configuration over TLS, two back ends, a store "
    f"with its AOF and an AI double are a process each; {GUESTS - 1} visitors chat with the AI without a pause and an "
    "agent takes one more over and gives them back, all through Nginx and without sticky sessions. One process after "
    "the other is killed (SIGKILL), stopped (SIGTERM) or frozen (SIGSTOP) in random order and started again. "
    "`tests/chaos` runs the same."
)
NOTES = (
    "*Lost*: acknowledged with 2xx, and at the end not in the history or never heard on the stream. *Doubled*: kept or "
    "heard twice. *Without the outages*: less the time in which the store or Nginx, of which there is one each, was "
    "away. *Shown*: refusals that a page does not try again by itself. A stream says something every 15 s at least."
)


async def measure(seconds: float, seed: int) -> Books:
    """One run in a folder of its own."""
    with TemporaryDirectory(prefix="kefu-chaos-") as folder:
        return await run(Path(folder), seconds=seconds, seed=seed)


def write_page(books: Books, now: datetime, load: float) -> str:
    """The whole page; `load` is the machine's other work before the run."""
    length = f"{books.seconds:.0f} s" + ("" if books.seconds >= WHOLE_S else " (a short run; the whole one is 300 s)")
    when = f"{now:%Y-%m-%d %H:%M %Z}"
    facts = [when, length, f"seed {books.seed}", machine(), f"load before the run {load:.1f}", versions()]
    parts = [
        "# Chaos",
        INTRODUCTION,
        " · ".join(facts),
        _table(["what", "found", ""], _ledger(books)),
        NOTES,
        "## What was done",
        _table(["what", "times", "away in the median", "at most"], _mishaps(books)),
    ]
    if wrong := [*books.lost(), *books.doubled(), *books.shown(), *books.all_faults()]:
        parts += ["## What must not be", "\n".join(f"- {one[:500]}" for one in wrong)]
    return "\n\n".join(parts) + "\n"


def verdict(books: Books) -> bool:
    """Whether the run kept the promises."""
    wrong = (*books.lost(), *books.doubled(), *books.shown(), *books.all_faults())
    return not wrong and books.longest_neglect() < SILENCE_S


def _ledger(books: Books) -> list[list[str]]:
    retried = Counter(reason for account in books.accounts for reason in account.retried)
    return [
        ["messages acknowledged", f"{books.count('acknowledged')}", ""],
        ["delivered", f"{books.delivered()}", ""],
        ["**lost**", f"**{len(books.lost())}**", _met(not books.lost())],
        ["**doubled**", f"**{len(books.doubled())}**", _met(not books.doubled())],
        ["turns, by their end", _counts(books.ends()), ""],
        ["takeovers", f"{books.takeovers}", ""],
        ["errors shown to a visitor", f"{len(books.shown())}", _met(not books.shown())],
        ["tried again without a word", _counts(retried), ""],
        ["other faults (order, text, logs)", f"{len(books.all_faults())}", _met(not books.all_faults())],
        ["longest wait from acknowledgement to the end of the turn", f"{books.longest('waits'):.1f} s", ""],
        ["the same without the outages", f"{books.longest('waits', is_bare=True):.1f} s", ""],
        _bounded("the same, counted from the last back end's death", books.longest_neglect()),
        ["longest silence of a stream", f"{books.longest('silences'):.1f} s", ""],
        ["the same without the outages", f"{books.longest('silences', is_bare=True):.1f} s", ""],
        ["longest time between two streams of a visitor", f"{books.longest('aways'):.1f} s", ""],
        ["times a page would have said that it reconnects", f"{books.banners()}", ""],
    ]


def _mishaps(books: Books) -> list[list[str]]:
    lengths: dict[str, list[float]] = {}
    for mishap in books.mishaps:
        lengths.setdefault(mishap.what, []).append(mishap.length_s)
    return [
        [what, f"{len(found)}", f"{statistics.median(found):.1f} s", f"{max(found):.1f} s"]
        for what, found in sorted(lengths.items())
    ]


def _bounded(what: str, found_s: float) -> list[str]:
    return [what, f"{found_s:.1f} s", f"at most {SILENCE_S:.0f} s: {_met(found_s < SILENCE_S)}"]


def _met(is_met: bool) -> str:
    return "**met**" if is_met else "**missed**"


def _counts(counted: Counter[str]) -> str:
    return ", ".join(f"{name} {times}" for name, times in counted.most_common()) or "none"


def _table(head: list[str], rows: list[list[str]]) -> str:
    return "\n".join(f"| {' | '.join(row)} |" for row in [head, ["---"] * len(head), *rows])
