"""Which misbehaviour a request meets, by markers in the text or by order; it does none itself."""

import re
from collections import Counter
from dataclasses import dataclass
from typing import Final

_TIMING: Final = ("slow-first", "slow-delta", "stall", "cut", "cut-early", "hang-up")
_WIRE: Final = ("split-utf8", "crlf", "comments", "id-lines", "spaces", "no-spaces", "done", "no-done")
_SPEECH: Final = ("no-deltas", "two-answers", "reasoning", "verbose", "rewrite", "empty", "follow-ups")
_ENDINGS: Final = ("failed", "failed-bare", "error-event", "requires-action", "unknown-events")
REFUSING: Final = ("json-error", "http-401", "token-invalid", "http-429", "http-500", "html-502")
MODES: Final = frozenset((*_TIMING, *_WIRE, *_SPEECH, *_ENDINGS, *REFUSING))
_ONCE: Final = ("http-401", "token-invalid")
_MARKER: Final = re.compile(r"\s*\[\[([^\[\]]+)\]\]\s*")


class UnknownMode(ValueError):
    """Somebody wrote a mode that is not in MODES; a typing error must not look like good behaviour."""


@dataclass(frozen=True, slots=True)
class Mode:
    """One misbehaviour and its words, e.g. `cut 3`."""

    name: str
    words: tuple[str, ...] = ()

    def number(self, default: int) -> int:
        """Return the first word that is a whole number."""
        return next((int(word) for word in self.words if word.isdigit()), default)

    def seconds(self, default: float) -> float:
        """Return the first word that is a number."""
        return next((float(word) for word in self.words if re.fullmatch(r"\d+(\.\d+)?", word)), default)

    def times(self) -> int | None:
        """Return N of `xN`; None means every time."""
        asked = next((int(word[1:]) for word in self.words if re.fullmatch(r"x\d+", word)), None)
        return 1 if asked is None and self.name in _ONCE else asked


@dataclass(frozen=True, slots=True)
class Plan:
    """All the modes one request meets."""

    modes: tuple[Mode, ...] = ()

    def get(self, name: str) -> Mode | None:
        """Return the mode called `name`, if the request meets it."""
        return next((mode for mode in self.modes if mode.name == name), None)

    def has(self, name: str) -> bool:
        """Say whether the request meets the mode called `name`."""
        return self.get(name) is not None


@dataclass(slots=True)
class Order:
    """What a test asked for: the next `times` requests to `path` (None: the chat routes) meet `modes`."""

    modes: tuple[Mode, ...]
    times: int
    path: str | None

    def fits(self, path: str, is_chat: bool) -> bool:
        """Say whether a request to `path` is meant."""
        return self.path == path or (self.path is None and is_chat)


def parse_mode(text: str) -> Mode:
    """Read `cut 3`; raise UnknownMode for a name nobody knows."""
    name, *words = text.split()
    if name not in MODES:
        raise UnknownMode(f"the double knows no mode {name!r}")
    return Mode(name, tuple(words))


def read_markers(text: str) -> tuple[str, tuple[Mode, ...]]:
    """Return the text without its `[[…]]`, and the modes they name; raise UnknownMode."""
    modes = tuple(parse_mode(inside) for inside in _MARKER.findall(text))
    return _MARKER.sub(" ", text).strip() if modes else text, modes


class Mischief:
    """The orders still open, and how often each marked text has already misbehaved."""

    def __init__(self) -> None:
        self._orders: list[Order] = []
        self._spent: Counter[tuple[str, str]] = Counter()

    def order(self, modes: tuple[str, ...], times: int, path: str | None) -> None:
        """Ask for modes; orders are served in turn, one a request. Raises UnknownMode."""
        self._orders.append(Order(tuple(parse_mode(mode) for mode in modes), times, path))

    def plan(self, path: str, is_chat: bool, text: str) -> Plan:
        """Return what this request meets, and count it; `text` is the visitor's, or empty."""
        marked = tuple(mode for mode in read_markers(text)[1] if self._still_counts(mode, text))
        return Plan(self._take(path, is_chat) + marked)

    def _take(self, path: str, is_chat: bool) -> tuple[Mode, ...]:
        order = next((o for o in self._orders if o.fits(path, is_chat)), None)
        if order is None:
            return ()
        order.times -= 1
        if order.times <= 0:
            self._orders.remove(order)
        return order.modes

    def _still_counts(self, mode: Mode, text: str) -> bool:
        times = mode.times()
        self._spent[mode.name, text] += 1
        return times is None or self._spent[mode.name, text] <= times
