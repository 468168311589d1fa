"""What one client heard, written down as it came, and what of it cannot be right; it opens no connection."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Any

from app.store.bus import order
from tests.live import Heard

FINAL = frozenset({"finished", "stopped", "failed"})
APOLOGIES = frozenset({"ai_unavailable", "ai_interrupted", "ai_no_answer"})
UNIT_BYTES = 2
"""Offsets count UTF-16 units, so what is drawn is kept in UTF-16."""


@dataclass(slots=True)
class Ledger:
    """A client's books: its place in the stream, every kept event, what it drew, and what was wrong on the way.

    `began` is the id after which it listens, `place` the last one it heard; `known` are turns that began before that.
    """

    began: str
    place: str = ""
    kept: list[Heard] = field(default_factory=list)
    states: dict[str, str] = field(default_factory=dict)
    drawn: dict[str, bytes] = field(default_factory=lambda: defaultdict(bytes))
    faults: list[str] = field(default_factory=list)
    known: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.place = self.began

    def take(self, event: Heard) -> None:
        """Write one event down."""
        if event.id:
            self.place = event.id
        match event.kind:
            case "delta" if event.data["turn_id"] not in self.known:
                self._draw(event.data)
            case "resync":
                self.faults.append(f"told to read again at {event.id}")
            case "message" | "turn" | "status":
                self.kept.append(event)
                if event.kind == "turn":
                    self.states[event.data["turn_id"]] = event.data["state"]
                if event.data.get("role") == "ai" and event.data["turn_id"] not in self.known:
                    self._compare(event.data)

    def has_ended(self, turn_id: str) -> bool:
        """Whether the turn's end has been heard."""
        return self.states.get(turn_id) in FINAL

    def messages(self) -> list[dict[str, Any]]:
        """Every message heard, as it came."""
        return [event.data for event in self.kept if event.kind == "message"]

    def _draw(self, delta: dict[str, Any]) -> None:
        turn_id, start = delta["turn_id"], delta["offset"] * UNIT_BYTES
        shown = self.drawn[turn_id]
        if start > len(shown):
            self.faults.append(f"{turn_id}: text at {start} after {len(shown)} bytes")
        if self.has_ended(turn_id):
            self.faults.append(f"{turn_id}: a word after the end")
        self.drawn[turn_id] = shown[:start] + delta["text"].encode("utf-16-le")

    def _compare(self, answer: dict[str, Any]) -> None:
        """The message may say more than was drawn (its last words come with it), but nothing else."""
        drawn = self.drawn[answer["turn_id"]].decode("utf-16-le").rstrip()
        if not answer["text"].startswith(drawn):
            self.faults.append(f"{answer['turn_id']}: drawn {drawn!r}, but said {answer['text']!r}")


def judge_turns(heard: Sequence[Heard], known: Collection[str] = ()) -> list[str]:
    """What is wrong with the turns among the kept events of one session, all of which have ended; not of `known`."""
    by_turn: dict[str, list[Heard]] = defaultdict(list)
    for event in heard:
        if (turn_id := event.data.get("turn_id")) and turn_id not in known:
            by_turn[turn_id].append(event)
    return [f"{turn_id}: {fault}" for turn_id, events in by_turn.items() for fault in _judge(events, heard)]


def _judge(events: list[Heard], heard: Sequence[Heard]) -> list[str]:
    states = [event.data["state"] for event in events if event.kind == "turn"]
    asked = [event.data for event in events if event.data.get("role") == "visitor"]
    said = [event.data for event in events if event.data.get("role") in {"ai", "system"}]
    if len(states) != 2 or states[0] != "started" or states[1] not in FINAL:
        return [f"went {states}"]
    if not asked:
        return ["answers nobody"]
    form = [(m["role"], m.get("stopped", False) or m.get("code") in APOLOGIES) for m in said]
    if form != _FORMS[states[1]]:
        return [f"{states[1]} with {form}"]
    return _judge_words(asked, said[0], heard) if states[1] == "finished" else []


def _judge_words(asked: list[dict[str, Any]], answer: dict[str, Any], heard: Sequence[Heard]) -> list[str]:
    """The doubles repeat the question: an answer must hold what its turn was asked, and nothing promised to a later."""
    faults = [f"{answer['text']!r} does not answer {m['text']!r}" for m in asked if m["text"] not in answer["text"]]
    last = asked[-1]["id"]
    later = [e.data for e in heard if e.data.get("role") == "visitor" and order(e.id) > order(last)]
    return faults + [f"answers {m['text']!r} too" for m in later if m["text"] in answer["text"]]


_FORMS = {
    "finished": [("ai", False)],
    "stopped": [("ai", True), ("system", True)],
    "failed": [("system", True)],
}
