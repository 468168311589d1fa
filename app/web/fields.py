"""What bodies and answers of several front rooms have in common: what is said, ids, addresses, history."""

import re
from typing import Any
from unicodedata import category

from pydantic import BaseModel, ConfigDict, Field, RootModel
from pydantic_core import PydanticCustomError

from app.domain.address import is_address
from app.domain.session import MESSAGE_LIMIT_CHARS

_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
_UNSEEN = {"Cf", "Zs", "Zl", "Zp"}
_FILLERS = "\u115f\u1160\u3164\uffa0"
EVENT_ID = r"^[0-9]{1,18}-[0-9]{1,18}$"


def _is_visible(text: str) -> bool:
    """Whether anything of `text` can be seen beside format characters, spaces and the Hangul fillers."""
    return any(category(char) not in _UNSEEN and char not in _FILLERS for char in text)


def sayable(text: str) -> str:
    """The text without white space around it; an error whose type is the code of its sentence."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").strip()
    if not _is_visible(text):
        raise PydanticCustomError("MESSAGE_EMPTY", "empty")
    if len(text) > MESSAGE_LIMIT_CHARS:
        raise PydanticCustomError("MESSAGE_TOO_LONG", "too long", {"limit": MESSAGE_LIMIT_CHARS})
    if _CONTROL.search(text):
        raise PydanticCustomError("MESSAGE_CONTROL_CHARACTERS", "control characters")
    return text


def address(text: str) -> str:
    """An e-mail address without white space around it; an error whose type is the code of its sentence."""
    if not is_address(text.strip()):
        raise PydanticCustomError("EMAIL_INVALID", "no address")
    return text.strip()


class HistoryQuery(BaseModel):
    """Which messages to read."""

    model_config = ConfigDict(extra="forbid")

    before: str = Field("", pattern=r"^$|" + EVENT_ID, description="Only messages older than this id.")
    limit: int = Field(50, ge=1, le=100)
    lang: str = Field("", description="The reader's language, as on every route.")


class EventsQuery(BaseModel):
    """How to listen: on a stream that stays, or by a poll that ends."""

    poll: int | None = Field(
        None, ge=0, le=1, description="End the answer: 0 at once, 1 when there is news, or nothing for 15 seconds."
    )
    lang: str = Field("", description="The reader's language, as on every route.")


class History(BaseModel):
    """Messages, oldest first, and whether there are older ones."""

    messages: list[dict[str, Any]]
    more: bool


class EventStream(RootModel[str]):
    """Server-sent events: hello, message, delta, turn, status, resync, bye."""

    model_config = ConfigDict(json_schema_extra={"contentMediaType": "text/event-stream"})
