"""What agents' programs may send about sessions, and get back: shapes for pydantic and /openapi.json; no decisions."""

from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from app.domain.identity import one_line
from app.domain.session import Status
from app.web.fields import EVENT_ID, EventsQuery, sayable
from app.web.shapes import Form

TAGS = 20
TAG_CHARS = 32


Tag = Annotated[str, AfterValidator(one_line), Field(min_length=1, max_length=TAG_CHARS)]
ListName = Literal["waiting", "mine", "colleagues", "ai", "offline", "closed"]


class SessionsQuery(BaseModel):
    """Which sessions to list."""

    model_config = ConfigDict(extra="forbid")

    list: ListName = Field("waiting", description="One of the workbench's lists; ignored where `status` is given.")
    status: Literal["", "bot_active", "pending_manual", "manual_live", "after_hours_email", "closed"] = ""
    q: str = Field("", max_length=100, description="Looked for in what a line shows: last words, name, e-mail, tags.")
    shop: str = Field("", max_length=64)
    agent: str = Field("", max_length=64, description="The id of the agent who owns the session.")
    cursor: int = Field(0, ge=0, le=1_000_000, description="`next` of the page before.")
    limit: int = Field(50, ge=1, le=100)
    lang: str = Field("", description="The reader's language, as on every route.")


class Sessions(BaseModel):
    """Some sessions of a list, how long each list is, and from where this one goes on."""

    sessions: list[dict[str, Any]]
    next: int | None
    counts: dict[str, int]
    server_time: str


class Stats(BaseModel):
    """Numbers for a glance."""

    waiting: int
    live: int
    ai: int
    offline: int
    closed: int
    longest_wait_s: int
    agents_online: int


class SessionRead(BaseModel):
    """One session with everything an agent may know of it."""

    session: dict[str, Any]
    messages: list[dict[str, Any]]
    more: bool
    cursor: str
    notes: list[dict[str, Any]]
    read: dict[str, str]
    visitor_here: bool
    answer: dict[str, str] | None
    server_time: str


class SessionChanged(BaseModel):
    """The session as it is now."""

    session: dict[str, Any]


class SessionTaken(BaseModel):
    """The session as it is now, and the message that was made of an answer that was cut off."""

    session: dict[str, Any]
    epoch: int
    stopped: dict[str, Any] | None


class Speak(Form):
    """Say something to the visitor."""

    message: Annotated[str, AfterValidator(sayable)] = Field(description="1 to 2,000 characters.")
    client_id: str = Field("", pattern=r"^[\w.:-]{0,64}$", description="A retry with it is not a second message.")


class Spoken(BaseModel):
    """The message that is kept."""

    message_id: str


class Transfer(Form):
    """Offer the session to a colleague."""

    to: str = Field(min_length=1, max_length=64, description="The colleague's id.")


class ReadTo(Form):
    """Everything up to this message has been read."""

    id: str = Field(pattern=EVENT_ID)


class AddNote(Form):
    """Write something down for colleagues."""

    text: Annotated[str, AfterValidator(sayable)] = Field(description="1 to 2,000 characters.")


class NoteAdded(BaseModel):
    """The note that is kept."""

    note_id: str


class SetTags(Form):
    """Let the session's tags be these."""

    tags: list[Tag] = Field(max_length=TAGS)


class Summary(BaseModel):
    """What was tried so far, in the AI's words; null where it cannot say."""

    summary: str | None


class Colleagues(BaseModel):
    """Who works here."""

    me: str
    colleagues: list[dict[str, Any]]


class StreamQuery(EventsQuery):
    """Which session is on screen."""

    model_config = ConfigDict(extra="forbid")

    session: str = Field("", pattern=r"^[\w-]{0,64}$")


STATUSES = frozenset(status.value for status in Status)
