"""Every key in Redis, with its type and its life; nothing else spells a key.

All keys carry one hash tag, so that a change is one script on one slot of a cluster.

| key                          | type   | holds                                         | life                       |
|------------------------------|--------|-----------------------------------------------|----------------------------|
| {tag}:generation             | string | a random name of this data set                | for ever                   |
| {tag}:bus                    | stream | every event of every session, fields s, k, d  | the last BUS_LENGTH        |
| {tag}:deadlines              | zset   | session -> ms at which it falls silent        | entry removed when closed  |
| {tag}:turns                  | zset   | session -> ms at which its turn's lease ends  | entry removed with the turn|
| {tag}:session:NAME           | hash   | the session's state                           | silence + NET_S            |
| {tag}:session:NAME:log       | stream | its kept events, ids as on the bus, k, d      | silence + NET_S, LOG_LENGTH|
| {tag}:session:NAME:messages  | stream | its messages, ids as on the bus, d            | silence + NET_S            |
| {tag}:session:NAME:clients   | hash   | client_id -> "message_id turn_id"             | silence + NET_S            |
| {tag}:session:NAME:turn      | hash   | the answer so far: id, text, run              | silence + NET_S            |
"""

from dataclasses import dataclass

BUS_LENGTH = 20_000
"""Events kept for processes that lag behind; a process that lags further lets its streams resume from their logs."""

LOG_LENGTH = 500
"""Kept events of one session that a stream can be replayed; an older id gets `resync`."""

NET_S = 7 * 86_400
"""How much longer than a session's silence its keys live: only the net below the sweeper."""

LEASE_MS = 4_000
"""How long a process owns a turn without renewing it."""


@dataclass(frozen=True, slots=True)
class SessionKeys:
    """The keys of one session."""

    session: str
    log: str
    messages: str
    clients: str
    turn: str


@dataclass(frozen=True, slots=True)
class Keys:
    """The keys of one deployment; `tag` is its hash tag, e.g. `kefu`."""

    tag: str

    @property
    def generation(self) -> str:
        """The name of the data set."""
        return f"{{{self.tag}}}:generation"

    @property
    def bus(self) -> str:
        """The stream of all events."""
        return f"{{{self.tag}}}:bus"

    @property
    def deadlines(self) -> str:
        """When each session falls silent."""
        return f"{{{self.tag}}}:deadlines"

    @property
    def turns(self) -> str:
        """When each turn's lease ends."""
        return f"{{{self.tag}}}:turns"

    def of(self, name: str) -> SessionKeys:
        """The keys of the session `name`."""
        session = f"{{{self.tag}}}:session:{name}"
        return SessionKeys(session, f"{session}:log", f"{session}:messages", f"{session}:clients", f"{session}:turn")
