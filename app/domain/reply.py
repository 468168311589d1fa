"""A canned reply: a text for what visitors often ask, in both languages, and the word that calls it up; no storage."""

import re
from dataclasses import dataclass, replace

from app.domain.errors import BadRequest
from app.domain.session import MESSAGE_LIMIT_CHARS

SHORTCUT_LIMIT_CHARS = 32
_SHORTCUT = re.compile(r"[^\s/\uff0f\u3001\x00-\x1f\x7f-\x9f]+")
"""No spaces, and none of the characters that open the list of replies while one writes."""


@dataclass(frozen=True, slots=True)
class Reply:
    """`zh` and `en` may hold {visitor}, {agent} and {shop}; one of them may be empty, then the other serves."""

    id: str
    shortcut: str
    zh: str = ""
    en: str = ""


class ReplyRefused(BadRequest):
    """A reply that cannot be kept; the code says why."""

    status = 422


def check_reply(reply: Reply) -> Reply:
    """The reply without white space around its parts; raises `ReplyRefused`."""
    tidy = replace(reply, shortcut=reply.shortcut.strip().lstrip("/"), zh=reply.zh.strip(), en=reply.en.strip())
    if not _SHORTCUT.fullmatch(tidy.shortcut) or len(tidy.shortcut) > SHORTCUT_LIMIT_CHARS:
        raise ReplyRefused("REPLY_SHORTCUT", limit=SHORTCUT_LIMIT_CHARS)
    if not tidy.zh and not tidy.en:
        raise ReplyRefused("REPLY_EMPTY")
    if max(len(tidy.zh), len(tidy.en)) > MESSAGE_LIMIT_CHARS:
        raise ReplyRefused("MESSAGE_TOO_LONG", limit=MESSAGE_LIMIT_CHARS)
    return tidy
