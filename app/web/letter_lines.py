"""What was said, as a letter quotes it: who, when, and the plain text; how it looks is not decided here."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app.domain.mail import MailKind
from app.domain.plaintext import plain_text
from app.domain.session import Role
from app.store.sessions import Kept
from app.web.i18n import say_in, tell_moment, translate
from app.web.letter_words import SPEAKERS, YOU
from app.web.sentences import NOTICES, NOTICES_FOR_AGENTS


@dataclass(frozen=True, slots=True)
class Line:
    """One thing said. `speaker` is "" for a notice of the system; `rows` is the text, line by line."""

    role: Role
    speaker: str
    at: str
    rows: tuple[str, ...]


def lines_of(kept: tuple[Kept, ...], lang: str, time_zone: str, *, is_team: bool) -> tuple[Line, ...]:
    """The messages in `lang`, oldest first; what a newer program said in codes unknown here is left out.

    The visitor is "you", unless one of the team reads.
    """
    lines = (_line(json.loads(entry.data), lang, time_zone, is_team) for entry in kept)
    return tuple(line for line in lines if line)


def _line(data: Mapping[str, Any], lang: str, time_zone: str, is_team: bool) -> Line | None:
    role, at = Role(data["role"]), tell_moment(datetime.fromisoformat(data["at"]), lang, time_zone)
    notices = NOTICES_FOR_AGENTS if is_team else NOTICES
    if role is not Role.SYSTEM:
        speakers = SPEAKERS if is_team else SPEAKERS | {Role.VISITOR: YOU}
        name = data.get("agent", {}).get("name") or translate(speakers[role], lang)
        said = plain_text(data["text"], data.get("html", "")) if role is Role.AI else data["text"]
        return Line(role, name, at, tuple(said.splitlines()))
    if data["code"] not in notices:
        return None
    return Line(role, "", at, (say_in(lang, notices, time_zone)(data["code"], data["params"]),))


def matter_of(kind: MailKind, lines: tuple[Line, ...]) -> str:
    """What the letter is there for: the visitor's offline message, or what the agent has said since the visitor did."""
    spoken = [line for line in lines if line.role is not Role.SYSTEM]
    match kind:
        case MailKind.OFFLINE_MESSAGE:
            said = [line for line in spoken if line.role is Role.VISITOR][-1:]
        case MailKind.AGENT_REPLY:
            last = max((at for at, line in enumerate(spoken) if line.role is Role.VISITOR), default=-1)
            said = [line for line in spoken[last + 1 :] if line.role is Role.AGENT]
        case _:
            said = []
    return "\n\n".join("\n".join(line.rows) for line in said)
