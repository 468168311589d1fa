"""What must hold of every stream, whatever was raced: one voice at a time, and what was drawn is what is kept."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from tests.live import Heard

FINAL = frozenset({"finished", "stopped", "failed"})
UNIT_BYTES = 2
"""Offsets count UTF-16 units, so what is drawn is kept in UTF-16."""


@dataclass(slots=True)
class Verdict:
    """One stream, read event by event: what it drew and how each turn ended, and every fault.

    `messages` are the AI's by their turn; `takeovers` are the agents announced with each epoch, and `cut` the turns
    that were stopped just before.
    """

    epoch: int = 0
    speaker: str = ""
    drawn: dict[str, bytes] = field(default_factory=lambda: defaultdict(bytes))
    states: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    messages: dict[str, dict[str, Any]] = field(default_factory=dict)
    takeovers: dict[int, list[str]] = field(default_factory=lambda: defaultdict(list))
    cut: dict[int, list[str]] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)
    _stopped: list[str] = field(default_factory=list)

    def text(self, turn_id: str) -> str:
        """The answer as the deltas have drawn it; white space at its end is not kept."""
        return self.drawn[turn_id].decode("utf-16-le").rstrip()

    def take(self, event: Heard) -> None:
        """Read one event."""
        if event.kind == "queue":
            # Of any session that the agent may see.
            return
        before = self.epoch
        self._check_epoch(event)
        match event.kind:
            case "resync":
                self.faults.append(f"told to read again at {event.id}")
            case "hello":
                self.speaker = event.data["status"]
            case "status":
                self._change_speaker(event.data, before)
            case _ if _is_of_ai(event):
                self._hear_ai(event)

    def _change_speaker(self, status: dict[str, Any], epoch: int) -> None:
        if (self.speaker == "manual_live") != (status["status"] == "manual_live") and self.epoch == epoch:
            self.faults.append(f"another has the word in the same epoch {epoch}")
        self.speaker = status["status"]
        if self.speaker == "manual_live":
            self.takeovers[status["epoch"]].append((status["agent"] or {}).get("id", ""))
            self.cut[status["epoch"]] = self._stopped
        self._stopped = []

    def _check_epoch(self, event: Heard) -> None:
        epoch = event.data.get("epoch", self.epoch)
        if epoch < self.epoch:
            self.faults.append(f"{event.kind} {event.id} of epoch {epoch} after epoch {self.epoch}")
        self.epoch = epoch

    def _hear_ai(self, event: Heard) -> None:
        turn_id = event.data["turn_id"]
        if self.speaker == "manual_live":
            self.faults.append(f"{event.kind} of {turn_id} while a person speaks (epoch {self.epoch})")
        states = self.states[turn_id]
        if states and states[-1] in FINAL:
            self.faults.append(f"{event.kind} of {turn_id} after its end")
        match event.kind:
            case "turn":
                states.append(event.data["state"])
                self._stopped += [turn_id] if states[-1] == "stopped" else []
            case "delta":
                self._draw(turn_id, event.data)
            case "message":
                self._compare(turn_id, event.data)

    def _draw(self, turn_id: str, delta: dict[str, Any]) -> None:
        start, shown = delta["offset"] * UNIT_BYTES, self.drawn[turn_id]
        if turn_id in self.messages:
            self.faults.append(f"a word of {turn_id} after its message")
        if start > len(shown):
            self.faults.append(f"text of {turn_id} at {start} after {len(shown)} bytes")
        self.drawn[turn_id] = shown[:start] + delta["text"].encode("utf-16-le")

    def _compare(self, turn_id: str, message: dict[str, Any]) -> None:
        """A stopped answer is what was drawn, to the letter; a finished one may say its last words with the message."""
        if turn_id in self.messages:
            self.faults.append(f"a second message of {turn_id}")
        self.messages[turn_id] = {name: value for name, value in message.items() if name != "session_name"}
        drawn, said = self.text(turn_id), message["text"]
        if drawn != said if message.get("stopped") else not said.startswith(drawn):
            self.faults.append(f"{turn_id} drew {drawn!r}, but said {said!r}")


def judge(events: Iterable[Heard]) -> Verdict:
    """Read a whole stream."""
    verdict = Verdict()
    for event in events:
        verdict.take(event)
    for turn_id, states in verdict.states.items():
        if len([state for state in states if state in FINAL]) != 1:
            verdict.faults.append(f"{turn_id} went {states}")
    return verdict


def _is_of_ai(event: Heard) -> bool:
    return event.kind in {"delta", "turn"} or (event.kind == "message" and event.data["role"] == "ai")
