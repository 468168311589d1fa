"""What the promises say a session holds, kept in the test's own memory; it asks no store."""

from dataclasses import dataclass, field

from app.desk.visitor import Posted
from app.domain.events import TurnState

Entry = tuple[str, ...]


@dataclass(slots=True)
class Ledger:
    """One session as it must be: its log, its messages, and whose turn it is. Every text names its session."""

    name: str
    token: str
    log: list[Entry] = field(default_factory=lambda: [("status", "bot_active")])
    texts: list[str] = field(default_factory=list)
    acknowledged: dict[str, tuple[str, Posted]] = field(default_factory=dict)
    turn_id: str = ""
    attempt: int = 0
    next_turn_id: str = ""
    shown: str = ""
    is_closed: bool = False
    is_free: bool = False

    def text(self, number: str) -> str:
        """Words that can be told apart from every other session's."""
        return f"«{self.name}» {number}"

    def speaks(self, text: str, client_id: str, posted: Posted) -> None:
        """A visitor's message was acknowledged for the first time."""
        if self.is_closed:
            self.log.append(("status", "bot_active"))
            self.is_closed = False
        self.log.append(("message", text))
        self.texts.append(text)
        self.acknowledged[client_id] = (text, posted)
        if not self.turn_id:
            self._starts(posted.turn_id)
        self.next_turn_id = self.next_turn_id or ("" if posted.turn_id == self.turn_id else posted.turn_id)
        assert posted.turn_id == (self.next_turn_id or self.turn_id)

    def goes_on(self, ending: TurnState | None, text: str) -> None:
        """The answer is `text` now, and may have ended with that; a failed one ended without it."""
        if ending is None:
            self.shown = text
            return
        if ending is not TurnState.FAILED:
            self.log.append(("message", text))
            self.texts.append(text)
        self.log.append(("turn", self.turn_id, ending.value))
        queued, self.turn_id, self.next_turn_id, self.attempt = self.next_turn_id, "", "", 0
        self.shown, self.is_free = "", False
        if queued:
            self._starts(queued)

    def closes(self) -> None:
        """The session fell silent."""
        self.log.append(("status", "closed"))
        self.is_closed = True

    def _starts(self, turn_id: str) -> None:
        self.turn_id, self.attempt, self.shown, self.is_free = turn_id, 1, "", False
        self.log.append(("turn", turn_id, "started"))
