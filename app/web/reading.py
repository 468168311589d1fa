"""How a reader is spoken to: system messages in their language and time zone; what is said is decided elsewhere."""

from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from quart import request

from app.events.wire import Say, message_json
from app.store.sessions import Kept
from app.web.i18n import language, say_in
from app.web.sentences import NOTICES, NOTICES_FOR_AGENTS

_FALLBACK = "Asia/Shanghai"


def time_zone(fallback: str = _FALLBACK) -> str:
    """The reader's time zone, as their page says in `Time-Zone`; else `fallback` (IANA names both)."""
    asked = request.headers.get("Time-Zone", "")
    return asked if is_time_zone(asked) else fallback


def is_time_zone(name: str) -> bool:
    """Whether `name` is a zone of the tz database."""
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        # Besides unknown names: absolute paths, names of folders, names that are too long for a file.
        return False
    return bool(name)


def reader(lang: str = "") -> Say:
    """Puts system messages into words for the visitor who asks, in `lang` or their own language."""
    return say_in(lang or language(), NOTICES, time_zone())


def agent_reader() -> Say:
    """Puts system messages into words for the agent who asks, in their own language."""
    return say_in(language(), NOTICES_FOR_AGENTS, time_zone())


def messages_json(kept: tuple[Kept, ...], say: Say) -> list[dict[str, object]]:
    """Stored messages as the public contract shows them to who is spoken to by `say`."""
    return [message_json(entry.id, entry.data, say) for entry in kept]
