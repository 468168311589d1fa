"""What visitors' programs may send and get back: shapes for pydantic and /openapi.json; no decisions."""

from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, Field

from app.web.fields import EVENT_ID, address, sayable
from app.web.shapes import Form


class OpenSession(Form):
    """Open a session with a shop, or resume the one that `token` names."""

    shop: str = Field("", max_length=64, description="The shop's id; an unknown one means the default shop.")
    token: str = Field("", max_length=4096, description="The token of an earlier session; a dead one is ignored.")
    lang: Literal["", "zh", "en"] = Field("", description="The visitor's language, by default that of the request.")
    page: str = Field("", max_length=2048, description="The address of the shop's page around the chat.")
    referrer: str = Field("", max_length=2048, description="Where the visitor came from to that page.")
    time_zone: str = Field("", max_length=64, description="The visitor's time zone, e.g. Europe/Berlin.")
    name: str = Field("", max_length=64, description="What the visitor wants to be called.")


class PostMessage(Form):
    """Say something."""

    message: Annotated[str, AfterValidator(sayable)] = Field(description="1 to 2,000 characters.")
    client_id: str = Field(
        "",
        pattern=r"^[\w.:-]{0,64}$",
        description="The client's own id: a retry with it is not a second message.",
    )


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
    people_online: bool
    opens_at: str | None
    read: dict[str, str]
    rating: int
    email: str
    queue_position: int | None = None
    estimate_s: int | None = None
    people_free: bool | None = None


class MessagePosted(BaseModel):
    """A message that is kept."""

    message_id: str
    turn_id: str | None = None


class Standing(BaseModel):
    """How the session stands after what the visitor asked for."""

    status: str
    epoch: int
    people_online: bool | None = None
    opens_at: str | None = None
    queue_position: int | None = None
    estimate_s: int | None = None
    people_free: bool | None = None


class LeaveMessage(Form):
    """Leave an offline message, and an address to answer to."""

    message: Annotated[str, AfterValidator(sayable)] = Field(description="1 to 2,000 characters.")
    email: Annotated[str, AfterValidator(address)] = Field(max_length=254)
    client_id: str = Field("", pattern=r"^[\w.:-]{0,64}$", description="A retry with it is not a second message.")


class MailTranscript(Form):
    """Send everything that was said to this address."""

    email: Annotated[str, AfterValidator(address)] = Field(max_length=254)


class Rate(Form):
    """How it was, from 1 (bad) to 5 (very good)."""

    score: int = Field(ge=1, le=5)
    comment: str = Field("", max_length=1_000)


class ReadTo(Form):
    """Everything up to this message has been read."""

    id: str = Field(pattern=EVENT_ID)
