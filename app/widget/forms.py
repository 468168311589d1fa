"""What visitors' programs may send and get back: shapes for pydantic and /openapi.json; no decisions."""

import re
from typing import Annotated, Any, Literal
from unicodedata import category

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, RootModel
from pydantic_core import PydanticCustomError

from app.domain.session import MESSAGE_LIMIT_CHARS

_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
_UNSEEN = {"Cf", "Zs", "Zl", "Zp"}
_FILLERS = "\u115f\u1160\u3164\uffa0"
EVENT_ID = r"^[0-9]{1,18}-[0-9]{1,18}$"


def _is_visible(text: str) -> bool:
    """Whether anything of `text` can be seen beside format characters, spaces and the Hangul fillers."""
    return any(category(char) not in _UNSEEN and char not in _FILLERS for char in text)


def _sayable(text: str) -> str:
    """The text without white space around it; an error whose type is the code of its sentence."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").strip()
    if not _is_visible(text):
        raise PydanticCustomError("MESSAGE_EMPTY", "empty")
    if len(text) > MESSAGE_LIMIT_CHARS:
        raise PydanticCustomError("MESSAGE_TOO_LONG", "too long", {"limit": MESSAGE_LIMIT_CHARS})
    if _CONTROL.search(text):
        raise PydanticCustomError("MESSAGE_CONTROL_CHARACTERS", "control characters")
    return text


class Form(BaseModel):
    """A body: nothing is converted, nothing unknown is let through."""

    model_config = ConfigDict(extra="forbid", strict=True)


class OpenSession(Form):
    """Open a session with a shop, or resume the one that `token` names."""

    shop: str = Field("", max_length=64, description="The shop's id; an unknown one means the default shop.")
    token: str = Field("", max_length=4096, description="The token of an earlier session; a dead one is ignored.")
    lang: Literal["", "zh", "en"] = Field("", description="The visitor's language, by default that of the request.")


class PostMessage(Form):
    """Say something."""

    message: Annotated[str, AfterValidator(_sayable)] = Field(description="1 to 2,000 characters.")
    client_id: str = Field(
        "",
        pattern=r"^[\w.:-]{0,64}$",
        description="The client's own id: a retry with it is not a second message.",
    )


class HistoryQuery(BaseModel):
    """Which messages to read."""

    model_config = ConfigDict(extra="forbid")

    before: str = Field("", pattern=r"^$|" + EVENT_ID, description="Only messages older than this id.")
    limit: int = Field(50, ge=1, le=100)
    lang: str = Field("", description="The reader's language, as on every route.")


class SessionOpened(BaseModel):
    """A session as a page opens it."""

    token: str
    session_name: str
    status: str
    epoch: int
    agent: dict[str, Any] | None
    messages: list[dict[str, Any]]
    more: bool
    cursor: str
    open_now: bool


class MessagePosted(BaseModel):
    """A message that is kept."""

    message_id: str
    turn_id: str | None = None


class History(BaseModel):
    """Messages, oldest first, and whether there are older ones."""

    messages: list[dict[str, Any]]
    more: bool


class EventStream(RootModel[str]):
    """Server-sent events: hello, message, delta, turn, status, resync, bye."""

    model_config = ConfigDict(json_schema_extra={"contentMediaType": "text/event-stream"})


class Fault(BaseModel):
    """One field that is not as it should be, and why, as a stable word."""

    field: str
    reason: str


class Problem(BaseModel):
    """An error (RFC 9457) with a stable `code` and a sentence fit to show."""

    type: str
    title: str
    status: int
    code: str
    detail: str
    request_id: str
    retry_after: int | None = None
    errors: list[Fault] | None = None
